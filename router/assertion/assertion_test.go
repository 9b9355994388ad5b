package assertion_test

import (
	"os"
	"strings"
	"testing"

	"medcode/router/assertion"
	"medcode/router/section"
)

// parseCase takes the mentions out of a block of testdata/cases.txt.
func parseCase(block string) (note string, mentions []section.Span, want []string) {
	var b strings.Builder
	for block != "" {
		before, rest, found := strings.Cut(block, "{")
		b.WriteString(before)
		if !found {
			break
		}
		marked, after, _ := strings.Cut(rest, "}")
		text, flags, _ := strings.Cut(marked, "|")
		mentions = append(mentions, section.Span{Start: b.Len(), End: b.Len() + len(text)})
		want = append(want, flags)
		b.WriteString(text)
		block = after
	}
	return b.String(), mentions, want
}

func flags(a assertion.Assertion) string {
	var out []string
	for _, f := range []struct {
		set  bool
		name string
	}{
		{a.Negated, "neg"},
		{a.Uncertain, "unc"},
		{a.Hypothetical, "hyp"},
		{a.Historical, "hist"},
		{a.Resolved, "res"},
		{a.Conditional, "cond"},
		{a.Reaction, "reaction"},
		{a.Experiencer == assertion.Family, "family"},
		{a.Experiencer == assertion.Other, "other"},
	} {
		if f.set {
			out = append(out, f.name)
		}
	}
	return strings.Join(out, " ")
}

func assess(d *assertion.Detector, note string, mentions []section.Span) []assertion.Assertion {
	secs := section.Split(note)
	return d.Assess(note, secs, section.Sentences(note, secs), mentions)
}

func TestCases(t *testing.T) {
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	_, cases, _ := strings.Cut(string(raw), "others.\n")
	d := assertion.New()
	for block := range strings.SplitSeq(cases, "\n---\n") {
		note, mentions, want := parseCase(strings.TrimSpace(block))
		for i, a := range assess(d, note, mentions) {
			if got := flags(a); got != want[i] {
				t.Errorf("%q in %q: got %q (cue %q), want %q", note[mentions[i].Start:mentions[i].End], note, got, a.Cue, want[i])
			}
		}
	}
}

func TestCue(t *testing.T) {
	note := "No evidence of pneumonia."
	a := assess(assertion.New(), note, []section.Span{{Start: 15, End: 24}})[0]
	if a.Cue != "No evidence of" {
		t.Errorf("cue %q", a.Cue)
	}
}

// TestOrder gives mentions unsorted, nested, outside of the note and twice.
func TestOrder(t *testing.T) {
	note := "No fever. Has chest pain."
	var mentions []section.Span
	for _, m := range [][2]int{{14, 24}, {3, 8}, {20, 24}, {90, 95}, {3, 8}, {-4, -1}} {
		mentions = append(mentions, section.Span{Start: m[0], End: m[1]})
	}
	got := assess(assertion.New(), note, mentions)
	for i, want := range []string{"", "neg", "", "", "neg", ""} {
		if flags(got[i]) != want || got[i].Experiencer != assertion.Patient {
			t.Errorf("mention %d: %+v", i, got[i])
		}
	}
}

// TestTrailingText holds that another paragraph changes nothing above it.
func TestTrailingText(t *testing.T) {
	raw, err := os.ReadFile("testdata/cases.txt")
	if err != nil {
		t.Fatal(err)
	}
	d := assertion.New()
	for block := range strings.SplitSeq(string(raw), "\n---\n") {
		note, mentions, _ := parseCase(strings.TrimSpace(block))
		alone := assess(d, note, mentions)
		for _, tail := range []string{"\n\nNo history of cancer in the family.", "\n\nPLAN: return if worse.", "\n\nmother had stroke, ruled out\n"} {
			for i, a := range assess(d, note+tail, mentions) {
				if a != alone[i] {
					t.Errorf("%q: mention %d is %+v alone and %+v before %q", note, i, alone[i], a, tail)
				}
			}
		}
	}
}

func FuzzAssess(f *testing.F) {
	f.Add("No fever. PMH: (h/o HTN; no DM) FH: mother had CHF", uint16(3), uint16(4))
	f.Add("Fever: no.\n\n((((())))) but \xff\xe2\x80 ’’", uint16(0), uint16(60))
	f.Add("Call if:\n- fever\n:\n1. a—\nHis mother, who has (been:) said to have", uint16(9), uint16(9))
	d := assertion.New()
	f.Fuzz(func(t *testing.T, note string, at, n uint16) {
		m := section.Span{Start: int(at), End: int(at) + int(n)}
		for _, a := range assess(d, note, []section.Span{m, {Start: 0, End: len(note)}, m}) {
			if a.Experiencer == "" || !strings.Contains(note, a.Cue) {
				t.Fatalf("%+v", a)
			}
		}
	})
}
