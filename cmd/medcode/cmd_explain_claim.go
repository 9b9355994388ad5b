package main

import (
	"slices"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/schemas"
)

// claimed is a line of the claim with the rules that concerned it. Where a rule
// put the code there, it has a proof of its own.
type claimed struct {
	schemas.ClaimLine
	Rules []string     `json:"rules"`
	Proof *proof.Proof `json:"proof,omitempty"`
}

// claimed proves the lines of the claim that no mention names.
func (c *coding) claimed(res *schemas.Result, heard *listener, only string) ([]claimed, error) {
	out := []claimed{}
	for _, l := range res.Claim.Lines {
		if !sameCode(only, l.Code) {
			continue
		}
		rules := heard.rules(l.Code)
		line := claimed{ClaimLine: l, Rules: changeLines(rules)}
		named := func(k schemas.Code) bool { return k.Ontology == schemas.ICD10CM && k.Code == l.Code }
		if !slices.ContainsFunc(res.Codes, named) {
			p, err := c.ruled(heard, l.Code)
			if err != nil {
				return nil, err
			}
			addRules(&p, rules)
			line.Proof = &p
		}
		out = append(out, line)
	}
	return out, nil
}

// ruled proves that a code which a rule put on the claim may stand there.
func (c *coding) ruled(heard *listener, code string) (p proof.Proof, err error) {
	e := proof.Evidence{How: proof.Ruled, Named: code}
	for i := range heard.works {
		if w := &heard.works[i]; w.Ontology == schemas.ICD10CM {
			e.Person = proof.Person{Date: day(w.Date), Age: w.Age, Sex: w.Sex}
		}
	}
	r, err := c.inForce(schemas.ICD10CM, e.Person.Date)
	if err != nil {
		return p, err
	}
	p, err = proof.Make(r, icd10cm.NewCompleter(r), e)
	if err == nil {
		err = p.Replay(r)
	}
	return p, err
}
