// Package bridge keeps line clients alive: it answers descriptions that come
// over TCP with codes. One [Server] serves one ontology on any number of
// listeners, plain or TLS; what a code is, its [Coder] decides.
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
package bridge
