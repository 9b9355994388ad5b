// Package broker is the only door to NATS, together with package pipe: the
// embedded server, connections that never give up, publishing with an
// acknowledgement, pull consumers and the application of a topology.
package broker

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gofrs/flock"
	"github.com/nats-io/nats-server/v2/server"
)

// ServerConfig describes the embedded server.
type ServerConfig struct {
	Dir    string       // store folder; locked while the server runs
	Conf   string       // text of nats.conf, the same that an external server reads
	Host   string       // listen address, loopback if empty
	Port   int          // TCP port, -1 for any free one
	Sync   string       // "always" (fsync before each acknowledgement) or an interval such as "2m"
	Logger *slog.Logger // nil discards
}

// Server is an embedded NATS server with JetStream.
type Server struct {
	srv     *server.Server
	opts    *server.Options
	lock    *flock.Flock
	dir     string
	once    sync.Once
	closing chan struct{}
	mending sync.WaitGroup
}

// StartServer locks the store folder, checks that it can be written and
// starts the server. It returns when the server takes connections.
func StartServer(ctx context.Context, cfg ServerConfig) (*Server, error) {
	dir, err := filepath.Abs(cfg.Dir)
	if err != nil {
		return nil, err
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	lock, err := lockFolder(dir)
	if err != nil {
		return nil, err
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	s := &Server{lock: lock, dir: dir, closing: make(chan struct{})}
	full := make(chan struct{}, 1)
	if err := s.boot(ctx, cfg, full); err != nil {
		_ = lock.Unlock()
		return nil, err
	}
	s.mending.Go(func() { s.mend(full, cfg.Logger) })
	return s, nil
}

// checkFolder writes and removes a file: nats-server is silent about a store
// folder that it cannot use.
func checkFolder(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return fmt.Errorf("the store folder %s cannot be made (%w); choose another with --data", dir, err)
	}
	probe := filepath.Join(dir, ".probe")
	err := os.WriteFile(probe, make([]byte, 4096), 0o600)
	_ = os.Remove(probe)
	if err != nil {
		return fmt.Errorf("the store folder %s cannot be written (%w); free space or choose another with --data", dir, err)
	}
	return nil
}

func lockFolder(dir string) (*flock.Flock, error) {
	name := filepath.Join(dir, "lock")
	lock := flock.New(name)
	ok, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("the store %s cannot be locked: %w", dir, err)
	}
	if !ok {
		pid, _ := os.ReadFile(name)
		return nil, fmt.Errorf("the store %s is in use by process %s; stop it, or choose another store with --data", dir, strings.TrimSpace(string(pid)))
	}
	if err := os.WriteFile(name, fmt.Appendf(nil, "%d\n", os.Getpid()), 0o644); err != nil {
		_ = lock.Unlock()
		return nil, fmt.Errorf("the store %s cannot be written (%w); free space or choose another with --data", dir, err)
	}
	return lock, nil
}

func (s *Server) boot(ctx context.Context, cfg ServerConfig, full chan<- struct{}) error {
	store := filepath.Join(s.dir, "jetstream")
	opts, err := options(cfg, store)
	if err != nil {
		return err
	}
	srv, err := server.NewServer(opts)
	if err != nil {
		return fmt.Errorf("embedded NATS server: %w", err)
	}
	srv.SetLoggerV2(serverLog{cfg.Logger, full}, false, false, false)
	if err := probePort(ctx, opts); err != nil {
		return err
	}
	srv.Start()
	for !srv.ReadyForConnections(20 * time.Millisecond) {
		if ctx.Err() != nil || !srv.Running() {
			srv.Shutdown()
			return portError(opts, ctx.Err())
		}
	}
	if !srv.JetStreamEnabled() {
		srv.Shutdown()
		return fmt.Errorf("JetStream did not start in %s; the log above says why", store)
	}
	s.srv, s.opts = srv, opts
	return nil
}

// probePort finds out whether the port is free: nats-server is silent about
// one that is not, and waits for ever.
func probePort(ctx context.Context, opts *server.Options) error {
	if opts.Port <= 0 {
		return nil
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", net.JoinHostPort(opts.Host, strconv.Itoa(opts.Port)))
	if err != nil {
		return portError(opts, err)
	}
	return l.Close()
}

func portError(opts *server.Options, err error) error {
	return errors.Join(fmt.Errorf("the embedded NATS server cannot listen on %s:%d; choose another port with --nats-port", opts.Host, opts.Port), err)
}

func options(cfg ServerConfig, store string) (*server.Options, error) {
	opts := &server.Options{}
	if err := opts.ProcessConfigString(cfg.Conf); err != nil {
		return nil, fmt.Errorf("nats.conf: %w", err)
	}
	opts.JetStream, opts.StoreDir = true, store
	opts.Host, opts.Port = cfg.Host, cfg.Port
	if opts.Host == "" {
		opts.Host = "127.0.0.1" // the server's own default is every interface
	}
	opts.NoSigs = true
	switch cfg.Sync {
	case "":
	case "always":
		opts.SyncAlways = true
	default:
		d, err := time.ParseDuration(cfg.Sync)
		if err != nil || d <= 0 {
			return nil, fmt.Errorf("sync must be \"always\" or an interval such as 2m, not %q", cfg.Sync)
		}
		opts.SyncAlways, opts.SyncInterval = false, d
	}
	return opts, nil
}

// URL is the address at which other processes reach the server.
func (s *Server) URL() string { return s.srv.ClientURL() }

// SyncAlways tells whether every acknowledged write has been fsynced first.
func (s *Server) SyncAlways() bool {
	cfg := s.srv.JetStreamConfig()
	return cfg != nil && cfg.SyncAlways
}

// Close stops the server, waits for its files to be closed and unlocks the
// store. It may be called more than once.
func (s *Server) Close() error {
	s.once.Do(func() { close(s.closing) })
	s.mending.Wait()
	s.srv.Shutdown()
	s.srv.WaitForShutdown()
	return s.lock.Unlock()
}

// serverLog passes the server's warnings and errors on; its notices are debug.
type serverLog struct {
	l    *slog.Logger
	full chan<- struct{}
}

func (s serverLog) Noticef(f string, v ...any) { s.l.Debug(fmt.Sprintf("nats: "+f, v...)) }
func (s serverLog) Warnf(f string, v ...any)   { s.l.Debug(fmt.Sprintf("nats: "+f, v...)) }
func (s serverLog) Fatalf(f string, v ...any)  { s.l.Error(fmt.Sprintf("nats: "+f, v...)) }
func (s serverLog) Debugf(string, ...any)      {}
func (s serverLog) Tracef(string, ...any)      {}

func (s serverLog) Errorf(f string, v ...any) {
	line := fmt.Sprintf("nats: "+f, v...)
	s.l.Error(line)
	noticeSpace(s.full, line)
}
