package ontology

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"medcode/internal/ontology/starter"
	"medcode/schemas"
)

// Names in the store: <dir>/<ontology>/<release>/release.medcode beside the
// files it was built from, and <dir>/<ontology>/later for what is not used yet.
const (
	releaseFile  = "release.medcode"
	sourcesDir   = "sources"
	laterDir     = "later"
	storedPrefix = 16 // characters of the SHA-256 before a source's name
)

// Store is a folder of releases. Its methods may be called concurrently.
// Releases that it opened stay valid until Close.
type Store struct {
	dir string

	mu     sync.Mutex
	listed map[schemas.Ontology][]Entry
	opened map[string]*Release
	old    []*Release // replaced while in use
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
	return &Store{dir: abs, listed: map[schemas.Ontology][]Entry{}, opened: map[string]*Release{}}, nil
}

// Dir returns the absolute path of the store.
func (s *Store) Dir() string { return s.dir }

// List returns the releases by ontology and first day, oldest first.
func (s *Store) List() ([]Entry, error) {
	var out []Entry
	for _, o := range schemas.Ontologies() {
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
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Entry) int {
		return cmp.Or(a.From.Compare(b.From), cmp.Compare(a.Release, b.Release))
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
	if _, err := f.ReadAt(head, 0); err != nil {
		return info, fmt.Errorf("%s: %w", path, damaged("shorter than a header"))
	}
	heads, err := decodeHead(head)
	if err != nil {
		return info, fmt.Errorf("%s: %w", path, err)
	}
	st, err := f.Stat()
	if err != nil {
		return info, err
	}
	for _, h := range heads {
		if h.off+h.len > uint64(st.Size()) {
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
// no release loaded it is the starter vocabulary.
func (s *Store) InForce(o schemas.Ontology, on time.Time) (*Release, schemas.ReleaseUse, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	list, ok := s.listed[o]
	if !ok {
		var err error
		if list, err = s.scan(o); err != nil {
			return nil, schemas.ReleaseUse{}, err
		}
		s.listed[o] = list
	}
	if len(list) == 0 {
		r, err := s.starter(o)
		return r, schemas.ReleaseUse{Release: starterName}, err
	}
	l, use := choose(list, on)
	if l.Err != nil {
		return nil, use, l.Err
	}
	r, err := s.open(l.Path)
	return r, use, err
}

// choose picks from a list that is sorted by first day.
func choose(list []Entry, on time.Time) (Entry, schemas.ReleaseUse) {
	l := list[len(list)-1]
	use := schemas.ReleaseUse{}
	if !on.IsZero() {
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

func (s *Store) open(path string) (*Release, error) {
	if r, ok := s.opened[path]; ok {
		return r, nil
	}
	r, err := Open(path)
	if err != nil {
		return nil, err
	}
	s.opened[path] = r
	return r, nil
}

// starter builds the starter release once.
func (s *Store) starter(o schemas.Ontology) (*Release, error) {
	key := starterName + "/" + string(o)
	if r, ok := s.opened[key]; ok {
		return r, nil
	}
	f, err := starter.Open(string(o))
	if err != nil {
		return nil, fmt.Errorf("starter vocabulary: %w", err)
	}
	defer f.Close()
	r, err := buildStarter(o, f)
	if err != nil {
		return nil, err
	}
	s.opened[key] = r
	return r, nil
}

// Refresh forgets what was listed, so that releases added by another process
// are seen. Releases opened before stay valid.
func (s *Store) Refresh() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.listed)
	for path, r := range s.opened {
		if filepath.Base(path) == releaseFile && replaced(path, r) {
			s.old = append(s.old, r)
			delete(s.opened, path)
		}
	}
}

// replaced tells whether the file at path is no longer the one opened.
func replaced(path string, r *Release) bool {
	info, err := readInfo(path)
	return err != nil || info.Built != r.info.Built
}

// Close closes every release that the store opened.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var first error
	for _, r := range s.opened {
		if err := r.Close(); err != nil && first == nil {
			first = err
		}
	}
	for _, r := range s.old {
		if err := r.Close(); err != nil && first == nil {
			first = err
		}
	}
	clear(s.opened)
	s.old = nil
	return first
}

// writeFile writes a file that is complete or absent: a temporary one beside
// it, flushed to disk, then renamed.
func writeFile(path string, mode fs.FileMode, write func(*os.File) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name())
		}
	}()
	if err = write(f); err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return err
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
