package bridge

import (
	"bytes"
	"unicode/utf8"
)

// The words and lines that a client knows.
const (
	wordNoMatch = "NO_MATCH"
	wordError   = "ERROR"
	wordTimeout = "TIMEOUT"

	lineHealth  = "OK"
	lineInvalid = "ERROR,Invalid format"
	lineTooLong = "ERROR,Line too long"
)

// Limits that keep a reply within one segment and within what clients accept.
const (
	maxSeq  = 1 << 10 // bytes
	maxCode = 50      // bytes
)

// blanks are dropped before a line; a line of nothing else is no line.
const blanks = " \t\r\v\f"

// request is a line as understood: a finished reply, or a description to code.
type request struct {
	seq         string // echoed before the comma; unused where whole is set
	description string // to be coded; only where settled is false
	settled     bool   // answer needs no look-up
	answer      answer
}

// answer is what follows the seq, or the whole line for a line fault.
type answer struct {
	word    string
	whole   bool // the reply has no seq
	outcome outcome
}

// parse reads one line without its ending; ok is false for a blank one.
func (o *Options) parse(line []byte) (r request, ok bool) {
	line = bytes.TrimLeft(line, blanks)
	if len(line) == 0 {
		return request{}, false
	}
	if string(line) == "HEALTH" {
		return fault(lineHealth, outcomeHealth), true
	}
	seq, description, found := bytes.Cut(line, []byte{','})
	switch {
	case !found && o.EchoInvalid && len(line) <= maxSeq:
		return fault(string(line)+",INVALID_FORMAT", outcomeInvalid), true
	case !found, len(seq) > maxSeq:
		return fault(lineInvalid, outcomeInvalid), true
	}
	r.seq = string(seq)
	if !utf8.Valid(description) {
		r.settled, r.answer = true, answer{word: wordError, outcome: outcomeNotUTF8}
		return r, true
	}
	if r.description = clean(description); r.description == "" {
		r.settled, r.answer = true, answer{word: wordNoMatch, outcome: outcomeNoMatch}
	}
	return r, true
}

func fault(line string, o outcome) request {
	return request{settled: true, answer: answer{word: line, whole: true, outcome: o}}
}

// clean removes NULs and the white space around a description.
func clean(description []byte) string {
	if bytes.IndexByte(description, 0) >= 0 {
		description = bytes.ReplaceAll(description, []byte{0}, nil)
	}
	return string(bytes.TrimSpace(description))
}

// validCode tells whether clients take the code for one: letters, digits, dots
// and hyphens, one letter or digit at least, 50 bytes at most.
func validCode(code string) bool {
	alnum := false
	for i := range len(code) {
		switch c := code[i]; {
		case c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z':
			alnum = true
		case c != '.' && c != '-':
			return false
		}
	}
	return alnum && len(code) <= maxCode
}
