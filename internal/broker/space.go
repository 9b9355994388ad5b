package broker

import (
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// spaceToGoOn is how much has to be free before a full store is used again:
// a block of a stream.
const spaceToGoOn = 8 << 20

// noticeSpace tells mend of a write that failed for want of space. The server
// tells its log alone, as text.
func noticeSpace(full chan<- struct{}, line string) {
	if !strings.Contains(line, syscall.ENOSPC.Error()) && !strings.Contains(line, syscall.EDQUOT.Error()) {
		return
	}
	select {
	case full <- struct{}{}:
	default:
	}
}

// mend waits for a full disk, then for space, and then opens the streams
// again: the server keeps the first write error of a stream for as long as the
// stream is open, and would refuse everything although there is space.
func (s *Server) mend(full <-chan struct{}, log *slog.Logger) {
	for {
		select {
		case <-s.closing:
			return
		case <-full:
		}
		log.Error("the disk is full; nothing is accepted until there is space", "store", s.dir, "free at least", spaceToGoOn)
		for s.probeSpace() != nil {
			select {
			case <-s.closing:
				return
			case <-time.After(500 * time.Millisecond):
			}
		}
		if err := s.reopen(); err != nil {
			log.Error("the streams cannot be opened again; restart medcode", "error", err)
			continue
		}
		log.Info("there is space again; the streams are open")
		select {
		case <-full: // told before the streams were opened again
		default:
		}
	}
}

// probeSpace writes and removes a file.
func (s *Server) probeSpace() error {
	name := filepath.Join(s.dir, ".probe")
	defer os.Remove(name)
	return os.WriteFile(name, make([]byte, spaceToGoOn), 0o600)
}

func (s *Server) reopen() error {
	if err := s.srv.DisableJetStream(); err != nil {
		return fmt.Errorf("closing the streams: %w", err)
	}
	return s.srv.EnableJetStream(&server.JetStreamConfig{
		StoreDir: s.opts.StoreDir, SyncInterval: s.opts.SyncInterval, SyncAlways: s.opts.SyncAlways,
		MaxMemory: s.opts.JetStreamMaxMemory, MaxStore: s.opts.JetStreamMaxStore,
	})
}
