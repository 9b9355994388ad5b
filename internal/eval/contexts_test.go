package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const contextSet = "line\tCondition\tsentence\tnegation\ttemporality\texperiencer\n" +
	"7\tchest  pain\tNo chest wall CHEST   PAIN today; chest pain before.\tNegated\tRecent\tPatient\n" +
	"8\tgout\tHistory of gout.\tAffirmed\tHistorical\tPatient\n" +
	"\n" +
	"9\tcut off condition\tcut off.\tPossible\tHypothetical\tFamily member\n" +
	"10\tgout\tGOUT.\tAffirmed\tHistorical\tOther\n"

func TestReadContext(t *testing.T) {
	rows, err := readContext(strings.NewReader(contextSet))
	if err != nil {
		t.Fatal(err)
	}
	want := []ContextRow{
		{ID: "7", Line: 7, Text: "No chest wall CHEST   PAIN today; chest pain before.", Start: 14, End: 26, Gold: ContextAnswer{Negated: true, Experiencer: Patient}},
		{ID: "8", Line: 8, Text: "History of gout.", Start: 11, End: 15, Gold: ContextAnswer{Historical: true, Experiencer: Patient}},
		{ID: "9", Line: 9, Text: "cut off.", Start: 0, End: 8, Gold: ContextAnswer{Uncertain: true, Hypothetical: true, Experiencer: Family}},
		{ID: "10", Line: 10, Text: "GOUT.", Start: 0, End: 4, Gold: ContextAnswer{Historical: true, Experiencer: Other}},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d", len(rows), len(want))
	}
	for i := range want {
		if rows[i] != want[i] {
			t.Errorf("row %d: got %+v, want %+v", i, rows[i], want[i])
		}
	}
}

func TestReadContextErrors(t *testing.T) {
	for _, bad := range []string{"h\n1\tx\ty\n", "h\nx\ta\ta\tAffirmed\tRecent\tPatient\n"} {
		if _, err := readContext(strings.NewReader(bad)); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: error %v, want one that names line 2", bad, err)
		}
	}
	if _, err := LoadContext("testdata/none.tsv"); err == nil || !strings.Contains(err.Error(), "MEDCODE_DATA") {
		t.Errorf("error %v does not say what to set", err)
	}
}

func TestLoadContextLines(t *testing.T) {
	file := filepath.Join(t.TempDir(), "set.jsonl")
	good := `{"id":"a","text":"Mother has gout.","start":11,"end":15,"experiencer":"family","hypothetical":false,"negated":false,"uncertain":false,"historical":false,"kind":"k"}`
	for _, c := range []struct{ line, fault string }{
		{good, ""},
		{strings.Replace(good, `"end":15`, `"end":99`, 1), "start 11 and end 99"},
		{strings.Replace(good, "family", "mother", 1), "experiencer"},
		{strings.Replace(good, `"kind"`, `"sort"`, 1), "sort"},
		{"{", "want an object"},
	} {
		if err := os.WriteFile(file, []byte("\n"+c.line+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		rows, err := LoadContextLines(file)
		switch {
		case c.fault != "" && (err == nil || !strings.Contains(err.Error(), c.fault) || !strings.Contains(err.Error(), "line 2")):
			t.Errorf("%s: error %v, want one on line 2 with %q", c.line, err, c.fault)
		case c.fault == "" && (err != nil || len(rows) != 1 || rows[0].Kind != "k" || rows[0].Gold.Experiencer != Family):
			t.Errorf("%s: %+v, %v", c.line, rows, err)
		}
	}
}

func TestHasPastWord(t *testing.T) {
	for text, want := range map[string]bool{
		"History of gout.": true, "h/o gout": true, "MI in 1998": true, "s/p CABG": true,
		"GOUT.": false, "Gout, 40 mg.": false, "Room 2113": false, "": false,
	} {
		if HasPastWord(text) != want {
			t.Errorf("%q: %v", text, !want)
		}
	}
}

func TestContext(t *testing.T) {
	rows, err := readContext(strings.NewReader(contextSet))
	if err != nil {
		t.Fatal(err)
	}
	rep := Context(rows, func(text string, start, _ int) ContextAnswer {
		return ContextAnswer{Negated: strings.HasPrefix(text, "No") || start == 0, Experiencer: Family}
	})
	for name, want := range map[string]Counts{
		"negated":          {TP: 1, FP: 2, TN: 1},
		"historical":       {FN: 2, TN: 2},
		"historical, cued": {FN: 1, TN: 2}, // the gold of "GOUT." is not in the sentence
		"not the patient":  {TP: 2, FP: 2},
		"family":           {TP: 1, FP: 3},
		"other":            {FN: 1, TN: 3},
	} {
		if got := rep.Of(name).Counts; got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
	if len(rep.Kinds) != 0 {
		t.Errorf("kinds %+v of a set without", rep.Kinds)
	}
	var plain, full strings.Builder
	if err := rep.Write(&plain, 0); err != nil {
		t.Fatal(err)
	}
	if err := rep.Write(&full, 1); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plain.String(), "wrongly found, lines: 9 10\n") || strings.Contains(plain.String(), "cut off") {
		t.Errorf("without text:\n%s", plain.String())
	}
	if !strings.Contains(full.String(), `9: "cut off." in "cut off."`) || strings.Count(full.String(), "10: ") != 1 {
		t.Errorf("with text:\n%s", full.String())
	}
}

func TestContextKinds(t *testing.T) {
	rows := []ContextRow{
		{ID: "1", Text: "a", End: 1, Kind: "x", Gold: ContextAnswer{Experiencer: Patient, Historical: true}},
		{ID: "2", Text: "b", End: 1, Kind: "y", Gold: ContextAnswer{Experiencer: Family}},
	}
	rep := Context(rows, func(string, int, int) ContextAnswer { return ContextAnswer{Experiencer: Patient} })
	if len(rep.Kinds) != 2 || rep.Kinds[0] != (ContextKind{Kind: "y", Rows: 1, Wrong: 1}) || rep.Kinds[1].Wrong != 0 {
		t.Errorf("%+v", rep.Kinds)
	}
}
