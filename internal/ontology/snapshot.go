package ontology

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"medcode/schemas"
)

// Snapshot is the releases of a store at one moment. It never changes: whoever
// holds one gets the same release for the same day, however many are added
// meanwhile. Its releases are open until the last Unpin.
type Snapshot struct {
	store *Store
	lists map[schemas.Ontology][]*slot // by first day; never empty
	errs  map[schemas.Ontology]error   // a folder that cannot be read

	refs int // guarded by store.mu; the store holds one while it is current
	kept bool
}

// Pin takes hold of a snapshot that is pinned already once more.
func (p *Snapshot) Pin() *Snapshot {
	p.store.mu.Lock()
	p.refs++
	p.store.mu.Unlock()
	return p
}

// Unpin gives the snapshot back. What nobody uses any more is closed.
func (p *Snapshot) Unpin() {
	s := p.store
	s.mu.Lock()
	p.refs--
	var free []*slot
	if p.refs == 0 && !p.kept {
		free = p.release()
	}
	s.mu.Unlock()
	for _, sl := range free {
		_ = sl.close(s.Closing) // unmapping memory that is mapped does not fail
	}
}

// release takes the snapshot's hold off its slots and returns those that
// nobody has any more.
func (p *Snapshot) release() (free []*slot) {
	for _, list := range p.lists {
		for _, sl := range list {
			if sl.refs--; sl.refs == 0 {
				delete(p.store.slots, sl)
				free = append(free, sl)
			}
		}
	}
	p.lists = nil
	return free
}

// keep makes the snapshot stay until the store is closed.
func (p *Snapshot) keep() {
	p.store.mu.Lock()
	p.kept = true
	p.refs--
	p.store.mu.Unlock()
}

// InForce is that of the store, with the releases of the snapshot.
func (p *Snapshot) InForce(o schemas.Ontology, on time.Time) (*Release, schemas.ReleaseUse, error) {
	if err := p.errs[o]; err != nil {
		return nil, schemas.ReleaseUse{}, err
	}
	list := p.lists[o]
	if len(list) == 0 {
		return nil, schemas.ReleaseUse{}, fmt.Errorf("%w: no release of %s is loaded; add one with `medcode ontology add %s FILE…`", schemas.ErrInvalid, o, o)
	}
	sl, use := choose(list, on)
	r, err := sl.get()
	for errors.Is(err, fs.ErrNotExist) && len(list) > 1 {
		// Removed before it was opened once: as if it were not in the list.
		gone := sl
		list = slices.DeleteFunc(slices.Clone(list), func(x *slot) bool { return x == gone })
		sl, use = choose(list, on)
		r, err = sl.get()
	}
	return r, use, err
}

// Release returns the release of that label, as ontology list shows it.
func (p *Snapshot) Release(o schemas.Ontology, label string) (*Release, error) {
	for _, sl := range p.lists[o] {
		if sl.Release == label {
			return sl.get()
		}
	}
	return nil, fmt.Errorf("%w: there is no release %s of %s; medcode ontology list shows what there is", schemas.ErrInvalid, label, o)
}

// choose picks from a list that is sorted by first day.
func choose(list []*slot, on time.Time) (*slot, schemas.ReleaseUse) {
	l := list[len(list)-1]
	use := schemas.ReleaseUse{}
	if !on.IsZero() && !l.starter {
		i := len(list) - 1
		for i > 0 && on.Before(list[i].From) {
			i--
		}
		l = list[i]
		use.Early = on.Before(l.From)
		use.Stale = !l.Until.IsZero() && !on.Before(l.Until.AddDate(0, 0, 1))
	}
	use.Release = l.Release
	return l, use
}

// read lists the store anew. What has not changed since the snapshot before,
// which is pinned, is taken over. Where warn is set, a release that cannot be
// opened gives way to what stood in its place before, and is told to warn; else
// its error is kept for those who ask for it.
func (s *Store) read(before *Snapshot, warn func(error)) *Snapshot {
	p := &Snapshot{store: s, refs: 1, lists: map[schemas.Ontology][]*slot{}, errs: map[schemas.Ontology]error{}}
	for _, o := range Kept() {
		list, err := s.slotsOf(o, before, warn)
		if err != nil {
			p.errs[o] = err
		} else {
			p.lists[o] = list
		}
	}
	return p
}

