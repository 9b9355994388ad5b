package pipe

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"sync"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// Loop pulls the messages of one consumer, has them processed by an engine
// and settles each exactly once.
type Loop[In, Out any] struct {
	Name     string // stage name: metrics and the subject dlq.<name>
	Conn     *broker.Conn
	Stream   string
	Consumer string
	Prefetch int                         // messages read ahead
	InFlight int                         // messages held at once, default Prefetch
	AckWait  time.Duration               // of the consumer; heartbeats come at a third of it
	Ensure   func(context.Context) error // makes stream and consumer anew
	Engine   *Engine[In, Out]
	Journal  *Journal
	Metrics  *Metrics
	Log      *slog.Logger

	// Decode reads a message. id names its content, the same at every
	// delivery, and holds no identifier in clear. An error is final: the
	// message goes to the dead-letter queue.
	Decode func(*broker.Delivery) (id string, in In, err error)
	// Admit decides before any work whether there is work to do; if not, it
	// has settled the item. It is called on a goroutine of its own; an error is
	// final. May be nil.
	Admit func(ctx context.Context, item *Item, in In) (bool, error)
	// Finish stores the outcome and then calls the item's Done or Fail, at once
	// or later. It is called on a goroutine of its own. An error of the broker
	// is retried by Persist inside it; any error returned counts as a failure.
	Finish func(ctx context.Context, item *Item, in In, out Out) error
	// GiveUp tells those who wait that an item is lost to the dead-letter
	// queue. in is nil if the message could not be decoded. May be nil.
	GiveUp func(ctx context.Context, item *Item, in *In, reason error) error

	slots chan struct{}
	mu    sync.Mutex
	held  map[*Item]struct{}
}

// Item is one message in the hands of a loop.
type Item struct {
	*broker.Delivery
	ID      string
	forget  func(id string)
	fail    func(error)
	release func(*Item, string)
	once    sync.Once
}

// Fail tells that the item's own processing failed, after Finish returned.
func (i *Item) Fail(err error) { i.fail(err) }

// Done acks the message: its outcome is stored.
func (i *Item) Done() {
	i.once.Do(func() {
		i.forget(i.ID)
		_ = i.Ack() // a lost ack means one more delivery, which finds the outcome stored
		i.release(i, outcomeAcked)
	})
}

// Again gives the message back, to be delivered after delay.
func (i *Item) Again(delay time.Duration) {
	i.once.Do(func() {
		_ = i.Retry(delay)
		i.release(i, outcomeRetry)
	})
}

func (i *Item) dead(reason string) {
	i.once.Do(func() {
		_ = i.Drop(reason)
		i.release(i, outcomeDead)
	})
}

// Run pulls until ctx is done, then waits for what is in flight as long as
// grace allows. What is left then comes again to another process.
func (l *Loop[In, Out]) Run(ctx context.Context, grace time.Duration) {
	if l.InFlight <= 0 {
		l.InFlight = l.Prefetch
	}
	l.slots = make(chan struct{}, l.InFlight)
	l.held = map[*Item]struct{}{}
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	go l.heartbeats(work)
	l.pull(ctx, work)
	deadline := time.Now().Add(grace)
	for l.holding() > 0 && time.Now().Before(deadline) {
		time.Sleep(5 * time.Millisecond)
	}
}

func (l *Loop[In, Out]) pull(ctx, work context.Context) {
	p := l.Conn.NewPuller(l.Stream, l.Consumer, l.Prefetch, l.Ensure)
	defer p.Stop()
	for {
		select {
		case l.slots <- struct{}{}:
		case <-ctx.Done():
			return
		}
		d, err := p.Next(ctx)
		if err != nil {
			return
		}
		l.take(work, d)
	}
}

func (l *Loop[In, Out]) take(ctx context.Context, d *broker.Delivery) {
	item := &Item{Delivery: d, release: l.released, forget: l.forget}
	l.mu.Lock()
	l.held[item] = struct{}{}
	l.mu.Unlock()
	l.Metrics.flying(l.Name, 1)
	id, in, err := l.Decode(d)
	if err != nil {
		go l.bury(ctx, item, nil, err)
		return
	}
	item.ID = id
	item.fail = func(err error) { l.failed(ctx, item, in, err) }
	go l.admit(ctx, item, in)
}

func (l *Loop[In, Out]) admit(ctx context.Context, item *Item, in In) {
	if l.Journal.Failures(item.ID) >= MaxFailures {
		l.bury(ctx, item, &in, errCrashed)
		return
	}
	if l.Admit != nil {
		ok, err := l.Admit(ctx, item, in)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil:
			l.bury(ctx, item, nil, err)
			return
		case !ok:
			return
		}
	}
	l.submit(ctx, item, in, l.Journal.Failures(item.ID) > 0)
}

var errCrashed = errors.New("the process died each time it worked on this item")

