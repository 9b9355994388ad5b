package router

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/router/ner"
	"medcode/schemas"
)

const text = "Patient has asthma and gout. Takes aspirin."

func note(id string, revision int, text string) schemas.Note {
	return schemas.Note{ID: id, Revision: revision, Text: schemas.Text(text)}
}

// codesOf writes the codes of a result in a line.
func codesOf(r *schemas.Result) string {
	var out []string
	for _, c := range r.Codes {
		out = append(out, fmt.Sprintf("%s %s %v", c.Ontology, c.Code, c.Mentions))
	}
	return strings.Join(out, ", ")
}

// expect checks the result of one note and how often the streams were
// written to.
func (r *rig) expect(id string, status schemas.ResultStatus, revision, done, dlq int) *schemas.Result {
	r.t.Helper()
	r.settled()
	res := r.result(id)
	switch {
	case res == nil:
		r.t.Fatal("no result")
	case res.Status != status || res.Revision != revision:
		r.t.Errorf("result %s of revision %d, want %s of %d; errors %q", res.Status, res.Revision, status, revision, res.Errors)
	}
	if n := r.written(schemas.StreamDone); n != done {
		r.t.Errorf("%d results were written, want %d", n, done)
	}
	if n := r.written(schemas.StreamDLQ); n != dlq {
		r.t.Errorf("%d messages in the DLQ, want %d", n, dlq)
	}
	return res
}

func TestNoteToResult(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	r.publish(note("a", 1, text))
	res := r.expect("a", schemas.Final, 1, 1, 0)
	const want = "icd10cm code of asthma [0], snomed code of asthma [0], icd10cm code of gout [1], rxnorm code of aspirin [2]"
	if got := codesOf(res); got != want {
		t.Errorf("codes\n%s, want\n%s", got, want)
	}
	for _, m := range res.Mentions {
		if string(m.Text) != text[m.Start:m.End] {
			t.Errorf("mention %d–%d does not hold its text", m.Start, m.End)
		}
	}
	if n := r.written(schemas.StreamWork); n != 3 {
		t.Errorf("%d works for three ontologies", n)
	}
}

func TestTheSameNoteTwice(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	r.publish(note("a", 1, text), note("a", 1, text)) // together, and again later
	r.settled()
	r.publish(note("a", 1, text))
	r.expect("a", schemas.Final, 1, 1, 0)
}

func TestARevisionIsNotReused(t *testing.T) {
	for _, c := range []struct {
		name, first, second string
		wait                bool
	}{
		{"later", text, "Now gout only.", true},
		{"while the first is worked on", text, "Now gout only.", false},
		{"second without entities", text, "Nothing of note.", true},
		{"both without entities", "Nothing of note.", "Nothing at all.", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			free := make(chan struct{})
			r.spoil = func(w *schemas.Work, _ int) []schemas.Part {
				<-free
				return []schemas.Part{answerTo(w)}
			}
			r.work()
			r.route("one", vocabulary(), nil)
			r.publish(note("a", 1, c.first))
			if c.wait {
				close(free)
				r.settled()
			} else {
				eventually(t, "the first is out", func() bool { return r.written(schemas.StreamWork) == 3 })
			}
			r.publish(note("a", 1, c.second))
			eventually(t, "the second is dead", func() bool { return r.written(schemas.StreamDLQ) == 1 })
			if !c.wait {
				close(free)
			}
			res := r.expect("a", schemas.Final, 1, 1, 1)
			if want := r.keyer.TextHash(schemas.Text(c.first)); res.TextHash != want {
				t.Error("the first result was replaced")
			}
		})
	}
}

func TestRevisionsReplace(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	r.publish(note("a", 1, text))
	r.expect("a", schemas.Final, 1, 1, 0)
	r.publish(note("a", 2, "Only gout."))
	if got := codesOf(r.expect("a", schemas.Final, 2, 2, 0)); got != "icd10cm code of gout [0]" {
		t.Errorf("codes %s", got)
	}
	r.publish(note("a", 1, text)) // late
	r.expect("a", schemas.Final, 2, 2, 0)
	works := r.written(schemas.StreamWork)
	r.publish(note("a", 2, "Only gout.")) // again
	r.expect("a", schemas.Final, 2, 2, 0)
	if n := r.written(schemas.StreamWork); n != works {
		t.Errorf("a revision that is stored already cost %d works", n-works)
	}
	cancelled := schemas.Note{ID: "a", Revision: 3, Status: schemas.StatusCancelled}
	r.publish(cancelled)
	if res := r.expect("a", schemas.Retracted, 3, 3, 0); len(res.Codes)+len(res.Mentions) != 0 {
		t.Errorf("a retracted note keeps %d codes", len(res.Codes))
	}
	r.publish(cancelled, note("a", 2, "Only gout."))
	r.expect("a", schemas.Retracted, 3, 3, 0)
}

