package code

import (
	"slices"
	"strings"
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"medcode/internal/concept"
	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

// SNOMED is the Refiner of procedures and findings: the concept of what a
// phrase names and of the words that mark it, from the table of
// internal/concept, before those that are only similar; then its neighbours,
// the wider ones first. What is of another side than the phrase says never
// leaves.
type SNOMED struct {
	lexicons sync.Map // *ontology.Release → *concept.Lexicon
	answers  *lru.Cache[phraseKey, schemas.Candidates]
}

// phraseKey names an answer: what is found for a phrase of a release depends on
// nothing else.
type phraseKey struct {
	release    *ontology.Release
	text, term string
	k          int
}

// keptAnswers bounds the answers that are kept: most mentions of notes repeat.
const keptAnswers = 1 << 14

// NewSNOMED returns the refiner. A release's names are read when it is first
// asked for.
func NewSNOMED() *SNOMED {
	answers, err := lru.New[phraseKey, schemas.Candidates](keptAnswers)
	if err != nil {
		panic(err) // of a size below one only
	}
	return &SNOMED{answers: answers}
}

// Forget drops what is kept of a release that is closed.
func (s *SNOMED) Forget(r *ontology.Release) {
	s.lexicons.Delete(r)
	s.answers.Purge()
}

const (
	conceptNamed = .9  // confidence of the concept of a name and its marks
	conceptWider = .35 // confidence of all its neighbours together
)

// Refine implements [Refiner]. Answers may be shared: do not change them.
func (s *SNOMED) Refine(r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	key := phraseKey{r, q.Text, q.Term, q.K}
	if out, ok := s.answers.Get(key); ok {
		return out
	}
	out := s.refine(r, q, found)
	s.answers.Add(key, slices.Clip(out))
	return out
}

func (s *SNOMED) refine(r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	said := q.Text
	if said == "" {
		said = q.Term
	}
	named, ok := s.lexicon(r).Read(said)
	first := conceptOf(r, q.Term, conceptNamed, "name of a procedure or finding")
	switch {
	case first != nil: // the recogniser knows it by its code
		found = append(schemas.Candidates{*first}, others(found, schemas.Candidates{*first})...)
	case !ok || named.Code == concept.None:
		return sided(said, found)
	case q.Term == "":
		found = prefer(r, &named, said, found)
	}
	if ok && len(found) > 0 && found[0].Code == named.Code {
		near := neighbours(r, s.lexicon(r).Also(&named))
		if q.Term == "" {
			near = append(slices.Clone(found[1:]), near...) // a client's phrase: what is similar to it comes first
		} else {
			near = append(near, found[1:]...)
		}
		found = append(found[:1:1], others(near, found[:1])...)
	}
	return sided(said, found)
}

// lexicon returns the names of a release.
func (s *SNOMED) lexicon(r *ontology.Release) *concept.Lexicon {
	if l, ok := s.lexicons.Load(r); ok {
		return l.(*concept.Lexicon)
	}
	l, err := concept.New(overlay.Concepts(), concept.OfficialOf(r))
	if err != nil {
		panic(err) // the table is part of the program, and tested
	}
	known, _ := s.lexicons.LoadOrStore(r, l)
	return known.(*concept.Lexicon)
}

// prefer puts the concept that a phrase names first: where every word of it
// was read, or where nothing else is likely and half of its words were. A
// phrase that is the wording of a concept stays that.
func prefer(r *ontology.Release, named *concept.Found, said string, found schemas.Candidates) schemas.Candidates {
	words := len(wordsOf(text.Tokens(nil, said)))
	share := min(1, float64(named.Words)/float64(max(words, 1)))
	known := len(found) > 0 && worded(&found[0])
	switch {
	case known, share < .5, share < 1 && len(found) > 0 && found[0].Confidence >= sure:
		return found
	}
	c := conceptOf(r, named.Code, rounded(conceptNamed*share), "name of a procedure or finding")
	if c == nil {
		return found
	}
	return append(schemas.Candidates{*c}, others(found, schemas.Candidates{*c})...)
}

// conceptOf is a concept of a release by its code, nil for none.
func conceptOf(r *ontology.Release, code string, confidence float64, why string) *schemas.Coding {
	id, ok := r.Find(code)
	if _, can := r.Emit(id); !ok || !can {
		return nil
	}
	return &schemas.Coding{Ontology: schemas.SNOMED, Code: code, Display: r.Code(id).Display, Confidence: confidence, Why: why}
}

func neighbours(r *ontology.Release, codes []string) (out schemas.Candidates) {
	for _, code := range codes {
		if c := conceptOf(r, code, rounded(conceptWider/float64(2+len(out))), "of the kind that is named"); c != nil {
			out = append(out, *c)
		}
	}
	return out
}

// sided leaves out what is of another side than said.
func sided(said string, found schemas.Candidates) schemas.Candidates {
	words := wordsOf(text.Tokens(nil, said))
	left, right := slices.Contains(words, "left"), slices.Contains(words, "right")
	if left == right {
		return found
	}
	wrong := " left "
	if left {
		wrong = " right "
	}
	return slices.DeleteFunc(slices.Clone(found), func(c schemas.Coding) bool {
		return strings.Contains(" "+strings.ToLower(c.Display)+" ", wrong)
	})
}
