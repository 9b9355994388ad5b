package router

import (
	"errors"
	"slices"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
)

func input(key string, revision int, hash string) *Input {
	return &Input{Key: key, Hash: hash, Note: schemas.Note{Revision: revision}}
}

// outFor is what a note with a part for each ontology sends out.
func outFor(ontologies ...schemas.Ontology) map[schemas.Ontology]broker.Msg {
	out := map[schemas.Ontology]broker.Msg{}
	for _, o := range ontologies {
		out[o] = broker.Msg{Subject: schemas.WorkSubject(o)}
	}
	return out
}

func partOf(in *Input, o schemas.Ontology) *schemas.Part {
	return &schemas.Part{Key: in.Key, Revision: in.Note.Revision, Generation: in.Generation, Ontology: o}
}

func add(t *testing.T, g *gather, in *Input, ontologies ...schemas.Ontology) *pipe.Item {
	t.Helper()
	item := &pipe.Item{}
	if _, err := g.add(in, Read{}, item, outFor(ontologies...)); err != nil {
		t.Fatal(err)
	}
	return item
}

func TestGatherCompletesOnce(t *testing.T) {
	g := newGather()
	a, b := input("a", 1, "h"), input("b", 1, "h")
	item := add(t, g, a, schemas.ICD10CM, schemas.LOINC)
	add(t, g, b, schemas.ICD10CM)
	for _, step := range []struct {
		name string
		part *schemas.Part
		done bool
	}{
		{"first part", partOf(a, schemas.ICD10CM), false},
		{"the same again", partOf(a, schemas.ICD10CM), false},
		{"an ontology not asked", partOf(a, schemas.RxNorm), false},
		{"a note not known", partOf(input("x", 1, "h"), schemas.LOINC), false},
		{"another revision", partOf(input("a", 2, "h"), schemas.LOINC), false},
		{"another generation", &schemas.Part{Key: "a", Revision: 1, Generation: 1, Ontology: schemas.LOINC}, false},
		{"last part", partOf(a, schemas.LOINC), true},
		{"after the last", partOf(a, schemas.LOINC), false},
	} {
		w := g.deliver(step.part)
		if (w != nil) != step.done {
			t.Errorf("%s: complete is %v", step.name, w != nil)
		}
		if w != nil {
			if items := g.remove(w); !slices.Equal(items, []*pipe.Item{item}) {
				t.Errorf("items %v", items)
			}
		}
	}
	if g.len() != 1 || g.deliver(partOf(b, schemas.ICD10CM)) == nil {
		t.Error("the other note was touched")
	}
}

func TestGatherSettlesRepeatsTogether(t *testing.T) {
	g := newGather()
	in := input("a", 1, "h")
	one := add(t, g, in, schemas.ICD10CM)
	two := &pipe.Item{}
	w, err := g.add(input("a", 1, "h"), Read{}, two, outFor(schemas.ICD10CM))
	if w != nil || err != nil {
		t.Fatalf("a repeat: %v, %v", w, err)
	}
	done := g.deliver(partOf(in, schemas.ICD10CM))
	if items := g.remove(done); !slices.Equal(items, []*pipe.Item{one, two}) {
		t.Errorf("items %v", items)
	}
	if g.len() != 0 {
		t.Errorf("%d notes left", g.len())
	}
}

func TestGatherRefusesAnotherText(t *testing.T) {
	g := newGather()
	in := input("a", 1, "h")
	add(t, g, in, schemas.ICD10CM, schemas.LOINC)
	if w, err := g.add(input("a", 1, "other"), Read{}, &pipe.Item{}, outFor(schemas.ICD10CM)); w != nil || !errors.Is(err, errChanged) {
		t.Errorf("another text: %v, %v", w, err)
	}
	add(t, g, input("a", 2, "other"), schemas.ICD10CM)
	g.deliver(partOf(in, schemas.ICD10CM))
	if w := g.deliver(partOf(in, schemas.LOINC)); w == nil || w.in != in {
		t.Error("the first text does not complete")
	}
}

