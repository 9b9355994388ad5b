package bridge

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// auditing returns an audit that a test can read.
func auditing() (*slog.Logger, *lines) {
	l := &lines{}
	return slog.New(slog.NewJSONHandler(l, nil)), l
}

// records are what was audited, without what no test can know.
func (l *lines) records(t testing.TB) (rs []map[string]any) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(l.String()))
	for d.More() {
		var r map[string]any
		if err := d.Decode(&r); err != nil {
			t.Fatal(err)
		}
		delete(r, "time")
		delete(r, "level")
		rs = append(rs, r)
	}
	return rs
}

// onlyRecord waits for one record and compares it.
func (l *lines) onlyRecord(t testing.TB, want map[string]any) {
	t.Helper()
	eventually(t, "something is recorded", func() bool { return strings.HasSuffix(l.String(), "\n") })
	got := l.records(t)
	if len(got) != 1 {
		t.Fatalf("%d records: %v", len(got), got)
	}
	if _, ok := got[0]["opened"]; ok != (want["msg"] == "connection") {
		t.Errorf("opened: %v", got[0])
	}
	delete(got[0], "opened")
	if s, ok := got[0]["seconds"].(float64); ok && (s <= 0 || s > 60) {
		t.Errorf("%v seconds", s)
	}
	delete(got[0], "seconds")
	if a, ok := got[0]["address"].(string); ok {
		if host, _, err := net.SplitHostPort(a); err != nil || host != "127.0.0.1" {
			t.Errorf("address %s", a)
		}
		got[0]["address"] = "127.0.0.1"
	}
	if !maps.EqualFunc(got[0], want, func(a, b any) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
		t.Errorf("got  %v\nwant %v", got[0], want)
	}
}

// connection is a record with these fields and no lines but as they say.
func connection(client string, fields map[string]any) map[string]any {
	r := map[string]any{
		"msg": "connection", "port": "loinc", "client": client, "address": "127.0.0.1", "lines": 0, "codes": 0,
		"no_match": 0, "error": 0, "timeout": 0, "invalid": 0, "unanswered": 0, "ended": "client",
	}
	maps.Copy(r, fields)
	return r
}

// TestAuditCounts: one record a connection, with all that was asked and nothing
// of what it was about.
func TestAuditCounts(t *testing.T) {
	audit, log := auditing()
	o := Options{Name: "loinc", Timeout: 50 * time.Millisecond, Audit: audit, Invalid: InvalidSilent}
	s := serve(t, listen(t), o, &dictionary{})
	c := dial(t, s.addr)
	c.send("canary,canary\n1,x\nHEALTH\ncanary\n\n1,\n1,\xff canary\n1,stalled canary\n1,broken canary\n" + long(70_000) + "canary\n")
	c.fin()
	if _, err := io.Copy(io.Discard, c); err != nil {
		t.Error(err)
	}
	log.onlyRecord(t, connection("127.0.0.1", map[string]any{
		"lines": 9, "codes": 2, "no_match": 1, "error": 1, "timeout": 1, "invalid": 3, "unanswered": 0,
	}))
	if strings.Contains(log.String(), "canary") {
		t.Errorf("text in %s", log)
	}
	if got := value(t, s.metrics.lines[outcomeInvalid]); got != 1 {
		t.Errorf("%v silent lines counted", got)
	}
}

// TestAuditEnds: how connections end, in time of their own.
func TestAuditEnds(t *testing.T) {
	for want, end := range map[string]func(s ownTime, c client){
		"client":        func(_ ownTime, c client) { c.Close() },
		"idle":          func(ownTime, client) { time.Sleep(time.Hour) },
		"drained":       func(s ownTime, _ client) { s.stop() },
		"write_stalled": func(_ ownTime, c client) { c.send("1,aa\n"); time.Sleep(time.Minute) },
	} {
		t.Run(want, func(t *testing.T) {
			audit, log := auditing()
			inBubble(t, Options{Audit: audit, Idle: 10 * time.Minute}, func(s ownTime) {
				c := s.dial("10.0.0.1")
				synctest.Wait()
				end(s, c)
				time.Sleep(time.Minute)
				rs := log.records(t)
				if len(rs) != 1 || rs[0]["ended"] != want || rs[0]["client"] != "10.0.0.1" || rs[0]["address"] != "10.0.0.1:1234" {
					t.Errorf("recorded %v", rs)
				}
			})
		})
	}
}

