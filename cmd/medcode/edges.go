package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/gofrs/flock"

	"medcode/bridge"
	"medcode/internal/settings"
	"medcode/producer"
	"medcode/schemas"
	"medcode/web"
)

// listen opens a listener; a taken port is named with the setting that
// changes it.
func (n *node) listen(name settings.Name) (net.Listener, error) {
	port := n.set.String(name)
	if n.set.String(settings.Ports) == "auto" {
		port = "0"
	}
	addr := net.JoinHostPort(n.set.String(settings.Host), port)
	l, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %s is taken; choose another with --%s, or let --ports auto choose all", port, name)
	}
	if err != nil {
		return nil, fmt.Errorf("%s cannot be listened on (%w); see --%s and --host", addr, err, name)
	}
	n.ports[string(name)] = l.Addr().String()
	return l, nil
}

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

func (n *node) startBridge(ctx context.Context) error {
	if !n.set.HasRole(settings.RoleBridge) {
		return nil
	}
	metrics := bridge.NewMetrics(n.metrics)
	secured, err := n.openTLS()
	if err != nil {
		return err
	}
	for _, o := range schemas.Ontologies() {
		l, err := n.listen(settings.PortOf(o))
		if err != nil {
			return err
		}
		s := bridge.New(bridge.Options{
			Name: string(o), Timeout: n.set.Duration(settings.Timeout), Grace: grace, Logger: n.log,
		}, phrases{n, o, n.set.Float(settings.Threshold)}, metrics)
		n.edge.Go(func() { n.ended("bridge", s.Serve(ctx, l)) })
		if err := n.serveTLS(ctx, secured, s, settings.TLSPortOf(o), string(o)); err != nil {
			return err
		}
	}
	return nil
}

// coderOf codes one part.
type coderOf interface {
	Code(ctx context.Context, w schemas.Work) (schemas.Part, error)
}

// phrases codes one description of a TCP client.
type phrases struct {
	coder     coderOf
	ontology  schemas.Ontology
	threshold float64
}

// Code returns the best code, or "" where none is likely enough.
func (p phrases) Code(ctx context.Context, description string) (string, error) {
	w := schemas.Work{
		Schema: schemas.Version, Ontology: p.ontology, Part: 1, Of: 1,
		Index: []int{0}, Mentions: []schemas.Mention{{End: len(description), Text: schemas.Text(description)}},
	}
	if t, ok := ctx.Deadline(); ok {
		w.Deadline = schemas.Time{Time: t}
	}
	part, err := p.coder.Code(ctx, w)
	switch {
	case err != nil:
		return "", err
	case part.Error != "":
		return "", errors.New(part.Error)
	case len(part.Codings) == 0 || len(part.Codings[0]) == 0 || part.Codings[0][0].Confidence < p.threshold:
		return "", nil
	}
	return part.Codings[0][0].Code, nil
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

// screen tells how to go on.
func (n *node) screen(w io.Writer) {
	fmt.Fprintf(w, "\nmedcode %s is running; store %s\n", version, filepath.Dir(n.coding.store.Dir()))
	port := func(name settings.Name) string {
		_, p, _ := net.SplitHostPort(n.ports[string(name)])
		return p
	}
	for _, o := range schemas.Ontologies() {
		if p := port(settings.PortOf(o)); p != "" {
			fmt.Fprintf(w, "  %-8s  TCP %s", o, p)
			if p := port(settings.TLSPortOf(o)); p != "" {
				fmt.Fprintf(w, "   TLS %s", p)
			}
			fmt.Fprintln(w)
		}
	}
	fmt.Fprintf(w, "  HTTP %s   NATS %s\n\nTry:\n", n.ports["http"], n.ports["nats"])
	fmt.Fprintf(w, "  printf '1,chest pain\\n' | nc 127.0.0.1 %s\n", port(settings.ICD10CMPort))
	fmt.Fprintf(w, "  bin/medcode code FILE\n  bin/medcode watch\n  bin/medcode ontology add icd10cm code-descriptions-2026.zip   # a full release; restart to use it\n\nCtrl-C stops. Results need a check by a qualified person.\n")
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
