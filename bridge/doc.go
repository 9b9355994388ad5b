// Package bridge keeps line clients alive: it answers descriptions and whole
// notes that come over TCP with codes. One [Server] serves one ontology, or
// notes, on any number of listeners, plain or TLS; what a code is, its [Coder]
// decides, and what a note holds, its [NoteCoder].
//
// # Protocol
//
// A line ends with LF alone; one CR before it is dropped. Leading blanks of a
// line are dropped and a blank line is ignored. Bytes are collected until the
// LF comes, so a request or a character may be split over segments anywhere.
//
//	seq,description   → seq,code
//	HEALTH            → OK
//
// seq is any bytes up to the first comma, at most 1 KiB, echoed as they came.
// All after it is the description, commas included; NULs are removed from it
// and blanks around it. Instead of a code there may be one of three words:
//
//	NO_MATCH   nothing was similar enough, or the description was empty
//	ERROR      the description is not UTF-8, or the look-up failed
//	TIMEOUT    no answer within 4.5 s of taking up the line; a later one is dropped
//
// A line that cannot be answered so gets one of the two replies without a seq,
// and the connection stays: "ERROR,Invalid format" (no comma, or a longer seq)
// and "ERROR,Line too long" (sent at the limit; the rest up to LF is skipped).
//
// Replies come in the order of the requests of their connection, though these
// are worked on side by side. A reply is never split over two writes; replies
// that are ready together share one of up to 1,024 bytes. A client that stops
// reading is not read from, and is let go when a write makes no headway. After
// a half-close everything asked, a last line without LF too, is answered.
//
// # Notes
//
// A server of [NewNotes] speaks the same protocol with other words:
//
//	seq,note   → seq,[{…},{…}]
//	HEALTH     → OK
//
// A line may have 256 KiB for the note, and 1 KiB for the seq. A CR within a
// note, the one line break that a line can carry, is read as a line break, a
// NUL as a blank; nothing is dropped, so that positions hold in what was sent.
// The array is compact JSON of one object for each mention; a blank note, like
// one without mentions, gets []. All that some language takes for a line end
// is escaped in it. The object's fields are, in this order:
//
//	entity_name     display of the surest of codes; without codes the words
//	                of the note in the normal form of vocabularies, never the
//	                name of a mere candidate
//	extracted_text  words of the note
//	category        problem, medication, test, device, procedure, anatomy, social
//	section         of the note, as "hpi"
//	negated         the note denies it
//	position        {"start","end"}, half open, counted in Unicode code points
//	                from the first character after the comma, since clients in
//	                Python slice strings by them; everywhere else in medcode
//	                positions are bytes
//	ner_confidence  that of the best candidate, 0 without: the recogniser has
//	                no probability of its own
//	codes           {ontology: code}, the surest that the mention supports; one
//	                that is not the patient's and present supports none, nor
//	                does one whose candidates are all unlikely
//	candidates      {ontology: [{"code","display","confidence"}, …]}, best
//	                first, whatever the context; the best alone where the
//	                array were longer than 4 MiB
//	uncertain, historical, hypothetical, experiencer
//	                the rest of the context, experiencer as patient, family, other
//	partial         an ontology did not answer for this note: codes may lack
//
// Clients tell a fault by the word ERROR; the first two replies are whole lines:
//
//	line,ERROR:INVALID_FORMAT   no comma, or a seq over 1 KiB; a line over 1 KiB
//	                            is not returned and gets ERROR:INVALID_FORMAT
//	ERROR:LINE_TOO_LONG         sent at the limit; the rest up to LF is skipped
//	seq,ERROR:LINE_TOO_LONG     the line fits, its note is over 256 KiB
//	seq,ERROR:INVALID_TEXT      the note is not UTF-8
//	seq,ERROR:TIMEOUT           no answer in time; a later one is dropped
//	seq,ERROR:INTERNAL          the note could not be coded
package bridge
