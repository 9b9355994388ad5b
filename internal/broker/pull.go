package broker

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// Delivery is one message as pulled, to be settled exactly once with Ack,
// Retry or Drop.
type Delivery struct {
	Msg
	Seq        uint64 // in the stream
	Deliveries uint64 // 1 for the first; not a count of failures
	Pending    uint64 // still to come behind it
	Stored     time.Time
	msg        jetstream.Msg
}

// Ack settles the message: its work is done and stored.
func (d *Delivery) Ack() error { return d.msg.Ack() }

// Retry gives the message back, to come again after delay.
func (d *Delivery) Retry(delay time.Duration) error { return d.msg.NakWithDelay(delay) }

// Drop settles the message without its work: it will not come again.
func (d *Delivery) Drop(reason string) error { return d.msg.TermWithReason(reason) }

// Working tells the server that the message is still being worked on.
func (d *Delivery) Working() error { return d.msg.InProgress() }

// Puller yields the messages of one durable consumer. It survives reconnects
// and the loss of the consumer: ensure is called to make it anew.
type Puller struct {
	conn     *Conn
	stream   string
	consumer string
	prefetch int
	ensure   func(context.Context) error

	mu      sync.Mutex
	iter    jetstream.MessagesContext
	created time.Time // of the consumer behind iter
	last    time.Time // when a message came, or the consumer was looked at
}

// nudge bounds one wait for a message. The client leaves out a pull request
// when its buffer runs empty just as it sends the one before, and then waits
// for a heartbeat that does not come (nats.go 1.55, checkPending); asking
// again makes it look once more. Measured: without it, stalls of 5 s under
// load, several a minute.
const nudge = 20 * time.Millisecond

// silence is how long nothing may come before the consumer is looked at.
const silence = 5 * time.Second

var errLost = errors.New("the consumer holds no request of this process")

// NewPuller reads ahead at most prefetch messages. ensure must (re)create the
// stream and its consumer where they are missing.
func (c *Conn) NewPuller(stream, consumer string, prefetch int, ensure func(context.Context) error) *Puller {
	p := &Puller{conn: c, stream: stream, consumer: consumer, prefetch: max(1, prefetch), ensure: ensure}
	c.OnReconnect(func() { go p.reconnected() })
	return p
}

// reconnected drops an iterator whose consumer went with the broker's memory,
// without waiting for a silence. A consumer that is still there keeps what was
// read ahead.
func (p *Puller) reconnected() {
	p.mu.Lock()
	open, created := p.iter != nil, p.created
	p.mu.Unlock()
	if !open {
		return
	}
	k, err := p.conn.js.Consumer(context.Background(), p.stream, p.consumer)
	switch {
	case errors.Is(err, jetstream.ErrConsumerNotFound), errors.Is(err, jetstream.ErrStreamNotFound):
		p.drop()
	case err == nil && !k.CachedInfo().Created.Equal(created):
		p.drop()
	}
}

// Next blocks until a message comes or ctx is done; its only error is ctx's.
func (p *Puller) Next(ctx context.Context) (*Delivery, error) {
	backoff := 50 * time.Millisecond
	for {
		d, err := p.next(ctx)
		if err == nil {
			return d, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		p.drop()
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-time.After(backoff):
			backoff = min(2*backoff, 2*time.Second)
		}
	}
}

func (p *Puller) next(ctx context.Context) (*Delivery, error) {
	iter, err := p.open(ctx)
	if err != nil {
		return nil, err
	}
	msg, err := iter.Next(jetstream.NextMaxWait(nudge))
	for errors.Is(err, nats.ErrTimeout) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := p.look(ctx); err != nil {
			return nil, err
		}
		msg, err = iter.Next(jetstream.NextMaxWait(nudge))
	}
	if err != nil {
		return nil, err
	}
	p.last = time.Now()
	meta, err := msg.Metadata()
	if err != nil {
		return nil, err
	}
	return &Delivery{
		Msg: Msg{Subject: msg.Subject(), Data: msg.Data(), ContentType: msg.Headers().Get("Content-Type")},
		Seq: meta.Sequence.Stream, Deliveries: meta.NumDelivered, Pending: meta.NumPending,
		Stored: meta.Timestamp, msg: msg,
	}, nil
}

