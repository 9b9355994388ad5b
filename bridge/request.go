package bridge

import "bytes"

// The words and lines that clients of codes know; those of notes are beside
// their protocol.
const (
	wordNoMatch = "NO_MATCH"
	wordError   = "ERROR"
	wordTimeout = "TIMEOUT"

	lineAskHealth = "HEALTH"
	lineHealth    = "OK"
	lineInvalid   = "ERROR,Invalid format"
	lineTooLong   = "ERROR,Line too long"
)

// Limits that keep a code's reply within one segment and within what clients
// accept.
const (
	maxSeq  = 1 << 10 // bytes
	maxCode = 50      // bytes
)

// blanks are dropped before a line; a line of nothing else is no line.
const blanks = " \t\r\v\f"

// request is a line as understood: a finished reply, or a text to look up.
type request struct {
	seq         string // echoed before the comma; unused where whole is set
	description string // to be looked up; only where settled is false
	settled     bool   // answer needs no look-up
	mute        bool   // settled and counted as answer says, but nothing is written
	answer      answer
}

// settle is the request answered without a look-up.
func (r request) settle(word string, o outcome) request {
	r.settled, r.description, r.answer = true, "", answer{word: word, outcome: o}
	return r
}

// answer is what follows the seq, or the whole line for a line fault.
type answer struct {
	word    string
	whole   bool // the reply has no seq
	outcome outcome
}

func fault(line string, o outcome) request {
	return request{settled: true, answer: answer{word: line, whole: true, outcome: o}}
}

// invalid is the reply to a line without comma or with too long a seq.
func (o *Options) invalid(line []byte) request {
	switch {
	case o.Invalid == InvalidSilent:
		r := fault("", outcomeInvalid)
		r.mute = true
		return r
	case o.Invalid == InvalidEcho && len(line) <= maxSeq:
		return fault(string(line)+",INVALID_FORMAT", outcomeInvalid)
	}
	return fault(lineInvalid, outcomeInvalid)
}

// clean removes NULs and the white space around a description.
func clean(description []byte) string {
	if bytes.IndexByte(description, 0) >= 0 {
		description = bytes.ReplaceAll(description, []byte{0}, nil)
	}
	return string(bytes.TrimSpace(description))
}
