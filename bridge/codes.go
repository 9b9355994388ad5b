package bridge

import (
	"bytes"
	"context"
	"errors"
	"unicode/utf8"
)

// Coder answers one description. The code is in wire form (ICD-10-CM dotted);
// "" means that nothing was similar enough.
//
// Code is called from many goroutines at once. It must return soon after ctx
// is done, which it is when the request's time is over or its client is gone;
// what it returns then is dropped. Its error is logged, so it must hold no
// text of the description; the client sees ERROR alone.
type Coder interface {
	Code(ctx context.Context, description string) (code string, err error)
}

// codes is the protocol seq,description → seq,code.
type codes struct {
	opts  *Options
	coder Coder
	warn  func(msg string, args ...any)
}

// parse reads one line without its ending; ok is false for a blank one.
func (c *codes) parse(line []byte) (r request, ok bool) {
	line = bytes.TrimLeft(line, blanks)
	if len(line) == 0 {
		return request{}, false
	}
	if string(line) == lineAskHealth {
		return fault(lineHealth, outcomeHealth), true
	}
	seq, description, found := bytes.Cut(line, []byte{','})
	if !found || len(seq) > maxSeq {
		return c.opts.invalid(line), true
	}
	r.seq = string(seq)
	if !utf8.Valid(description) {
		return r.settle(wordError, outcomeNotUTF8), true
	}
	if r.description = clean(description); r.description == "" {
		return r.settle(wordNoMatch, outcomeNoMatch), true
	}
	return r, true
}

// look asks the coder and puts what it says into the words of the protocol.
func (c *codes) look(ctx context.Context, description string) answer {
	code, err := c.coder.Code(ctx, description)
	switch {
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		return c.failed(outcomeTimeout)
	case err != nil:
		c.warn("look-up failed; clients get ERROR until what answers look-ups is back", "err", err)
		return c.failed(outcomeError)
	case code == "":
		return answer{word: c.opts.NoMatch, outcome: outcomeNoMatch}
	case !validCode(code):
		c.warn("look-up gave a code that clients do not take", "bytes", len(code))
		return c.failed(outcomeError)
	}
	return answer{word: code, outcome: outcomeCode}
}

// failed is the reply where there is no code to be had.
func (c *codes) failed(o outcome) answer {
	switch o {
	case outcomeTooLong:
		return answer{word: lineTooLong, whole: true, outcome: o}
	case outcomeTimeout:
		return answer{word: wordTimeout, outcome: o}
	}
	return answer{word: wordError, outcome: outcomeError}
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
