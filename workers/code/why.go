package code

import (
	"fmt"
	"strings"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/schemas"
)

func coding(p *pool, o schemas.Ontology, e *entry) schemas.Coding {
	r := p.release
	code := r.Code(e.emit)
	trail := why(r, e, code)
	if done := p.complete(e); done.Code != e.emit {
		from := code.Code
		code = r.Code(done.Code)
		trail += "; " + from + " → " + code.Code + " for " + done.Why
	}
	return schemas.Coding{Ontology: o, Code: code.Code, Display: code.Display, Confidence: rounded(e.conf), Why: trail}
}

// complete asks the engine for the code that says what the mention states.
func (p *pool) complete(e *entry) icd10cm.Completion {
	if p.completer == nil || p.stated == "" {
		return icd10cm.Completion{Code: e.emit}
	}
	return p.completer.Complete(e.best().Code, e.emit, p.said, p.stated)
}

// why is the trail of a code: how it was found, by which term, where that
// stands, and the descent from a header.
func why(r *ontology.Release, e *entry, code ontology.Code) string {
	c := e.best()
	t := r.Term(c.Term)
	var trail strings.Builder
	fmt.Fprintf(&trail, "%s: %s %q", c.Match.Source, t.Kind, t.Text)
	if t.Path != "" {
		fmt.Fprintf(&trail, " (%s)", t.Path)
	}
	if e.ways() > 1 && !e.known.there() {
		trail.WriteString("; similar in words and in meaning")
	}
	if c.Code != e.emit {
		fmt.Fprintf(&trail, "; %s is not billable, its unspecified code is %s", r.Code(c.Code).Code, code.Code)
	}
	if code.Default {
		trail.WriteString("; the usual code for this wording")
	}
	return trail.String()
}
