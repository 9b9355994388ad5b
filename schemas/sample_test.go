package schemas

import "time"

func ptr[T any](v T) *T { return &v }

func at(s string) Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if err != nil {
		panic(err)
	}
	return Time{t}
}

// sample is one message of each type with every field set. Its wire form is
// the golden of version 1: append to it, never change it.
func sample() map[string]record {
	return map[string]record{"note": sampleNote(), "result": sampleResult(), "work": sampleWork(), "part": samplePart(), "passages": samplePassages()}
}

// blank is an empty message of each type to decode into.
func blank() map[string]func() record {
	return map[string]func() record{
		"note": func() record { return &Note{} }, "result": func() record { return &Result{} },
		"work": func() record { return &Work{} }, "part": func() record { return &Part{} },
		"passages": func() record { return &Passages{} },
	}
}

const secret = "Mrs Miller has gout"

func sampleNote() *Note {
	return &Note{
		Schema: Version, Feed: "ehr-1", ID: "note 7", Revision: 2, Status: StatusCorrected, Text: secret,
		ContentType: "text/plain", Language: "en", Received: at("2026-03-01T10:11:12.000000013Z"),
		DateOfService: at("2026-02-27T00:00:00Z"), DischargeDate: at("1969-12-31T23:59:59Z"),
		EncounterClass: "inpatient", Age: ptr(0), Sex: "female", Pregnant: ptr(false),
		EncounterToken: "e", PatientToken: "p",
	}
}

func sampleMention() Mention {
	return Mention{
		Start: 15, End: 19, Text: "gout", Section: "assessment", Category: Problem,
		Negated: true, Uncertain: true, Hypothetical: true, Historical: true, Experiencer: "family",
		Attributes: map[string]string{"cue": "no", "side": "left"}, Codings: []Coding{sampleCoding()},
	}
}

func sampleCoding() Coding {
	return Coding{Ontology: ICD10CM, Code: "M10.9", Display: "Gout, unspecified", Confidence: 0.875, Why: "index: Gout"}
}

func sampleResult() *Result {
	return &Result{
		Schema: Version, Feed: "ehr-1", ID: "note 7", Revision: 2, Status: Partial,
		Releases:  map[Ontology]ReleaseUse{ICD10CM: {Release: "FY2026", Stale: true}, HCPCS: {Release: "2025", Early: true}},
		Models:    map[string]string{"small": "3"},
		Truncated: true, Errors: []string{"rxnorm: given up"}, Mentions: []Mention{sampleMention()},
		Codes:    []Code{{Ontology: ICD10CM, Code: "M10.9", Display: "Gout, unspecified", Confidence: 0.875, Mentions: []int{0, 3}, Copied: true}},
		Claim:    Claim{Lines: []ClaimLine{{Sequence: 1, Code: "M10.9", Display: "Gout, unspecified", POA: "Y", Why: "named by the note", Copied: true}}, Changes: []string{"Excludes1"}, POARequired: true},
		TextHash: "abc", Generation: 4,
		Copied: []Copied{{Start: 4, End: 19, From: []Place{{Feed: "ehr-2", ID: "note 6", Revision: 1, Start: 300, End: 315}}}},
	}
}

func sampleWork() *Work {
	return &Work{
		Schema: Version, Key: "k", Feed: "ehr-1", ID: "note 7", Revision: 2, Generation: 4, Part: 1, Of: 3, Instance: "i",
		Ontology: RxNorm, Date: at("2026-02-27T00:00:00Z"), Age: ptr(61), Sex: "male", Pregnant: ptr(true), Class: "outpatient",
		Index: []int{0, 300}, Mentions: []Mention{sampleMention()}, Deadline: at("2026-03-01T10:11:12.5Z"), K: 5,
		Terms: []string{"gout", ""},
	}
}

func samplePart() *Part {
	return &Part{
		Schema: Version, Key: "k", Feed: "ehr-1", ID: "note 7", Revision: 2, Generation: 4, Instance: "i", Ontology: ICD10CM,
		Index: []int{0, 300}, Codings: []Candidates{{sampleCoding()}, {}}, Release: ReleaseUse{Release: "FY2026"},
		Models: map[string]string{"small": "3"}, Error: "given up",
	}
}

func samplePassages() *Passages {
	return &Passages{Schema: Version, Notes: []PassagesNote{{Feed: "ehr-1", ID: "note 7", Revision: 2, Hash: "abc", Words: []byte{0, 3, 1, 200, 1}, Shingles: []byte{1, 2, 3, 4, 5, 6, 7, 255}}}}
}
