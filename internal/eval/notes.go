package eval

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"medcode/schemas"
)

// NoteCode is a code that a note supports, or must not give.
type NoteCode struct {
	Ontology schemas.Ontology `json:"ontology"`
	Code     string           `json:"code"`   // in Never also the beginning of one: I26
	Accept   []string         `json:"accept"` // as right
	Text     string           `json:"text"`   // of the note
	Why      string           `json:"why"`
}

// GoldNote is a note of testdata/wholenotes with its codes in all vocabularies;
// the README there says what the fields mean.
type GoldNote struct {
	ID             string     `json:"id"`
	Kind           string     `json:"kind"`
	EncounterClass string     `json:"encounter_class"`
	Age            *float64   `json:"age"` // years
	Sex            string     `json:"sex"`
	Text           string     `json:"text"`
	Gold           []NoteCode `json:"gold"`
	Also           []NoteCode `json:"also"`
	Never          []NoteCode `json:"never"`
}

// LoadNotes reads a set of one JSON object a line.
func LoadNotes(path string) ([]GoldNote, error) {
	return ReadLines(path, "notes with codes", "testdata/wholenotes/notes.jsonl", func(g *GoldNote) error {
		if g.Text == "" || len(g.Gold) == 0 {
			return errors.New("want a text and its codes")
		}
		return nil
	})
}

// NoteScore is what a note's codes in one vocabulary are worth: gold codes
// given and not given, codes that the note does not support, and of the traps
// those that were given.
type NoteScore struct {
	Score
	Traps, Trapped int
}

// NoteError is a code that is missing, or given and not supported.
type NoteError struct{ Note, What, Code, Text string }

// NoteReport is the scores by vocabulary, and the errors.
type NoteReport struct {
	Notes  int
	Scores map[schemas.Ontology]NoteScore
	Errors []NoteError
}

// NoteCodes codes notes and compares. code returns the codes of a note; same
// tells whether a code given is one that was asked for, under another number
// (a product for its ingredient).
func NoteCodes(notes []GoldNote, code func(*GoldNote) ([]schemas.Code, error), same func(o schemas.Ontology, given, asked string) bool) (NoteReport, error) {
	rep := NoteReport{Notes: len(notes), Scores: map[schemas.Ontology]NoteScore{}}
	counts := map[schemas.Ontology][]Counts{}
	for i := range notes {
		g := &notes[i]
		given, err := code(g)
		if err != nil {
			return rep, fmt.Errorf("%s: %w", g.ID, err)
		}
		for _, o := range schemas.Ontologies() {
			j := noteJudge{g: g, o: o, same: same, rep: &rep}
			counts[o] = append(counts[o], j.judge(given))
		}
	}
	for o, docs := range counts {
		s := rep.Scores[o]
		s.Score = ScoreOf(docs)
		rep.Scores[o] = s
	}
	return rep, nil
}

// noteJudge is one note in one vocabulary.
type noteJudge struct {
	g    *GoldNote
	o    schemas.Ontology
	same func(o schemas.Ontology, given, asked string) bool
	rep  *NoteReport
}

func (j *noteJudge) judge(given []schemas.Code) (c Counts) {
	given = slices.DeleteFunc(slices.Clone(given), func(k schemas.Code) bool { return k.Ontology != j.o })
	right := make([]bool, len(given))
	for _, want := range j.g.Gold {
		if want.Ontology != j.o {
			continue
		}
		found := false
		for i, k := range given {
			if j.is(k.Code, &want) {
				right[i], found = true, true
			}
		}
		c.Add(true, found)
		if !found {
			j.err("missing", want.Code, want.Text)
		}
	}
	for i, k := range given {
		if right[i] || slices.ContainsFunc(j.g.Also, func(a NoteCode) bool { return a.Ontology == j.o && j.is(k.Code, &a) }) {
			continue
		}
		c.FP++
		j.err("not supported", k.Code, k.Display)
	}
	j.traps(given)
	return c
}

func (j *noteJudge) is(given string, want *NoteCode) bool {
	return given == want.Code || slices.Contains(want.Accept, given) || j.same(j.o, given, want.Code)
}

// traps counts the codes that must not be given, and those that were.
func (j *noteJudge) traps(given []schemas.Code) {
	s := j.rep.Scores[j.o]
	for _, t := range j.g.Never {
		if t.Ontology != j.o {
			continue
		}
		s.Traps++
		if slices.ContainsFunc(given, func(k schemas.Code) bool {
			return strings.HasPrefix(k.Code, t.Code) || j.same(j.o, k.Code, t.Code)
		}) {
			s.Trapped++
			j.err("trap", t.Code, t.Why)
		}
	}
	j.rep.Scores[j.o] = s
}

func (j *noteJudge) err(what, code, text string) {
	j.rep.Errors = append(j.rep.Errors, NoteError{j.g.ID, what + " " + string(j.o), code, text})
}
