package bridge

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"unicode/utf8"

	"medcode/schemas"
)

// NoteCoder codes one note, whose text is valid UTF-8, not blank and no longer
// than schemas.MaxTextBytes. The mentions of its result stand in that text as
// schemas.Mention says.
//
// Note is called from many goroutines at once. It must return soon after ctx
// is done, which it is when the request's time is over or its client is gone;
// what it returns then is dropped. Its error is logged, so it must hold nothing
// of the text; the client sees ERROR:INTERNAL alone.
type NoteCoder interface {
	Note(ctx context.Context, text schemas.Text) (schemas.Result, error)
}

// NewNotes makes a server of the protocol seq,note. It is New in all else, but
// that MaxLine is by default what the longest note and seq need, and that
// NoMatch and Invalid mean nothing to it.
func NewNotes(o Options, c NoteCoder, m *Metrics) *Server {
	setDefault(&o.MaxLine, maxSeq+len(",")+schemas.MaxTextBytes)
	s := New(o, nil, m)
	s.proto = &notes{coder: c, warn: s.warn}
	return s
}

// The words and lines that clients of notes know.
const (
	noteInvalid  = "ERROR:INVALID_FORMAT"
	noteTooLong  = "ERROR:LINE_TOO_LONG"
	noteNotText  = "ERROR:INVALID_TEXT"
	noteTimeout  = "ERROR:TIMEOUT"
	noteInternal = "ERROR:INTERNAL"
	noteEmpty    = "[]"
)

// notes is the protocol seq,note → seq,[…].
type notes struct {
	coder NoteCoder
	warn  func(msg string, args ...any)
}

// parse reads one line without its ending; ok is false for a blank one.
func (n *notes) parse(line []byte) (r request, ok bool) {
	line = bytes.TrimLeft(line, blanks)
	if len(line) == 0 {
		return request{}, false
	}
	if string(line) == lineAskHealth {
		return fault(lineHealth, outcomeHealth), true
	}
	seq, note, found := bytes.Cut(line, []byte{','})
	if !found || len(seq) > maxSeq {
		return unreadable(line), true
	}
	r.seq = string(seq)
	switch {
	case len(note) > schemas.MaxTextBytes: // a short seq left room for it
		return r.settle(noteTooLong, outcomeTooLong), true
	case !utf8.Valid(note):
		return r.settle(noteNotText, outcomeNotUTF8), true
	}
	r.description = asText(note)
	if strings.TrimSpace(r.description) == "" {
		return r.settle(noteEmpty, outcomeNoMatch), true
	}
	return r, true
}

// unreadable is the reply to a line without comma or with too long a seq.
func unreadable(line []byte) request {
	if len(line) > maxSeq {
		return fault(noteInvalid, outcomeInvalid)
	}
	return fault(string(line)+","+noteInvalid, outcomeInvalid)
}

// asText is the note as it is read. Every byte keeps its place, so that
// positions hold in what the client sent: a CR, the only line break that a
// line can carry, stands for one, and a NUL, which no text holds, for a blank.
func asText(note []byte) string {
	return string(bytes.Map(func(r rune) rune {
		switch r {
		case '\r':
			return '\n'
		case 0:
			return ' '
		}
		return r
	}, note))
}

// look asks the coder and writes its result as an array.
func (n *notes) look(ctx context.Context, text string) answer {
	r, err := n.coder.Note(ctx, schemas.Text(text))
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		return n.failed(outcomeTimeout)
	}
	var word string
	if err == nil {
		word, err = entities(text, &r)
	}
	switch {
	case err != nil:
		n.warn("coding a note failed; clients get ERROR until what codes notes is back", "err", err)
		return n.failed(outcomeError)
	case word == noteEmpty:
		return answer{word: word, outcome: outcomeNoMatch}
	}
	return answer{word: word, outcome: outcomeCode}
}

// failed is the reply where there is no array to be had.
func (n *notes) failed(o outcome) answer {
	switch o {
	case outcomeTooLong:
		return answer{word: noteTooLong, whole: true, outcome: o}
	case outcomeTimeout:
		return answer{word: noteTimeout, outcome: o}
	}
	return answer{word: noteInternal, outcome: outcomeError}
}
