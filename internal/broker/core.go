package broker

import (
	"context"
	"errors"
	"fmt"

	"github.com/nats-io/nats.go"
)

// Subscribe hears a subject as it is published, without a guarantee. handle
// is called from one goroutine, in order, and must not block for long.
func (c *Conn) Subscribe(subject string, handle func(Msg)) (stop func(), err error) {
	sub, err := c.nc.Subscribe(subject, func(m *nats.Msg) { handle(received(m)) })
	if err != nil {
		return nil, classify(err)
	}
	if err := sub.SetPendingLimits(-1, 256<<20); err != nil {
		return nil, err
	}
	return func() { _ = sub.Unsubscribe() }, nil
}

// ErrNoResponder marks a request that nobody serves now.
var ErrNoResponder = errors.New("no process serves this request")

// Request asks the service behind a subject and waits for its answer. An
// answer with an error header comes back as an error.
func (c *Conn) Request(ctx context.Context, m Msg) (Msg, error) {
	r, err := c.nc.RequestMsgWithContext(ctx, m.nats())
	switch {
	case errors.Is(err, nats.ErrNoResponders):
		return Msg{}, fmt.Errorf("%w (%s)", ErrNoResponder, m.Subject)
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Msg{}, err
	case err != nil:
		return Msg{}, classify(err)
	}
	if text := r.Header.Get(errorHeader); text != "" {
		return Msg{}, fmt.Errorf("%s: %s", m.Subject, text)
	}
	return received(r), nil
}

// errorHeader carries a service's error, which holds nothing of the request.
const errorHeader = "Medcode-Error"

// Serve answers requests on a subject, shared with other processes in the
// same queue group. answer is called on a goroutine of its own per request.
func (c *Conn) Serve(ctx context.Context, subject string, answer func(context.Context, Msg) ([]byte, error)) (stop func(), err error) {
	sub, err := c.nc.QueueSubscribe(subject, "medcode", func(m *nats.Msg) {
		go func() {
			data, err := answer(ctx, received(m))
			reply := &nats.Msg{Subject: m.Reply, Data: data}
			if err != nil {
				reply.Header = nats.Header{errorHeader: []string{err.Error()}}
			} else if ct := m.Header.Get("Content-Type"); ct != "" {
				reply.Header = nats.Header{"Content-Type": []string{ct}}
			}
			if m.Reply != "" {
				_ = c.nc.PublishMsg(reply)
			}
		}()
	})
	if err != nil {
		return nil, classify(err)
	}
	return func() { _ = sub.Drain() }, nil
}
