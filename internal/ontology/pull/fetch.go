package pull

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// Client downloads files. The zero value is ready to use.
type Client struct {
	HTTP     *http.Client                                 // nil: one that follows redirects to https only
	Attempts int                                          // in a row without a byte; 0: 6
	Pause    func(attempt int) time.Duration              // before the next attempt; nil: 1, 2, 4 … 30 s
	Idle     time.Duration                                // without a byte before a connection is given up; 0: 30 s
	MaxBytes int64                                        // of one file; 0: 8 GiB
	Progress func(name string, done, total int64)         // may be nil; total is 0 where it is not known
	Retrying func(name string, in time.Duration, e error) // may be nil
}

// Errors that trying again does not mend.
var (
	// ErrNotThere marks an address without a file.
	ErrNotThere = errors.New("the publisher has no such file")
	// ErrWrong marks a file that is not what was announced.
	ErrWrong = errors.New("what came is not the file that was announced")
	// ErrRefused marks a download that the publisher does not allow.
	ErrRefused = errors.New("the publisher refuses it")
	// ErrSpace marks a full disk; what has come is kept.
	ErrSpace = errors.New("the disk is full; free space and pull again: it goes on where it stopped")
)

// Fetch downloads a file into the folder dir and returns its path. While it is
// under way it is NAME.part with what is known of it in NAME.part.json; a later
// call goes on from there.
func (c *Client) Fetch(ctx context.Context, r Request, dir string) (string, error) {
	if !strings.HasPrefix(r.URL, "https://") && !loopback(r.URL) {
		return "", fmt.Errorf("%w: %s: only https is used, so that nobody on the way can change the file", ErrRequest, r.Redacted())
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	to := filepath.Join(dir, r.Name)
	if sum, err := fileSum(to); err == nil && r.SHA256 != "" && strings.EqualFold(sum, r.SHA256) {
		return to, nil // came before
	}
	p := &partial{path: to + ".part", url: r.Redacted()}
	p.load()
	for attempt := 1; ; attempt++ {
		before := p.size()
		err := c.attempt(ctx, r, p)
		if err == nil {
			break
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if p.size() > before {
			attempt = 1 // it goes on, however slowly
		}
		var soft *soft
		if !errors.As(err, &soft) || attempt >= c.attempts() {
			return "", fmt.Errorf("%s: %w", r.Redacted(), err)
		}
		if err := c.wait(ctx, r.Name, attempt, soft); err != nil {
			return "", err
		}
	}
	if err := check(p.path, r); err != nil {
		p.discard()
		return "", err
	}
	return to, p.finish(to)
}

// soft is an error that another attempt may mend.
type soft struct {
	error
	after time.Duration // that the server asked for
}

func (s *soft) Unwrap() error { return s.error }

func (c *Client) attempts() int {
	if c.Attempts > 0 {
		return c.Attempts
	}
	return 6
}

func (c *Client) wait(ctx context.Context, name string, attempt int, why *soft) error {
	pause := min(time.Second<<(attempt-1), 30*time.Second)
	if c.Pause != nil {
		pause = c.Pause(attempt)
	}
	pause = max(pause, min(why.after, time.Minute))
	if c.Retrying != nil {
		c.Retrying(name, pause, why.error)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(pause):
		return nil
	}
}

// attempt asks for what is missing and appends it.
func (c *Client) attempt(ctx context.Context, r Request, p *partial) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, r.URL, nil)
	if err != nil {
		return errors.New("the address cannot be read")
	}
	req.Header.Set("Accept-Encoding", "identity")
	req.Header.Set("User-Agent", "medcode")
	p.ask(req)
	idle := c.idle()
	watch := time.AfterFunc(idle, cancel)
	defer watch.Stop()
	resp, err := c.client().Do(req)
	if errors.Is(err, ErrRefused) {
		return plain(err)
	}
	if err != nil {
		return &soft{error: plain(err)}
	}
	defer resp.Body.Close()
	if err := p.answered(resp); errors.Is(err, errAll) {
		return nil
	} else if err != nil {
		return err
	}
	if limit := c.limit(); p.total > limit {
		return fmt.Errorf("%w: it has %d MB, more than %d", ErrRefused, p.total>>20, limit>>20)
	}
	return c.copy(resp.Body, r, p, func() { watch.Reset(idle) })
}

func (c *Client) copy(body io.Reader, r Request, p *partial, alive func()) error {
	f, err := p.open()
	if err != nil {
		return space(err)
	}
	defer f.Close()
	buf := make([]byte, 256<<10)
	done := p.size()
	for {
		n, err := body.Read(buf)
		if n > 0 {
			alive()
			if done += int64(n); done > c.limit() || p.total > 0 && done > p.total {
				p.discard()
				return fmt.Errorf("%w: it does not end where it should", ErrWrong)
			}
			if _, err := f.Write(buf[:n]); err != nil {
				return space(err)
			}
			if c.Progress != nil {
				c.Progress(r.Name, done, p.total)
			}
		}
		switch {
		case errors.Is(err, io.EOF) && (p.total == 0 || done == p.total):
			return space(f.Sync())
		case err != nil:
			return &soft{error: fmt.Errorf("the connection ended after %d of %d bytes", done, p.total)}
		}
	}
}

func (c *Client) idle() time.Duration {
	if c.Idle > 0 {
		return c.Idle
	}
	return 30 * time.Second
}

func (c *Client) limit() int64 {
	if c.MaxBytes > 0 {
		return c.MaxBytes
	}
	return 8 << 30
}

func (c *Client) client() *http.Client {
	if c.HTTP != nil {
		return c.HTTP
	}
	return &http.Client{CheckRedirect: func(req *http.Request, via []*http.Request) error {
		if len(via) >= 10 || req.URL.Scheme != "https" && !loopback(req.URL.String()) {
			return fmt.Errorf("%w: it leads away from https, or round in circles", ErrRefused)
		}
		return nil
	}}
}

func space(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return ErrSpace
	}
	return err
}

// check looks whether a complete download is a file of its kind.
func check(path string, r Request) error {
	sum, err := fileSum(path)
	if err != nil {
		return err
	}
	if r.SHA256 != "" && !strings.EqualFold(sum, r.SHA256) {
		return fmt.Errorf("%s: %w: its SHA-256 is %s, stated was %s", r.Redacted(), ErrWrong, sum, r.SHA256)
	}
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	head := make([]byte, 512)
	n, _ := io.ReadFull(f, head)
	if strings.HasSuffix(strings.ToLower(r.Name), ".zip") || bytes.HasPrefix(head[:n], []byte("PK\x03\x04")) {
		z, err := zip.OpenReader(path)
		if err != nil {
			return fmt.Errorf("%s: %w: not a whole zip archive (%w); %s", r.Redacted(), ErrWrong, err, hint(head[:n]))
		}
		return z.Close()
	}
	if n == 0 || isPage(head[:n]) {
		return fmt.Errorf("%s: %w: %s", r.Redacted(), ErrWrong, hint(head[:n]))
	}
	return nil
}

func isPage(head []byte) bool { return strings.HasPrefix(http.DetectContentType(head), "text/html") }

func hint(head []byte) string {
	if isPage(head) {
		return "a web page came instead, perhaps one that asks to sign in"
	}
	return "try again later, or download it by hand"
}

func fileSum(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