// hold counts the snapshot's slots as used; the caller has mu.
func (p *Snapshot) hold() {
	for _, list := range p.lists {
		for _, sl := range list {
			sl.refs++
			p.store.slots[sl] = struct{}{}
		}
	}
}

func (s *Store) slotsOf(o schemas.Ontology, before *Snapshot, warn func(error)) ([]*slot, error) {
	entries, err := s.scan(o)
	if err != nil {
		return nil, err
	}
	over := s.overlayStamp(o)
	var list []*slot
	for _, e := range entries {
		stamp := stampOf(e.Path) + over
		sl := before.find(o, func(old *slot) bool { return old.Path == e.Path && old.stamp == stamp })
		if sl == nil {
			sl = &slot{Entry: e, store: s, stamp: stamp}
			if warn != nil {
				sl = sl.orElse(before, warn)
			}
		}
		if sl != nil {
			list = append(list, sl)
		}
	}
	switch {
	case len(list) > 0:
		return list, nil
	case len(entries) > 0: // nothing of what is there can be opened: go on as before
		return before.all(o), nil
	case o == PCS:
		return nil, nil // there is no starter vocabulary of it
	}
	sl := before.find(o, func(old *slot) bool { return old.starter && old.stamp == over })
	if sl == nil {
		sl = &slot{Entry: Entry{Info: Info{Ontology: o, Release: starterName}}, store: s, stamp: over, starter: true}
	}
	return []*slot{sl}, nil
}

// orElse opens a slot; where that fails, the slot that stood in its place
// before is returned, or nil.
func (sl *slot) orElse(before *Snapshot, warn func(error)) *slot {
	_, err := sl.get()
	if err == nil {
		return sl
	}
	warn(err)
	return before.find(sl.Ontology, func(old *slot) bool { return old.Path == sl.Path })
}

func (p *Snapshot) all(o schemas.Ontology) []*slot {
	if p == nil {
		return nil
	}
	return p.lists[o]
}

func (p *Snapshot) find(o schemas.Ontology, is func(*slot) bool) *slot {
	for _, sl := range p.all(o) {
		if is(sl) {
			return sl
		}
	}
	return nil
}

// Renew looks whether releases or local terms were added, replaced or removed,
// and takes them up: what was pinned before goes on with what it has. prepare,
// which may be nil, is called with each release that is new before it is used.
// What cannot be opened or prepared is told to warn, and what was there before
// stays. Renew reports whether anything changed; it is cheap where nothing did.
func (s *Store) Renew(prepare func(*Release) error, warn func(error)) bool {
	s.renewing.Lock()
	defer s.renewing.Unlock()
	stamp := s.stamp()
	if stamp == s.seen {
		return false
	}
	old := s.Pin()
	defer old.Unpin()
	next := s.read(old, warn) // opens what is new, while all goes on
	s.seen = stamp
	if next.same(old) {
		return false
	}
	if prepare != nil {
		next.prepare(old, prepare, warn)
	}
	s.mu.Lock()
	next.hold()
	before := s.current
	s.current = next
	s.mu.Unlock()
	if before != nil {
		before.Unpin() // the store's own
	}
	return true
}

// prepare calls do with the releases that the old snapshot does not have.
func (p *Snapshot) prepare(old *Snapshot, do func(*Release) error, warn func(error)) {
	for o, list := range p.lists {
		for _, sl := range list {
			if old.find(o, func(x *slot) bool { return x == sl }) != nil {
				continue
			}
			if err := sl.prepare(do); err != nil {
				warn(err)
			}
		}
	}
}

// stamp tells one state of the whole store from another.
func (s *Store) stamp() string {
	var b strings.Builder
	for _, o := range Kept() {
		paths, _ := filepath.Glob(filepath.Join(s.dir, string(o), "*", releaseFile))
		for _, p := range paths {
			b.WriteString(p + stampOf(p))
		}
		b.WriteString(s.overlayStamp(o))
	}
	return b.String()
}

func (p *Snapshot) same(old *Snapshot) bool {
	for _, o := range Kept() {
		a, b := p.lists[o], old.lists[o]
		if len(a) != len(b) || (p.errs[o] == nil) != (old.errs[o] == nil) {
			return false
		}
		for i := range a {
			if a[i] != b[i] {
				return false
			}
		}
	}
	return true
}

var errClosed = errors.New("the vocabulary store is closed")