func (l *Loop[In, Out]) submit(ctx context.Context, item *Item, in In, alone bool) {
	err := l.Engine.bulk(ctx, item.ID, in, alone, func(out Out, err error) {
		go l.finish(ctx, item, in, out, err)
	})
	if err != nil {
		item.Again(0) // shutting down: another process takes it
	}
}

func (l *Loop[In, Out]) finish(ctx context.Context, item *Item, in In, out Out, err error) {
	if err == nil {
		err = l.Finish(ctx, item, in, out)
	}
	if err != nil && ctx.Err() == nil {
		l.failed(ctx, item, in, err)
	}
}

// failed counts a failure of an item's own processing. A full disk is not the
// item's, and an invalid item gets no better by trying again.
func (l *Loop[In, Out]) failed(ctx context.Context, item *Item, in In, err error) {
	if errors.Is(err, errJournal) {
		l.Log.Error("work pauses", "stage", l.Name, "error", err)
		time.AfterFunc(time.Second, func() { l.submit(ctx, item, in, false) })
		return
	}
	if errors.Is(err, schemas.ErrInvalid) {
		l.bury(ctx, item, &in, err)
		return
	}
	n, jerr := l.Journal.Fail(item.ID)
	if jerr != nil {
		l.Log.Error("the journal cannot be written; free space in the store", "error", jerr)
	}
	if n >= MaxFailures {
		l.bury(ctx, item, &in, err)
		return
	}
	l.Log.Warn("an item failed; it is tried again by itself", "stage", l.Name, "item", item.ID, "failures", n, "error", err)
	time.AfterFunc(time.Duration(n)*100*time.Millisecond, func() { l.submit(ctx, item, in, true) })
}

// bury copies the message to the dead-letter queue and only then drops it.
func (l *Loop[In, Out]) bury(ctx context.Context, item *Item, in *In, reason error) {
	l.Log.Error("an item goes to the dead-letter queue", "stage", l.Name, "item", item.ID, "seq", item.Seq, "reason", reason)
	err := l.copyToDLQ(ctx, item, reason)
	if err == nil && l.GiveUp != nil {
		err = l.GiveUp(ctx, item, in, reason)
	}
	if err != nil {
		l.Log.Error("the dead-letter queue refused an item; it stays in its stream", "stage", l.Name, "error", err)
		item.Again(10 * time.Second)
		return
	}
	item.dead(reason.Error())
	l.forget(item.ID)
}

// copyToDLQ stores the message with the reason. One that leaves no room for
// the reason below the broker's limit is stored without its second half.
func (l *Loop[In, Out]) copyToDLQ(ctx context.Context, item *Item, reason error) error {
	m := broker.Msg{
		Subject: schemas.DLQSubject(stageToken(l.Name)), ContentType: item.ContentType, Data: item.Data,
		Header: map[string]string{"Medcode-Reason": reason.Error(), "Medcode-Subject": item.Subject},
	}
	store := func() error {
		_, err := l.Conn.Publish(ctx, m, broker.PublishOptions{})
		return err
	}
	err := Persist(ctx, store)
	if errors.Is(err, broker.ErrTooLarge) {
		m.Header["Medcode-Truncated"] = strconv.Itoa(len(m.Data))
		m.Data = m.Data[:len(m.Data)/2]
		err = Persist(ctx, store)
	}
	return err
}

func (l *Loop[In, Out]) forget(id string) {
	if err := l.Journal.Forget(id); err != nil {
		l.Log.Error("the journal cannot be written; free space in the store", "error", err)
	}
}

// stageToken makes one token of a subject out of a stage's name.
func stageToken(name string) string {
	b := []byte(name)
	for i, c := range b {
		if c == '.' {
			b[i] = '-'
		}
	}
	return string(b)
}

func (l *Loop[In, Out]) released(i *Item, outcome string) {
	l.mu.Lock()
	delete(l.held, i)
	l.mu.Unlock()
	l.Metrics.flying(l.Name, -1)
	l.Metrics.settle(l.Name, outcome)
	<-l.slots
}

func (l *Loop[In, Out]) holding() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.held)
}

// heartbeats keep everything that is held from being delivered again.
func (l *Loop[In, Out]) heartbeats(ctx context.Context) {
	tick := time.NewTicker(l.AckWait / 3)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		l.mu.Lock()
		items := make([]*Item, 0, len(l.held))
		for i := range l.held {
			items = append(items, i)
		}
		l.mu.Unlock()
		for _, i := range items {
			_ = i.Working() // without a connection the message comes again; that is harmless
		}
	}
}

// Persist calls store until it succeeds or fails for a reason of its own:
// while the broker is away or full it is tried again, with growing pauses, and
// uses up no failure.
func Persist(ctx context.Context, store func() error) error {
	pause := 20 * time.Millisecond
	for {
		err := store()
		if err == nil || !errors.Is(err, broker.ErrUnavailable) {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
			pause = min(2*pause, 2*time.Second)
		}
	}
}
