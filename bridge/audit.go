package bridge

import (
	"context"
	"crypto/tls"
	"log/slog"
	"net"
	"time"
)

// ending is how a connection ended, as the audit tells it.
type ending string

const (
	endClient    ending = "client"        // it said that it was done
	endIdle      ending = "idle"          // nothing came for Options.Idle
	endDrained   ending = "drained"       // the server stopped
	endStalled   ending = "write_stalled" // the client did not read
	endAbandoned ending = "abandoned"     // the connection broke
)

// refusal is why a connection was not served.
type refusal string

const (
	refusedTooMany    refusal = "too_many_connections"
	refusedNotAllowed refusal = "not_allowed"
	refusedHandshake  refusal = "handshake"
)

// tally counts the lines of one connection.
type tally [outcomes]uint64

func (t *tally) sum(of ...outcome) (n uint64) {
	for _, o := range of {
		n += t[o]
	}
	return n
}

// audited records a connection at its end.
func (s *Server) audited(c *conn) {
	if s.opts.Audit == nil {
		return
	}
	t, all := &c.tally, uint64(0)
	for _, n := range t {
		all += n
	}
	attrs := append(s.who(c.nc, c.client.id), tlsVersion(c.version)...)
	s.record("connection", append(attrs,
		slog.Time("opened", c.opened),
		slog.Float64("seconds", time.Since(c.opened).Seconds()),
		slog.Uint64("lines", all),
		slog.Uint64("codes", t.sum(outcomeCode)),
		slog.Uint64("no_match", t.sum(outcomeNoMatch)),
		slog.Uint64("error", t.sum(outcomeError)),
		slog.Uint64("timeout", t.sum(outcomeTimeout)),
		slog.Uint64("invalid", t.sum(outcomeNotUTF8, outcomeInvalid, outcomeTooLong)),
		slog.Uint64("unanswered", t.sum(outcomeAbandoned)),
		slog.String("ended", string(c.ended)),
	))
}

// refused records a connection that was not served; why says more about the
// reason, if there is more.
func (s *Server) refused(nc net.Conn, id identity, reason refusal, why string) {
	if s.opts.Audit == nil {
		return
	}
	attrs := append(s.who(nc, id), slog.String("reason", string(reason)))
	if why != "" {
		attrs = append(attrs, slog.String("why", why))
	}
	s.record("refused", attrs)
}

// who says on what port a connection came, and from whom. The name of a
// certificate is that of a verified one.
func (s *Server) who(nc net.Conn, id identity) []slog.Attr {
	attrs := make([]slog.Attr, 0, 16)
	attrs = append(attrs, slog.String("port", s.opts.Name), slog.String("client", id.String()))
	if id.certificate != "" {
		attrs = append(attrs, slog.Bool("verified", true))
	}
	if a, ok := nc.RemoteAddr().(*net.TCPAddr); ok {
		attrs = append(attrs, slog.String("address", a.String()))
	}
	return attrs
}

func tlsVersion(v uint16) []slog.Attr {
	if v == 0 {
		return nil
	}
	return []slog.Attr{slog.String("tls", tls.VersionName(v))}
}

func (s *Server) record(msg string, attrs []slog.Attr) {
	s.opts.Audit.LogAttrs(context.Background(), slog.LevelInfo, msg, attrs...)
}
