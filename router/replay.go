package router

import (
	"context"
	"errors"
	"sync"
	"time"

	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/schemas"
)

// A replay codes the notes that NOTES still holds once more, as the next
// generation of their results: after a new release, local terms or a model. It
// is a second durable consumer of NOTES; whoever begins one makes it, and every
// router works on it until it is through. It copies nothing, and live notes go
// before it.

const (
	// replayLook is how often a router looks whether there is a replay.
	replayLook = 2 * time.Second
	// replayBatch is how many notes of a replay a router holds at once.
	replayBatch = 16
	// crowded is the number of notes in work above which a replay waits.
	crowded = 64
)

// replays works on replays until ctx is done.
func (r *Router) replays(ctx context.Context, grace time.Duration) {
	if r.o.Replay == "" {
		return
	}
	tick := time.NewTicker(r.o.ReplayLook)
	defer tick.Stop()
	for {
		if at, err := r.rereading(ctx); err == nil {
			r.o.Log.Info("replaying stored notes", "notes", at.Waiting+uint64(at.Unacked))
			r.replay(ctx, grace, at)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (r *Router) rereading(ctx context.Context) (broker.Rereading, error) {
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	return r.o.Conn.Rereading(ctx, schemas.StreamNotes, r.o.Replay)
}

// replay works on one replay until it is through, or gone.
func (r *Router) replay(ctx context.Context, grace time.Duration, at broker.Rereading) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	var watch sync.WaitGroup
	watch.Go(func() {
		defer cancel()
		r.watchReplay(ctx, at)
	})
	p := &replaying{Router: r, at: at}
	p.loop().Run(ctx, grace)
	cancel()
	watch.Wait()
}

// watchReplay returns when a replay is gone. One that is through is removed.
func (r *Router) watchReplay(ctx context.Context, at broker.Rereading) {
	tick := time.NewTicker(r.o.ReplayLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		now, err := r.rereading(ctx)
		switch {
		case errors.Is(err, broker.ErrNotFound), err == nil && !now.Begun.Equal(at.Begun):
			return
		case err != nil || !now.Finished():
			continue
		}
		if err := r.o.Conn.EndReread(ctx, schemas.StreamNotes, r.o.Replay); err != nil {
			r.o.Log.Warn("a finished replay cannot be removed yet", "error", err)
			continue
		}
		r.o.Log.Info("the replay is through")
		return
	}
}

// replaying is one replay in the hands of this router.
type replaying struct {
	*Router
	at broker.Rereading
}

var errNoReplay = errors.New("the replay is over")

func (p *replaying) loop() *pipe.Loop[*Input, Read] {
	l := p.Router.loop()
	l.Name, l.Consumer, l.Prefetch, l.InFlight = "replay", p.o.Replay, replayBatch/2, replayBatch
	l.Ensure = func(context.Context) error { return errNoReplay } // a consumer that is gone stays gone
	l.Decode, l.Admit, l.GiveUp = p.decode, p.admit, nil
	return l
}

// decode names the item apart from the live one: what happens to one is no
// failure of the other. A note that cannot be read has been dealt with when it
// came first; it is nil here.
func (p *replaying) decode(d *broker.Delivery) (string, *Input, error) {
	id, in, err := p.Router.decode(d)
	if err != nil {
		return "replay", nil, nil
	}
	in.turn.leave() // its place among the patient's notes was settled when it came first
	return "replay." + id, in, nil
}

// admit lets notes through that have a result of before the replay.
func (p *replaying) admit(ctx context.Context, item *pipe.Item, in *Input) (bool, error) {
	if in == nil || item.Seq > p.at.Through {
		item.Done()
		return false, nil
	}
	for p.gather.count() > crowded {
		select {
		case <-ctx.Done():
			return false, ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
	err := p.next(ctx, in)
	if errors.Is(err, errSuperseded) {
		item.Done()
		return false, nil
	}
	if err != nil {
		return false, err
	}
	err = p.copies.see(ctx, in)
	return err == nil, err
}

// next makes a note the next generation of its stored result. A note without a
// result, or with one of another revision, is the business of the live stream;
// one whose result is younger than the replay has been coded again already.
func (p *replaying) next(ctx context.Context, in *Input) error {
	last, old, err := p.stored(ctx, in)
	switch {
	case errors.Is(err, broker.ErrNotFound):
		return errSuperseded
	case err != nil:
		return err
	case old.Revision != in.Note.Revision || old.TextHash != in.Hash || old.Status == schemas.Retracted || !last.Time.Before(p.at.Begun):
		return errSuperseded
	}
	in.Generation, in.expect = old.Generation+1, last.Seq
	return nil
}
