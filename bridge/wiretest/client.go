package wiretest

import (
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"
)

// oneRead is the room of the one read that clients of old make for a reply.
const oneRead = 4096

// shown is how much of a text an error quotes, bytes.
const shown = 160

// Client holds conversations. Code is required; times that are zero have the
// defaults in brackets.
type Client struct {
	// Code is the reply to a phrase: its code, or one of the words NO_MATCH,
	// ERROR and TIMEOUT. It is called from the goroutine of Hold.
	Code     func(phrase string) string
	Readable func(reply string) bool // whether clients of old understand it [Readable]
	Pause    time.Duration           // of the step of that name [20 ms]
	Silence  time.Duration           // how long nothing may come [60 ms]
	Patience time.Duration           // for each thing that is expected [10 s]
}

// Hold goes through the steps on nc and returns the first fault. It does not
// close nc, of which it needs the method CloseWrite for conversations with the
// step Fin.
func (c Client) Hold(nc net.Conn, v Conversation) error {
	c = c.withDefaults()
	for i, s := range v.Steps {
		if err := c.do(nc, s); err != nil {
			return fmt.Errorf("case %s, step %d: %w", v, i+1, err)
		}
	}
	return nil
}

func (c Client) withDefaults() Client {
	if c.Readable == nil {
		c.Readable = Readable
	}
	for d, std := range map[*time.Duration]time.Duration{
		&c.Pause: 20 * time.Millisecond, &c.Silence: 60 * time.Millisecond, &c.Patience: 10 * time.Second,
	} {
		if *d == 0 {
			*d = std
		}
	}
	return c
}

func (c Client) do(nc net.Conn, s Step) error {
	if err := nc.SetDeadline(time.Now().Add(c.Patience)); err != nil {
		return err
	}
	switch s.kind {
	case send:
		_, err := io.WriteString(nc, s.text)
		return err
	case want:
		return c.want(nc, s.text)
	case pause:
		time.Sleep(c.Pause)
	case silence:
		return c.silence(nc)
	case fin:
		return closeWrite(nc)
	case end:
		return wantEnd(nc)
	}
	return nil
}

// want compares what comes with what has to.
func (c Client) want(nc net.Conn, text string) error {
	var bad error
	text = eachPhrase(text, func(phrase string) string {
		reply := c.Code(phrase)
		if !c.Readable(reply) {
			bad = fmt.Errorf("the reply to %.60q is %.100q, which clients of old do not understand", phrase, reply)
		}
		return reply
	})
	if bad != nil {
		return bad
	}
	got, err := read(nc, len(text), strings.Count(text, "\n") == 1 && len(text) <= oneRead)
	if string(got) != text {
		from := max(0, alike(string(got), text)-shown/4)
		return unlike(got[from:], err, fmt.Sprintf("%.*q, from byte %d on", shown, text[from:], from))
	}
	return nil
}

// alike is the length of what a and b begin with in common.
func alike(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// read reads n bytes, or what one read gives.
func read(nc net.Conn, n int, once bool) ([]byte, error) {
	if once {
		buf := make([]byte, oneRead)
		n, err := nc.Read(buf)
		return buf[:n], err
	}
	buf := make([]byte, n)
	n, err := io.ReadFull(nc, buf)
	return buf[:n], err
}

func (c Client) silence(nc net.Conn) error {
	if err := nc.SetReadDeadline(time.Now().Add(c.Silence)); err != nil {
		return err
	}
	buf := make([]byte, oneRead)
	if n, err := nc.Read(buf); !errors.Is(err, os.ErrDeadlineExceeded) {
		return unlike(buf[:n], err, "nothing yet")
	}
	return nil
}

func closeWrite(nc net.Conn) error {
	half, ok := nc.(interface{ CloseWrite() error })
	if !ok {
		return fmt.Errorf("a %T cannot be closed for writing alone", nc)
	}
	return half.CloseWrite()
}

func wantEnd(nc net.Conn) error {
	if b, err := io.ReadAll(nc); len(b) > 0 || err != nil {
		return unlike(b, err, "the end of the connection")
	}
	return nil
}

// unlike says what came, and what ended it, in place of what was wanted.
func unlike(got []byte, err error, want string) error {
	heard := fmt.Sprintf("%.*q", shown, got)
	if err == nil {
		return fmt.Errorf("got %s, want %s", heard, want)
	}
	return fmt.Errorf("got %s (%w), want %s", heard, err, want)
}

// Readable tells whether clients of old understand a reply: one of the words
// of the protocol, or letters and digits, with dots and hyphens between, of 50
// bytes at most.
func Readable(reply string) bool {
	switch reply {
	case "NO_MATCH", "ERROR", "TIMEOUT":
		return true
	}
	bare := strings.NewReplacer(".", "", "-", "").Replace(reply)
	other := strings.IndexFunc(bare, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
	return bare != "" && other < 0 && len(reply) <= 50
}
