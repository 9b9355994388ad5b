package bridge

import (
	"crypto/tls"
	"io"
	"log/slog"
	"os"
	"strings"
	"testing"
	"time"

	"medcode/internal/certs"
)

// replace puts another folder's certificate into the place of f.
func replace(t *testing.T, f, with certs.Files) {
	t.Helper()
	for to, from := range map[string]string{f.Cert: with.Cert, f.Key: with.Key, f.CA: with.CA} {
		data, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		put(t, to, string(data))
	}
}

func put(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name+".new", []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

// accepted tries one connection and says whether it was answered.
func (s tlsServing) accepted(c *tls.Config) bool {
	nc, err := tls.Dial("tcp", s.addr, c)
	if err != nil {
		return false
	}
	defer nc.Close()
	_ = nc.SetDeadline(time.Now().Add(10 * time.Second))
	_, err = io.WriteString(nc, "HEALTH\n")
	n, rerr := nc.Read(make([]byte, 10))
	return err == nil && rerr == nil && n == 3
}

// TestTLSReload is case 50: new handshakes use new files, broken ones change
// nothing, and a connection that stands notices neither.
func TestTLSReload(t *testing.T) {
	_, files := authority(t)
	_, next := authority(t)
	var log lines
	s := serveTLS(t, files, Options{}, TLSOptions{
		recheck: time.Millisecond, Logger: slog.New(slog.NewTextHandler(&log, nil)),
	}, &dictionary{})
	before, after := s.client, trusting(t, next.CA)
	old := s.answers(t, before)
	if s.accepted(after) {
		t.Fatal("the next certificate is in use already")
	}
	put(t, files.Cert, "broken")
	eventually(t, "the broken file is logged", func() bool {
		return s.accepted(before) && strings.Contains(log.String(), "cannot be used")
	})
	replace(t, files, next)
	eventually(t, "the new certificate is used", func() bool { return s.accepted(after) })
	if s.accepted(before) {
		t.Error("the old certificate is still in use")
	}
	old.send("HEALTH\n")
	old.want("OK\n")
	if n := strings.Count(log.String(), "files changed"); n != 1 {
		t.Errorf("reloaded %d times", n)
	}
}

// TestTLSReloadCA: a client whose authority was taken away does not come back.
func TestTLSReloadCA(t *testing.T) {
	dir, files := authority(t)
	_, other := authority(t)
	ca := files.CA + ".clients"
	data, err := os.ReadFile(files.CA)
	if err != nil {
		t.Fatal(err)
	}
	put(t, ca, string(data))
	s := serveTLS(t, files, Options{}, TLSOptions{CA: ca, ClientAuth: ClientAuthRequire, recheck: time.Millisecond}, &dictionary{})
	cc := s.client.Clone()
	cc.Certificates = []tls.Certificate{*clientCert(t, dir)}
	cc.ClientSessionCache = tls.NewLRUClientSessionCache(10)
	if !s.accepted(cc) {
		t.Fatal("not accepted")
	}
	if data, err = os.ReadFile(other.CA); err != nil {
		t.Fatal(err)
	}
	put(t, ca, string(data))
	time.Sleep(5 * time.Millisecond)
	if s.accepted(cc) {
		t.Error("accepted by an authority that is gone")
	}
}

// TestTLSFiles: what cannot work is said at the start.
func TestTLSFiles(t *testing.T) {
	_, files := authority(t)
	_, other := authority(t)
	good := TLSOptions{Cert: files.Cert, Key: files.Key, CA: files.CA, ClientAuth: ClientAuthRequire, Logger: quiet()}
	for name, c := range map[string]struct {
		change func(*TLSOptions)
		want   string
	}{
		"good":           {func(*TLSOptions) {}, ""},
		"no certificate": {func(o *TLSOptions) { o.Cert += "x" }, "--tls-cert"},
		"another's key":  {func(o *TLSOptions) { o.Key = other.Key }, "--tls-key"},
		"no CA":          {func(o *TLSOptions) { o.CA = "" }, "--tls-ca"},
		"CA is a key":    {func(o *TLSOptions) { o.CA = files.Key }, "--tls-ca"},
		"CA not asked":   {func(o *TLSOptions) { o.CA, o.ClientAuth = "", ClientAuthNone }, ""},
		"no such asking": {func(o *TLSOptions) { o.ClientAuth = "maybe" }, "none, optional or require"},
	} {
		o := good
		c.change(&o)
		switch _, err := NewTLS(o); {
		case (err == nil) != (c.want == ""):
			t.Errorf("%s: %v", name, err)
		case err != nil && !strings.Contains(err.Error(), c.want):
			t.Errorf("%s: %v, want %s in it", name, err, c.want)
		}
	}
}
