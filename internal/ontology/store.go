package ontology

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"medcode/schemas"
)

// Names in the store: <dir>/<ontology>/<release>/release.medcode beside the
// files it was built from, <dir>/<ontology>/later for what is not used yet, and
// <dir>/<ontology>/overlay for local terms.
const (
	releaseFile  = "release.medcode"
	sourcesDir   = "sources"
	laterDir     = "later"
	overlayDir   = "overlay"
	pullDir      = "pull" // downloads
	storedPrefix = 16     // characters of the SHA-256 before a source's name
)

// Store is a folder of releases. Its methods may be called concurrently. What
// InForce hands out stays valid until Close; who works for long pins a
// Snapshot instead, so that replaced releases can be closed.
type Store struct {
	// Prepare, where set, is called with every release that was built, before
	// it is put in place: what is derived from it can be made first.
	Prepare func(*Release) error
	// Closing, where set, is called before a release is closed that nobody
	// uses any more.
	Closing func(*Release)

	dir string

	renewing sync.Mutex // one Renew at a time
	seen     string     // stamp of the last Renew
	mu       sync.Mutex
	current  *Snapshot // nil: to be read
	slots    map[*slot]struct{}
}

// Entry is a release file of the store.
type Entry struct {
	Info
	Path string // absolute
	Size int64  // bytes
	Err  error  // why the file cannot be used, or nil
}

// OpenStore opens the folder, which need not exist yet.
func OpenStore(dir string) (*Store, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	if st, err := os.Stat(abs); err == nil && !st.IsDir() {
		return nil, fmt.Errorf("%s is a file; the vocabulary store needs a folder", abs)
	}
	return &Store{dir: abs, slots: map[*slot]struct{}{}}, nil
}

// Kept lists what a store keeps releases of: the ontologies that notes are coded
// in, and ICD-10-PCS, which is there for look-up alone.
func Kept() []schemas.Ontology { return append(schemas.Ontologies(), PCS) }

// Dir returns the absolute path of the store.
func (s *Store) Dir() string { return s.dir }

// List returns the releases by ontology and first day, oldest first.
func (s *Store) List() ([]Entry, error) {
	var out []Entry
	for _, o := range Kept() {
		l, err := s.scan(o)
		if err != nil {
			return nil, err
		}
		out = append(out, l...)
	}
	return out, nil
}

func (s *Store) scan(o schemas.Ontology) ([]Entry, error) {
	paths, err := filepath.Glob(filepath.Join(s.dir, string(o), "*", releaseFile))
	if err != nil {
		return nil, err
	}
	var out []Entry
	for _, p := range paths {
		st, err := os.Stat(p)
		if err != nil {
			continue // removed meanwhile
		}
		l := Entry{Path: p, Size: st.Size()}
		if l.Info, l.Err = readInfo(p); l.Err != nil {
			l.Ontology, l.Release = o, filepath.Base(filepath.Dir(p))
			l.From, l.Until = editionOf(l.Release).inForce(o)
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(a.From.Compare(b.From), compareLabels(a.Release, b.Release))
	})
	return out, nil
}

// readInfo reads the description of a release file without its other sections.
func readInfo(path string) (info Info, err error) {
	f, err := os.Open(path)
	if err != nil {
		return info, err
	}
	defer f.Close()
	head := make([]byte, headerSize+sectionSize*int(sections))
	n, err := f.ReadAt(head, 0)
	if err != nil && n < headerSize {
		return info, fmt.Errorf("%s: %w", path, damaged("shorter than a header"))
	}
	heads, err := decodeHead(head[:n])
	if err != nil {
		return info, fmt.Errorf("%s: %w", path, err)
	}
	st, err := f.Stat()
	if err != nil {
		return info, err
	}
	for _, h := range heads {
		if h.off > uint64(st.Size()) || h.len > uint64(st.Size())-h.off {
			return info, fmt.Errorf("%s: %w", path, damaged("cut short"))
		}
	}
	if heads[secInfo].len > 1<<20 {
		return info, fmt.Errorf("%s: %w", path, damaged("description too long"))
	}
	b := make([]byte, heads[secInfo].len)
	if _, err := f.ReadAt(b, int64(heads[secInfo].off)); err != nil {
		return info, fmt.Errorf("%s: %w", path, damaged("cut short"))
	}
	if err := json.Unmarshal(b, &info); err != nil {
		return info, fmt.Errorf("%s: %w", path, damaged("description: %v", err))
	}
	return info, nil
}

// InForce returns the release for a note of that day (see DESIGN, release in
// force): the newest that had begun by then, marked stale after its last day;
// the oldest, marked early, before it. The zero time asks for the newest. With
// no release loaded it is the starter vocabulary. The release stays open until
// Close.
func (s *Store) InForce(o schemas.Ontology, on time.Time) (*Release, schemas.ReleaseUse, error) {
	p := s.Pin() // never unpinned: the caller may keep the release
	p.keep()
	return p.InForce(o, on)
}

// Pin returns the releases as they are now. They stay open until Unpin.
func (s *Store) Pin() *Snapshot {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.current == nil {
		s.current = s.read(nil, nil)
		s.current.hold()
	}
	s.current.refs++
	return s.current
}

// Refresh forgets what was listed, so that releases added by another process
// are seen.
func (s *Store) Refresh() {
	s.mu.Lock()
	old := s.current
	if old != nil {
		s.current = s.read(old, nil)
		s.current.hold()
	}
	s.mu.Unlock()
	if old != nil {
		old.Unpin() // the store's own
	}
}

// Close closes every release that the store opened.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first error
	for sl := range s.slots {
		if err := sl.close(nil); err != nil && first == nil {
			first = err
		}
	}
	clear(s.slots)
	s.current = nil
	return first
}