func TestRevisionsOutOfOrder(t *testing.T) {
	r := newRig(t)
	r.work()
	r.publish(note("a", 3, "Only gout."), note("a", 1, text), note("a", 2, "asthma"))
	r.route("one", vocabulary(), nil)
	r.settled()
	if res := r.result("a"); res.Revision != 3 {
		t.Errorf("revision %d stands", res.Revision)
	}
}

func TestNoteWithoutEntities(t *testing.T) {
	r := newRig(t) // no workers at all
	r.route("one", vocabulary(), nil)
	r.publish(note("a", 1, "Feels well."))
	if res := r.expect("a", schemas.Final, 1, 1, 0); len(res.Codes) != 0 {
		t.Errorf("codes %v", res.Codes)
	}
	if n := r.written(schemas.StreamWork); n != 0 {
		t.Errorf("%d works", n)
	}
}

func TestADroppedPartIsAskedAgain(t *testing.T) {
	r := newRig(t)
	r.spoil = func(w *schemas.Work, nth int) []schemas.Part {
		if w.Ontology == schemas.RxNorm && nth < 3 {
			return nil // acked, and no answer
		}
		return []schemas.Part{answerTo(w)}
	}
	r.work()
	r.route("one", vocabulary(), nil)
	r.publish(note("a", 1, text))
	r.expect("a", schemas.Final, 1, 1, 0)
	if n := r.works(schemas.RxNorm); n != 3 {
		t.Errorf("the dropped part was published %d times", n)
	}
	if n := r.works(schemas.ICD10CM); n != 1 {
		t.Errorf("a part that came was published %d times", n)
	}
}

func TestWaitingWorkIsNotAskedAgain(t *testing.T) {
	r := newRig(t)
	r.route("one", vocabulary(), nil)
	r.publish(note("a", 1, text))
	eventually(t, "the parts are out", func() bool { return r.written(schemas.StreamWork) == 3 })
	time.Sleep(4 * patience)
	if n := r.written(schemas.StreamWork); n != 3 {
		t.Errorf("%d works were published although they only wait", n)
	}
	r.work() // the workers start late
	r.expect("a", schemas.Final, 1, 1, 0)
}

func TestOddAnswers(t *testing.T) {
	for _, c := range []struct {
		name   string
		spoil  func(w *schemas.Work, nth int) []schemas.Part
		status schemas.ResultStatus
	}{
		{"twice", func(w *schemas.Work, _ int) []schemas.Part { return []schemas.Part{answerTo(w), answerTo(w)} }, schemas.Final},
		{"given up", func(w *schemas.Work, _ int) []schemas.Part {
			p := answerTo(w)
			if w.Ontology == schemas.RxNorm {
				p.Codings, p.Error = nil, "given up"
			}
			return []schemas.Part{p}
		}, schemas.Partial},
		{"for another note first", func(w *schemas.Work, _ int) []schemas.Part {
			p := answerTo(w)
			p.Key = "x"
			return []schemas.Part{p, answerTo(w)}
		}, schemas.Final},
		{"for mentions that there are not", func(w *schemas.Work, _ int) []schemas.Part {
			p := answerTo(w)
			p.Index = append(p.Index, 99, -1)
			p.Codings = append(p.Codings, p.Codings[0])
			return []schemas.Part{p}
		}, schemas.Final},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			r.spoil = c.spoil
			r.work()
			r.route("one", vocabulary(), nil)
			r.publish(note("a", 1, text))
			res := r.expect("a", c.status, 1, 1, 0)
			if want := map[bool]int{true: 4, false: 3}[c.status == schemas.Final]; len(res.Codes) != want {
				t.Errorf("codes %s", codesOf(res))
			}
			if (c.status == schemas.Partial) != (len(res.Errors) == 1 && res.Errors[0] == "rxnorm: given up") {
				t.Errorf("errors %q", res.Errors)
			}
		})
	}
}

