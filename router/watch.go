package router

import (
	"context"
	"time"

	"medcode/schemas"
)

// watch publishes parts again that were lost: those that their consumer has
// passed without an answer, and after a reconnect all that are missing.
func (r *Router) watch(ctx context.Context) {
	tick := time.NewTicker(max(r.o.Patience/5, 10*time.Millisecond))
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-r.again:
			r.resume(ctx)
		case <-tick.C:
			for o := range r.gather.outstanding() {
				r.recover(ctx, o)
			}
		}
	}
}

// resumeSoon makes watch resume; it never blocks.
func (r *Router) resumeSoon() {
	select {
	case r.again <- struct{}{}:
	default:
	}
}

// resume listens first and then asks again for everything missing.
func (r *Router) resume(ctx context.Context) {
	if err := r.o.Ensure(ctx); err != nil {
		r.o.Log.Warn("the topology cannot be applied yet", "error", err)
		time.AfterFunc(time.Second, r.resumeSoon) // without WORK nothing can be asked again
		return
	}
	if err := r.o.Conn.Flush(ctx); err != nil {
		return // disconnected again: the next reconnect resumes
	}
	again := r.gather.all()
	if len(again) > 0 {
		r.o.Log.Info("publishing missing parts again after a reconnect", "parts", len(again))
		_ = r.drive(ctx, again)
	}
}

func (r *Router) recover(ctx context.Context, o schemas.Ontology) {
	// A question that the broker took along as it went must not hold up resume.
	asking, cancel := context.WithTimeout(ctx, r.o.Patience)
	defer cancel()
	at, err := r.o.Conn.ConsumerProgress(asking, schemas.StreamWork, r.o.Workers(o))
	if err != nil {
		return
	}
	state, err := r.o.Conn.StreamState(asking, schemas.StreamWork)
	if err != nil {
		return
	}
	lost, gone := r.gather.lost(o, at.Floor, state.LastSeq, r.o.Now(), r.o.Patience)
	if len(lost) > 0 {
		r.o.Log.Warn("parts were lost and are published again", "ontology", string(o), "parts", len(lost))
		_ = r.drive(ctx, lost)
	}
	for _, p := range gone {
		r.o.Log.Error("a part is given up", "ontology", string(o), "reason", p.Error)
		if w := r.gather.deliver(p); w != nil {
			go r.complete(w)
		}
	}
}

// trim purges NOTES up to its ack floor while it is above half of its bytes,
// so that only unfinished notes can ever fill it.
func (r *Router) trim(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s, err := r.o.Conn.StreamState(ctx, schemas.StreamNotes)
		if err != nil || s.MaxBytes <= 0 || s.Bytes < uint64(s.MaxBytes)/2 {
			continue
		}
		at, err := r.o.Conn.ConsumerProgress(ctx, schemas.StreamNotes, r.o.Consumer)
		if err == nil && at.Floor >= s.FirstSeq {
			err = r.o.Conn.PurgeBelow(ctx, schemas.StreamNotes, at.Floor+1)
		}
		if err != nil {
			r.o.Log.Warn("finished notes cannot be purged", "error", err)
		}
	}
}
