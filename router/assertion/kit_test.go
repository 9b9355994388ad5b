package assertion_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"medcode/internal/eval"
	"medcode/router/assertion"
	"medcode/router/section"
)

// kit loads the NegEx kit, or skips the test where the data is not at hand.
func kit(tb testing.TB) []eval.ContextRow {
	tb.Helper()
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			tb.Fatal("MEDCODE_DATA is not set")
		}
		tb.Skip("MEDCODE_DATA is not set")
	}
	rows, err := eval.LoadContext(filepath.Join(dir, "context", "negex_context.tsv"))
	if err != nil {
		tb.Fatal(err)
	}
	return rows
}

func detect(d *assertion.Detector) func(string, int, int) eval.ContextAnswer {
	return func(text string, start, end int) eval.ContextAnswer {
		a := assess(d, text, []section.Span{{Start: start, End: end}})[0]
		return eval.ContextAnswer{
			Negated: a.Negated, Uncertain: a.Uncertain, Historical: a.Historical, Hypothetical: a.Hypothetical, Conditional: a.Conditional, Experiencer: a.Experiencer,
		}
	}
}

// TestKit holds the floors on the kit. The rules were tuned on its even lines
// alone; the odd ones check that they are not fitted to single sentences.
func TestKit(t *testing.T) {
	rows := kit(t)
	var half [2][]eval.ContextRow
	for _, r := range rows {
		half[r.Line%2] = append(half[r.Line%2], r)
	}
	for _, part := range []struct {
		name string
		rows []eval.ContextRow
	}{{"all", rows}, {"even", half[0]}, {"odd", half[1]}} {
		rep := eval.Context(part.rows, detect(assertion.New()))
		for _, floor := range []struct {
			attribute string
			f1        float64
		}{{"negated", .95}, {"historical", .65}, {"historical, cued", .80}} {
			got := rep.Of(floor.attribute)
			t.Logf("%s: %s %v", part.name, floor.attribute, got)
			if got.F1() < floor.f1 {
				t.Errorf("%s: %s F1 %.3f, want %.2f", part.name, floor.attribute, got.F1(), floor.f1)
			}
		}
	}
}

// TestSets holds the floors on the project's own sets, of which the first
// halves were read while the rules were written and the second were not.
func TestSets(t *testing.T) {
	for _, set := range []struct {
		file, attribute string
		all, second     float64
	}{
		{"experiencer", "not the patient", .90, .70},
		{"hypothetical", "hypothetical", .90, .80},
		{"family", "not the patient", .90, .80},
		{"conditional", "conditional", .88, .75},
	} {
		rows, err := eval.LoadContextLines("../../testdata/context/" + set.file + ".jsonl")
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []struct {
			name  string
			rows  []eval.ContextRow
			floor float64
		}{{"all", rows, set.all}, {"second half", rows[(len(rows)+1)/2:], set.second}} {
			got := eval.Context(part.rows, detect(assertion.New())).Of(set.attribute)
			t.Logf("%s, %s: %v", set.attribute, part.name, got)
			if got.F1() < part.floor {
				t.Errorf("%s, %s: F1 %.3f, want %.2f", set.attribute, part.name, got.F1(), part.floor)
			}
		}
	}
}

// BenchmarkAssess reads one mention in each sentence of the kit; sections and
// sentences are found beforehand ("assess") or each time ("whole").
func BenchmarkAssess(b *testing.B) {
	rows := kit(b)
	d := assertion.New()
	type note struct {
		text     string
		secs     []section.Section
		sents    []section.Span
		mentions []section.Span
	}
	notes := make([]note, len(rows))
	for i, r := range rows {
		secs := section.Split(r.Text)
		notes[i] = note{r.Text, secs, section.Sentences(r.Text, secs), []section.Span{{Start: r.Start, End: r.End}}}
	}
	run := func(name string, f func(n note)) {
		b.Run(name, func(b *testing.B) {
			before := cpu(b)
			for i := 0; b.Loop(); i++ {
				f(notes[i%len(notes)])
			}
			b.ReportMetric(float64(b.N)/(cpu(b)-before).Seconds(), "sentences/cpu-s")
		})
	}
	run("assess", func(n note) { d.Assess(n.text, n.secs, n.sents, n.mentions) })
	run("whole", func(n note) { assess(d, n.text, n.mentions) })
}

// cpu is the CPU time of the process: other work on the machine does not
// count, as it would by the clock.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func BenchmarkNew(b *testing.B) {
	for b.Loop() {
		assertion.New()
	}
}
