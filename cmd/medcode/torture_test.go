//go:build e2e

package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"medcode/producer"
	"medcode/producer/samples"
	"medcode/schemas"
)

const tortureFeed = "torture"

// TestTorture kills processes at random while notes flow, and then wants every
// acknowledged note to have exactly one result, that of a run without kills.
// MEDCODE_TEST_KILLS sets how often, MEDCODE_TEST_RATE the notes a second.
func TestTorture(t *testing.T) {
	t.Parallel()
	kills := number(t, "MEDCODE_TEST_KILLS", 3)
	notes := tortureNotes(t)
	want := newInstall(t).codeDirectly(notes)
	for _, mode := range []struct {
		name   string
		poison bool
		roles  []string
	}{
		{"one process", true, []string{"all"}},
		// Each of two routers and of two workers counts deaths for itself, so
		// that poison takes up to five AckWaits a stage: for the long run.
		{"roles apart", kills >= 10, []string{"broker", "router", "router", "worker", "worker", "bridge,web"}},
	} {
		t.Run(mode.name, func(t *testing.T) {
			t.Parallel()
			tt := &torture{t: t, in: newInstall(t), notes: notes, want: want, sent: map[string]*sent{}}
			tt.run(mode.roles, kills, mode.poison)
		})
	}
}

func number(t *testing.T, name string, otherwise int) int {
	t.Helper()
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		t.Fatalf("%s must be a number, not %q", name, s)
	}
	return n
}

// tortureNotes are distinct texts made of the samples: each begins at another
// of its paragraphs.
func tortureNotes(t *testing.T) []schemas.Note {
	t.Helper()
	list, err := samples.Notes()
	if err != nil {
		t.Fatal(err)
	}
	var out []schemas.Note
	for _, n := range list {
		parts := strings.SplitAfter(string(n.Text), "\n\n")
		for i := range min(10, len(parts)) {
			m := n
			m.Feed, m.ID = tortureFeed, fmt.Sprintf("%s-%d", n.ID, i)
			m.Text = schemas.Text(strings.TrimSpace(strings.Join(append(append([]string{}, parts[i:]...), parts[:i]...), "")))
			out = append(out, m)
		}
	}
	return out
}

// sent is what is known of a note of the test.
type sent struct {
	acked int         // highest revision acknowledged
	text  map[int]int // revision → index of the text
}

type torture struct {
	t     *testing.T
	in    *install
	notes []schemas.Note
	want  []schemas.Result
	roles []*role
	pub   *producer.Publisher

	mu       sync.Mutex
	sent     map[string]*sent
	deaths   atomic.Int64
	stopping atomic.Bool
}

// role is a process that is started again whenever it ends.
type role struct {
	args []string
	mu   sync.Mutex
	now  *process
	ends sync.WaitGroup
}

func (tt *torture) run(roles []string, kills int, poison bool) {
	seed := uint64(number(tt.t, "MEDCODE_TEST_SEED", int(time.Now().UnixNano()%1e9)))
	rng := rand.New(rand.NewPCG(seed, 1))
	tt.t.Logf("seed %d, %d kills", seed, kills)
	for _, r := range roles {
		tt.roles = append(tt.roles, tt.keepUp(r))
	}
	conn, pub, _ := tt.in.dial()
	tt.pub = pub
	tt.in.ready()
	ctx, cancel := context.WithCancel(tt.t.Context())
	defer cancel()
	published := make(chan struct{})
	go func() { tt.publish(ctx); close(published) }()
	var poisons sync.WaitGroup
	if poison {
		poisons.Go(tt.poison)
	}
	start := time.Now()
	for range kills {
		tt.kill(rng)
	}
	time.Sleep(max(0, 8*time.Second-time.Since(start)))
	poisons.Wait()
	cancel()
	<-published
	took := time.Since(start)
	acked := tt.settled(conn, poison)
	tt.t.Logf("%d kills and %d deaths in all, %d notes acknowledged in %.0f s, settled %.0f s later",
		kills, tt.deaths.Load(), acked, took.Seconds(), (time.Since(start) - took).Seconds())
	tt.in.atRest()
	tt.check(conn, poison)
	tt.stop()
}

