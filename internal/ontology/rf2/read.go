package rf2

import (
	"bytes"
	"io"
	"strconv"
)

// Concept is a row of the concept file.
type Concept struct {
	ID     ID
	Active bool
}

// ReadConcepts visits every concept, the inactive ones too. An error of visit
// stops reading and comes back with the number of the line.
func ReadConcepts(r io.Reader, visit func(Concept) error) error {
	return read(r, Concepts, func(x *row) error {
		id, err := x.id(0)
		if err != nil {
			return err
		}
		active, err := x.active()
		if err != nil {
			return err
		}
		return x.visited(visit(Concept{id, active}))
	})
}

func (x *row) visited(err error) error {
	if err != nil {
		return x.Errorf("%w", err)
	}
	return nil
}

// Description is a row of a description or text definition file.
type Description struct {
	ID, Concept, Type ID
	Active            bool
	Term              string
}

// ReadDescriptions visits the descriptions of English, of every type, the
// inactive ones too.
func ReadDescriptions(r io.Reader, visit func(Description) error) error {
	return read(r, Descriptions, func(x *row) error {
		v, err := x.ids(0, 4, 6)
		if err != nil {
			return err
		}
		d := Description{ID: v[0], Concept: v[1], Type: v[2]}
		if d.Active, err = x.active(); err != nil {
			return err
		}
		if !bytes.HasPrefix(x.f[5], []byte("en")) {
			return nil
		}
		if d.Term = string(x.f[7]); d.Term == "" {
			return x.Errorf("a description without a term")
		}
		return x.visited(visit(d))
	})
}

// Relationship is a row of the relationship file.
type Relationship struct{ Source, Destination, Type ID }

// ReadRelationships visits the active inferred relationships.
func ReadRelationships(r io.Reader, visit func(Relationship) error) error {
	return read(r, Relationships, func(x *row) error {
		v, err := x.ids(4, 5, 7, 8)
		if err != nil {
			return err
		}
		active, err := x.active()
		if err != nil || !active || v[3] != Inferred {
			return err
		}
		return x.visited(visit(Relationship{v[0], v[1], v[2]}))
	})
}

// Acceptability is a row of a language reference set.
type Acceptability struct{ Refset, Description, Value ID }

// ReadLanguage visits the active members of language reference sets.
func ReadLanguage(r io.Reader, visit func(Acceptability) error) error {
	return read(r, Language, func(x *row) error {
		v, err := x.ids(4, 5, 6)
		if err != nil {
			return err
		}
		active, err := x.active()
		if err != nil || !active {
			return err
		}
		if v[2] != Preferred && v[2] != Acceptable {
			return x.Errorf("acceptability %d is neither preferred nor acceptable", v[2])
		}
		return x.visited(visit(Acceptability{v[0], v[1], v[2]}))
	})
}

// Map is a row of an extended map. The rows of a concept and group are tried
// by priority; the first whose rule holds gives the target.
type Map struct {
	Refset, Concept ID
	Group, Priority int
	Rule            string // TRUE, OTHERWISE TRUE, or IFA with a concept, an age or a sex
	Advice          string
	Target          string // a code of the target system; empty where there is none
}

// ReadMap visits the active members of extended map reference sets.
func ReadMap(r io.Reader, visit func(Map) error) error {
	return read(r, ExtendedMap, func(x *row) error {
		v, err := x.ids(4, 5)
		if err != nil {
			return err
		}
		active, err := x.active()
		if err != nil || !active {
			return err
		}
		m := Map{Refset: v[0], Concept: v[1], Rule: string(x.f[8]), Advice: string(x.f[9]), Target: string(x.f[10])}
		if m.Group, err = x.number(6); err != nil {
			return err
		}
		if m.Priority, err = x.number(7); err != nil {
			return err
		}
		return x.visited(visit(m))
	})
}

// number reads a small number.
func (x *row) number(i int) (int, error) {
	n, err := strconv.Atoi(string(x.f[i]))
	if err != nil || n < 0 || n > 9999 {
		return 0, x.Errorf("column %d: %.10q is no number from 0 to 9999", i+1, x.f[i])
	}
	return n, nil
}
