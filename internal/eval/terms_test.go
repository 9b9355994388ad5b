package eval

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestLoadTerms(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pairs.tsv")
	write := func(s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("code\tterm\tscope\nA00\tcholera\tlabel\nA00-A09\tgut infection\tlabel\nA01\tcholera\texact\nA00\tcholera\texact\nB2\ta \"quoted\tlabel\n")
	terms, skipped, err := LoadTerms(path, true)
	if err != nil || skipped != 1 || len(terms) != 2 {
		t.Fatalf("%v, %d, %v", terms, skipped, err)
	}
	if terms[0].Text != "cholera" || strings.Join(terms[0].Gold, " ") != "A00 A01" {
		t.Errorf("got %v, want both codes once", terms[0])
	}
	if terms, skipped, _ := LoadTerms(path, false); len(terms) != 3 || skipped != 0 {
		t.Errorf("%d terms, %d skipped without ranges", len(terms), skipped)
	}
	write("id\tname\n1\tx\n")
	if _, _, err := LoadTerms(path, true); err == nil || !strings.Contains(err.Error(), "code and term") {
		t.Errorf("a table without the columns gives %v", err)
	}
	write("term\tcode\nonly one column\n")
	if _, _, err := LoadTerms(path, true); err == nil {
		t.Error("a short line was read")
	}
}

func TestSampleAndUnseen(t *testing.T) {
	terms := make([]Term, 500)
	for i := range terms {
		terms[i] = Term{Text: strings.Repeat("x", i), Gold: []string{string(rune('A'+i%26)) + "10." + string(rune('0'+i%10))}}
	}
	a, b := Sample(terms, 40), Sample(terms, 40)
	seen := map[string]bool{}
	for i := range a {
		if a[i].Text != b[i].Text || seen[a[i].Text] {
			t.Fatal("a sample is drawn without replacement and the same way each time")
		}
		seen[a[i].Text] = true
	}
	if len(Sample(terms, 0)) != 500 || len(Sample(terms, 900)) != 500 {
		t.Error("0 and too many mean all")
	}
	side := map[string]bool{}
	for _, u := range Unseen(terms, 3) {
		side[u.Gold[0][:3]] = true
	}
	if len(side) == 0 || len(side) == 26 {
		t.Errorf("%d of 26 categories are unseen", len(side))
	}
	kept := Unseen(terms, 3)
	n := 0
	for _, x := range terms {
		if side[x.Gold[0][:3]] {
			n++
		}
	}
	if n != len(kept) {
		t.Error("a category was split")
	}
}

func TestShare(t *testing.T) {
	low, high := Share{Hits: 8, N: 10}.Interval() // Wilson, by hand
	if math.Abs(low-.490) > .001 || math.Abs(high-.943) > .001 {
		t.Errorf("[%.3f, %.3f]", low, high)
	}
	if low, high := (Share{}).Interval(); low != 0 || high != 0 {
		t.Error("nothing has an interval")
	}
}

func TestTerms(t *testing.T) {
	guess := func(list ...string) (out []Guess) {
		for i, c := range list {
			out = append(out, Guess{c, 1 / float64(i+2)})
		}
		return out
	}
	m := Matcher{
		Code:     func(gold, code string) bool { return gold == code },
		Category: func(gold, code string) bool { return gold[:3] == code[:3] },
	}
	r := Terms([]Asked{
		{Term: Term{Gold: []string{"A00.1", "B11.1"}}, Guesses: guess("B11.1", "C22.2"), Exact: true},
		{Term: Term{Gold: []string{"A00.1"}}, Guesses: guess("A00.2", "A00.1")},
		{Term: Term{Gold: []string{"A00.1"}}, Guesses: guess("Z", "Z", "Z", "Z", "Z", "Z", "Z", "Z", "Z", "Z", "A00.1")},
		{Term: Term{Gold: []string{"D44.4"}}},
	}[:2], m)
	if r.All.Top1 != (Share{1, 2}) || r.All.Top10 != (Share{2, 2}) || r.All.Category != (Share{2, 2}) {
		t.Errorf("all: %+v", r.All)
	}
	if r.Exact.Top1 != (Share{1, 1}) || r.Inexact.Top1 != (Share{0, 1}) || r.Balanced != 1 {
		t.Errorf("exact %+v, inexact %+v, balanced %v", r.Exact, r.Inexact, r.Balanced)
	}
	r = Terms([]Asked{
		{Term: Term{Gold: []string{"A00.1"}}, Guesses: guess("Z00", "Z00", "Z00", "Z00", "Z00", "Z00", "Z00", "Z00", "Z00", "Z00", "A00.1")},
		{Term: Term{Gold: []string{"D44.4"}}},
	}, m)
	if r.All.Top10.Hits != 0 || r.All.Top1.N != 2 || r.Calibration.N != 2 {
		t.Errorf("the eleventh counts, or an empty answer does not: %+v", r)
	}
}
