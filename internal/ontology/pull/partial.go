package pull

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"os"
	"strconv"
	"strings"
	"time"
)

// partial is a download under way: the bytes so far, and which file of the
// publisher they belong to.
type partial struct {
	path  string
	url   string
	total int64 // bytes of the whole; 0: not known
	known validator
}

// validator names one state of the publisher's file (RFC 9110, 8.8).
type validator struct {
	URL          string `json:"url"`
	ETag         string `json:"etag,omitempty"`
	LastModified string `json:"last_modified,omitempty"`
	Total        int64  `json:"total,omitempty"`
}

func (p *partial) notes() string { return p.path + ".json" }

// load reads what an earlier call left; what does not fit is dropped.
func (p *partial) load() {
	data, err := os.ReadFile(p.notes())
	if err != nil || json.Unmarshal(data, &p.known) != nil || p.known.URL != p.url || p.known.ifRange() == "" {
		p.discard()
		return
	}
	p.total = p.known.Total
}

// size is the number of bytes that are there.
func (p *partial) size() int64 {
	st, err := os.Stat(p.path)
	if err != nil {
		return 0
	}
	return st.Size()
}

// ifRange is the condition under which a part may be appended: a strong ETag,
// else the date (RFC 9110, 13.1.5).
func (v validator) ifRange() string {
	if v.ETag != "" && !strings.HasPrefix(v.ETag, "W/") {
		return v.ETag
	}
	return v.LastModified
}

func (p *partial) ask(req *http.Request) {
	if n, cond := p.size(), p.known.ifRange(); n > 0 && cond != "" {
		req.Header.Set("Range", "bytes="+strconv.FormatInt(n, 10)+"-")
		req.Header.Set("If-Range", cond)
	}
}

// answered makes ready for the body of an answer.
func (p *partial) answered(resp *http.Response) error {
	switch code := resp.StatusCode; {
	case code == http.StatusOK:
		p.discard() // the first bytes, another file, or a server without ranges
		return p.begin(resp)
	case code == http.StatusPartialContent:
		from, total, ok := contentRange(resp.Header.Get("Content-Range"))
		if !ok || from != p.size() || p.total > 0 && total != p.total {
			p.discard()
			return &soft{error: fmt.Errorf("%w: another part came than was asked for; it is asked for from the beginning", ErrWrong)}
		}
		p.total = total
		return nil
	case code == http.StatusRequestedRangeNotSatisfiable:
		if p.total > 0 && p.size() == p.total {
			return errAll
		}
		p.discard()
		return &soft{error: errors.New("the file has changed; it is asked for from the beginning")}
	case code == http.StatusNotFound || code == http.StatusGone:
		return fmt.Errorf("%w (%s)", ErrNotThere, resp.Status)
	case code == http.StatusTooManyRequests || code == http.StatusRequestTimeout || code >= 500:
		return &soft{error: fmt.Errorf("the publisher answers %s", resp.Status), after: retryAfter(resp)}
	default:
		return fmt.Errorf("%w (%s)", ErrRefused, resp.Status)
	}
}

// errAll tells that nothing is missing.
var errAll = errors.New("all of it is there")

// begin notes which file the bytes to come belong to.
func (p *partial) begin(resp *http.Response) error {
	p.total = max(0, resp.ContentLength)
	p.known = validator{URL: p.url, ETag: resp.Header.Get("ETag"), LastModified: resp.Header.Get("Last-Modified"), Total: p.total}
	data, err := json.Marshal(p.known)
	if err != nil {
		return err
	}
	return space(os.WriteFile(p.notes(), data, 0o644))
}

func (p *partial) open() (*os.File, error) {
	return os.OpenFile(p.path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
}

func (p *partial) discard() {
	_ = os.Remove(p.path)
	_ = os.Remove(p.notes())
	p.known, p.total = validator{}, 0
}

func (p *partial) finish(to string) error {
	if err := os.Rename(p.path, to); err != nil {
		return err
	}
	_ = os.Remove(p.notes()) // without the part it means nothing
	return nil
}

// contentRange reads "bytes 5-9/10".
func contentRange(s string) (from, total int64, ok bool) {
	s, ok = strings.CutPrefix(s, "bytes ")
	span, all, cut := strings.Cut(s, "/")
	first, last, dash := strings.Cut(span, "-")
	if !ok || !cut || !dash {
		return 0, 0, false
	}
	from, err1 := strconv.ParseInt(first, 10, 64)
	to, err2 := strconv.ParseInt(last, 10, 64)
	total, err3 := strconv.ParseInt(all, 10, 64)
	ok = errors.Join(err1, err2, err3) == nil && from >= 0 && to == total-1 && from <= to
	return from, total, ok
}

func retryAfter(resp *http.Response) time.Duration {
	if n, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && n > 0 {
		return time.Duration(n) * time.Second
	}
	return 0
}

// plain is a transport error without the address, which may hold a token.
func plain(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// loopback tells whether an address is of this machine.
func loopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
