package pipe

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func openJournalAt(t *testing.T, dir string) *Journal {
	t.Helper()
	j, err := OpenJournal(dir)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

// die leaves the files of a journal as a killed process leaves them: only the
// kernel lets go of the lock.
func die(t *testing.T, j *Journal) {
	t.Helper()
	if err := j.lock.Unlock(); err != nil {
		t.Fatal(err)
	}
}

func wantFailures(t *testing.T, j *Journal, want map[string]int) {
	t.Helper()
	for id, n := range want {
		if got := j.Failures(id); got != n {
			t.Errorf("%s has %d failures, want %d", id, got, n)
		}
	}
}

func must(t *testing.T, errs ...error) {
	t.Helper()
	for _, err := range errs {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestCrashMakesSuspects(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	j := openJournalAt(t, dir)
	must(t,
		j.Begin(0, []string{"done"}), j.End(0),
		j.Begin(0, []string{"a", "b"}),
		j.Begin(1, []string{"c"}),
	)
	die(t, j)
	j = openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a": 1, "b": 1, "c": 1, "done": 0})
	die(t, j)
	j = openJournalAt(t, dir) // a crash without work blames nobody
	wantFailures(t, j, map[string]int{"a": 1, "b": 1, "c": 1})
	for want := 2; want <= MaxFailures; want++ { // alone, twice more
		must(t, j.Begin(0, []string{"a"}))
		die(t, j)
		j = openJournalAt(t, dir)
		wantFailures(t, j, map[string]int{"a": want, "b": 1})
	}
	must(t, j.Close())
}

func TestAShorterBatchReplacesALongerOne(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	j := openJournalAt(t, dir)
	must(t, j.Begin(0, []string{"a-long-name", "b-long-name"}), j.Begin(0, []string{"c"}))
	die(t, j)
	j = openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a-long-name": 0, "b-long-name": 0, "c": 1})
	must(t, j.Close())
}

func TestFailuresSurviveAndAreForgotten(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	j := openJournalAt(t, dir)
	for want := 1; want <= 2; want++ {
		if n, err := j.Fail("a"); n != want || err != nil {
			t.Fatalf("Fail: %d, %v", n, err)
		}
	}
	_, err := j.Fail("b")
	must(t, err, j.Forget("b"), j.Forget("never seen"), j.Close())
	j = openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a": 2, "b": 0})
	must(t, j.Begin(0, []string{"a"}))
	die(t, j)
	j = openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a": 3})
	must(t, j.Forget("a"), j.Close())
	j = openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a": 0})
	must(t, j.Close())
}

func TestCloseIsNoCrash(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	j := openJournalAt(t, dir)
	must(t, j.Begin(0, []string{"a"}), j.Close())
	left, _ := filepath.Glob(filepath.Join(dir+"-0", "running-*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	j = openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a": 0})
	must(t, j.Close())
}

func TestTwoProcessesHaveAJournalEach(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	one, two := openJournalAt(t, dir), openJournalAt(t, dir)
	if one.dir == two.dir {
		t.Fatalf("both use %s", one.dir)
	}
	must(t, one.Begin(0, []string{"a"}), two.Begin(0, []string{"b"}))
	die(t, one)
	again := openJournalAt(t, dir)
	wantFailures(t, again, map[string]int{"a": 1, "b": 0})
	must(t, again.Close(), two.Close())
}

func TestJournalReadsWhatACrashSpoilt(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	must(t, os.MkdirAll(dir+"-0", 0o755),
		os.WriteFile(filepath.Join(dir+"-0", "suspects"), []byte("2 a\nnonsense\n\n1"), 0o600),
		os.WriteFile(filepath.Join(dir+"-0", "suspects.new"), []byte("9 a\n"), 0o600),
		os.WriteFile(filepath.Join(dir+"-0", "running-7"), []byte("0 b\nx c\n\x00\x00"), 0o600))
	j := openJournalAt(t, dir)
	wantFailures(t, j, map[string]int{"a": 2, "b": 1, "c": 0})
	must(t, j.Close())
}

func TestJournalFolderThatCannotBeMade(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	must(t, os.WriteFile(file, nil, 0o600))
	if _, err := OpenJournal(filepath.Join(file, "journal")); err == nil || !strings.Contains(err.Error(), "journal") {
		t.Errorf("OpenJournal: %v", err)
	}
}

// TestEngineKeepsTheJournal reads the file while a stage runs, and after runs
// that ended in each possible way.
func TestEngineKeepsTheJournal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "journal")
	j := openJournalAt(t, dir)
	running := func() string {
		data, _ := os.ReadFile(filepath.Join(dir+"-0", "running-0"))
		return string(data)
	}
	var r recorder
	var during []string
	stage := func(ctx context.Context, batch []string) []Outcome[string] {
		during = append(during, running())
		return r.upper(ctx, batch)
	}
	for _, last := range []string{"a", "bad", "short", "panic"} {
		during = nil
		settled(t, EngineOptions[string]{Journal: j}, stage, last)
		if want := "0 id-" + last + "\n"; len(during) != 1 || during[0] != want {
			t.Errorf("while %s runs the journal holds %q", last, during)
		}
		if left := running(); left != "" {
			t.Errorf("after %s the journal still holds %q: a later crash would count it again", last, left)
		}
	}
	must(t, j.Close())
}
