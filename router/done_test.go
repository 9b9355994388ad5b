package router

import (
	"errors"
	"testing"

	"medcode/schemas"
)

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new [2]int // revision, generation
		hash     string
		want     error
	}{
		{"the same", [2]int{1, 0}, [2]int{1, 0}, "h", errSuperseded},
		{"higher revision", [2]int{1, 0}, [2]int{2, 0}, "other", nil},
		{"higher revision, same text", [2]int{1, 0}, [2]int{2, 0}, "h", nil},
		{"higher revision of a lower generation", [2]int{1, 3}, [2]int{2, 0}, "other", nil},
		{"lower revision", [2]int{2, 0}, [2]int{1, 0}, "other", errSuperseded},
		{"lower revision of a higher generation", [2]int{2, 0}, [2]int{1, 9}, "other", errSuperseded},
		{"another text", [2]int{1, 0}, [2]int{1, 0}, "other", errChanged},
		{"another text of a higher generation", [2]int{1, 0}, [2]int{1, 1}, "other", errChanged},
		{"higher generation", [2]int{1, 0}, [2]int{1, 1}, "h", nil},
		{"lower generation", [2]int{1, 1}, [2]int{1, 0}, "h", errSuperseded},
	} {
		t.Run(c.name, func(t *testing.T) {
			old := &schemas.Result{Revision: c.old[0], Generation: c.old[1], TextHash: "h"}
			in := &Input{Note: schemas.Note{Revision: c.new[0]}, Generation: c.new[1], Hash: c.hash}
			if err := compare(old, in); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
		})
	}
	if !errors.Is(errChanged, schemas.ErrInvalid) {
		t.Error("a reused revision is not final: it would be tried again")
	}
}

// TestARefusedNoteReplacesNothing: what decide refuses must not be able to
// overwrite the stored result, however often it is tried.
func TestARefusedNoteReplacesNothing(t *testing.T) {
	r := newRig(t)
	router := New(Options{Conn: r.conn, Keyer: r.keyer, MaxResult: 1 << 20}, NewReader(vocabulary(), nil))
	of := func(revision int, text schemas.Text) *Input {
		in := &Input{Note: schemas.Note{Feed: "ehr", ID: "a", Revision: revision, Text: text}}
		router.identify(in)
		return in
	}
	store := func(in *Input) error { return router.insert(t.Context(), in, Assemble(in, Read{}, nil, Policy{})) }
	check(t, store(of(2, "first")))
	for _, c := range []struct {
		in   *Input
		want error
	}{{of(2, "other"), errChanged}, {of(1, "first"), errSuperseded}, {of(2, "first"), errSuperseded}} {
		for range 2 {
			if err := store(c.in); !errors.Is(err, c.want) || c.in.expect != 0 {
				t.Errorf("revision %d: %v, it would replace %d", c.in.Note.Revision, err, c.in.expect)
			}
		}
	}
	if res := r.result("a"); res.Revision != 2 || res.TextHash != of(2, "first").Hash {
		t.Errorf("revision %d is stored", res.Revision)
	}
	check(t, store(of(3, "other")))
	if res := r.result("a"); res.Revision != 3 {
		t.Errorf("revision %d is stored after a correction", res.Revision)
	}
}
