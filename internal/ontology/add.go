package ontology

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"medcode/schemas"
)

// maxLater is the size above which a file that is not used yet is not copied.
const maxLater = 256 << 20

// Add builds or extends releases of an ontology from official files, any mix
// of them in one call, and returns the newest that it touched. label names the
// release where the files do not; it may be empty. What is done is told to
// report, a line at a time. The files are copied into the store, so that a
// later call with one more file builds from all of them. Files that are only
// kept for later leave no release and no error.
func (s *Store) Add(ctx context.Context, o schemas.Ontology, label string, paths []string, report func(string)) (Info, error) {
	unlock, err := s.lock(ctx, o)
	if err != nil {
		return Info{}, err
	}
	defer unlock()
	defer s.Refresh()
	a := s.adding(ctx, o, report)
	if _, err := a.mendAll(outdated); err != nil {
		return Info{}, err
	}
	info, err := a.run(label, paths)
	if err == nil {
		a.reportLost()
	}
	return info, err
}

// lock keeps other processes from changing the releases of an ontology.
func (s *Store) lock(ctx context.Context, o schemas.Ontology) (unlock func(), err error) {
	dir := filepath.Join(s.dir, string(o))
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("vocabulary store: %w", err)
	}
	lock := flock.New(filepath.Join(dir, ".lock"))
	if _, err := lock.TryLockContext(ctx, 50*time.Millisecond); err != nil {
		_ = lock.Close()
		return nil, fmt.Errorf("vocabulary store: %w", err)
	}
	return func() { _ = lock.Close() }, nil
}

func (s *Store) adding(ctx context.Context, o schemas.Ontology, report func(string)) *adding {
	return &adding{Store: s, ctx: ctx, o: o, dir: filepath.Join(s.dir, string(o)), report: report}
}

// reportLost tells of local terms that the newest release has no code for.
func (a *adding) reportLost() {
	if a.overlayStamp(a.o) == "" {
		return
	}
	a.Refresh()
	p := a.Pin()
	defer p.Unpin()
	r, use, err := p.InForce(a.o, time.Time{})
	if err != nil {
		return
	}
	for _, t := range r.LostTerms() {
		a.report(fmt.Sprintf("local term %q (%s): %s is no billable code of %s; it is not used there", t.Term, t.Overlay, t.Code, use.Release))
	}
}

// adding is one call of Add.
type adding struct {
	*Store
	ctx    context.Context //nolint:containedctx // lives for one call of Add
	o      schemas.Ontology
	dir    string
	report func(string)
	again  bool // build although nothing is new
}

