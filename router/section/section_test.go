package section

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

var rewrite = flag.Bool("rewrite", false, "write testdata/ugly.txt anew; read the difference before it is kept")

// TestUgly reads testdata/ugly.txt: notes as they come, with the sections and
// sentences that a reader makes of them.
func TestUgly(t *testing.T) {
	const file = "testdata/ugly.txt"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for block := range strings.SplitSeq(string(raw), "====\n") {
		note, want, _ := strings.Cut(block, "----\n")
		check(t, note)
		got := showSections(strings.TrimSuffix(note, "\n")) + showSentences(strings.TrimSuffix(note, "\n"))
		if out = append(out, note+"----\n"+got); got != want && !*rewrite {
			t.Errorf("%s:\n%s\ngot:\n%s\nwant:\n%s", file, note, got, want)
		}
	}
	if len(out) < 60 {
		t.Errorf("%d notes, want 60", len(out))
	}
	if *rewrite {
		if err := os.WriteFile(file, []byte(strings.Join(out, "====\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestGolden reads testdata/*.txt: blocks of a note, "----", and what is
// expected of it, parted by lines of "====".
func TestGolden(t *testing.T) {
	for _, c := range []struct {
		file string
		show func(note string) string
	}{{"testdata/sections.txt", showSections}, {"testdata/sentences.txt", showSentences}} {
		raw, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		for block := range strings.SplitSeq(string(raw), "====\n") {
			note, want, ok := strings.Cut(block, "----\n")
			if !ok {
				t.Fatalf("%s: a block without ----:\n%s", c.file, block)
			}
			if got := c.show(strings.TrimSuffix(note, "\n")); got != want {
				t.Errorf("%s:\n%s\ngot:\n%s\nwant:\n%s", c.file, note, got, want)
			}
		}
	}
}

func showSections(note string) string {
	var b strings.Builder
	for _, s := range Split(note) {
		fmt.Fprintf(&b, "%s [%s] %q\n", cmpOr(s.Name, "-"), note[s.Start:s.HeadEnd], brief(note[s.HeadEnd:s.End]))
	}
	return b.String()
}

func showSentences(note string) string {
	var b strings.Builder
	for _, s := range Sentences(note, Split(note)) {
		b.WriteString("| " + strings.Join(strings.Fields(note[s.Start:s.End]), " ") + "\n")
	}
	return b.String()
}

func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	return s[:min(len(s), 24)]
}

func cmpOr(s, or string) string {
	if s == "" {
		return or
	}
	return s
}

// check holds what both functions promise of any bytes.
func check(t *testing.T, note string) {
	t.Helper()
	secs := Split(note)
	end := 0
	for i, s := range secs {
		if s.Start != end || s.HeadEnd < s.Start || s.HeadEnd > s.End || s.End <= s.Start {
			t.Fatalf("section %d is %+v after %d", i, s, end)
		}
		if At(secs, s.Start) != i || At(secs, s.End-1) != i {
			t.Fatalf("At does not find section %d", i)
		}
		end = s.End
	}
	if end != len(note) {
		t.Fatalf("sections end at %d of %d", end, len(note))
	}
	checkSentences(t, note, Sentences(note, secs))
	checkSentences(t, note, Sentences(note, nil))
}

func checkSentences(t *testing.T, note string, sents []Span) {
	t.Helper()
	end := 0
	for _, s := range append(sents, Span{len(note), len(note)}) {
		if s.Start < end || s.End < s.Start || s.End > len(note) {
			t.Fatalf("sentence %+v after %d", s, end)
		}
		for i := end; i < s.Start; i++ {
			if !isBlank(note[i]) {
				t.Fatalf("byte %d (%q) is in no sentence", i, note[i])
			}
		}
		end = s.End
	}
}

func TestFamilyEnds(t *testing.T) {
	for note, want := range map[string]string{
		"Fam: M - stroke.\nVS lying 110/62 HR 112\nHgb 6.8":   "VS lying 110/62 HR 112\nHgb 6.8",
		"Family history: father MI at 60.\nMother with gout.": "",
		"Family history:\nDiabetes\nStroke":                   "",
		"FHx: breast cancer\n  in an aunt":                    "",
	} {
		secs := Split(note)
		last := secs[len(secs)-1]
		if got := last.Name == ""; got != (want != "") || got && note[last.Start:last.End] != want {
			t.Errorf("%q: %+v", note, secs)
		}
	}
}

func TestAllergiesEnd(t *testing.T) {
	for note, want := range map[string]string{
		"All: PCN, macrobid. Code DNR. On warfarin.": "Code DNR. On warfarin.",
		"Allergies: Penicillin. Sulfa. Latex.":       "",
	} {
		secs := Split(note)
		last := secs[len(secs)-1]
		if got := last.Name == ""; got != (want != "") || got && note[last.Start:last.End] != want {
			t.Errorf("%q: %+v", note, secs)
		}
	}
}

func TestAnyBytes(t *testing.T) {
	for _, s := range []string{"", "\n", ":", "PMH:", "PMH:\n", ".", " . ", "\x00\xff\n\n", "#", "- ", "—", "x —", "]", "A —\n—", "B:\nI:", "1. a 2. b 3. ", "a.B", ". PLAN Ab", "A:\nB:", strings.Repeat("A:", 500), strings.Repeat("- . ", 500)} {
		check(t, s)
	}
	if At(nil, 0) != -1 || At(Split("abc"), 3) != -1 || At(Split("abc"), -1) != -1 {
		t.Error("At must not find positions outside")
	}
}

// TestForeignSections gives Sentences sections that are not of the note.
func TestForeignSections(t *testing.T) {
	note := "No fever. Has cough."
	for _, secs := range [][]Section{
		{{Start: 5, End: 900}}, {{Start: -3, End: 4}}, {{Start: 4, End: 8, HeadEnd: 2}}, {{Start: 3, End: 12, HeadEnd: 5}, {Start: 7, End: 20, HeadEnd: 7}},
	} {
		checkSentences(t, note, Sentences(note, secs))
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("PMH: HTN. FH: mother\n\n## Plan\n1. Rest.\n2. Dr. Who 2.5 mg. daily")
	f.Add("— [HPI] x\nPMH — y\nB: z\nI: 1. a 2. B 3. c.D. PLAN Go\n● q")
	f.Add("HISTORY OF PRESENT ILLNESS - a\n(b).\"c\"?! d: E/F:\r\n\tq.d.")
	f.Fuzz(check)
}

func BenchmarkSplitSentences(b *testing.B) {
	note := strings.Repeat("PAST MEDICAL HISTORY: Hypertension, type 2 diabetes.\nThe patient was seen by Dr. Hale and\nstarted on 2.5 mg. of amlodipine daily. She denies chest pain.\n\n", 16)
	b.SetBytes(int64(len(note)))
	for b.Loop() {
		Sentences(note, Split(note))
	}
}
