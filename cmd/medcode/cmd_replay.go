package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"time"

	"medcode/deploy"
	"medcode/internal/broker"
	"medcode/schemas"
)

// replayFlags are those of `medcode replay`.
type replayFlags struct {
	since  string
	cancel bool
	detach bool
}

func replayCommand() command {
	return command{
		name: "replay", args: "[--feed NAME] [--since TIME] [--detach] | --cancel", run: runReplay, settings: clientSettings(),
		about: "Code the notes that are still stored again, with the releases of today.",
		more: "The running routers do it, live notes first; each result is replaced by its next generation.\n" +
			"Called again while one is under way, the command watches it.\n",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.feed, "feed", "*", "only notes of this feed")
			fs.StringVar(&c.opt.replay.since, "since", "", "only notes stored since then: a date, a time, or how long ago (36h)")
			fs.BoolVar(&c.opt.replay.detach, "detach", false, "begin, and do not wait for the end")
			fs.BoolVar(&c.opt.replay.cancel, "cancel", false, "end the replay that is under way; what it has coded stays")
		},
	}
}

func runReplay(ctx context.Context, c *call) error {
	if len(c.rest) > 0 {
		return fmt.Errorf("%w: medcode replay takes flags alone", errUsage)
	}
	since, err := sinceTime(c.opt.replay.since, time.Now())
	if err != nil {
		return err
	}
	conn, err := c.dial(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if c.opt.replay.cancel {
		return conn.EndReread(ctx, schemas.StreamNotes, deploy.ReplayConsumer)
	}
	begun, err := conn.Reread(ctx, broker.Consumer{
		Stream: schemas.StreamNotes, Name: deploy.ReplayConsumer, Filter: schemas.NoteSubject(c.opt.feed),
		AckWait: deploy.AckWait, MaxAckPending: deploy.ReplayInFlight,
	}, since)
	if err != nil {
		return err
	}
	if !begun {
		c.say("medcode replay: one is under way; watching it")
	}
	if c.opt.replay.detach {
		return nil
	}
	return c.watchReplay(ctx, conn)
}

// sinceTime reads a time, or a span before now.
func sinceTime(s string, now time.Time) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if d, err := time.ParseDuration(s); err == nil && d > 0 {
		return now.Add(-d), nil
	}
	t, err := schemas.ParseTime(s)
	if err != nil {
		return time.Time{}, fmt.Errorf("%w: --since %q is neither a time nor a span such as 36h", schemas.ErrInvalid, s)
	}
	return t.Time, nil
}

// replayed is what the command tells of a replay.
type replayed struct {
	Notes uint64 `json:"notes"` // that were stored
	Left  uint64 `json:"left"`
	Done  bool   `json:"done"`
}

// patience is how long nothing may happen before the command wonders.
const replayPatience = 15 * time.Second

// watchReplay tells how far a replay is until it is through; the routers remove
// its consumer then.
func (c *call) watchReplay(ctx context.Context, conn *broker.Conn) error {
	var at replayed
	moved, wondered := time.Now(), false
	for tick := time.NewTicker(time.Second); ; {
		r, err := conn.Rereading(ctx, schemas.StreamNotes, deploy.ReplayConsumer)
		switch {
		case ctx.Err() != nil:
			c.say("medcode replay: it goes on by itself; medcode replay watches it, medcode replay --cancel ends it")
			tick.Stop()
			return nil
		case errors.Is(err, broker.ErrNotFound):
			tick.Stop()
			at.Left, at.Done = 0, true
			return c.tellReplay(at)
		case err == nil:
			left := r.Waiting + uint64(r.Unacked)
			if left != at.Left {
				moved = time.Now()
			}
			at.Notes, at.Left = max(at.Notes, left), left
			if err := c.tellReplay(at); err != nil {
				return err
			}
		}
		if time.Since(moved) > replayPatience && !wondered {
			wondered = true
			c.say("medcode replay: nothing moves; is a process with the role router running?")
		}
		select {
		case <-ctx.Done():
		case <-tick.C:
		}
	}
}

func (c *call) tellReplay(at replayed) error {
	if c.json {
		return json.NewEncoder(c.out).Encode(at)
	}
	if at.Done {
		fmt.Fprintf(c.out, "replayed: %s notes\n", thousands(int(at.Notes)))
		return nil
	}
	fmt.Fprintf(c.err, "medcode replay: %s of %s notes left\n", thousands(int(at.Left)), thousands(int(at.Notes)))
	return nil
}
