// Package workers turns mentions into codings: one stage an ontology, fed by
// the stream and by interactive requests through the same batches.
package workers

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
	"medcode/workers/code"
)

// Options configure the worker of one ontology.
type Options struct {
	Conn     *broker.Conn // nil: only Code is used, without a stream
	Ensure   func(context.Context) error
	Consumer string // the durable consumer of WORK for this ontology
	Batch    int    // works in a batch
	Runners  int    // batches processed at once
	AckWait  time.Duration
	Journal  *pipe.Journal
	Metrics  *pipe.Metrics
	Log      *slog.Logger
}

// Worker codes for one ontology.
type Worker struct {
	o      Options
	coder  *code.Coder
	engine *pipe.Engine[*schemas.Work, schemas.Part]
}

// maxMentions bounds the mentions of a batch: the budget of an inference.
const maxMentions = 512

// New returns a worker over a coder.
func New(o Options, coder *code.Coder) *Worker {
	w := &Worker{o: o, coder: coder}
	w.engine = pipe.NewEngine(pipe.EngineOptions[*schemas.Work]{
		Name: w.name(), Runners: o.Runners, Journal: o.Journal, Metrics: o.Metrics,
		Batch: pipe.BatchOptions{MaxItems: o.Batch, MaxSize: maxMentions},
		Size:  func(w *schemas.Work) int { return len(w.Mentions) },
	}, w.stage)
	return w
}

func (w *Worker) name() string { return "worker." + string(w.coder.Ontology) }

// Start runs the batches alone; it is for processes without a stream.
func (w *Worker) Start(ctx context.Context) { w.engine.Run(ctx) }

// Run serves requests and the stream until ctx is done, then finishes what it
// holds within grace.
func (w *Worker) Run(ctx context.Context, grace time.Duration) error {
	engines, stopEngine := context.WithCancel(context.WithoutCancel(ctx))
	defer stopEngine()
	drained := make(chan struct{})
	go func() { w.engine.Run(engines); close(drained) }()
	stop, err := w.o.Conn.Serve(context.WithoutCancel(ctx), schemas.CodeSubject(w.coder.Ontology), w.answer)
	if err != nil {
		return err
	}
	loop := &pipe.Loop[*schemas.Work, schemas.Part]{
		Name: w.name(), Conn: w.o.Conn, Stream: schemas.StreamWork, Consumer: w.o.Consumer,
		Prefetch: 2 * w.o.Batch, InFlight: 4 * w.o.Batch, AckWait: w.o.AckWait, Ensure: w.o.Ensure,
		Engine: w.engine, Journal: w.o.Journal, Metrics: w.o.Metrics, Log: w.o.Log,
		Decode: decode, Finish: w.finish, GiveUp: w.giveUp,
	}
	loop.Run(ctx, grace)
	stop()
	stopEngine()
	<-drained
	return nil
}

func decode(d *broker.Delivery) (string, *schemas.Work, error) {
	in := &schemas.Work{}
	if err := schemas.Decode(d.Data, d.ContentType, in); err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("%s.%d.%d", in.Key, in.Revision, in.Generation), in, nil
}

// finish publishes the answer, to the router that waits and to the public
// feed in one.
func (w *Worker) finish(ctx context.Context, item *pipe.Item, in *schemas.Work, out schemas.Part) error {
	if err := w.publish(ctx, in, &out); err != nil {
		return err
	}
	item.Done()
	return nil
}

func (w *Worker) publish(ctx context.Context, in *schemas.Work, out *schemas.Part) error {
	data, err := schemas.Encode(out)
	if err != nil {
		return err
	}
	msg := broker.Msg{Subject: schemas.CodesSubject(in.Ontology, in.Instance), Data: data}
	return pipe.Persist(ctx, func() error {
		_, err := w.o.Conn.Publish(ctx, msg, broker.PublishOptions{})
		return err
	})
}

// giveUp answers with an empty part and its error, so that the note completes
// as partial.
func (w *Worker) giveUp(ctx context.Context, _ *pipe.Item, in **schemas.Work, reason error) error {
	if in == nil {
		return nil
	}
	p := answerTo(*in)
	p.Error = reason.Error()
	return w.publish(ctx, *in, &p)
}

// Code codes one part at once, ahead of the stream's work.
func (w *Worker) Code(ctx context.Context, work schemas.Work) (schemas.Part, error) {
	return w.engine.Do(ctx, &work)
}

func (w *Worker) answer(ctx context.Context, m broker.Msg) ([]byte, error) {
	var in schemas.Work
	if err := schemas.Decode(m.Data, m.ContentType, &in); err != nil {
		return nil, err
	}
	if !in.Deadline.IsZero() {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, in.Deadline.Time)
		defer cancel()
	}
	p, err := w.Code(ctx, in)
	if err != nil {
		return nil, err
	}
	return schemas.Encode(&p)
}
