package lineload

import (
	"context"
	"time"
)

// Closed is a closed loop: each client keeps its connection and asks again
// when it has its answer.
func (l *Load) Closed(ctx context.Context) (*Result, error) { return l.run(ctx, closed) }

func closed(ctx context.Context, g *gate, lane Lane, t *Tally) error {
	c, err := lane.dialed(ctx, t)
	if err != nil {
		return err
	}
	defer c.Close()
	for seq := uint64(1); g.pass(); seq++ {
		q, start := lane.Ask.Next(), time.Now()
		word, err := c.ask(seq, q.Text)
		if err != nil {
			return err
		}
		t.add(q, word, time.Since(start))
	}
	return nil
}

// dialed opens a connection and counts how long that took.
func (l Lane) dialed(ctx context.Context, t *Tally) (*conn, error) {
	start := time.Now()
	c, err := l.open(ctx)
	if err == nil {
		t.Connect.Add(time.Since(start))
	}
	return c, err
}

// Fresh is a closed loop with a connection for each request, closed by the
// client when it has its answer.
func (l *Load) Fresh(ctx context.Context) (*Result, error) { return l.run(ctx, fresh) }

func fresh(ctx context.Context, g *gate, lane Lane, t *Tally) error {
	for seq := uint64(1); g.pass(); seq++ {
		q, start := lane.Ask.Next(), time.Now()
		word, err := lane.once(ctx, seq, q.Text, t)
		if err != nil {
			return err
		}
		t.add(q, word, time.Since(start))
	}
	return nil
}

func (l Lane) once(ctx context.Context, seq uint64, text string, t *Tally) ([]byte, error) {
	c, err := l.dialed(ctx, t)
	if err != nil {
		return nil, err
	}
	defer c.Close()
	return c.ask(seq, text)
}

// Answers asks each text once, in a closed loop of a few clients, and returns
// the words in the order of the texts.
func Answers(ctx context.Context, at Target, clients int, texts []string) ([]string, error) {
	words := make([]string, len(texts))
	l := Load{Lanes: []Lane{{Name: at.Addr, Target: at}}, Clients: min(clients, len(texts)), Requests: len(texts)}
	_, err := l.run(ctx, func(ctx context.Context, g *gate, lane Lane, t *Tally) error {
		c, err := lane.dialed(ctx, t)
		if err != nil {
			return err
		}
		defer c.Close()
		for seq := uint64(1); ; seq++ {
			i := len(texts) - 1 - int(g.left.Add(-1))
			if i >= len(texts) || g.over.Load() {
				return nil
			}
			word, err := c.ask(seq, texts[i])
			if err != nil {
				return err
			}
			words[i] = string(word)
			t.Answered++
		}
	})
	return words, err
}