// TestNewRouterTakesOver stops a router whose notes wait for their workers;
// another finishes them.
func TestNewRouterTakesOver(t *testing.T) {
	r := newRig(t)
	stop := r.route("one", vocabulary(), nil)
	const n = 40
	for i := range n {
		r.publish(note(fmt.Sprint("note ", i), 1, text))
	}
	eventually(t, "all parts are out", func() bool { return r.written(schemas.StreamWork) == 3*n })
	stop()
	if r.written(schemas.StreamDone) != 0 {
		t.Fatal("results without workers")
	}
	r.work()
	r.route("two", vocabulary(), nil)
	r.expect("note 0", schemas.Final, 1, n, 0)
	for i := range n {
		if res := r.result(fmt.Sprint("note ", i)); res == nil || len(res.Codes) != 4 {
			t.Errorf("note %d: %+v", i, res)
		}
	}
}

func TestLargeResultIsTruncated(t *testing.T) {
	r := newRig(t)
	r.spoil = func(w *schemas.Work, _ int) []schemas.Part {
		p := answerTo(w)
		for i := range p.Codings {
			for range 9 {
				p.Codings[i] = append(p.Codings[i], schemas.Coding{Ontology: w.Ontology, Code: "more", Why: strings.Repeat("why ", 99)})
			}
		}
		return []schemas.Part{p}
	}
	r.work()
	r.route("one", vocabulary(), func(o *Options) { o.MaxResult = 4096 })
	r.publish(note("a", 1, text))
	res := r.expect("a", schemas.Final, 1, 1, 0)
	if !res.Truncated || len(res.Codes) != 4 || len(res.Mentions[0].Codings) != 2 {
		t.Errorf("truncated %v, codes %s, %d codings of the first mention", res.Truncated, codesOf(res), len(res.Mentions[0].Codings))
	}
}

func TestNotesThatCannotBeRead(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", vocabulary(), nil)
	for _, m := range []broker.Msg{
		{Subject: "notes.ehr", Data: []byte("\xc1")},
		{Subject: "notes.ehr", Data: []byte(`{"id":"a","text":" "}`), ContentType: schemas.ContentTypeJSON},
		{Subject: "notes.ehr", Data: []byte(`{"id":"a","feed":"other","text":"gout"}`), ContentType: schemas.ContentTypeJSON},
	} {
		_, err := r.conn.Publish(t.Context(), m, broker.PublishOptions{})
		check(t, err)
	}
	_, err := r.conn.Publish(t.Context(), broker.Msg{
		Subject: "notes.ehr", Data: []byte(`{"id":"a","text":"gout"}`), ContentType: schemas.ContentTypeJSON,
	}, broker.PublishOptions{})
	check(t, err)
	r.expect("a", schemas.Final, 1, 1, 3)
}

// poison fails on one word as a defect of a recogniser would.
type poison struct{ words }

func (p poison) Recognise(ctx context.Context, doc *ner.Document) ([]ner.Span, error) {
	if strings.Contains(doc.Text, "poison") {
		panic("index out of range")
	}
	return p.words.Recognise(ctx, doc)
}

func TestPoisonNoteFails(t *testing.T) {
	r := newRig(t)
	r.work()
	r.publish(note("a", 1, text), note("p", 1, "poison and gout"), note("b", 1, text))
	r.route("one", poison{vocabulary()}, nil)
	r.expect("p", schemas.Failed, 1, 3, 1)
	for _, id := range []string{"a", "b"} {
		if res := r.result(id); res == nil || res.Status != schemas.Final {
			t.Errorf("%s, innocent: %+v", id, res)
		}
	}
	r.publish(note("p", 1, "poison and gout")) // it comes again: the failure stands
	r.publish(note("p", 2, "only gout"))
	r.settled()
	if res := r.result("p"); res.Status != schemas.Final || res.Revision != 2 {
		t.Errorf("after a correction: %s of revision %d", res.Status, res.Revision)
	}
}

// TestPartThatIsTooLargeFails: a part that the broker never takes must not be
// waited for.
func TestPartThatIsTooLargeFails(t *testing.T) {
	r := newRig(t)
	r.work()
	r.route("one", words{"x": {schemas.ICD10CM}}, nil)
	r.publish(note("a", 1, strings.Repeat("x ", 100<<10)))
	if res := r.expect("a", schemas.Failed, 1, 1, 1); len(res.Mentions) != 0 {
		t.Errorf("%d mentions", len(res.Mentions))
	}
}
