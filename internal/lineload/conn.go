// Package lineload puts load on a server of the line protocol, seq,text to
// seq,code, and checks what comes back: the seq of the line asked, and the
// code that a text is known to have, so that replies given to the wrong line
// show.
//
// A closed loop asks again when it has its answer: it tells how much a server
// can do. An open loop asks when a line is due, answered or not, and counts
// from that time on (G. Tene, "How NOT to Measure Latency", 2013: waiting for
// a slow answer before asking again hides the slowness): it tells how long
// clients wait who do not know of each other.
package lineload

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strconv"
	"strings"
	"time"
)

const (
	// patience bounds each step of a connection; it is longer than a server
	// lets a line wait.
	patience = 15 * time.Second
	// replyBuffer holds the replies that one read may bring.
	replyBuffer = 4 << 10
)

// Target is a port that answers lines.
type Target struct {
	Addr string      // host:port, or unix:PATH
	TLS  *tls.Config // nil: plain
}

// dial connects, and with TLS shakes hands.
func (t Target) dial(ctx context.Context) (net.Conn, error) {
	network, addr := "tcp", t.Addr
	if path, ok := strings.CutPrefix(addr, "unix:"); ok {
		network, addr = "unix", path
	}
	d := net.Dialer{Timeout: patience, KeepAlive: -1}
	if t.TLS == nil {
		return d.DialContext(ctx, network, addr)
	}
	return (&tls.Dialer{NetDialer: &d, Config: t.TLS}).DialContext(ctx, network, addr)
}

// Query is a text with the word that answers it.
type Query struct {
	Text string
	Want string // a code or NO_MATCH; empty: not known
}

// conn is one client's connection. put and flush may run beside take.
type conn struct {
	net.Conn
	in  *bufio.Reader
	out []byte
}

func (t Target) open(ctx context.Context) (*conn, error) {
	nc, err := t.dial(ctx)
	if err != nil {
		return nil, err
	}
	return &conn{Conn: nc, in: bufio.NewReaderSize(nc, replyBuffer)}, nil
}

// put adds a line to the next flush.
func (c *conn) put(seq uint64, text string) {
	c.out = strconv.AppendUint(c.out, seq, 10)
	c.out = append(c.out, ',')
	c.out = append(c.out, text...)
	c.out = append(c.out, '\n')
}

// flush sends what was put, in one write.
func (c *conn) flush() error {
	_ = c.SetWriteDeadline(time.Now().Add(patience)) // a dead connection shows in Write
	_, err := c.Write(c.out)
	c.out = c.out[:0]
	return err
}

// take reads one reply and returns its word, which is valid until the next
// call. It wants the seq, and a code or NO_MATCH.
func (c *conn) take(seq uint64) ([]byte, error) {
	_ = c.SetReadDeadline(time.Now().Add(patience)) // a dead connection shows in Read
	line, err := c.in.ReadSlice('\n')
	if err != nil {
		return nil, fmt.Errorf("no answer to line %d: %w", seq, err)
	}
	var own [20]byte
	head, word, _ := bytes.Cut(line[:len(line)-1], []byte{','})
	switch {
	case !bytes.Equal(head, strconv.AppendUint(own[:0], seq, 10)):
		return nil, fmt.Errorf("asked with seq %d, answered %q", seq, line)
	case len(word) == 0, string(word) == "ERROR", string(word) == "TIMEOUT":
		return nil, fmt.Errorf("line %d answered %q", seq, line)
	}
	return word, nil
}

// ask sends one line and waits for its reply.
func (c *conn) ask(seq uint64, text string) ([]byte, error) {
	c.put(seq, text)
	if err := c.flush(); err != nil {
		return nil, err
	}
	return c.take(seq)
}
