package pull

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// archive is a zip of some size, different for each seed.
func archive(t testing.TB, seed string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	f, err := z.CreateHeader(&zip.FileHeader{Name: "order.txt", Method: zip.Store})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(bytes.Repeat([]byte(seed), 100_000)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// publisher serves one file, with faults.
type publisher struct {
	mu     sync.Mutex
	body   []byte
	etag   string
	fault  func(w http.ResponseWriter, r *http.Request, body []byte) bool // true: it has answered
	ranges []string
}

func (p *publisher) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ranges = append(p.ranges, r.Header.Get("Range"))
	if p.fault != nil && p.fault(w, r, p.body) {
		return
	}
	w.Header().Set("ETag", p.etag)
	http.ServeContent(w, r, "x.zip", time.Time{}, bytes.NewReader(p.body))
}

func serve(t *testing.T, p *publisher) (Request, *Client) {
	t.Helper()
	if p.etag == "" {
		p.etag = `"one"`
	}
	s := httptest.NewServer(p)
	t.Cleanup(s.Close)
	return Request{URL: s.URL + "/files/x.zip", Name: "x.zip"}, &Client{Pause: func(int) time.Duration { return 0 }}
}

func want(t *testing.T, path string, err error, body []byte) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, body) {
		t.Fatalf("%d bytes came, want %d; %v", len(got), len(body), err)
	}
	if rest, _ := filepath.Glob(path + ".part*"); len(rest) != 0 {
		t.Errorf("left behind: %v", rest)
	}
}

// cutAfter sends n bytes and ends the connection, for the first times calls.
func cutAfter(n, times int) func(http.ResponseWriter, *http.Request, []byte) bool {
	return func(w http.ResponseWriter, r *http.Request, body []byte) bool {
		if times--; times < 0 {
			return false
		}
		from := 0
		w.Header().Set("ETag", `"one"`)
		if h := r.Header.Get("Range"); h != "" {
			from, _ = strconv.Atoi(strings.TrimSuffix(strings.TrimPrefix(h, "bytes="), "-"))
			w.Header().Set("Content-Range", fmt.Sprintf("bytes %d-%d/%d", from, len(body)-1, len(body)))
			w.Header().Set("Content-Length", strconv.Itoa(len(body)-from))
			w.WriteHeader(http.StatusPartialContent)
		} else {
			w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		}
		_, _ = w.Write(body[from:min(from+n, len(body))])
		panic(http.ErrAbortHandler)
	}
}

func TestResumes(t *testing.T) {
	p := &publisher{body: archive(t, "abc"), fault: cutAfter(70_000, 3)}
	r, c := serve(t, p)
	sum := sha256.Sum256(p.body)
	r.SHA256 = hex.EncodeToString(sum[:])
	path, err := c.Fetch(context.Background(), r, t.TempDir())
	want(t, path, err, p.body)
	if len(p.ranges) != 4 || p.ranges[0] != "" || p.ranges[1] == "" {
		t.Errorf("asked for %q", p.ranges)
	}
}

func TestResumesAfterRestart(t *testing.T) {
	p := &publisher{body: archive(t, "abc"), fault: cutAfter(70_000, 1)}
	r, c := serve(t, p)
	c.Attempts = 1
	dir := t.TempDir()
	if _, err := c.Fetch(context.Background(), r, dir); err == nil {
		t.Fatal("a cut download is taken for a whole one")
	}
	c = &Client{Attempts: 1}
	path, err := c.Fetch(context.Background(), r, dir)
	want(t, path, err, p.body)
	if p.ranges[1] == "" {
		t.Error("it began anew")
	}
}

func TestFileChanged(t *testing.T) {
	p := &publisher{body: archive(t, "abc"), fault: cutAfter(70_000, 1)}
	r, c := serve(t, p)
	c.Attempts = 1
	dir := t.TempDir()
	if _, err := c.Fetch(context.Background(), r, dir); err == nil {
		t.Fatal("a cut download is taken for a whole one")
	}
	p.mu.Lock()
	p.body, p.etag = archive(t, "xyz"), `"two"`
	p.mu.Unlock()
	path, err := c.Fetch(context.Background(), r, dir)
	want(t, path, err, p.body)
}

func TestWrongRange(t *testing.T) {
	calls := 0
	p := &publisher{body: archive(t, "abc")}
	cut := cutAfter(70_000, 1)
	p.fault = func(w http.ResponseWriter, r *http.Request, body []byte) bool {
		calls++
		if r.Header.Get("Range") == "" {
			return cut(w, r, body)
		}
		w.Header().Set("Content-Range", fmt.Sprintf("bytes 10-%d/%d", len(body)-1, len(body)))
		w.WriteHeader(http.StatusPartialContent)
		_, _ = w.Write(body[10:])
		return true
	}
	r, c := serve(t, p)
	path, err := c.Fetch(context.Background(), r, t.TempDir())
	want(t, path, err, p.body)
	if calls != 3 {
		t.Errorf("%d requests", calls)
	}
}

