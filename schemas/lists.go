package schemas

import (
	"fmt"

	"github.com/vmihailenco/msgpack/v5"
)

// maxList bounds the elements of a list. A note of MaxTextBytes has fewer
// mentions; a hostile list of empty records would else take a hundred times
// the memory of its message.
const maxList = 128 << 10

// sliceOf is the wire form of a slice: an array of the elements' wire forms.
type sliceOf[T any] struct {
	p     *[]T
	field func(*T) any
}

func (s sliceOf[T]) encode(enc *msgpack.Encoder) error {
	if err := enc.EncodeArrayLen(len(*s.p)); err != nil {
		return err
	}
	for i := range *s.p {
		if err := encodeField(enc, s.field(&(*s.p)[i])); err != nil {
			return err
		}
	}
	return nil
}

// decode grows the slice element by element: the announced length is only
// believed as far as there are bytes to fill it.
func (s sliceOf[T]) decode(dec *msgpack.Decoder) error {
	n, err := dec.DecodeArrayLen()
	if err != nil || n < 0 {
		return err
	}
	if n > maxList {
		return fmt.Errorf("%w: a list of %d; the limit is %d", ErrInvalid, n, maxList)
	}
	out := make([]T, 0, min(n, 64)) // not nil where it is empty: JSON has [] for it
	for range n {
		var v T
		if err := decodeField(dec, s.field(&v)); err != nil {
			return err
		}
		out = append(out, v)
	}
	*s.p = out
	return nil
}

// releaseMap is a map from an ontology to a record, as pairs in ontology order.
type releaseMap struct{ p *map[Ontology]ReleaseUse }

type releasePair struct {
	o   Ontology
	use ReleaseUse
}

func (r *releasePair) fields() []any {
	return []any{(*string)(&r.o), &r.use}
}

func (m releaseMap) encode(enc *msgpack.Encoder) error {
	var pairs []releasePair
	for _, o := range Ontologies() {
		if use, ok := (*m.p)[o]; ok {
			pairs = append(pairs, releasePair{o, use})
		}
	}
	return records(&pairs).encode(enc)
}

func (m releaseMap) decode(dec *msgpack.Decoder) error {
	var pairs []releasePair
	if err := records(&pairs).decode(dec); err != nil {
		return err
	}
	*m.p = make(map[Ontology]ReleaseUse, len(pairs))
	for _, p := range pairs {
		(*m.p)[p.o] = p.use
	}
	return nil
}

// records is the list of a slice whose elements are records by pointer.
func records[T any, P interface {
	*T
	record
}](p *[]T) list {
	return sliceOf[T]{p, func(v *T) any { return record(P(v)) }}
}

func ints(p *[]int) list     { return sliceOf[int]{p, func(v *int) any { return v }} }
func texts(p *[]string) list { return sliceOf[string]{p, func(v *string) any { return v }} }