// look finds out, after a silence, whether the consumer is still there and
// knows that somebody waits: both are lost with a broker's memory.
func (p *Puller) look(ctx context.Context) error {
	if time.Since(p.last) < silence {
		return nil
	}
	p.last = time.Now()
	ctx, cancel := context.WithTimeout(ctx, silence)
	defer cancel()
	k, err := p.conn.js.Consumer(ctx, p.stream, p.consumer)
	if err != nil {
		return err
	}
	if k.CachedInfo().NumWaiting == 0 && k.CachedInfo().NumPending > 0 {
		return errLost
	}
	return nil
}

func (p *Puller) open(ctx context.Context) (jetstream.MessagesContext, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.iter != nil {
		return p.iter, nil
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	p.last = time.Now()
	k, err := p.conn.js.Consumer(ctx, p.stream, p.consumer)
	if errors.Is(err, jetstream.ErrConsumerNotFound) || errors.Is(err, jetstream.ErrStreamNotFound) {
		if err := p.ensure(ctx); err != nil {
			return nil, err
		}
		k, err = p.conn.js.Consumer(ctx, p.stream, p.consumer)
	}
	if err != nil {
		return nil, err
	}
	iter, err := k.Messages(jetstream.PullMaxMessages(p.prefetch), jetstream.PullExpiry(5*time.Second))
	if err != nil {
		return nil, err
	}
	p.iter, p.created = iter, k.CachedInfo().Created
	return iter, nil
}

// drop forgets a broken iterator, so that the next call opens a new one.
func (p *Puller) drop() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.iter != nil {
		p.iter.Stop()
		p.iter = nil
	}
}

// Stop ends the pulling. Messages read ahead and not handed out are given back
// at once, so that another process need not wait for the consumer's AckWait.
// It must not be called while Next runs.
func (p *Puller) Stop() {
	p.mu.Lock()
	iter := p.iter
	p.iter = nil
	p.mu.Unlock()
	if iter == nil {
		return
	}
	iter.Drain()
	for {
		msg, err := iter.Next(jetstream.NextMaxWait(nudge))
		if err != nil {
			break
		}
		_ = msg.Nak() // without a connection it comes again anyway
	}
	iter.Stop()
}

// Follow hands over the messages of a stream that match subject, in order:
// the stored ones first if all is set, then every new one until ctx is done.
func (c *Conn) Follow(ctx context.Context, stream, subject string, all bool, handle func(Stored) error) error {
	policy := jetstream.DeliverNewPolicy
	if all {
		policy = jetstream.DeliverAllPolicy
	}
	k, err := c.js.OrderedConsumer(ctx, stream, jetstream.OrderedConsumerConfig{
		FilterSubjects: []string{subject}, DeliverPolicy: policy,
	})
	if err != nil {
		return classify(err)
	}
	iter, err := k.Messages()
	if err != nil {
		return classify(err)
	}
	defer context.AfterFunc(ctx, iter.Stop)()
	defer iter.Stop()
	for {
		m, err := iter.Next()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			return classify(err)
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		msg := Msg{Subject: m.Subject(), Data: m.Data(), ContentType: m.Headers().Get("Content-Type"), Header: plain(m)}
		if err := handle(Stored{Msg: msg, Seq: meta.Sequence.Stream, Time: meta.Timestamp}); err != nil {
			return err
		}
	}
}

func plain(m jetstream.Msg) map[string]string {
	out := map[string]string{}
	for k := range m.Headers() {
		out[k] = m.Headers().Get(k)
	}
	return out
}
