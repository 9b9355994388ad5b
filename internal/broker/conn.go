package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// ErrUnavailable marks a failure that is not the message's: no connection, no
// acknowledgement, a full stream. The same call may succeed later.
var ErrUnavailable = errors.New("broker unavailable")

// ErrConflict marks an insert whose expected sequence did not match.
var ErrConflict = errors.New("another revision is stored already")

// ErrTooLarge marks a message above the limit of the server or of its stream.
var ErrTooLarge = errors.New("the message is larger than the broker takes")

// ErrNotFound marks a read of a subject that holds no message.
var ErrNotFound = errors.New("no message stored")

// Conn is a connection that reconnects for ever. All methods may be called
// from several goroutines.
type Conn struct {
	nc  *nats.Conn
	js  jetstream.JetStream
	log *slog.Logger

	mu    sync.Mutex
	after []func()
}

// Msg is one message to publish or as received.
type Msg struct {
	Subject     string
	ContentType string // "application/json", or empty for msgpack
	Data        []byte
	Header      map[string]string
}

// Dial connects to an external server. The first connection has to succeed
// before ctx ends; after that the connection heals itself.
func Dial(ctx context.Context, url string, log *slog.Logger) (*Conn, error) {
	for {
		c, err := open(url, log)
		if err == nil {
			return c, nil
		}
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("no NATS server at %s (%w); start one, or leave --nats empty to use the embedded one", url, err)
		case <-time.After(200 * time.Millisecond):
		}
	}
}

// Dial connects to the embedded server inside the process.
func (s *Server) Dial(log *slog.Logger) (*Conn, error) {
	return open("", log, nats.InProcessServer(s.srv))
}

func open(url string, log *slog.Logger, extra ...nats.Option) (*Conn, error) {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c := &Conn{log: log}
	opts := append([]nats.Option{
		nats.Name("medcode"),
		nats.MaxReconnects(-1),
		nats.ReconnectWait(100 * time.Millisecond),
		nats.ReconnectJitter(50*time.Millisecond, 200*time.Millisecond),
		nats.ReconnectBufSize(-1), // what cannot be sent now fails now, so that the caller knows
		nats.RetryOnFailedConnect(false),
		nats.ReconnectHandler(func(*nats.Conn) { c.reconnected() }),
		nats.DisconnectErrHandler(func(_ *nats.Conn, err error) {
			if err != nil {
				log.Warn("connection to the broker lost; retrying", "error", err)
			}
		}),
		nats.ErrorHandler(func(_ *nats.Conn, s *nats.Subscription, err error) {
			log.Warn("broker reports an error", "error", err, "subject", subjectOf(s))
		}),
	}, extra...)
	nc, err := nats.Connect(url, opts...)
	if err != nil {
		return nil, err
	}
	js, err := jetstream.New(nc)
	if err != nil {
		nc.Close()
		return nil, err
	}
	c.nc, c.js = nc, js
	return c, nil
}

func subjectOf(s *nats.Subscription) string {
	if s == nil {
		return ""
	}
	return s.Subject
}

func (c *Conn) reconnected() {
	c.log.Info("connected to the broker again")
	c.mu.Lock()
	after := append([]func(){}, c.after...)
	c.mu.Unlock()
	for _, f := range after {
		f()
	}
}

// OnReconnect registers f to be called after every reconnect. f must return
// quickly; subscriptions have been renewed when it is called.
func (c *Conn) OnReconnect(f func()) {
	c.mu.Lock()
	c.after = append(c.after, f)
	c.mu.Unlock()
}

// Connected tells whether the connection stands now.
func (c *Conn) Connected() bool { return c.nc.IsConnected() }

// Close flushes what is buffered and closes the connection.
func (c *Conn) Close() {
	_ = c.nc.FlushTimeout(time.Second)
	c.nc.Close()
}

// Flush waits until the server has seen everything sent before, among it the
// subscriptions.
func (c *Conn) Flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, publishWait) // the client refuses a context without a deadline
	defer cancel()
	return classify(c.nc.FlushWithContext(ctx))
}

func (m Msg) nats() *nats.Msg {
	out := &nats.Msg{Subject: m.Subject, Data: m.Data}
	if m.ContentType != "" || len(m.Header) > 0 {
		out.Header = nats.Header{}
		for k, v := range m.Header {
			out.Header.Set(k, v)
		}
		if m.ContentType != "" {
			out.Header.Set("Content-Type", m.ContentType)
		}
	}
	return out
}

func received(m *nats.Msg) Msg {
	return Msg{Subject: m.Subject, ContentType: m.Header.Get("Content-Type"), Data: m.Data}
}
