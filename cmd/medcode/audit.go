package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"time"

	"medcode/internal/settings"
)

// auditMode keeps the names and addresses of clients to the owner.
const auditMode = 0o600

// openAudit returns the logger of connections and refusals; nil where none is
// wanted.
func (n *node) openAudit() (*slog.Logger, error) {
	switch where := n.set.String(settings.Audit); where {
	case settings.AuditOff:
		return nil, nil
	case settings.AuditLog:
		return slog.New(always{n.log.Handler()}), nil
	default:
		f, err := os.OpenFile(where, os.O_APPEND|os.O_CREATE|os.O_WRONLY, auditMode)
		if err != nil {
			return nil, fmt.Errorf("the audit file cannot be opened; give another with --%s, or log or off: %w", settings.Audit, err)
		}
		return slog.New(slog.NewJSONHandler(&auditFile{f: f, log: n.log}, nil)), nil
	}
}

// always handles records below the log's level too: who was let in is told
// however little else is.
type always struct{ slog.Handler }

// Enabled says yes.
func (always) Enabled(context.Context, slog.Level) bool { return true }

// WithAttrs returns the same for more attributes.
func (a always) WithAttrs(attrs []slog.Attr) slog.Handler { return always{a.Handler.WithAttrs(attrs)} }

// WithGroup returns the same for a group of attributes.
func (a always) WithGroup(name string) slog.Handler { return always{a.Handler.WithGroup(name)} }

// auditFile appends lines, each in one write, so that a rotation that copies
// and truncates finds whole ones. A full disk stops no client: the line is
// lost, and the log tells. A handler of slog makes its writes one by one.
type auditFile struct {
	f interface {
		Write(p []byte) (int, error)
	}
	log  *slog.Logger
	torn bool      // a line was written in part: the next begins on a new one
	told time.Time // when the log was last told
}

// Write writes one line.
func (a *auditFile) Write(line []byte) (int, error) {
	whole := line
	if a.torn {
		whole = append([]byte{'\n'}, line...)
	}
	n, err := a.f.Write(whole)
	if err == nil {
		a.torn = false
		return len(line), nil
	}
	a.torn = a.torn || n > 0
	if now := time.Now(); now.Sub(a.told) > time.Minute {
		a.told = now
		a.log.Error("the audit file cannot be written, its lines are lost; make room on its disk, or see --audit", "error", err)
	}
	return 0, err
}
