package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"medcode/internal/settings"
	"medcode/producer"
	"medcode/schemas"
	"medcode/web"
)

func (n *node) startWeb(ctx context.Context) error {
	l, err := n.listen(settings.HTTP)
	if err != nil {
		return err
	}
	n.metrics.MustRegister(newStreamGauges(n.conn))
	o := web.Options{Ready: n.ready, Gatherer: n.metrics, Timeout: 30 * time.Second}
	if n.set.HasRole(settings.RoleWeb) {
		o.Notes = producer.NewPublisher(n.conn, n.keyer).Handler()
		o.Read, o.Refuse, o.Note = producer.NoteFrom, producer.Refuse, n.note
	}
	h := web.Handler(o)
	n.edge.Go(func() { n.ended("web", web.Serve(ctx, l, h, grace)) })
	return nil
}

// writePorts tells others where everything listens.
func (n *node) writePorts(context.Context) error {
	name := filepath.Join(n.set.String(settings.Data), "ports.json")
	lock := flock.New(name + ".lock") // several processes of one store may start at once
	if err := lock.Lock(); err != nil {
		return fmt.Errorf("%s cannot be written: %w", name, err)
	}
	defer func() { _ = lock.Unlock() }()
	ports := map[string]string{}
	if n.server == nil { // other processes of this store have told theirs
		if data, err := os.ReadFile(name); err == nil {
			_ = json.Unmarshal(data, &ports) // a damaged file is written anew
		}
	}
	n.forgetPorts(ports)
	maps.Copy(ports, n.ports)
	data, err := json.MarshalIndent(ports, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(name+".new", append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(name+".new", name)
}

// forgetPorts takes out what an earlier run of this process told and this one
// keeps closed.
func (n *node) forgetPorts(ports map[string]string) {
	if !n.set.HasRole(settings.RoleBridge) {
		return
	}
	for _, p := range settings.BridgePorts() {
		delete(ports, string(p.Setting))
	}
}

func redactURL(s string) string {
	u, err := url.Parse(s)
	if err != nil {
		return "(unreadable)"
	}
	return u.Redacted()
}

func freeDisk(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, err
	}
	return int64(st.Bavail) * st.Bsize, nil
}

// note codes one note at once: here with the role router, else in the process
// that has it.
func (n *node) note(ctx context.Context, note schemas.Note) (schemas.Result, error) {
	if n.now != nil {
		return n.now.Note(ctx, note)
	}
	return askNote(ctx, n.conn, note)
}
