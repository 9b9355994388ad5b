package ontology

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"medcode/schemas"
)

// Removal is what removing a release means.
type Removal struct {
	Ontology schemas.Ontology `json:"ontology"`
	Release  string           `json:"release"`
	InForce  bool             `json:"in_force"` // it codes the notes of today
	Next     string           `json:"next"`     // what codes them afterwards
}

// Removal tells what removing a release would mean on a day, without doing it.
func (s *Store) Removal(o schemas.Ontology, label string, today time.Time) (Removal, error) {
	p := s.Pin()
	defer p.Unpin()
	list := p.lists[o]
	sl := p.find(o, func(x *slot) bool { return x.Release == label && !x.starter })
	if sl == nil {
		return Removal{}, fmt.Errorf("%w: there is no release %s of %s; medcode ontology list shows what there is", schemas.ErrInvalid, label, o)
	}
	now, _ := choose(list, today)
	var rest []*slot
	for _, x := range list {
		if x != sl {
			rest = append(rest, x)
		}
	}
	out := Removal{Ontology: o, Release: label, InForce: now == sl, Next: starterName}
	if len(rest) > 0 {
		next, _ := choose(rest, today)
		out.Next = next.Release
	}
	return out, nil
}

// Remove deletes a release with its sources. Processes that use it go on with
// it until they have taken up the change.
func (s *Store) Remove(ctx context.Context, o schemas.Ontology, label string) error {
	if _, err := s.Removal(o, label, time.Time{}); err != nil {
		return err
	}
	unlock, err := s.lock(ctx, o)
	if err != nil {
		return err
	}
	defer unlock()
	defer s.Refresh()
	dir := filepath.Join(s.dir, string(o), label)
	// The release file goes first and alone: a reader sees it whole or not at
	// all, and a removal that was cut off leaves no release behind.
	if err := os.Remove(filepath.Join(dir, releaseFile)); err != nil {
		return err
	}
	return os.RemoveAll(dir)
}