func (a *adding) run(label string, paths []string) (info Info, err error) {
	if strings.ContainsAny(label, `/\`) || strings.HasPrefix(label, ".") || label == laterDir || label == overlayDir || label == pullDir || len(label) > 64 {
		return info, fmt.Errorf("%w: a release label is a short name such as FY2026; %q cannot be used", schemas.ErrInvalid, label)
	}
	sources, err := a.scanAll(paths)
	if err != nil {
		return info, err
	}
	used := slices.DeleteFunc(sources, func(s *source) bool { return len(s.payloads) == 0 })
	if len(used) == 0 {
		return Info{Ontology: a.o}, nil
	}
	if parked, err := a.park(label, used); parked || err != nil {
		return Info{Ontology: a.o}, err
	}
	targets, err := a.targets(label, used)
	if err != nil {
		return info, err
	}
	for _, t := range targets {
		if info, err = a.build(t.label, t.edition, t.sources); err != nil {
			return info, err
		}
	}
	return info, nil
}

// scanAll reads all files and puts those aside that are not used yet.
func (a *adding) scanAll(paths []string) ([]*source, error) {
	files, err := expand(paths)
	if err != nil {
		return nil, refused(err)
	}
	if len(files) == 0 {
		return nil, refused(fmt.Errorf("no files to add; expected one of: %s", expected(a.o)))
	}
	var out []*source
	for _, p := range files {
		src, err := scan(a.ctx, a.o, p)
		if err != nil {
			return nil, refused(err)
		}
		out = append(out, src)
		slices.Sort(src.kept)
		for _, kept := range slices.Compact(src.kept) {
			a.report(fmt.Sprintf("%s: %s, not used yet, kept for later", p, kept))
		}
		if len(src.payloads) == 0 {
			if err := a.keep(src, filepath.Join(a.dir, laterDir), maxLater); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// refused marks what is wrong with a file that was given.
func refused(err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, schemas.ErrInvalid) {
		return err
	}
	return fmt.Errorf("%w: %w", schemas.ErrInvalid, err)
}

// build makes the release label from its stored sources and the new ones.
func (a *adding) build(label string, e edition, fresh []*source) (Info, error) {
	dir := filepath.Join(a.dir, label)
	path := filepath.Join(dir, releaseFile)
	all, news, err := a.union(dir, fresh)
	if err != nil {
		return Info{}, err
	}
	if old, err := readInfo(path); err == nil && len(news) == 0 && !a.again {
		a.report(fmt.Sprintf("%s %s has these files already; nothing to do", a.o, label))
		return old, nil
	}
	info := Info{Ontology: a.o, Release: label, Built: time.Now().UTC().Format(time.RFC3339Nano)}
	info.From, info.Until = e.inForce(a.o)
	b := NewBuilder(info)
	var payloads []*payload
	for _, s := range all {
		for _, p := range s.payloads {
			if a.o != schemas.ICD10CM || p.form != icdOrder || p.edition == e || len(ofForm(s.payloads, icdOrder)) == 1 {
				payloads = append(payloads, p)
			}
		}
	}
	im := &importer{Builder: b, ontology: a.o, report: a.report}
	if err := im.importAll(payloads); err != nil {
		return Info{}, err
	}
	for _, s := range all {
		b.info.Sources = append(b.info.Sources, s.describe())
	}
	if err := b.mergeStarter(a.o); err != nil {
		return Info{}, err
	}
	if err := b.mergeOverlay(a.o); err != nil {
		return Info{}, err
	}
	if err := a.ctx.Err(); err != nil {
		return Info{}, err
	}
	return a.write(dir, path, b, news)
}

func (a *adding) write(dir, path string, b *Builder, news []*source) (Info, error) {
	file, err := b.Build()
	if err != nil {
		return Info{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Info{}, err
	}
	for _, s := range news {
		if err := a.keep(s, filepath.Join(dir, sourcesDir), 0); err != nil {
			return Info{}, err
		}
	}
	if err := a.prepare(file); err != nil {
		return Info{}, err
	}
	err = writeFile(path, 0o644, func(f *os.File) error { _, err := f.Write(file); return err })
	if err != nil {
		return Info{}, fmt.Errorf("write release: %w", err)
	}
	a.report(fmt.Sprintf("%s %s: %d codes, %d billable, %d terms, %.1f MB", b.info.Ontology, b.info.Release,
		b.info.Codes, b.info.Billable, b.info.Terms, float64(len(file))/1e6))
	return b.info, nil
}

// prepare lets the store's owner derive what belongs to a release, before
// others can see the release.
func (a *adding) prepare(file []byte) error {
	if a.Prepare == nil {
		return nil
	}
	r, err := FromBytes(file)
	if err != nil {
		return err
	}
	defer r.Close()
	return a.Prepare(r)
}

// union returns the stored sources with the fresh ones, and which are new.
func (a *adding) union(dir string, fresh []*source) (all, news []*source, err error) {
	stored, err := storedFiles(filepath.Join(dir, sourcesDir))
	if err != nil {
		return nil, nil, err
	}
	have := map[string]bool{}
	for _, p := range stored {
		src, err := scan(a.ctx, a.o, p)
		if err != nil {
			return nil, nil, fmt.Errorf("a file kept in the store cannot be read; remove it and add it again: %w", err)
		}
		have[src.sum[:storedPrefix]] = true
		all = append(all, src)
	}
	waiting, err := a.waiting()
	if err != nil {
		return nil, nil, err
	}
	for _, s := range append(waiting, fresh...) {
		if !have[s.sum[:storedPrefix]] {
			have[s.sum[:storedPrefix]] = true
			news = append(news, s)
		}
	}
	return append(all, news...), news, nil
}

// storedFiles lists the sources of a release in the order in which they were
// added.
func storedFiles(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	added := map[string]time.Time{}
	var paths []string
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || strings.HasPrefix(e.Name(), ".") {
			continue // gone, or the rest of a copy that was cut off
		}
		p := filepath.Join(dir, e.Name())
		added[p] = info.ModTime()
		paths = append(paths, p)
	}
	slices.SortStableFunc(paths, func(a, b string) int { return added[a].Compare(added[b]) })
	return paths, nil
}

// keep copies a file into the store under its hash and name.
func (a *adding) keep(s *source, dir string, limit int64) error {
	st, err := os.Stat(s.path)
	if err != nil {
		return err
	}
	if limit > 0 && st.Size() > limit {
		a.report(fmt.Sprintf("%s is larger than %d MB and was not copied; keep it yourself", s.path, limit>>20))
		return nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	in, err := os.Open(s.path)
	if err != nil {
		return err
	}
	defer in.Close()
	to := filepath.Join(dir, s.sum[:storedPrefix]+"_"+s.name)
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	return writeFile(to, 0o644, func(f *os.File) error { _, err := io.Copy(f, in); return err })
}
