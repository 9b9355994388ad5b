package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"slices"
	"strings"
	"time"

	"medcode/internal/lineload"
	"medcode/internal/settings"
	"medcode/schemas"
)

// tcpFlags say how medcode bench tcp loads the bridge.
type tcpFlags struct {
	only              string
	runs              int
	idle, burst, soak int
}

func (f *tcpFlags) define(fs *flag.FlagSet) {
	fs.StringVar(&f.only, "only", "", "tcp: only these of "+strings.Join(tcpModeNames(), ",")+"; empty: all but soak")
	fs.IntVar(&f.runs, "runs", benchRuns, "tcp: runs of each load")
	fs.IntVar(&f.idle, "idle", 8000, "tcp: idle connections")
	fs.IntVar(&f.burst, "burst", 1000, "tcp: requests of each client in the burst")
	fs.IntVar(&f.soak, "soak", 10_000_000, "tcp: requests of the soak")
}

// check refuses what cannot be measured, before anything is.
func (f *tcpFlags) check(what string, clients int) error {
	if what != "tcp" {
		return nil
	}
	for _, m := range f.modes() {
		if !slices.Contains(tcpModeNames(), m) {
			return fmt.Errorf("%w: --only knows %s, not %q", errUsage, strings.Join(tcpModeNames(), ","), m)
		}
	}
	if min(f.runs, f.idle, f.burst) < 1 || f.soak < soakParts {
		return fmt.Errorf("%w: --runs, --idle and --burst are at least 1, --soak %d", errUsage, soakParts)
	}
	if clients < 2*len(schemas.Ontologies()) {
		return fmt.Errorf("%w: --clients is at least %d, so that each port has one", errUsage, 2*len(schemas.Ontologies()))
	}
	if slices.Contains(f.modes(), "idle") {
		return enoughFiles(f.idle)
	}
	return nil
}

func (f *tcpFlags) modes() []string {
	if f.only == "" {
		return slices.DeleteFunc(tcpModeNames(), func(m string) bool { return m == "soak" })
	}
	return strings.Split(f.only, ",")
}

// tcpMode is a way to load the bridge.
type tcpMode struct {
	name    string
	own     bool // starts servers of its own
	measure func(*tcpBench, context.Context) error
}

func tcpModes() []tcpMode {
	return []tcpMode{
		{"closed", false, (*tcpBench).closed},
		{"open", false, (*tcpBench).open},
		{"pipelined", false, (*tcpBench).pipelined},
		{"fresh", false, (*tcpBench).fresh},
		{"ports", false, (*tcpBench).allPorts},
		{"tls", false, (*tcpBench).secured},
		{"burst", false, (*tcpBench).burst},
		{"idle", true, (*tcpBench).idle},
		{"soak", true, (*tcpBench).soak},
	}
}

func tcpModeNames() []string {
	var names []string
	for _, m := range tcpModes() {
		names = append(names, m.name)
	}
	return names
}

// tcpBench is a bench of the bridge: what is asked, and the server asked.
type tcpBench struct {
	*bench
	s *benchServer
	asks
	rates map[string]float64 // of the closed loop, by kind
	tls   *tls.Config        // nil where the server has no TLS
}

// lines measures the look-ups over TCP alone.
func (b *bench) lines(ctx context.Context) error {
	modes := b.flags.modes()
	t, err := b.newTCP(ctx, slices.ContainsFunc(modes, func(m string) bool { return m == "ports" || m == "tls" }))
	if err != nil {
		return err
	}
	if err := t.measure(ctx, modes, false); err != nil {
		return err
	}
	return t.measure(ctx, modes, true)
}

// tcp asks the ICD-10-CM port of a server in a closed loop.
func (b *bench) tcp(ctx context.Context, s *benchServer) error {
	t, err := b.newTCP(ctx, false)
	if err != nil {
		return err
	}
	t.s = s
	if err := warm(ctx, t.target(schemas.ICD10CM, false)); err != nil {
		return err
	}
	return t.closed(ctx)
}

func (b *bench) newTCP(ctx context.Context, all bool) (*tcpBench, error) {
	a, err := b.answers(ctx, all)
	return &tcpBench{bench: b, asks: a, rates: map[string]float64{}}, err
}

// measure runs those of the modes that have servers of their own, or the
// others on one server.
func (t *tcpBench) measure(ctx context.Context, modes []string, own bool) error {
	var wanted []tcpMode
	for _, m := range tcpModes() {
		if m.own == own && slices.Contains(modes, m.name) {
			wanted = append(wanted, m)
		}
	}
	if len(wanted) == 0 {
		return nil
	}
	each := func() error {
		for _, m := range wanted {
			if err := m.measure(t, ctx); err != nil {
				return fmt.Errorf("%s: %w", m.name, err)
			}
		}
		return nil
	}
	if own {
		return each()
	}
	return t.serve(ctx, each)
}

// serve starts a server with TLS ports, and lets it be measured.
func (t *tcpBench) serve(ctx context.Context, measure func() error) error {
	return t.with(ctx, "always", func(s *benchServer) (err error) {
		t.s = s
		if t.tls, err = s.trust(); err != nil {
			return err
		}
		if t.target(schemas.ICD10CM, false).Addr == "" || t.target(schemas.ICD10CM, true).Addr == "" {
			return fmt.Errorf("%s: %w", schemas.ICD10CM, errNoPort)
		}
		for _, l := range t.lanes(false) {
			if err := warm(ctx, l.Target); err != nil {
				return err
			}
		}
		return measure()
	}, t.flags.server()...)
}

// server are the flags of a server with TLS, whatever limits it is set here.
func (f *tcpFlags) server() []string {
	return []string{
		"--tls=true", "--tls-cert=", "--tls-key=", "--tls-ca=", "--tls-client-auth=none",
		"--quirks=none", "--rate=0", "--idle=0", "--allow=", fmt.Sprintf("--max-connections=%d", max(10_000, f.idle+spareFiles)),
	}
}

// warm waits until a port answers: the first look-up opens the indexes.
func warm(ctx context.Context, at lineload.Target) error {
	deadline := time.Now().Add(startPatience)
	for {
		_, err := lineload.Answers(ctx, at, 1, []string{"a phrase that is no term of the vocabulary"})
		if err == nil || ctx.Err() != nil {
			return ctx.Err()
		}
		if time.Now().After(deadline) {
			return fmt.Errorf("the port does not answer: %w", err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// target is a port of the server; an empty address where it is not open.
func (t *tcpBench) target(o schemas.Ontology, secure bool) lineload.Target {
	if secure {
		return lineload.Target{Addr: t.s.ports[string(settings.TLSPortOf(o))], TLS: t.tls}
	}
	return lineload.Target{Addr: t.s.ports[string(settings.PortOf(o))]}
}

// icd is a load of the ICD-10-CM port.
func (t *tcpBench) icd(k kind, secure bool, clients int) *lineload.Load {
	return &lineload.Load{
		Lanes:   []lineload.Lane{{Name: string(schemas.ICD10CM), Target: t.target(schemas.ICD10CM, secure), Ask: k.round}},
		Clients: clients, For: t.length(),
	}
}

func (t *tcpBench) length() time.Duration { return time.Duration(t.c.opt.seconds) * time.Second }

// errNoPort is told where the server has not opened what is to be measured.
var errNoPort = errors.New("the server has not opened this port; leave its settings at their defaults for the measurement")