// TestAuditGone: a connection that breaks, with requests unanswered.
func TestAuditGone(t *testing.T) {
	audit, log := auditing()
	d := &dictionary{}
	c := dial(t, serve(t, listen(t), Options{Name: "loinc", Audit: audit}, d).addr)
	c.send("1,stalled\n2,stalled\n")
	eventually(t, "look-ups begin", func() bool { return d.asked.Load() == 2 })
	c.Conn.(*net.TCPConn).SetLinger(0)
	c.Close()
	log.onlyRecord(t, connection("127.0.0.1", map[string]any{"lines": 2, "unanswered": 2, "ended": "abandoned"}))
}

// TestAuditTLS: a verified certificate names the client; one that is not
// verified names nobody.
func TestAuditTLS(t *testing.T) {
	dir, files := authority(t)
	other, _ := authority(t)
	own, foreign := clientCert(t, dir), clientCert(t, other) // both of "canary"
	refused := map[string]any{"msg": "refused", "port": "loinc", "address": "127.0.0.1"}
	with := func(client, reason, why string) map[string]any {
		r := maps.Clone(refused)
		r["client"], r["reason"] = client, reason
		if why != "" {
			r["why"] = why
		}
		if client == "canary" {
			r["verified"] = true
		}
		return r
	}
	for name, c := range map[string]struct {
		cert  *tls.Certificate
		auth  ClientAuth
		allow string
		want  map[string]any
	}{
		"verified":    {own, ClientAuthRequire, "", connection("canary", map[string]any{"tls": "TLS 1.3", "verified": true, "lines": 1, "codes": 1})},
		"not asked":   {own, ClientAuthNone, "", connection("127.0.0.1", map[string]any{"tls": "TLS 1.3", "lines": 1, "codes": 1})},
		"foreign":     {foreign, ClientAuthOptional, "", with("127.0.0.1", "handshake", "client_certificate")},
		"other name":  {own, ClientAuthOptional, "other", with("canary", "not_allowed", "")},
		"no name":     {nil, ClientAuthOptional, "canary", with("127.0.0.1", "not_allowed", "")},
		"not address": {own, ClientAuthOptional, "10.0.0.1", with("127.0.0.1", "not_allowed", "")},
	} {
		t.Run(name, func(t *testing.T) {
			audit, log := auditing()
			o := Options{Name: "loinc", Audit: audit, Allow: mustAllow(t, c.allow)}
			s := serveTLS(t, files, o, TLSOptions{CA: files.CA, ClientAuth: c.auth}, &dictionary{})
			cc := s.client.Clone()
			cc.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
				if c.cert == nil {
					return &tls.Certificate{}, nil
				}
				return c.cert, nil
			}
			cl := s.dial(t, cc)
			_, _ = cl.Write([]byte("1,aa\n")) // may be refused
			_, _ = cl.Read(make([]byte, 100))
			cl.Close()
			log.onlyRecord(t, c.want)
		})
	}
}

// TestAuditRefusals: those that are not of TLS, and a client of a unix socket.
func TestAuditRefusals(t *testing.T) {
	audit, log := auditing()
	l, err := net.Listen("unix", filepath.Join(t.TempDir(), "s"))
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, l, Options{Name: "loinc", Audit: audit, MaxConns: 1, Allow: mustAllow(t, "10.0.0.1")}, &dictionary{})
	for range 2 {
		nc, err := net.Dial("unix", s.addr)
		if err != nil {
			t.Fatal(err)
		}
		defer nc.Close()
	}
	log.onlyRecord(t, map[string]any{"msg": "refused", "port": "loinc", "client": "unix", "reason": "too_many_connections"})
	s.stop()
	if rs := log.records(t); len(rs) != 2 || rs[1]["client"] != "unix" || rs[1]["ended"] != "drained" || rs[1]["address"] != nil {
		t.Errorf("recorded %v", rs)
	}
}

// BenchmarkAudit is the cost of one record, without its way to a file.
func BenchmarkAudit(b *testing.B) {
	audit := slog.New(slog.NewJSONHandler(io.Discard, nil))
	s := New(Options{Name: "loinc", Audit: audit, Logger: quiet()}, trivial{}, nil)
	nc := from{nil, &net.TCPAddr{IP: net.IPv4(10, 0, 0, 1), Port: 1234}}
	c := newConn(s, nil, nc)
	c.client = s.callers.join(identify(c.from, nil))
	c.ended = endClient
	b.ReportAllocs()
	for b.Loop() {
		s.audited(c)
	}
}
