package main

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/schemas"
)

func TestExplainPhrase(t *testing.T) {
	text := run1(t, "", "explain", "icd10cm", "pain", "in", "the", "chest")
	for _, part := range []string{"R07.9", "wording", "validity", "replayed: every step holds in starter"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
	var e explained
	if err := json.Unmarshal([]byte(run1(t, "", "explain", "--json", "--sex", "male", "--age", "50", "icd10cm", "chest pain")), &e); err != nil {
		t.Fatal(err)
	}
	if len(e.Codes) == 0 || e.Codes[0].Code != "R07.9" || !e.Codes[0].Replays || e.Codes[0].Proof.Code != "R07.9" {
		t.Fatalf("%+v", e)
	}
	if who := e.Codes[0].Proof.Evidence.Person; who.Sex != "male" || who.Age == nil || *who.Age != 50 {
		t.Errorf("the patient is %+v", who)
	}
	if none := run1(t, "", "explain", "icd10cm", "12345"); !strings.Contains(none, "NO_MATCH") {
		t.Errorf("%s", none)
	}
}

const explainNoteText = "PMH: hypertension.\nHPI: Chest pain since yesterday. Denies fever. On metformin.\n"

func explainedJSON(t *testing.T, args ...string) (e explainedNote) {
	t.Helper()
	if err := json.Unmarshal([]byte(run1(t, explainNoteText, append([]string{"explain", "--json", "--note", "-"}, args...)...)), &e); err != nil {
		t.Fatal(err)
	}
	return e
}

// TestExplainNote: every code of the note has a proof that leads to it, for
// every mention that supports it.
func TestExplainNote(t *testing.T) {
	e := explainedJSON(t)
	var codes []string
	for _, k := range e.Codes {
		codes = append(codes, k.Code.Code)
		if len(k.Support) != len(k.Mentions) || len(k.Support) == 0 {
			t.Errorf("%s: %d of %d mentions", k.Code.Code, len(k.Support), len(k.Mentions))
		}
		for _, s := range k.Support {
			if s.Proof.Code != k.Code.Code || s.Proof.Ontology != k.Ontology || !s.Replays || explainNoteText[s.Start:s.End] != string(s.Text) {
				t.Errorf("%s: %+v", k.Code.Code, s)
			}
		}
	}
	for _, want := range []string{"I10", "R07.9", "6809"} {
		if !slices.Contains(codes, want) {
			t.Errorf("%v lacks %s", codes, want)
		}
	}
	if len(e.Left) != 1 || e.Left[0].Said != "negated" || e.Left[0].Cue == "" {
		t.Errorf("left out: %+v", e.Left)
	}
	if len(e.Claim) == 0 {
		t.Error("no claim")
	}
	past := run1(t, "FH: mother had breast cancer.", "explain", "--note", "-")
	if !strings.Contains(past, "Z80.3") || !strings.Contains(past, "C50.919 → Z80.3: family history") {
		t.Errorf("%s", past)
	}
	only := explainedJSON(t, "--code", "i10")
	if len(only.Codes) != 1 || only.Codes[0].Code.Code != "I10" || len(only.Left) != 0 {
		t.Errorf("one code: %+v", only)
	}
	text := run1(t, explainNoteText, "explain", "--note", "-")
	for _, part := range []string{"5-17 \"hypertension\" historical", "\"Denies\"", "claim:", "mentions without a code:"} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in\n%s", part, text)
		}
	}
}

func TestExplainCode(t *testing.T) {
	var s codeStory
	if err := json.Unmarshal([]byte(run1(t, "", "explain", "--json", "--sex", "male", "--code", "r079")), &s); err != nil {
		t.Fatal(err)
	}
	if s.Code != "R07.9" || !slices.ContainsFunc(s.Wordings, func(l leading) bool { return l.Kind == "title" && l.Code == "R07.9" }) {
		t.Errorf("%+v", s)
	}
	if text := run1(t, "", "explain", "--code", "29046", "rxnorm"); !strings.Contains(text, "lisinopril") {
		t.Errorf("%s", text)
	}
}

func TestExplainRefuses(t *testing.T) {
	for _, x := range []struct {
		args []string
		want int
	}{
		{[]string{"explain"}, exitUsage},
		{[]string{"explain", "icd10cm"}, exitUsage},
		{[]string{"explain", "nothing", "pain"}, exitInput},
		{[]string{"explain", "--date", "soon", "icd10cm", "pain"}, exitInput},
		{[]string{"explain", "--code", "Q99.Z"}, exitInput},
		{[]string{"explain", "--sex", "x", "icd10cm", "pain"}, exitInput},
	} {
		var out, errs bytes.Buffer
		args := append(x.args, "--data", t.TempDir(), "--log-level", "error")
		if rc := run(t.Context(), args, stdio{in: strings.NewReader(""), out: &out, err: &errs}); rc != x.want || errs.Len() == 0 {
			t.Errorf("%v left with %d: %s", x.args, rc, errs.String())
		}
	}
}

// unsteady gives another claim every time.
type unsteady struct{ n *int }

func (u unsteady) Claim(string, icd10cm.ClaimInput) (icd10cm.ClaimOutput, bool) {
	*u.n++
	lines := make([]icd10cm.ClaimLine, *u.n)
	return icd10cm.ClaimOutput{Lines: lines, Changes: []icd10cm.Change{{Code: "I11.0", What: "I10 → I11.0", Rule: "Official Guidelines I.C.9.a.1"}}}, true
}

// TestExplainRules: a change stands with the codes that it names, and a claim
// that comes out differently is told.
func TestExplainRules(t *testing.T) {
	n := 0
	heard := &listener{claims: unsteady{&n}}
	if err := heard.replay(); err != nil {
		t.Errorf("nothing claimed: %v", err)
	}
	heard.Claim("FY2026", icd10cm.ClaimInput{})
	if err := heard.replay(); err == nil {
		t.Error("an unsteady claim replays")
	}
	for code, want := range map[string]int{"I10": 1, "I11.0": 1, "i110": 1, "": 1, "I1": 0, "I50.9": 0} {
		if got := heard.rules(code); len(got) != want {
			t.Errorf("%q: %v", code, got)
		}
	}
	p := proof.Proof{Code: "I11.0", Ontology: schemas.ICD10CM}
	addRules(&p, heard.rules("I11.0"))
	if len(p.Steps) != 1 || p.Steps[0].Kind != proof.Rule || p.Steps[0].Source != "Official Guidelines I.C.9.a.1" {
		t.Errorf("%+v", p.Steps)
	}
}
