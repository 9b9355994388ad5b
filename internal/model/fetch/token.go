package fetch

import (
	"errors"
	"net/http"
	"net/url"
	"time"
)

// WithToken is an HTTP client that shows a key to the publisher, and to nobody
// that the publisher redirects to. Errors: where the key would go over an
// unprotected connection.
func WithToken(base, token string) (*http.Client, error) {
	u, err := url.Parse(base)
	if err != nil || u.Host == "" {
		return nil, errors.New("fetch: the publisher's address cannot be read")
	}
	if u.Scheme != "https" {
		return nil, errors.New("fetch: a key is sent over https only")
	}
	transport := &bearer{host: u.Host, token: token, next: http.DefaultTransport}
	return &http.Client{Transport: transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) >= 10 || r.URL.Scheme != "https" {
			return errors.New("it leads away from https, or round in circles")
		}
		return nil
	}, Timeout: 24 * time.Hour}, nil
}

type bearer struct {
	host, token string
	next        http.RoundTripper
}

// RoundTrip implements [http.RoundTripper].
func (b *bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Host == b.host && r.URL.Scheme == "https" {
		r = r.Clone(r.Context())
		r.Header.Set("Authorization", "Bearer "+b.token)
	}
	return b.next.RoundTrip(r)
}
