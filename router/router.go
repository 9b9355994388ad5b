// Package router owns a note from its pull to its ack: it reads the note,
// splits what it found into one work item per ontology, gathers the answers
// and writes one result. Everything between is disposable: as the note is
// acked last, a crash anywhere means that it is read again.
package router

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
)

// Options configure a router.
type Options struct {
	Conn     *broker.Conn
	Ensure   func(context.Context) error // applies the topology
	Consumer string                      // the durable consumer of NOTES
	Replay   string                      // the consumer of a replay, while there is one; empty: none is looked for
	// ReplayLook is how often a replay is looked for; 0: every two seconds.
	ReplayLook time.Duration
	Workers    func(schemas.Ontology) string
	Keyer      schemas.Keyer
	Instance   string    // unique token of this process
	Threshold  float64   // confidence below which a coding is no code
	Claims     Claimer   // the rules of a claim; nil: none
	History    Historian // codes of what is over, or a relative's; nil: none
	InFlight   int       // notes held at once
	MaxResult  int       // bytes of an encoded result
	AckWait    time.Duration
	Patience   time.Duration // wait for a part that its worker has acked
	Runners    int           // notes read at once
	Journal    *pipe.Journal
	Metrics    *pipe.Metrics
	Log        *slog.Logger
	Now        func() time.Time
}

func (o *Options) policy() Policy { return Policy{o.Threshold, o.Claims, o.History} }

// Coder codes one part at once, without the stream.
type Coder interface {
	Code(ctx context.Context, w schemas.Work) (schemas.Part, error)
}

// Router runs the flow of notes.
type Router struct {
	o      Options
	engine *pipe.Engine[*Input, Read]
	gather *gather
	copies *copies
	again  chan struct{}
	done   context.Context // ends when completed notes can no longer be stored
}

// New returns a router that reads notes with reader.
func New(o Options, reader *Reader) *Router {
	if o.ReplayLook <= 0 {
		o.ReplayLook = replayLook
	}
	engine := pipe.NewEngine(pipe.EngineOptions[*Input]{
		Name: stage, Batch: pipe.BatchOptions{MaxItems: 4}, Runners: o.Runners,
		Journal: o.Journal, Metrics: o.Metrics,
	}, reader.Stage)
	return &Router{o: o, engine: engine, gather: newGather(), copies: newCopies(&o), again: make(chan struct{}, 1)}
}

const stage = "router"

// Run works until ctx is done, then finishes what it holds within grace.
func (r *Router) Run(ctx context.Context, grace time.Duration) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	r.done = work
	stop, err := r.o.Conn.Subscribe(schemas.CodesSubject("*", r.o.Instance), r.heard)
	if err != nil {
		return err
	}
	defer stop()
	if err := r.o.Conn.Flush(ctx); err != nil { // listening before anything is asked
		if ctx.Err() != nil {
			return nil
		}
		return err
	}
	r.o.Conn.OnReconnect(r.resumeSoon)
	engines, stopEngine := context.WithCancel(work)
	drained := make(chan struct{})
	go func() { r.engine.Run(engines); close(drained) }()
	go r.watch(work)
	go r.trim(work)
	var replays sync.WaitGroup
	replays.Go(func() { r.replays(ctx, grace) })
	r.loop().Run(ctx, grace)
	replays.Wait()
	stopEngine()
	<-drained
	return nil
}

func (r *Router) loop() *pipe.Loop[*Input, Read] {
	return &pipe.Loop[*Input, Read]{
		Name: stage, Conn: r.o.Conn, Stream: schemas.StreamNotes, Consumer: r.o.Consumer,
		Prefetch: r.o.InFlight / 2, InFlight: r.o.InFlight, AckWait: r.o.AckWait, Ensure: r.o.Ensure,
		Engine: r.engine, Journal: r.o.Journal, Metrics: r.o.Metrics, Log: r.o.Log,
		Decode: r.decode, Admit: r.admit, Finish: r.finish, GiveUp: r.giveUp,
	}
}

