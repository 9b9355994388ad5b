package bridge

import (
	"errors"
	"math"
	"unicode/utf8"

	"medcode/internal/text"
	"medcode/schemas"
)

// maxArray is the length above which an array keeps only the best candidate of
// each ontology and mention, bytes. It is what a result may have elsewhere.
const maxArray = 4 << 20

// Faults of what coded a note.
var (
	errUnanswered = errors.New("no part of the note was coded; start the workers, or load a release")
	errForeign    = errors.New("the result does not fit the note; let all processes be of one version")
)

// entities returns the array of a note's mentions, in the order of the result.
// It holds no LF.
func entities(note string, r *schemas.Result) (string, error) {
	if r.Status == schemas.Failed || r.Status == schemas.Partial && len(r.Releases) == 0 {
		return "", errUnanswered
	}
	for i := range r.Mentions {
		if !stands(&r.Mentions[i], note) {
			return "", errForeign
		}
	}
	a := array{buf: make([]byte, 0, expected(r)), at: points{text: note}, partial: r.Status == schemas.Partial}
	a.all(r)
	if len(a.buf) > maxArray {
		a.bestOnly = true
		a.all(r)
	}
	return string(a.buf), nil
}

// expected is about the length of the array, bytes.
func expected(r *schemas.Result) int {
	n := 0
	for i := range r.Mentions {
		n += 384 + 96*len(r.Mentions[i].Codings)
	}
	return min(n, maxArray+maxArray/8)
}

// all writes the array, or its beginning where it gets too long.
func (a *array) all(r *schemas.Result) {
	codes := supported(r)
	a.buf = append(a.buf[:0], '[')
	for i := range r.Mentions {
		if len(a.buf) > maxArray && !a.bestOnly {
			return
		}
		a.entity(&r.Mentions[i], codes[i])
	}
	a.end(']')
}

// stands tells whether a mention stands in the note where it says.
func stands(m *schemas.Mention, note string) bool {
	for i := range m.Codings {
		if p := m.Codings[i].Confidence; math.IsNaN(p) || math.IsInf(p, 0) {
			return false
		}
	}
	return m.Start >= 0 && m.Start <= m.End && m.End <= len(note) && note[m.Start:m.End] == string(m.Text)
}

// supported lists the codes of the note by the mention that supports them.
func supported(r *schemas.Result) [][]*schemas.Code {
	of := make([][]*schemas.Code, len(r.Mentions))
	for i := range r.Codes {
		for _, m := range r.Codes[i].Mentions {
			if m >= 0 && m < len(of) {
				of[m] = append(of[m], &r.Codes[i])
			}
		}
	}
	return of
}

// surest is the code of an ontology, or of any, with the greatest confidence;
// the first where several have it, and nil where there is none.
func surest(codes []*schemas.Code, o schemas.Ontology) (best *schemas.Code) {
	for _, c := range codes {
		if (o == "" || c.Ontology == o) && (best == nil || c.Confidence > best.Confidence) {
			best = c
		}
	}
	return best
}

// entityName is what the surest code of the mention says, or, where the note has no
// code for it, the mention's words in the form in which vocabularies know them.
// A mere candidate names nothing: it may be a guess.
func entityName(m *schemas.Mention, codes []*schemas.Code) string {
	if c := surest(codes, ""); c != nil && c.Display != "" {
		return c.Display
	}
	if n := text.Normalize(string(m.Text)); n != "" {
		return n
	}
	return string(m.Text)
}

// entityConfidence is that of the best candidate: whether words are a mention is
// decided by whether a vocabulary knows them.
func entityConfidence(m *schemas.Mention) (best float64) {
	for i := range m.Codings {
		best = max(best, m.Codings[i].Confidence)
	}
	return best
}

func entityExperiencer(m *schemas.Mention) string {
	if m.Experiencer == "" {
		return "patient"
	}
	return m.Experiencer
}

// points counts the code points before a byte offset. It moves from the offset
// asked for last, since mentions come nearly in order.
type points struct {
	text       string
	byte, rune int
}

func (p *points) of(offset int) int {
	if offset >= p.byte {
		p.rune += utf8.RuneCountInString(p.text[p.byte:offset])
	} else {
		p.rune -= utf8.RuneCountInString(p.text[offset:p.byte])
	}
	p.byte = offset
	return p.rune
}
