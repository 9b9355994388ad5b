package pipe

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/gofrs/flock"
)

// MaxFailures is how often an item may fail by itself before it goes to the
// dead-letter queue.
const MaxFailures = 3

// Journal remembers which items were being worked on, in a small file per
// runner, so that after a crash of the process exactly those are suspects. It
// is never fsynced: it has to survive the process, not the machine.
//
// Deliveries are not failures: in a crash loop everything in flight is
// delivered again and again, and innocent notes would be given up.
type Journal struct {
	dir  string
	lock *flock.Flock

	mu       sync.Mutex
	failures map[string]int
	files    map[int]*os.File
}

// OpenJournal opens the first folder dir-0, dir-1, … that no living process
// holds, and reads what the process before left there: every item that it was
// working on as it died gains one failure.
func OpenJournal(dir string) (*Journal, error) {
	for n := range 1000 {
		own := fmt.Sprintf("%s-%d", dir, n)
		if err := os.MkdirAll(own, 0o755); err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		lock := flock.New(filepath.Join(own, "lock"))
		ok, err := lock.TryLock()
		if err != nil {
			return nil, fmt.Errorf("journal: %w", err)
		}
		if ok {
			return openJournal(own, lock)
		}
	}
	return nil, fmt.Errorf("journal: a thousand processes use %s; stop some", dir)
}

func openJournal(dir string, lock *flock.Flock) (*Journal, error) {
	j := &Journal{dir: dir, lock: lock, failures: map[string]int{}, files: map[int]*os.File{}}
	if err := j.load("suspects", 0); err != nil {
		return nil, err
	}
	left, err := filepath.Glob(filepath.Join(dir, "running-*"))
	if err != nil {
		return nil, err
	}
	for _, name := range left {
		if err := j.load(filepath.Base(name), 1); err != nil {
			return nil, err
		}
	}
	if err := j.save(); err != nil {
		return nil, err
	}
	for _, name := range left {
		if err := os.Remove(name); err != nil {
			return nil, err
		}
	}
	return j, nil
}

// load adds the failures of one file: lines of a count and an id.
func (j *Journal) load(name string, add int) error {
	data, err := os.ReadFile(filepath.Join(j.dir, name))
	if err != nil && !os.IsNotExist(err) {
		return fmt.Errorf("journal: %w", err)
	}
	for line := range strings.Lines(string(data)) {
		count, id, ok := strings.Cut(strings.TrimSpace(line), " ")
		n, err := strconv.Atoi(count)
		if ok && err == nil {
			j.failures[id] = max(j.failures[id], n) + add
		}
	}
	return nil
}

// save writes the suspects, by rename so that a crash leaves the old file.
func (j *Journal) save() error {
	name := filepath.Join(j.dir, "suspects")
	if err := os.WriteFile(name+".new", []byte(j.lines(j.failures)), 0o600); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	return os.Rename(name+".new", name)
}

func (j *Journal) lines(failures map[string]int) string {
	var b strings.Builder
	for id, n := range failures {
		fmt.Fprintf(&b, "%d %s\n", n, id)
	}
	return b.String()
}

// Failures is how often an item has failed so far.
func (j *Journal) Failures(id string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.failures[id]
}

// Fail counts a failure of an item's own processing and returns the sum.
func (j *Journal) Fail(id string) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.failures[id]++
	return j.failures[id], j.save()
}

// Forget drops an item that has been settled.
func (j *Journal) Forget(id string) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, suspect := j.failures[id]; !suspect {
		return nil
	}
	delete(j.failures, id)
	return j.save()
}

// Begin notes what a runner works on from now.
func (j *Journal) Begin(runner int, ids []string) error {
	j.mu.Lock()
	running := make(map[string]int, len(ids))
	for _, id := range ids {
		running[id] = j.failures[id]
	}
	j.mu.Unlock()
	return j.write(runner, j.lines(running))
}

// End notes that a runner is idle again.
func (j *Journal) End(runner int) error { return j.write(runner, "") }

// write replaces the text of a runner's file.
func (j *Journal) write(runner int, s string) error {
	f, err := j.file(runner)
	if err != nil {
		return err
	}
	if err = f.Truncate(0); err == nil && s != "" {
		_, err = f.WriteAt([]byte(s), 0)
	}
	if err != nil {
		return fmt.Errorf("%w: %w", errJournal, err)
	}
	return nil
}

// errJournal marks a failure of the disk, not of an item.
var errJournal = errors.New("the journal cannot be written; free space in the store")

func (j *Journal) file(runner int) (*os.File, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if f := j.files[runner]; f != nil {
		return f, nil
	}
	f, err := os.OpenFile(filepath.Join(j.dir, fmt.Sprintf("running-%d", runner)), os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", errJournal, err)
	}
	j.files[runner] = f
	return f, nil
}

// Close removes the files of the runners; the suspects stay.
func (j *Journal) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	for runner, f := range j.files {
		_ = f.Close()
		_ = os.Remove(f.Name())
		delete(j.files, runner)
	}
	return j.lock.Unlock()
}