func (r *Router) decode(d *broker.Delivery) (string, *Input, error) {
	in := &Input{}
	if err := schemas.Decode(d.Data, d.ContentType, &in.Note); err != nil {
		return "", nil, err
	}
	if feed := d.Subject[len("notes."):]; in.Note.Feed == "" {
		in.Note.Feed = feed
	} else if in.Note.Feed != feed {
		return "", nil, fmt.Errorf("%w: the note names another feed than its subject", schemas.ErrInvalid)
	}
	in.Note.Normalize()
	if in.Note.Received.IsZero() {
		in.Note.Received = schemas.Time{Time: d.Stored.UTC()}
	}
	if err := in.Note.Validate(); err != nil {
		return "", nil, err
	}
	r.identify(in)
	r.copies.expect(in)
	return fmt.Sprintf("%s.%d.%s", in.Key, in.Note.Revision, in.Hash[:8]), in, nil
}

func (r *Router) identify(in *Input) {
	in.Key = r.o.Keyer.NoteKey(in.Note.Feed, in.Note.ID)
	in.Hash = r.o.Keyer.TextHash(in.Note.Text)
}

// finish publishes the parts of a note; the note is settled when they have
// all come back.
func (r *Router) finish(ctx context.Context, item *pipe.Item, in *Input, read Read) error {
	parts := works(in, read, r.o.Instance)
	if len(parts) == 0 {
		return r.store(ctx, in, Assemble(in, read, nil, r.o.policy()), []*pipe.Item{item})
	}
	msgs := make(map[schemas.Ontology]broker.Msg, len(parts))
	for i := range parts {
		data, err := schemas.Encode(&parts[i])
		if err != nil {
			return err
		}
		msgs[parts[i].Ontology] = broker.Msg{Subject: schemas.WorkSubject(parts[i].Ontology), Data: data}
	}
	w, err := r.gather.add(in, read, item, msgs)
	if w == nil {
		return err
	}
	again := make([]redrive, 0, len(msgs))
	for o, m := range msgs {
		again = append(again, redrive{idOf(in), o, m})
	}
	if err := r.drive(ctx, again); err != nil {
		// A part that was never stored would be waited for without end.
		r.fail(r.gather.remove(w), err, item)
		return err
	}
	return nil
}

// fail gives items back that waited for the same note, except one: the same
// content must not count as failing several times.
func (r *Router) fail(items []*pipe.Item, err error, one *pipe.Item) {
	for _, i := range items {
		if i != one {
			r.o.Log.Warn("a repeated note is given back", "item", i.ID, "error", err)
			i.Again(time.Second)
		}
	}
}

// drive publishes parts, those without an acknowledgement again and again.
func (r *Router) drive(ctx context.Context, parts []redrive) error {
	return pipe.Persist(ctx, func() error {
		msgs := make([]broker.Msg, len(parts))
		for i, p := range parts {
			msgs[i] = p.msg
		}
		acks, err := r.o.Conn.PublishAll(ctx, msgs)
		var rest []redrive
		for i, a := range acks {
			if a.Seq == 0 {
				rest = append(rest, parts[i])
				continue
			}
			r.gather.stored(parts[i].id, parts[i].o, a.Seq)
		}
		parts = rest
		return err
	})
}

// heard takes an answer of a worker.
func (r *Router) heard(m broker.Msg) {
	p := &schemas.Part{}
	if err := schemas.Decode(m.Data, m.ContentType, p); err != nil {
		r.o.Log.Error("a worker's answer cannot be read", "error", err)
		return
	}
	if w := r.gather.deliver(p); w != nil {
		go r.complete(w)
	}
}

func (r *Router) complete(w *waiting) {
	parts := make([]*schemas.Part, 0, len(w.slots))
	for _, s := range w.slots {
		parts = append(parts, s.part)
	}
	items := r.gather.remove(w)
	if err := r.store(r.done, w.in, Assemble(w.in, w.read, parts, r.o.policy()), items); err != nil && r.done.Err() == nil {
		r.fail(items, err, items[0])
		items[0].Fail(err)
	}
}

// giveUp stores a failed result, so that nobody waits for ever.
func (r *Router) giveUp(ctx context.Context, item *pipe.Item, in **Input, reason error) error {
	if in == nil || errors.Is(reason, errChanged) { // another text owns that revision
		return nil
	}
	r.copies.forget(ctx, *in)
	res := Assemble(*in, Read{}, nil, Policy{Threshold: 1})
	res.Status = schemas.Failed
	res.Errors = []string{reason.Error()}
	err := r.insert(ctx, *in, res)
	if errors.Is(err, errSuperseded) || errors.Is(err, errChanged) {
		return nil
	}
	return err
}
