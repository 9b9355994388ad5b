package code

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// Where a candidate comes from.
const (
	SourceExact   = "exact"
	SourceBag     = "words"
	SourceLexical = "similar words"
	SourceDense   = "similar meaning"
)

// Match is how well a candidate's term fits the phrase.
type Match struct {
	Source        string
	Score         float64 // of the source: BM25, cosine
	QueryCoverage float64 // share of the phrase found in the term, 0–1
	TermCoverage  float64 // share of the term found in the phrase, 0–1
	Codes         int     // codes that share the matched wording
}

// scored is a candidate with the code that may leave, and its confidence.
type scored struct {
	Candidate
	emit ontology.CodeID
	conf float64
	both bool // more than one source proposes the code
}

// rank turns candidates into at most k codings, best first. Only codes that
// may leave are kept: a header gives way to its least specific billable
// descendant, and what has none is dropped.
func rank(r *ontology.Release, o schemas.Ontology, found []Candidate, k int) schemas.Candidates {
	best := map[ontology.CodeID]scored{}
	for _, c := range found {
		id, ok := r.Emit(c.Code)
		if !ok {
			continue
		}
		s := scored{Candidate: c, emit: id, conf: confidence(r, c)}
		if old, seen := best[id]; seen {
			if old.conf >= s.conf {
				s = old
			}
			s.both = old.both || old.Match.Source != c.Match.Source
		}
		best[id] = s
	}
	list := make([]scored, 0, len(best))
	for _, s := range best {
		list = append(list, s)
	}
	slices.SortFunc(list, func(a, b scored) int {
		return cmp.Or(cmp.Compare(b.conf, a.conf), cmp.Compare(b.Match.Score, a.Match.Score), cmp.Compare(a.emit, b.emit))
	})
	out := make(schemas.Candidates, 0, min(k, len(list)))
	for _, s := range list[:min(k, len(list))] {
		out = append(out, coding(r, o, s))
	}
	return out
}

func coding(r *ontology.Release, o schemas.Ontology, s scored) schemas.Coding {
	code := r.Code(s.emit)
	return schemas.Coding{
		Ontology: o, Code: code.Code, Display: code.Display,
		Confidence: math.Round(s.conf*1000) / 1000, Why: why(r, s, code),
	}
}

// why is the trail of a code: how it matched, which term, where that stands,
// and the descent from a header.
func why(r *ontology.Release, s scored, code ontology.Code) string {
	t := r.Term(s.Term)
	trail := fmt.Sprintf("%s: %s %q", s.Match.Source, t.Kind, t.Text)
	if t.Path != "" {
		trail += " (" + t.Path + ")"
	}
	if s.Code != s.emit {
		trail += fmt.Sprintf("; %s is not billable, its unspecified code is %s", r.Code(s.Code).Code, code.Code)
	}
	if code.Default {
		trail += "; the usual code for this wording"
	}
	return trail
}

// confidence is a logistic model over how the phrase matched.
func confidence(r *ontology.Release, c Candidate) float64 {
	x := weights.bias[c.Match.Source]
	x += weights.kind[r.KindOf(c.Term)]
	x += weights.distance * float64(c.Term.Distance())
	x += weights.query*c.Match.QueryCoverage + weights.term*c.Match.TermCoverage
	if c.Match.Source == SourceDense {
		x += weights.cosine * c.Match.Score
	}
	if c.Match.Codes > 1 && !r.Default(c.Code) {
		x += weights.shared
	}
	if !r.Billable(c.Code) {
		x += weights.header
	}
	return 1 / (1 + math.Exp(-x))
}
