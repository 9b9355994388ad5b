package main

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"medcode/internal/broker"
	"medcode/producer"
	"medcode/schemas"
)

const (
	benchFeed = "bench"
	benchRuns = 3
	// flowPatience bounds a run; one that takes a third of it is not repeated.
	flowPatience = 45 * time.Second
)

// durable measures everything that one server with fsync before each
// acknowledgement can tell: notes, latency, look-ups, memory.
func (b *bench) durable(ctx context.Context) error {
	return b.with(ctx, "always", func(s *benchServer) error {
		b.addMemory(s, "idle")
		f, err := b.follow(ctx, s)
		if err != nil {
			return err
		}
		defer f.close()
		if err := b.throughput(ctx, s, f, "fsync always"); err != nil {
			return err
		}
		if err := b.latency(ctx, f); err != nil {
			return err
		}
		if b.what == "all" {
			if err := b.tcp(ctx, s); err != nil {
				return err
			}
		}
		b.addMemory(s, "after the runs")
		return nil
	})
}

// flushed measures the notes once more with the disk written every 2 minutes.
func (b *bench) flushed(ctx context.Context) error {
	return b.with(ctx, "2m", func(s *benchServer) error {
		f, err := b.follow(ctx, s)
		if err != nil {
			return err
		}
		defer f.close()
		return b.throughput(ctx, s, f, "fsync every 2 minutes")
	})
}

// with measures on a server that is started for it, with more flags where some
// are given.
func (b *bench) with(ctx context.Context, sync string, measure func(*benchServer) error, flags ...string) error {
	s, err := b.server(ctx, sync, flags...)
	if err != nil {
		return err
	}
	if err := measure(s); err != nil {
		_ = s.stop()
		return err
	}
	return s.stop()
}

// flow publishes notes to a server and sees their results come.
type flow struct {
	conn  *broker.Conn
	pub   *producer.Publisher
	keyer schemas.Keyer
	stop  context.CancelFunc
	next  int // number of the next note

	mu      sync.Mutex
	waiting map[string]chan<- time.Time
}

// follow reads DONE as any subscriber does: what comes is stored.
func (b *bench) follow(ctx context.Context, s *benchServer) (*flow, error) {
	conn, err := broker.Dial(ctx, s.ports["nats"], nil)
	if err != nil {
		return nil, err
	}
	f := &flow{conn: conn, waiting: map[string]chan<- time.Time{}}
	if f.keyer, err = readKey(filepath.Join(s.dir, "key")); err != nil {
		conn.Close()
		return nil, err
	}
	f.pub = producer.NewPublisher(conn, f.keyer)
	following, stop := context.WithCancel(ctx)
	f.stop = stop
	go func() {
		_ = conn.Follow(following, schemas.StreamDone, schemas.DoneSubject(benchFeed, "*"), true, f.came)
	}()
	return f, f.batch(ctx, b, 50, nil) // the first notes open the vocabularies
}

func (f *flow) close() {
	f.stop()
	f.conn.Close()
}

func (f *flow) came(m broker.Stored) error {
	now := time.Now()
	f.mu.Lock()
	defer f.mu.Unlock()
	if ch := f.waiting[m.Subject]; ch != nil {
		ch <- now
		delete(f.waiting, m.Subject)
	}
	return nil
}

// send publishes the next note; its result's time comes on ch.
func (f *flow) send(ctx context.Context, n schemas.Note, ch chan<- time.Time) error {
	subject := schemas.DoneSubject(n.Feed, f.keyer.NoteKey(n.Feed, n.ID))
	f.mu.Lock()
	f.waiting[subject] = ch
	f.mu.Unlock()
	_, err := f.pub.PublishWait(ctx, n)
	return err
}

func (f *flow) note(b *bench) schemas.Note {
	i := f.next
	f.next++
	n := schemas.Note{Feed: benchFeed, ID: fmt.Sprintf("b-%06d", i), Text: schemas.Text(b.notes.texts[i%len(b.notes.texts)])}
	if of := b.c.opt.patients; of > 0 {
		n.PatientToken = fmt.Sprint("p-", i/of)
	}
	return n
}

// batch publishes n notes at once and waits for their results; each is told
// how long it took.
func (f *flow) batch(ctx context.Context, b *bench, n int, pace <-chan time.Time) error {
	_, err := f.timed(ctx, b, n, pace)
	return err
}

// timed is batch with the latency of each note, from before its publication
// until its result is delivered. pace, where it is set, lets a note go.
func (f *flow) timed(ctx context.Context, b *bench, n int, pace <-chan time.Time) ([]time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, flowPatience)
	defer cancel()
	took := make([]time.Duration, n)
	ahead := make(chan struct{}, publishAhead)
	var wg sync.WaitGroup
	var fault atomic.Pointer[error]
	var results atomic.Int64
	for i := range n {
		if pace != nil {
			<-pace
		}
		note := f.note(b)
		ahead <- struct{}{}
		wg.Go(func() {
			start, ch := time.Now(), make(chan time.Time, 1)
			err := f.send(ctx, note, ch)
			<-ahead
			if err != nil {
				fault.Store(&err)
				return
			}
			select {
			case at := <-ch:
				took[i] = at.Sub(start)
				results.Add(1)
			case <-ctx.Done():
			}
		})
	}
	wg.Wait()
	if e := fault.Load(); e != nil {
		return nil, *e
	}
	if got := int(results.Load()); got < n {
		return nil, fmt.Errorf("%d of %d notes have no result after %v; try fewer with --notes", n-got, n, flowPatience)
	}
	return took, nil
}

// throughput publishes as fast as the server takes the notes, and counts until
// the last result.
func (b *bench) throughput(ctx context.Context, s *benchServer, f *flow, name string) error {
	var rate, server, client []float64
	for range benchRuns {
		start, own, its := time.Now(), ownCPU(), s.cpu()
		if err := f.batch(ctx, b, b.c.opt.notes, nil); err != nil {
			return err
		}
		took, n := time.Since(start), float64(b.c.opt.notes)
		rate = append(rate, n/took.Seconds())
		server = append(server, (s.cpu()-its).Seconds()*1000/n)
		client = append(client, (ownCPU()-own).Seconds()*1000/n)
		if took > flowPatience/3 {
			break
		}
	}
	b.add("notes end to end, "+name, "notes/s", rate...)
	if most(server) > 0 {
		b.add("CPU of the server a note, "+name, "ms", server...)
	}
	b.add("CPU of the client a note, "+name, "ms", client...)
	return nil
}

// latency publishes at a rate that leaves the system idle between notes.
func (b *bench) latency(ctx context.Context, f *flow) error {
	tick := time.NewTicker(time.Second / time.Duration(b.c.opt.rate))
	defer tick.Stop()
	n := min(3*b.c.opt.seconds*b.c.opt.rate, int(flowPatience.Seconds()/2)*b.c.opt.rate)
	took, err := f.timed(ctx, b, n, tick.C)
	if err != nil {
		return err
	}
	name := strings.Join([]string{"note, publish to result, at", fmt.Sprint(b.c.opt.rate), "notes/s:"}, " ")
	ms := milliseconds(took)
	b.add(name+" p50", "ms", quantile(ms, 0.5))
	b.add(name+" p99", "ms", quantile(ms, 0.99))
	return nil
}
