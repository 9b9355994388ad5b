package router

import (
	"medcode/router/attribute"
	"medcode/router/ner"
	"medcode/schemas"
)

// works makes one item per ontology out of what was read in a note.
func works(in *Input, read Read, instance string) []schemas.Work {
	var out []schemas.Work
	patient := patientOf(&in.Note, &read.Facts)
	for _, o := range schemas.Ontologies() {
		w := schemas.Work{
			Schema: schemas.Version, Key: in.Key, Feed: in.Note.Feed, ID: in.Note.ID,
			Revision: in.Note.Revision, Generation: in.Generation, Instance: instance, Ontology: o,
			Date: dateInForce(&in.Note), Age: patient.Age, Sex: patient.Sex, Pregnant: patient.Pregnant,
			Class: in.Note.EncounterClass,
		}
		n := count(read.Terms, o)
		if n == 0 {
			continue
		}
		w.Index, w.Mentions, w.Terms = make([]int, 0, n), make([]schemas.Mention, 0, n), make([]string, 0, n)
		for i, terms := range read.Terms {
			for _, t := range terms {
				if t.Ontology == o {
					w.Index = append(w.Index, i)
					w.Mentions = append(w.Mentions, read.Mentions[i])
					w.Terms = append(w.Terms, t.Text)
				}
			}
		}
		out = append(out, w)
	}
	for i := range out {
		out[i].Part, out[i].Of = i+1, len(out)
	}
	return out
}

// count is how many terms are of an ontology.
func count(lists [][]ner.Term, o schemas.Ontology) (n int) {
	for _, terms := range lists {
		for _, t := range terms {
			if t.Ontology == o {
				n++
			}
		}
	}
	return n
}

// patient is whom a note is about.
type patient struct {
	Age      *int
	Sex      string
	Pregnant *bool
}

// patientOf takes what the note's header says, else what its text does.
func patientOf(n *schemas.Note, f *attribute.Facts) patient {
	p := patient{n.Age, n.Sex, n.Pregnant}
	if p.Age == nil {
		p.Age = f.Age
	}
	if p.Sex == "" {
		p.Sex = f.Sex
	}
	if p.Pregnant == nil && f.Pregnant {
		p.Pregnant = &f.Pregnant
	}
	return p
}

// dateInForce is the date that decides the release: discharge for inpatient
// stays, else date of service, else date received.
func dateInForce(n *schemas.Note) schemas.Time {
	switch {
	case n.EncounterClass == "inpatient" && !n.DischargeDate.IsZero():
		return n.DischargeDate
	case !n.DateOfService.IsZero():
		return n.DateOfService
	}
	return n.Received
}
