// Package proof writes down how a phrase became a code, step by step, and
// holds such a proof against a release: the wording and where it stands, the
// way from a header to a billable code, the completion by what is stated, the
// checks of the Tabular List, and the claim rules that concerned the code.
//
// A proof rests on its [Evidence] alone. It is made in the process that asks
// for it and does not travel: results carry a short why, which names the
// wording well enough to find the same evidence again. Codes of the other
// ontologies have the wording and the validity, which is all there is to say.
package proof

import (
	"fmt"
	"slices"
	"time"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// Kind tells what a step does.
type Kind string

// The kinds of steps, in the order in which a proof has them.
const (
	Wording     Kind = "wording"           // what was said is a wording of a code
	Descent     Kind = "descent"           // a header gives way to a billable code
	Completion  Kind = "completion"        // what is stated chooses another code of the category
	History     Kind = "history"           // what is over, or a relative's, has a code that says so
	Validity    Kind = "validity"          // the code is billable in the release
	Place       Kind = "place"             // chapter, block and headers above
	Seventh     Kind = "seventh character" // called for or not, and what it means
	Placeholder Kind = "placeholder"       // X where a place is empty
	Note        Kind = "note"              // an instruction of the Tabular List
	Patient     Kind = "patient"           // what speaks against it for this patient
	Rule        Kind = "rule"              // what a claim rule did
)

// Step is one step of a proof.
type Step struct {
	Kind   Kind   `json:"kind"`
	Text   string `json:"text"`
	Source string `json:"source"`         // release, file and its edition; or section of the guidelines
	From   string `json:"from,omitempty"` // a phrase or a code
	To     string `json:"to,omitempty"`   // a code
}

// Evidence is what a proof rests on: what was said, and which wording of the
// release answered it.
type Evidence struct {
	Phrase string `json:"phrase"`           // as it was looked up
	Said   string `json:"said,omitempty"`   // the phrase and the text that belongs to it
	Stated string `json:"stated,omitempty"` // attributes, as [icd10cm.Statements] spells them

	How   How    `json:"how"`
	Asked string `json:"asked,omitempty"` // what answered in place of the phrase: another wording, or a part
	Depth int    `json:"depth,omitempty"` // how many similar wordings were asked for
	Kind  string `json:"kind"`            // of the term: title, index
	Term  string `json:"term"`
	Path  string `json:"path,omitempty"` // where an index term stands, "see" included
	Named string `json:"named"`          // the code of the term, a header or a billable one

	Past   Past   `json:"past,omitempty"`
	Person Person `json:"person"`
}

// Past tells whose past a code is of; empty is the patient's present.
type Past string

// The pasts, which have codes of chapter 21 for the most part.
const (
	Personal Past = "personal history"
	Family   Past = "family history"
)

// Person is the patient and the day, as far as they decide.
type Person struct {
	Date time.Time `json:"date,omitzero"`
	Age  *int      `json:"age,omitempty"` // years
	Sex  string    `json:"sex,omitempty"` // male or female
}

// Proof is how a code came about.
type Proof struct {
	Ontology schemas.Ontology `json:"ontology"`
	Release  string           `json:"release"`
	Code     string           `json:"code"`
	Display  string           `json:"display"`
	Evidence Evidence         `json:"evidence"`
	Steps    []Step           `json:"steps"`
}

// Make derives the code that a release has for the evidence, with every step.
// The completer is that of the release; nil for other ontologies than
// ICD-10-CM. An error says which piece of the evidence the release lacks.
func Make(r *ontology.Release, c *icd10cm.Completer, e Evidence) (Proof, error) {
	d := derivation{release: r, completer: c, evidence: &e, info: r.Info()}
	id, err := d.run()
	if err != nil {
		return Proof{}, err
	}
	code := r.Code(id)
	return Proof{Ontology: d.info.Ontology, Release: d.info.Release, Code: code.Code, Display: code.Display, Evidence: e, Steps: d.steps}, nil
}

// AddRule adds what a claim rule did to the code: first where the rule put it
// on the claim, else last. Rules work on a whole note: replaying them is making
// its claim again.
func (p *Proof) AddRule(text, source string) {
	at := len(p.Steps)
	if p.Evidence.How == Ruled {
		at = 0
	}
	p.Steps = slices.Insert(p.Steps, at, Step{Kind: Rule, Text: text, Source: source, From: p.Code})
}

// Replay derives the proof anew and compares every step. The error names the
// first step that the release does not give.
func (p *Proof) Replay(r *ontology.Release) error {
	if info := r.Info(); info.Ontology != p.Ontology || info.Release != p.Release {
		return fmt.Errorf("the proof is of %s %s; it says nothing about %s %s", p.Ontology, p.Release, info.Ontology, info.Release)
	}
	var c *icd10cm.Completer
	if p.Ontology == schemas.ICD10CM {
		c = icd10cm.NewCompleter(r)
	}
	again, err := Make(r, c, p.Evidence)
	if err != nil {
		return fmt.Errorf("step 1, %s: %w", Wording, err)
	}
	said := slices.DeleteFunc(slices.Clone(p.Steps), func(s Step) bool { return s.Kind == Rule })
	for i, s := range again.Steps {
		switch {
		case i >= len(said):
			return fmt.Errorf("step %d, %s: it is missing; the release has %q", i+1, s.Kind, s.Text)
		case s != said[i]:
			return fmt.Errorf("step %d, %s: the proof says %s, the release %s", i+1, said[i].Kind, said[i].brief(), s.brief())
		}
	}
	if len(said) > len(again.Steps) {
		n := len(again.Steps)
		return fmt.Errorf("step %d, %s: the release has no such step", n+1, said[n].Kind)
	}
	if again.Code != p.Code || again.Display != p.Display {
		return fmt.Errorf("step %d: the steps lead to %s, the proof is of %s", len(said), again.Code, p.Code)
	}
	return nil
}

// brief is a step in an error, where nothing of a note may stand.
func (s Step) brief() string {
	if s.Kind == Wording {
		return "→ " + s.To + " (" + s.Source + ")"
	}
	out := fmt.Sprintf("%q", s.Text)
	if s.To != "" {
		out = s.From + " → " + s.To + ", " + out
	}
	return out + " (" + s.Source + ")"
}
