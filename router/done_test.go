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
