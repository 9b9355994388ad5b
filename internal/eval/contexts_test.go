package eval

import (
	"strings"
	"testing"
)

const contextSet = "line\tCondition\tsentence\tnegation\ttemporality\texperiencer\n" +
	"7\tchest  pain\tNo chest wall CHEST   PAIN today; chest pain before.\tNegated\tRecent\tPatient\n" +
	"8\tgout\tHistory of gout.\tAffirmed\tHistorical\tPatient\n" +
	"\n" +
	"9\tcut off condition\tcut off.\tAffirmed\tHypothetical\tFamily member\n"

func TestReadContext(t *testing.T) {
	rows, err := readContext(strings.NewReader(contextSet))
	if err != nil {
		t.Fatal(err)
	}
	want := []ContextRow{
		{Line: 7, Text: "No chest wall CHEST   PAIN today; chest pain before.", Start: 14, End: 26, Negated: true},
		{Line: 8, Text: "History of gout.", Start: 11, End: 15, Historical: true},
		{Line: 9, Text: "cut off.", Start: 0, End: 8, Hypothetic: true, Other: true},
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

func TestContext(t *testing.T) {
	rows, err := readContext(strings.NewReader(contextSet))
	if err != nil {
		t.Fatal(err)
	}
	rep := Context(rows, func(text string, start, _ int) ContextAnswer {
		return ContextAnswer{Negated: strings.HasPrefix(text, "No") || start == 0, Historical: true}
	})
	if rep.Negated.Counts != (Counts{TP: 1, FP: 1, TN: 1}) || rep.Historical.Counts != (Counts{TP: 1, FP: 2}) || rep.Other.Counts != (Counts{FN: 1, TN: 2}) {
		t.Fatalf("got %+v", rep)
	}
	var plain, full strings.Builder
	if err := rep.Write(&plain, false); err != nil {
		t.Fatal(err)
	}
	if err := rep.Write(&full, true); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(plain.String(), "wrongly found, lines: 9\n") || strings.Contains(plain.String(), "cut off") {
		t.Errorf("without text:\n%s", plain.String())
	}
	if !strings.Contains(full.String(), `9: "cut off." in "cut off."`) {
		t.Errorf("with text:\n%s", full.String())
	}
}
