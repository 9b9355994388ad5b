//go:build e2e

package main

import (
	"bufio"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// swapTerms is how many conditions the releases of these tests have.
const swapTerms = 200

// orderOf writes an order file in which condition i has its code in category c.
func orderOf(t *testing.T, dir, year, c string) string {
	t.Helper()
	var b strings.Builder
	line := func(n int, code string, billable int, title string) {
		fmt.Fprintf(&b, "%05d %-7s %d %-60s %s\n", n, code, billable, title, title)
	}
	line(1, c, 0, "Conditions of the trial")
	for i := range swapTerms {
		line(i+2, fmt.Sprintf("%s%03d", c, i), 1, condition(i))
	}
	path := filepath.Join(dir, "icd10cm-order-"+year+".txt")
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// condition is a title that no stemming or spelling repair takes for another.
func condition(i int) string {
	word := []byte("qaaaaavix")
	for k := 1; i > 0; k, i = k+1, i/5 {
		word[k] = "aeiou"[i%5]
	}
	return string(word) + " disease"
}

// asker asks one connection after condition after condition until stop.
func asker(t *testing.T, in *install, stop *atomic.Bool, seen *[2]atomic.Int64) {
	conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", in.icd10cm))
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close()
	r := bufio.NewReader(conn)
	for n := 0; !stop.Load(); n++ {
		i := n % swapTerms
		if _, err := fmt.Fprintf(conn, "%d,%s\n", n, condition(i)); err != nil {
			t.Error(err)
			return
		}
		got, err := r.ReadString('\n')
		if err != nil {
			t.Error(err)
			return
		}
		switch strings.TrimSpace(got) {
		case fmt.Sprintf("%d,A00.%03d", n, i):
			seen[0].Add(1)
		case fmt.Sprintf("%d,B00.%03d", n, i):
			seen[1].Add(1)
		default:
			t.Errorf("condition %d is answered %q", i, got)
			return
		}
	}
}

// TestReleaseSwap adds a release, and removes it again, under a load of
// look-ups and notes: none fails, and every answer is of one release or the
// other.
func TestReleaseSwap(t *testing.T) {
	for name, roles := range map[string][]string{
		"together": {"all"},
		"apart":    {"broker", "router", "worker", "bridge,web"},
	} {
		t.Run(name, func(t *testing.T) { releaseSwap(t, roles) })
	}
}

func releaseSwap(t *testing.T, roles []string) {
	in := newInstall(t)
	dir := t.TempDir()
	in.must("ontology", "add", "--data", in.dir, "icd10cm", orderOf(t, dir, "2025", "A00"))
	for _, r := range roles {
		in.start(r, in.run(r)...)
	}
	in.ready()
	in.serving()
	conn, pub, _ := in.dial()

	var stop atomic.Bool
	var seen [2]atomic.Int64
	var load sync.WaitGroup
	for range 4 {
		load.Go(func() { asker(t, in, &stop, &seen) })
	}
	published := 0
	load.Go(func() {
		for ; !stop.Load(); published++ {
			n := schemas.Note{Feed: "swap", ID: fmt.Sprint(published), Text: schemas.Text("He has " + condition(published%swapTerms) + ".")}
			if _, err := pub.PublishWait(t.Context(), n); err != nil {
				t.Error(err)
				return
			}
		}
	})
	reaches := func(k int) {
		t.Helper()
		from := seen[k].Load()
		eventually(t, 30*time.Second, "answers of the other release", func() error {
			if seen[k].Load() < from+200 && !t.Failed() {
				return fmt.Errorf("%d answers", seen[k].Load()-from)
			}
			return nil
		})
	}
	reaches(0)
	in.must("ontology", "add", "--data", in.dir, "icd10cm", orderOf(t, dir, "2026", "B00"))
	reaches(1)
	in.must("ontology", "remove", "--data", in.dir, "--yes", "icd10cm", "FY2026")
	reaches(0)
	in.must("ontology", "add", "--data", in.dir, "icd10cm", orderOf(t, dir, "2026", "B00"))
	reaches(1)
	stop.Store(true)
	load.Wait()
	t.Logf("%d answers of the first release, %d of the second, %d notes", seen[0].Load(), seen[1].Load(), published)
	in.wantOneRelease(conn, published)
	if m, err := in.get("/metrics"); err != nil || !strings.Contains(m, `medcode_release_in_force{ontology="icd10cm",release="FY2026"} 1`) {
		t.Errorf("the metric does not tell the release in force: %v", err)
	}
}

// serving waits until a look-up is answered.
func (in *install) serving() {
	in.t.Helper()
	eventually(in.t, 20*time.Second, "answers", func() error {
		conn, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", in.icd10cm))
		if err != nil {
			return err
		}
		defer conn.Close()
		fmt.Fprintf(conn, "1,%s\n", condition(1))
		got, err := bufio.NewReader(conn).ReadString('\n')
		if err == nil && !strings.Contains(got, ".001") {
			err = fmt.Errorf("answer %q", got)
		}
		return err
	})
}

// TestReplayOfRelease codes stored notes again after a new release, and looks
// that local terms are taken up without a restart.
func TestReplayOfRelease(t *testing.T) {
	in := newInstall(t)
	dir := t.TempDir()
	in.must("ontology", "add", "--data", in.dir, "icd10cm", orderOf(t, dir, "2025", "A00"))
	in.start("all", in.run("all")...)
	in.ready()
	conn, pub, _ := in.dial()
	const notes = 300
	var list []schemas.Note
	for i := range notes {
		list = append(list, schemas.Note{Feed: "old", ID: fmt.Sprint(i), Text: schemas.Text("He has " + condition(i%swapTerms) + ".")})
	}
	in.publish(pub, list)
	in.results(conn, notes)
	in.must("ontology", "add", "--data", in.dir, "icd10cm", orderOf(t, dir, "2026", "B00"))
	in.inForce("FY2026")
	if out := in.must("replay", "--data", in.dir); !strings.Contains(out, "replayed: ") {
		t.Errorf("replay says %q", out)
	}
	for id, r := range in.results(conn, notes) {
		if r.Generation != 1 || r.Releases[schemas.ICD10CM].Release != "FY2026" || len(r.Codes) != 1 || !strings.HasPrefix(r.Codes[0].Code, "B00.") {
			t.Errorf("note %s: generation %d by %v: %+v", id, r.Generation, r.Releases, r.Codes)
		}
	}

	terms := filepath.Join(dir, "ours.tsv")
	if err := os.WriteFile(terms, []byte("code\tterm\nB00.001\tthe malady of the house\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	in.must("ontology", "overlay", "add", "--data", in.dir, "icd10cm", terms)
	eventually(t, 15*time.Second, "local terms are used", func() error {
		out, stderr, _ := in.medcode(nil, "ask", fmt.Sprint(in.icd10cm), "malady of the house")
		if !strings.Contains(out, "B00.001") {
			return fmt.Errorf("%s%s", out, stderr)
		}
		return nil
	})
	eventually(t, 15*time.Second, "notes are read with local terms", func() error {
		m, err := in.get("/metrics")
		if err == nil && !strings.Contains(m, "medcode_release_changes_total 2") {
			err = errors.New("not yet")
		}
		return err
	})
	in.publish(pub, []schemas.Note{{Feed: "old", ID: "local", Text: "He has the malady of the house."}})
	if r := in.results(conn, notes+1)["local"]; len(r.Codes) != 1 || r.Codes[0].Code != "B00.001" {
		t.Errorf("a note with a local term: %+v", r.Codes)
	}
}

// inForce waits until the process codes with a release.
func (in *install) inForce(release string) {
	in.t.Helper()
	eventually(in.t, 15*time.Second, release+" is in force", func() error {
		m, err := in.get("/metrics")
		if err == nil && !strings.Contains(m, `release="`+release+`"`) {
			err = fmt.Errorf("it is not")
		}
		return err
	})
}

// must runs a command that has to succeed.
func (in *install) must(args ...string) string {
	in.t.Helper()
	out, stderr, code := in.medcode(nil, args...)
	if code != exitOK {
		in.t.Fatalf("medcode %s left with %d: %s", strings.Join(args, " "), code, stderr)
	}
	return out
}

// wantOneRelease reads every result: its codes are of the release that it
// names.
func (in *install) wantOneRelease(conn *broker.Conn, notes int) {
	in.t.Helper()
	seen := map[string]int{}
	for _, r := range in.results(conn, notes) {
		release := r.Releases[schemas.ICD10CM].Release
		seen[release]++
		want := map[string]string{"FY2025": "A00.", "FY2026": "B00."}[release]
		if len(r.Codes) != 1 || want == "" || !strings.HasPrefix(r.Codes[0].Code, want) {
			in.t.Errorf("note %s by %q: %+v", r.ID, release, r.Codes)
		}
	}
	if len(seen) != 2 {
		in.t.Errorf("results by release: %v", seen)
	}
}
