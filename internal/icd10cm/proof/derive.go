package proof

import (
	"fmt"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// derivation is a proof in the making.
type derivation struct {
	release   *ontology.Release
	completer *icd10cm.Completer
	evidence  *Evidence
	info      ontology.Info
	steps     []Step
}

func (d *derivation) add(s Step) { d.steps = append(d.steps, s) }

// run writes all steps and returns the code that they lead to.
func (d *derivation) run() (ontology.CodeID, error) {
	named, err := d.wording()
	if err != nil {
		return 0, err
	}
	usual, err := d.descend(named)
	if err != nil {
		return 0, err
	}
	id, err := d.past(d.complete(named, usual))
	if err != nil {
		return 0, err
	}
	if !d.release.Billable(id) {
		return 0, fmt.Errorf("%s may not be answered in %s", d.release.Code(id).Code, d.info.Release)
	}
	d.validity(id)
	if d.info.Ontology == schemas.ICD10CM {
		d.place(id)
		d.seventh(id)
		d.notes(id)
		d.patient(id)
	}
	return id, nil
}

// descend goes from a header to the billable code below it that says least
// more than it.
func (d *derivation) descend(named ontology.CodeID) (ontology.CodeID, error) {
	usual, ok := d.release.Emit(named)
	if !ok {
		return 0, fmt.Errorf("%s has no billable code in %s", d.evidence.Named, d.info.Release)
	}
	if usual == named {
		return usual, nil
	}
	a, b := d.release.Code(named), d.release.Code(usual)
	d.add(Step{
		Kind: Descent, From: a.Code, To: b.Code,
		Text:   fmt.Sprintf("%s is a header; of the billable codes below it, %s %q adds least", a.Code, b.Code, b.Display),
		Source: "Official Guidelines I.B.2, I.B.18",
	})
	return usual, nil
}

// complete follows what is stated.
func (d *derivation) complete(named, usual ontology.CodeID) ontology.CodeID {
	e := d.evidence
	if d.completer == nil || e.Stated == "" {
		return usual
	}
	done := d.completer.Complete(named, usual, e.Said, icd10cm.Statements(e.Stated))
	if done.Code == usual {
		return usual
	}
	a, b := d.release.Code(usual), d.release.Code(done.Code)
	d.add(Step{
		Kind: Completion, From: a.Code, To: b.Code, Text: fmt.Sprintf("%q, for what is stated: %s", b.Display, done.Why),
		Source: "Official Guidelines I.A.9.b, I.B.2, I.B.13",
	})
	return done.Code
}

// past goes from a condition to the code of its history.
func (d *derivation) past(now ontology.CodeID) (ontology.CodeID, error) {
	h, a := icd10cm.NewHistory(d.release), d.release.Code(now)
	find := h.Personal
	switch d.evidence.Past {
	case "":
		return now, nil
	case Family:
		find = h.Family
	}
	id, ok := find(a.Code)
	if !ok || d.completer == nil {
		return 0, fmt.Errorf("%s has no code of its %s in %s", a.Code, d.evidence.Past, d.info.Release)
	}
	b := d.release.Code(id)
	d.add(Step{
		Kind: History, From: a.Code, To: b.Code, Text: fmt.Sprintf("%s: %q", d.evidence.Past, b.Display),
		Source: "Official Guidelines I.C.21.c.4",
	})
	return id, nil
}