// keepUp runs a process with these roles until stop.
func (tt *torture) keepUp(roles string) *role {
	r := &role{args: tt.in.run(roles, "--log-level", "warn")}
	r.now = tt.in.start(roles, r.args...)
	r.ends.Go(func() {
		for {
			<-r.now.done
			if tt.stopping.Load() {
				return
			}
			if code := r.now.cmd.ProcessState.ExitCode(); code >= 0 { // -1: killed
				tt.t.Errorf("%s left with %d by itself:\n%s", roles, code, r.now.output())
				return
			}
			tt.deaths.Add(1)
			time.Sleep(rand.N(300 * time.Millisecond))
			next := tt.in.start(r.now.name, r.args...)
			r.mu.Lock()
			r.now = next
			r.mu.Unlock()
		}
	})
	return r
}

// kill waits a while, or only until a process is about to start, and kills
// one.
func (tt *torture) kill(rng *rand.Rand) {
	pause := 200*time.Millisecond + time.Duration(rng.Int64N(int64(2500*time.Millisecond)))
	if rng.IntN(4) == 0 {
		pause = time.Duration(rng.Int64N(int64(400 * time.Millisecond))) // most likely while starting
	}
	time.Sleep(pause)
	r := tt.roles[rng.IntN(len(tt.roles))]
	for !r.kill() {
		time.Sleep(time.Millisecond) // dead of poison or of the kill before
	}
}

// kill kills the process, if there is one now.
func (r *role) kill() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	select {
	case <-r.now.done:
		return false
	default:
		r.now.kill()
		return true
	}
}

// publish sends notes at the rate until ctx is done, each until it is
// acknowledged; one of a hundred is corrected at once.
func (tt *torture) publish(ctx context.Context) {
	rate := number(tt.t, "MEDCODE_TEST_RATE", 200)
	tick := time.NewTicker(time.Second / time.Duration(rate))
	defer tick.Stop()
	ahead := make(chan struct{}, 512)
	var wg sync.WaitGroup
	defer wg.Wait()
	for i := 0; ; i++ {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		ahead <- struct{}{}
		wg.Go(func() {
			defer func() { <-ahead }()
			id := fmt.Sprintf("note-%06d", i)
			if tt.send(ctx, id, 1, i%len(tt.notes)) && i%100 == 50 {
				tt.send(ctx, id, 2, (i+7)%len(tt.notes))
			}
		})
	}
}

func (tt *torture) send(ctx context.Context, id string, revision, text int) bool {
	n := tt.notes[text]
	n.ID, n.Revision, n.PatientToken = id, revision, id // passages are kept, and nothing is copied
	tt.mu.Lock()
	s := tt.sent[id]
	if s == nil {
		s = &sent{text: map[int]int{}}
		tt.sent[id] = s
	}
	s.text[revision] = text
	tt.mu.Unlock()
	if _, err := tt.pub.PublishWait(ctx, n); err != nil {
		if ctx.Err() == nil {
			tt.t.Errorf("note %s was refused: %v", id, err)
		}
		return false
	}
	tt.mu.Lock()
	defer tt.mu.Unlock()
	s.acked = revision
	return true
}

// poison publishes a note that kills its worker and one that kills its router.
// They come apart, so that neither dies of the other each time.
func (tt *torture) poison() {
	for _, p := range []string{workerPoison, routerPoison} {
		n := tt.notes[0]
		n.ID, n.Text = p, schemas.Text("Assessment: chest pain. "+p+".")
		if _, err := tt.pub.PublishWait(tt.t.Context(), n); err != nil {
			tt.t.Errorf("poison was refused: %v", err)
		}
		time.Sleep(1500 * time.Millisecond)
	}
}

// stop wants every process to leave with 0.
func (tt *torture) stop() {
	tt.stopping.Store(true)
	for i := len(tt.roles) - 1; i >= 0; i-- { // the broker last
		r := tt.roles[i]
		r.mu.Lock()
		r.now.term()
		r.mu.Unlock()
		r.ends.Wait()
	}
}
