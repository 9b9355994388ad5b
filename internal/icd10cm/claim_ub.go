package icd10cm

import "strings"

// Diagnosis is a diagnosis of a claim as institutional claims carry it: field
// locator 67 and 72 of form UB-04, segment HI of the electronic claim (X12 837I).
type Diagnosis struct {
	Qualifier string // ABK principal, ABF other, ABN external cause
	Code      string // without the dot
	POA       string // Y, N, U, W; empty where exempt or not reported
}

// Diagnoses returns the columns of a claim, in its sequence.
func (o ClaimOutput) Diagnoses() []Diagnosis {
	out := make([]Diagnosis, 0, len(o.Lines))
	for i, l := range o.Lines {
		d := Diagnosis{Qualifier: "ABF", Code: strings.ReplaceAll(l.Code, ".", ""), POA: string(l.POA)}
		switch {
		case l.Code[0] >= 'V' && l.Code[0] <= 'Y':
			d.Qualifier = "ABN"
		case i == 0:
			d.Qualifier = "ABK"
		}
		if l.POA == POAExempt {
			d.POA = ""
		}
		out = append(out, d)
	}
	return out
}
