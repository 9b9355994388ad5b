package proof

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// release builds a small release of a few codes and wordings.
func release(t testing.TB, label string) *ontology.Release {
	t.Helper()
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	b := ontology.NewBuilder(ontology.Info{
		Ontology: schemas.ICD10CM, Release: label, From: day(2025, 10, 1), Until: day(2026, 9, 30),
		Sources: []ontology.Source{
			{Kind: "ICD-10-CM codes file, ICD-10-CM order file", Edition: "2026"},
			{Kind: "ICD-10-CM Tabular List (XML)", Edition: "2021"},
		},
	})
	for _, e := range []ontology.CodeEntry{
		{Code: "M25.56", Display: "Pain in knee"},
		{Code: "C50.919", Display: "Malignant neoplasm of unspecified site of unspecified female breast", Billable: true},
		{Code: "Z80.3", Display: "Family history of malignant neoplasm of breast", Billable: true},
		{Code: "Z85.3", Display: "Personal history of malignant neoplasm of breast", Billable: true},
		{Code: "M25", Display: "Other joint disorder, not elsewhere classified"},
		{Code: "M25.561", Display: "Pain in right knee", Billable: true},
		{Code: "M25.562", Display: "Pain in left knee", Billable: true},
		{Code: "M25.569", Display: "Pain in unspecified knee", Billable: true},
		{Code: "N40.0", Display: "Benign prostatic hyperplasia without lower urinary tract symptoms", Billable: true},
		{Code: "T36.0X1", Display: "Poisoning by penicillins, accidental"},
		{Code: "T36.0X1A", Display: "Poisoning by penicillins, accidental, initial encounter", Billable: true},
		{Code: "T36.0X1D", Display: "Poisoning by penicillins, accidental, subsequent encounter", Billable: true},
	} {
		if _, err := b.AddCode(e); err != nil {
			t.Fatal(err)
		}
	}
	b.AddTerm("M25.56", ontology.Index, "Pain joint knee", "Pain > joint > knee")
	b.AddTerm("T36.0X1", ontology.Inclusion, "Penicillin taken by mistake", "")
	b.AddTerm("C50.919", ontology.Synonym, "breast cancer", "")
	b.AddTerm("N40.0", ontology.Abbreviation, "BPH", "")
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func knee() Evidence {
	return Evidence{
		Phrase: "knee joint pain", Said: "knee joint pain", Stated: "laterality=left", How: Words,
		Kind: "index", Term: "Pain joint knee", Path: "Pain > joint > knee", Named: "M25.56",
	}
}

func mustMake(t testing.TB, r *ontology.Release, e Evidence) Proof {
	t.Helper()
	p, err := Make(r, icd10cm.NewCompleter(r), e)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// lines is a proof in lines, to be compared at a glance.
func lines(p *Proof) string {
	var out []string
	for _, s := range p.Steps {
		out = append(out, string(s.Kind)+"|"+s.From+"|"+s.To+"|"+s.Text+"|"+s.Source)
	}
	return strings.Join(out, "\n")
}

func TestMake(t *testing.T) {
	r := release(t, "FY2026")
	age := 30
	for _, x := range []struct {
		name string
		e    Evidence
		code string
		want []string // parts of the proof, in order
	}{
		{"completion", knee(), "M25.562", []string{
			`wording|knee joint pain|M25.56|has the words of the index "Pain joint knee" (Pain > joint > knee)|FY2026`,
			"descent|M25.56|M25.569|M25.56 is a header",
			`completion|M25.569|M25.562|"Pain in left knee", for what is stated: laterality left|Official Guidelines`,
			"validity||M25.562|billable in FY2026, in force from 2025-10-01 to 2026-09-30|FY2026, order file",
			"place||M25.562|M25 > M25.56 > M25.562|FY2026, Tabular List of 2021",
			"seventh character||M25.562|none is called for",
		}},
		{"placeholder", Evidence{Phrase: "penicillin taken by mistake", How: Exact, Kind: "inclusion term", Term: "Penicillin taken by mistake", Named: "T36.0X1"}, "T36.0X1A", []string{
			"|FY2026, Tabular List of 2021", "descent|T36.0X1|T36.0X1A", "seventh character||T36.0X1A|A, ", "allowed: A, D", "placeholder||T36.0X1A|X fills",
		}},
		{"patient", Evidence{Phrase: "BPH", How: Exact, Kind: "abbreviation", Term: "BPH", Named: "N40.0", Person: Person{Age: &age, Sex: "female", Date: r.Info().Until.AddDate(0, 0, 1)}}, "N40.0", []string{
			"; 2026-10-01 is after its last day", "patient|N40.0||warning: N40.0 is a condition of male patients",
		}},
		{"personal history", Evidence{Phrase: "breast cancer", How: Exact, Kind: "synonym", Term: "breast cancer", Named: "C50.919", Past: Personal}, "Z85.3", []string{"history|C50.919|Z85.3|personal history"}},
		{"family history", Evidence{Phrase: "breast cancer", How: Exact, Kind: "synonym", Term: "breast cancer", Named: "C50.919", Past: Family}, "Z80.3", []string{"history|C50.919|Z80.3|family history"}},
		{"rule", Evidence{How: Ruled, Named: "M25.561"}, "M25.561", []string{"validity||M25.561|billable"}},
		{"meaning", Evidence{Phrase: "sore left knee", How: Meaning, Kind: "title", Term: "Pain in left knee", Named: "M25.562"}, "M25.562", []string{"by the encoder"}},
		{"similar", Evidence{Phrase: "left knee painn", How: Similar, Depth: 8, Kind: "title", Term: "Pain in left knee", Named: "M25.562"}, "M25.562", []string{"shares words"}},
		{"part", Evidence{Phrase: "pain in left knee today", Asked: "knee left pain", How: Part, Kind: "title", Term: "Pain in left knee", Named: "M25.562"}, "M25.562", []string{`holds the words "knee left pain"`}},
	} {
		p := mustMake(t, r, x.e)
		got := lines(&p)
		if p.Code != x.code {
			t.Errorf("%s: %s, want %s", x.name, p.Code, x.code)
		}
		rest := got
		for _, part := range x.want {
			_, after, ok := strings.Cut(rest, part)
			if !ok {
				t.Errorf("%s: %q is not in its place in\n%s", x.name, part, got)
			}
			rest = after
		}
		if err := p.Replay(r); err != nil {
			t.Errorf("%s: %v", x.name, err)
		}
	}
}

// TestReplayJSON: a proof that was stored replays; one of another release does
// not.
func TestReplayJSON(t *testing.T) {
	r := release(t, "FY2026")
	p := mustMake(t, r, knee())
	p.AddRule("M25.562 moved to the second place", "claim rules")
	data, err := json.Marshal(&p)
	if err != nil {
		t.Fatal(err)
	}
	var back Proof
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if err := back.Replay(r); err != nil {
		t.Error(err)
	}
	if err := back.Replay(release(t, "FY2025")); err == nil || !strings.Contains(err.Error(), "FY2025") {
		t.Errorf("another release: %v", err)
	}
}

// TestReplayTampered changes one thing at a time; every change is found at its
// step.
func TestReplayTampered(t *testing.T) {
	r := release(t, "FY2026")
	for _, x := range []struct {
		name, want string
		change     func(*Proof)
	}{
		{"code", "the steps lead to M25.562", func(p *Proof) { p.Code = "M25.561" }},
		{"display", "the steps lead to", func(p *Proof) { p.Display = "Pain" }},
		{"term", "step 1", func(p *Proof) { p.Evidence.Term = "Pain joint hip" }},
		{"path", "step 1", func(p *Proof) { p.Evidence.Path = "Pain > knee" }},
		{"kind", "step 1", func(p *Proof) { p.Evidence.Kind = "title" }},
		{"phrase", "step 1", func(p *Proof) { p.Evidence.Phrase = "hip joint pain" }},
		{"how", "step 1", func(p *Proof) { p.Evidence.How = Exact }},
		{"unknown way", "step 1", func(p *Proof) { p.Evidence.How = "told" }},
		{"named", "step 1", func(p *Proof) { p.Evidence.Named = "M25" }},
		{"no such code", "step 1", func(p *Proof) { p.Evidence.Named = "M99.9" }},
		{"stated", "step 3", func(p *Proof) { p.Evidence.Stated = "laterality=right" }},
		{"wording's source", "step 1", func(p *Proof) { p.Steps[0].Source = "FY2026, index of 2030" }},
		{"descent", "step 2, descent", func(p *Proof) { p.Steps[1].To = "M25.561" }},
		{"completion", "step 3, completion", func(p *Proof) { p.Steps[2].Text = "for laterality right" }},
		{"validity", "step 4, validity", func(p *Proof) { p.Steps[3].Text = "billable in FY2030" }},
		{"day", "step 4, validity", func(p *Proof) { p.Evidence.Person.Date = time.Unix(0, 0).UTC() }},
		{"step taken out", "step 6", func(p *Proof) { p.Steps = p.Steps[:5] }},
		{"step put in", "step 7, note", func(p *Proof) { p.Steps = append(p.Steps, Step{Kind: Note, Text: "Excludes1 at M25: all"}) }},
		{"order", "step 1", func(p *Proof) { p.Steps[0], p.Steps[1] = p.Steps[1], p.Steps[0] }},
	} {
		p := mustMake(t, r, knee())
		x.change(&p)
		if err := p.Replay(r); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v, want %q", x.name, err, x.want)
		}
	}
}

// TestMakeRefuses: evidence that the release does not bear out makes no proof,
// and the error says nothing of what was said.
func TestMakeRefuses(t *testing.T) {
	r := release(t, "FY2026")
	for name, e := range map[string]Evidence{
		"phrase elsewhere":  {Phrase: "secret words", How: Exact, Kind: "title", Term: "Pain in left knee", Named: "M25.562"},
		"rewording":         {Phrase: "secret words", Asked: "hip pain", How: Reworded, Kind: "title", Term: "Pain in left knee", Named: "M25.562"},
		"part not said":     {Phrase: "secret words", Asked: "knee left pain", How: Part, Kind: "title", Term: "Pain in left knee", Named: "M25.562"},
		"nothing similar":   {Phrase: "secret words", How: Similar, Depth: 8, Kind: "title", Term: "Pain in left knee", Named: "M25.562"},
		"rule of no code":   {Phrase: "secret words", How: Ruled, Named: "M99"},
		"no history":        {How: Ruled, Named: "M25.561", Past: Family},
		"nothing":           {Phrase: "secret words"},
		"term of a sibling": {Phrase: "pain in left knee", How: Exact, Kind: "title", Term: "Pain in left knee", Named: "M25.561"},
	} {
		if _, err := Make(r, icd10cm.NewCompleter(r), e); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestAddRule: a rule comes first where it is why the code is there.
func TestAddRule(t *testing.T) {
	r := release(t, "FY2026")
	for at, e := range map[string]Evidence{"first": {How: Ruled, Named: "M25.561"}, "last": knee()} {
		p := mustMake(t, r, e)
		p.AddRule("changed", "Official Guidelines")
		place := 0
		if at == "last" {
			place = len(p.Steps) - 1
		}
		if p.Steps[place].Kind != Rule {
			t.Errorf("%s: %v", at, p.Steps)
		}
		if err := p.Replay(r); err != nil {
			t.Error(err)
		}
	}
}

// TestSources: each wording names the file that it stands in, and its edition
// where that is not the release's.
func TestSources(t *testing.T) {
	info := ontology.Info{Ontology: schemas.ICD10CM, Release: "FY2026", Tabular: "2021"}
	for _, s := range []struct{ kind, edition string }{
		{"ICD-10-CM index (XML), ICD-10-CM Tabular List (XML)", "2017"},
		{"ICD-10-CM order file", "2025"},
		{"ICD-10-CM order file", "2026"},
		{"ICD-10-CM index terms (TSV)", "2026"},
		{"ICD-10-CM neoplasm table (XML)", "April 2026"},
		{"ICD-10-CM external cause index (XML)", "April 2026"},
	} {
		info.Sources = append(info.Sources, ontology.Source{Kind: s.kind, Edition: s.edition})
	}
	b := ontology.NewBuilder(info)
	for _, code := range []string{"I21.9", "C50.919", "W19.XXXA"} {
		if _, err := b.AddCode(ontology.CodeEntry{Code: code, Display: "Title of " + code, Billable: true}); err != nil {
			t.Fatal(err)
		}
	}
	terms := []struct {
		code, text, path string
		kind             ontology.Kind
		want             string
	}{
		{"I21.9", "Infarct myocardium", "Infarct > myocardium", ontology.Index, "FY2026, index terms"},
		{"I21.9", "Attack heart", "Attack > heart > see Infarct, myocardium", ontology.Index, "FY2026, index of 2017"},
		{"I21.9", "coronary", "", ontology.Inclusion, "FY2026, Tabular List of 2021"},
		{"I21.9", "MI", "", ontology.Abbreviation, "FY2026 with the wordings that medcode adds"},
		{"C50.919", "breast tumor", "Neoplasm, neoplastic > breast > malignant primary", ontology.Index, "FY2026, neoplasm table of April 2026"},
		{"W19.XXXA", "Fall", "Fall", ontology.Index, "FY2026, external cause index of April 2026"},
		{"W19.XXXA", "Title of W19.XXXA", "", ontology.Title, "FY2026, order file"},
	}
	for _, x := range terms {
		b.AddTerm(x.code, x.kind, x.text, x.path)
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range terms {
		p := mustMake(t, r, Evidence{Phrase: x.text, How: Exact, Kind: x.kind.String(), Term: x.text, Path: x.path, Named: x.code})
		if p.Steps[0].Source != x.want {
			t.Errorf("%s at %q: %q, want %q", x.text, x.path, p.Steps[0].Source, x.want)
		}
	}
}