func TestLastingErrors(t *testing.T) {
	answer := func(code int, body string) func(http.ResponseWriter, *http.Request, []byte) bool {
		return func(w http.ResponseWriter, _ *http.Request, _ []byte) bool {
			w.WriteHeader(code)
			_, _ = w.Write([]byte(body))
			return true
		}
	}
	z := archive(t, "abc")
	for name, tc := range map[string]struct {
		fault func(http.ResponseWriter, *http.Request, []byte) bool
		sum   string
		want  error
	}{
		"not there":   {answer(404, ""), "", ErrNotThere},
		"forbidden":   {answer(403, ""), "", ErrRefused},
		"a page":      {answer(200, "<html><body>sign in</body></html>"), "", ErrWrong},
		"empty":       {answer(200, ""), "", ErrWrong},
		"cut archive": {answer(200, string(z[:len(z)-40])), "", ErrWrong},
		"other sum":   {nil, strings.Repeat("0", 64), ErrWrong},
	} {
		p := &publisher{body: z, fault: tc.fault}
		r, c := serve(t, p)
		r.SHA256 = tc.sum
		dir := t.TempDir()
		_, err := c.Fetch(context.Background(), r, dir)
		if !errors.Is(err, tc.want) || len(p.ranges) != 1 {
			t.Errorf("%s: %v after %d requests, want %v after one", name, err, len(p.ranges), tc.want)
		}
		if left, _ := os.ReadDir(dir); len(left) != 0 {
			t.Errorf("%s left %v", name, left)
		}
	}
}

func TestTriesAgain(t *testing.T) {
	p := &publisher{body: archive(t, "abc")}
	n := 0
	p.fault = func(w http.ResponseWriter, _ *http.Request, _ []byte) bool {
		if n++; n < 4 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
		return n < 4
	}
	r, c := serve(t, p)
	path, err := c.Fetch(context.Background(), r, t.TempDir())
	want(t, path, err, p.body)
	n = -100
	c.Attempts = 3
	if _, err := c.Fetch(context.Background(), r, t.TempDir()); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("after three attempts: %v", err)
	}
}

func TestTooLarge(t *testing.T) {
	p := &publisher{body: archive(t, "abc")}
	r, c := serve(t, p)
	c.MaxBytes = 1000
	if _, err := c.Fetch(context.Background(), r, t.TempDir()); !errors.Is(err, ErrRefused) {
		t.Errorf("announced: %v", err)
	}
	p.fault = func(w http.ResponseWriter, _ *http.Request, body []byte) bool {
		w.(http.Flusher).Flush() // no length is announced
		_, _ = w.Write(body)
		return true
	}
	if _, err := c.Fetch(context.Background(), r, t.TempDir()); !errors.Is(err, ErrWrong) {
		t.Errorf("not announced: %v", err)
	}
}

func TestSilence(t *testing.T) {
	p := &publisher{body: archive(t, "abc")}
	n := 0
	p.fault = func(w http.ResponseWriter, r *http.Request, _ []byte) bool {
		if n++; n > 1 {
			return false
		}
		<-r.Context().Done()
		return true
	}
	r, c := serve(t, p)
	c.Idle = 50 * time.Millisecond
	path, err := c.Fetch(context.Background(), r, t.TempDir())
	want(t, path, err, p.body)
}

func TestFullDisk(t *testing.T) {
	if !errors.Is(space(&os.PathError{Err: syscall.ENOSPC}), ErrSpace) {
		t.Error("a full disk is not told as such")
	}
	if _, err := os.Stat("/dev/full"); err != nil {
		t.Skip("no /dev/full")
	}
	p := &publisher{body: archive(t, "abc")}
	r, c := serve(t, p)
	dir := t.TempDir()
	part := &partial{path: filepath.Join(dir, "x.zip.part"), url: r.Redacted()}
	if err := os.Symlink("/dev/full", part.path); err != nil {
		t.Fatal(err)
	}
	if err := c.copy(bytes.NewReader(p.body), r, part, func() {}); !errors.Is(err, ErrSpace) {
		t.Errorf("full disk: %v", err)
	}
}

func TestOnlyHTTPS(t *testing.T) {
	c := &Client{}
	if _, err := c.Fetch(context.Background(), Request{URL: "http://example.org/x.zip?apiKey=secret", Name: "x.zip"}, t.TempDir()); !errors.Is(err, ErrRequest) || strings.Contains(err.Error(), "secret") {
		t.Errorf("plain http: %v", err)
	}
}