// TestLost walks a part through what the watcher sees, one look a second.
func TestLost(t *testing.T) {
	const patience = 5 * time.Second
	type look struct{ floor, last uint64 }
	waits, passed, gone := look{4, 20}, look{10, 20}, look{0, 3}
	for _, c := range []struct {
		name  string
		seq   uint64
		looks []look
		want  []int // looks at which it is published again
	}{
		{"not stored yet", 0, []look{passed, passed, passed, passed, passed, passed, passed}, nil},
		{"only waits", 10, []look{waits, waits, waits, waits, waits, waits, waits, waits}, nil},
		{"passed", 10, []look{waits, passed, passed, passed, passed, passed, passed}, []int{6}},
		{"the stream ends below it", 10, []look{gone, gone, gone, gone, gone, gone}, []int{5}},
		{"passed, not longer than patience", 10, []look{passed, passed, passed, passed, passed}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			g := newGather()
			in := input("a", 1, "h")
			add(t, g, in, schemas.ICD10CM, schemas.LOINC)
			g.stored(idOf(in), schemas.ICD10CM, c.seq)
			var got []int
			for i, l := range c.looks {
				now := time.Unix(int64(i), 0)
				if lost, _ := g.lost(schemas.ICD10CM, l.floor, l.last, now, patience); len(lost) > 0 {
					if len(lost) != 1 || lost[0].o != schemas.ICD10CM || lost[0].msg.Subject != "work.icd10cm" || lost[0].id != idOf(in) {
						t.Errorf("lost %+v", lost)
					}
					got = append(got, i)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("published again at %v, want %v", got, c.want)
			}
		})
	}
}

func TestLostStartsAnewWithANewSequence(t *testing.T) {
	g := newGather()
	in := input("a", 1, "h")
	add(t, g, in, schemas.ICD10CM)
	at := func(s int) time.Time { return time.Unix(int64(s), 0) }
	g.stored(idOf(in), schemas.ICD10CM, 5)
	g.lost(schemas.ICD10CM, 9, 9, at(0), time.Second)
	lost := func(floor, last uint64, s int) int {
		again, gone := g.lost(schemas.ICD10CM, floor, last, at(s), time.Second)
		if len(gone) > 0 {
			t.Errorf("given up at %d", s)
		}
		return len(again)
	}
	if lost(9, 9, 1) != 1 {
		t.Fatal("not lost")
	}
	g.stored(idOf(in), schemas.ICD10CM, 10)
	if lost(9, 10, 2) != 0 {
		t.Error("lost although its new copy waits")
	}
	if lost(10, 10, 3) != 0 {
		t.Error("lost as soon as its new copy was passed")
	}
	g.deliver(partOf(in, schemas.ICD10CM))
	if lost(10, 10, 9) != 0 {
		t.Error("lost although it came")
	}
}

// TestNeverAnswered: a part that the workers take and never answer ends as an
// error, so that its note completes.
func TestNeverAnswered(t *testing.T) {
	g := newGather()
	in := input("a", 1, "h")
	add(t, g, in, schemas.ICD10CM)
	drives := 0
	for s := range 100 {
		g.stored(idOf(in), schemas.ICD10CM, uint64(s/2+1))
		g.lost(schemas.ICD10CM, 99, 99, time.Unix(int64(2*s), 0), time.Second)
		again, gone := g.lost(schemas.ICD10CM, 99, 99, time.Unix(int64(2*s+1), 0), time.Second)
		drives += len(again)
		if len(gone) == 1 {
			if drives != maxDrives || gone[0].Error == "" {
				t.Errorf("given up after %d drives with %q", drives, gone[0].Error)
			}
			if w := g.deliver(gone[0]); w == nil || w.missing != 0 {
				t.Error("the note does not complete")
			}
			return
		}
	}
	t.Error("driven for ever")
}

func TestAllMissingParts(t *testing.T) {
	g := newGather()
	a, b := input("a", 1, "h"), input("b", 1, "h")
	add(t, g, a, schemas.ICD10CM, schemas.LOINC)
	add(t, g, b, schemas.LOINC)
	g.stored(idOf(a), schemas.LOINC, 7)
	g.deliver(partOf(a, schemas.ICD10CM))
	var keys []string
	for _, p := range g.all() {
		keys = append(keys, p.id.key+" "+string(p.o))
	}
	slices.Sort(keys)
	if !slices.Equal(keys, []string{"a loinc", "b loinc"}) {
		t.Errorf("missing %v", keys)
	}
	if o := g.outstanding(); len(o) != 1 || !o[schemas.LOINC] {
		t.Errorf("outstanding %v", o)
	}
}
