package ontology

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"

	"medcode/internal/ontology/starter"
	"medcode/schemas"
)

// slot is one release file of a store in one state, opened at the first use.
type slot struct {
	Entry
	store   *Store
	stamp   string // of the file and of the local terms
	starter bool

	refs int // snapshots that have it; guarded by store.mu

	rel    atomic.Pointer[Release]
	mu     sync.Mutex
	closed bool
}

// get returns the release, opening it if need be.
func (sl *slot) get() (*Release, error) {
	if r := sl.rel.Load(); r != nil {
		return r, nil
	}
	sl.mu.Lock()
	defer sl.mu.Unlock()
	if r := sl.rel.Load(); r != nil {
		return r, nil
	}
	switch {
	case sl.closed:
		return nil, errClosed
	case sl.Err != nil:
		return nil, sl.Err
	}
	r, err := sl.open()
	if err != nil {
		return nil, err
	}
	sl.rel.Store(r)
	return r, nil
}

func (sl *slot) open() (r *Release, err error) {
	if sl.starter {
		r, err = openStarter(sl.Ontology)
	} else {
		r, err = Open(sl.Path)
	}
	if err != nil {
		return nil, err
	}
	if err := sl.store.attach(sl.Ontology, r); err != nil {
		_ = r.Close()
		return nil, err
	}
	return r, nil
}

func (sl *slot) prepare(do func(*Release) error) error {
	r, err := sl.get()
	if err != nil {
		return err
	}
	return do(r)
}

// close closes what was opened; tell, which may be nil, hears of it first.
func (sl *slot) close(tell func(*Release)) error {
	sl.mu.Lock()
	defer sl.mu.Unlock()
	sl.closed = true
	r := sl.rel.Swap(nil)
	if r == nil {
		return nil
	}
	if tell != nil {
		tell(r)
	}
	return r.Close()
}

// openStarter builds the starter release.
func openStarter(o schemas.Ontology) (*Release, error) {
	f, err := starter.Open(string(o))
	if err != nil {
		return nil, fmt.Errorf("starter vocabulary: %w", err)
	}
	defer f.Close()
	return buildStarter(o, f)
}

// stampOf tells one state of a file from another: it is replaced by rename.
func stampOf(path string) string {
	st, err := os.Stat(path)
	if err != nil {
		return "gone"
	}
	return fmt.Sprintf("%d-%d/", st.ModTime().UnixNano(), st.Size())
}
