package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"medcode/bridge"
	"medcode/internal/settings"
	"medcode/schemas"
)

// noteTimeout is how long a note on the bridge may take: it is many look-ups.
const noteTimeout = 30 * time.Second

// noMatchICD is what some old clients of ICD-10-CM expect where nothing
// matches: the code of an illness unspecified.
const noMatchICD = "R69"

// bridgePorts is what the ports of the bridge share.
type bridgePorts struct {
	node    *node
	tls     *tlsPorts
	metrics *bridge.Metrics
	lookUps *bridge.Bound
	audit   *slog.Logger
}

func (n *node) startBridge(ctx context.Context) error {
	if !n.set.HasRole(settings.RoleBridge) {
		return nil
	}
	secured, err := n.openTLS()
	if err != nil {
		return err
	}
	audit, err := n.openAudit()
	if err != nil {
		return err
	}
	b := &bridgePorts{n, secured, bridge.NewMetrics(n.metrics), bridge.NewBound(n.set.Int(settings.LookUps)), audit}
	for _, p := range settings.BridgePorts() {
		if err := b.open(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// open starts one port, unless it is off.
func (b *bridgePorts) open(ctx context.Context, p settings.Port) error {
	l, err := b.node.listen(p.Setting)
	if l == nil || err != nil {
		return err
	}
	s, err := b.server(p)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	if p.TLS {
		l = b.tls.tls.Listen(l, p.Name, b.tls.metrics)
	}
	b.node.edge.Go(func() { b.node.ended("bridge", s.Serve(ctx, l)) })
	return nil
}

func (b *bridgePorts) server(p settings.Port) (*bridge.Server, error) {
	o, err := b.options(p)
	if err != nil {
		return nil, err
	}
	if p.Name == settings.NotesName {
		o.Timeout = max(noteTimeout, o.Timeout)
		return bridge.NewNotes(o, notes{b.node}, b.metrics), nil
	}
	return bridge.New(o, phrases{b.node, p.Ontology, b.node.set.Float(settings.Threshold)}, b.metrics), nil
}

// options are what the settings say of one port.
func (b *bridgePorts) options(p settings.Port) (bridge.Options, error) {
	set := b.node.set
	allow, err := bridge.ParseAllow(set.ListFor(settings.Allow, p.Name))
	if err != nil {
		return bridge.Options{}, fmt.Errorf("%w; see --%s", err, settings.Allow)
	}
	o := bridge.Options{
		Name: p.Name, Timeout: set.Duration(settings.Timeout), Grace: grace, Logger: b.node.log,
		MaxLine: set.IntFor(settings.MaxLine, p.Name), MaxConns: set.IntFor(settings.MaxConns, p.Name),
		ClientInFlight: set.IntFor(settings.MaxInFlight, p.Name), ClientRate: set.FloatFor(settings.Rate, p.Name),
		Idle: set.DurationFor(settings.Idle, p.Name), Allow: allow,
		LookUps: b.lookUps, Audit: b.audit,
	}
	if set.Quirk(p, settings.QuirkR69) {
		o.NoMatch = noMatchICD
	}
	switch {
	case set.Quirk(p, settings.QuirkSilent):
		o.Invalid = bridge.InvalidSilent
	case set.Quirk(p, settings.QuirkEcho):
		o.Invalid = bridge.InvalidEcho
	}
	return o, nil
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

// noteCoder codes one note at once.
type noteCoder interface {
	note(ctx context.Context, note schemas.Note) (schemas.Result, error)
}

// notes codes the notes of TCP clients, which send a text and nothing else.
type notes struct{ coder noteCoder }

// feedTCP names the clients of the port of notes as a source of notes.
const feedTCP = "tcp"

// Note codes a text. It has no id of its own, and gets one that nobody keeps.
func (n notes) Note(ctx context.Context, text schemas.Text) (schemas.Result, error) {
	return n.coder.note(ctx, schemas.Note{Feed: feedTCP, ID: rand.Text(), Text: text})
}
