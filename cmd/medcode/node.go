package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"medcode/deploy"
	"medcode/internal/broker"
	"medcode/internal/pipe"
	"medcode/internal/settings"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers"
)

// loopback is where the embedded broker listens: it asks nobody for a password.
// Processes on other hosts need a NATS server of their own making.
const loopback = "127.0.0.1"

// grace is how long a stopping process finishes what it holds.
const grace = 10 * time.Second

// node is one running process with its roles.
type node struct {
	set      *settings.Values
	log      *slog.Logger
	keyer    schemas.Keyer
	server   *broker.Server // nil with an external broker
	conn     *broker.Conn
	topology broker.Topology
	coding   *coding
	metrics  *prometheus.Registry
	loops    *pipe.Metrics
	workers  map[schemas.Ontology]*workers.Worker
	journals []*pipe.Journal
	now      *router.Now
	ports    map[string]string

	// Stopped in this order, each when the one before has finished, so that
	// what is under way finds who completes it.
	edge    group // bridge and web
	routing group
	working group

	mu     sync.Mutex
	failed error
	broken context.CancelFunc // a role failed: the process stops, and its supervisor starts it anew
}

// group is the goroutines of some roles and what stops them.
type group struct {
	sync.WaitGroup
	cancel context.CancelFunc
}

// context returns the context of the group's goroutines; it outlives parent
// until stop.
func (g *group) context(parent context.Context) context.Context {
	ctx, cancel := context.WithCancel(context.WithoutCancel(parent))
	g.cancel = cancel
	return ctx
}

func (g *group) stop() {
	if g.cancel != nil {
		g.cancel()
	}
	g.Wait()
}

// startNode brings up the broker, then the roles, and returns when all of
// them listen. They stop when ctx is done, see wait; broken is called when a
// role fails.
func startNode(ctx context.Context, set *settings.Values, log *slog.Logger, broken context.CancelFunc) (*node, error) {
	n := &node{set: set, log: log, broken: broken, metrics: prometheus.NewRegistry(), ports: map[string]string{}, workers: map[schemas.Ontology]*workers.Worker{}}
	n.metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	n.loops = pipe.NewMetrics(n.metrics)
	for _, step := range []func(context.Context) error{
		n.startBroker, n.openVocabularies, n.startWorkers, n.startRouter, n.followReleases, n.startWeb, n.startBridge, n.writePorts,
	} {
		if err := step(ctx); err != nil {
			n.fail(err)
			broken()
			return nil, n.wait()
		}
	}
	return n, nil
}

func (n *node) fail(err error) {
	n.mu.Lock()
	n.failed = errors.Join(n.failed, err)
	n.mu.Unlock()
}

// wait returns when everything has stopped: first the edges, so that nothing
// new comes in, then the stages, then connection and broker.
func (n *node) wait() error {
	n.edge.Wait()
	n.routing.stop()
	n.working.stop()
	for _, j := range n.journals {
		if err := j.Close(); err != nil {
			n.fail(err)
		}
	}
	if n.coding != nil {
		_ = n.coding.Close()
	}
	if n.conn != nil {
		n.conn.Close()
	}
	if n.server != nil {
		if err := n.server.Close(); err != nil {
			n.fail(err)
		}
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.failed
}

func (n *node) startBroker(ctx context.Context) (err error) {
	url := n.set.String(settings.NATS)
	if url == "" {
		n.server, err = broker.StartServer(ctx, broker.ServerConfig{
			Dir: n.set.String(settings.Data), Conf: deploy.NATSConf, Host: loopback,
			Port: n.natsPort(), Sync: n.set.String(settings.Sync), Logger: n.log,
		})
		if err != nil {
			return err
		}
		n.ports["nats"] = n.server.URL()
		n.conn, err = n.server.Dial(n.log)
	} else {
		n.log.Warn("using an external NATS server: how durable notes are is up to its sync_interval", "url", redactURL(url))
		n.ports["nats"] = redactURL(url)
		n.conn, err = broker.Dial(ctx, url, n.log)
	}
	if err != nil {
		return err
	}
	if n.keyer, err = openKey(n.set); err != nil {
		return err
	}
	n.topology = deploy.Topology(n.set.Int(settings.Replicas), deploy.Share(n.budget()), n.keyer.Check())
	return n.ensure(ctx)
}

func (n *node) natsPort() int {
	if n.set.String(settings.Ports) == "auto" {
		return -1
	}
	return n.set.Int(settings.NATSPort)
}

// budget is what the streams may fill: half the free disk, 20 GiB at most.
func (n *node) budget() int64 {
	const most = 20 << 30
	if n.server == nil {
		return most
	}
	free, err := freeDisk(n.set.String(settings.Data))
	if err != nil {
		return most
	}
	return min(most, free/2)
}

// ensure makes the streams and consumers; every role does, so that any of
// them can start first and a broker that lost its memory is mended.
func (n *node) ensure(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	var last error
	err := pipe.Persist(ctx, func() error {
		if err := n.conn.Apply(ctx, n.topology); err != nil && ctx.Err() == nil {
			last = err
			return err
		}
		return ctx.Err()
	})
	if err != nil && last != nil {
		return fmt.Errorf("the streams cannot be made on the NATS server: %w", last)
	}
	return err
}

func (n *node) openVocabularies(ctx context.Context) (err error) {
	n.coding, err = openCoding(ctx, n.set, n.log, watchModels(n.metrics, n.set.String(settings.Device)))
	return err
}

func (n *node) startWorkers(ctx context.Context) error {
	ctx = n.working.context(ctx)
	for _, o := range n.set.Workers() {
		journal, err := n.journal("worker-" + string(o))
		if err != nil {
			return err
		}
		w := workers.New(workers.Options{
			Conn: n.conn, Ensure: n.ensure, Consumer: deploy.WorkerConsumer(o), Batch: n.set.Int(settings.BatchSize),
			Runners: runners(n.set), AckWait: deploy.AckWait, Journal: journal, Metrics: n.loops, Log: n.log,
		}, n.coding.coders[o])
		n.workers[o] = w
		n.countAnswers(o)
		n.working.Go(func() { n.coding.warm(o, n.log) })
		n.working.Go(func() { n.ended("worker", w.Run(ctx, grace)) })
	}
	return nil
}

func (n *node) startRouter(ctx context.Context) error {
	if !n.set.HasRole(settings.RoleRouter) {
		return nil
	}
	reader, err := n.coding.reader()
	if err != nil {
		return err
	}
	journal, err := n.journal("router")
	if err != nil {
		return err
	}
	r := router.New(router.Options{
		Conn: n.conn, Ensure: n.ensure, Consumer: deploy.RouterConsumer, Replay: deploy.ReplayConsumer, Workers: deploy.WorkerConsumer, Keyer: n.keyer,
		Instance: rand.Text()[:12], Threshold: n.set.Float(settings.Threshold), Claims: n.coding.claims, History: n.coding.claims, InFlight: deploy.NotesInFlight,
		MaxResult: deploy.MaxMessageBytes - 64<<10, AckWait: deploy.AckWait, Patience: 5 * time.Second,
		Runners: runners(n.set), Journal: journal, Metrics: n.loops, Log: n.log, Now: time.Now,
	}, reader)
	n.now = r.Now(n)
	ctx = n.routing.context(ctx)
	stop, err := n.now.Serve(context.WithoutCancel(ctx), n.conn)
	if err != nil {
		return err
	}
	n.routing.Go(func() {
		n.ended("router", r.Run(ctx, grace))
		stop()
	})
	return nil
}

// Code codes one part: in this process where it has the worker, else through
// the broker.
func (n *node) Code(ctx context.Context, w schemas.Work) (schemas.Part, error) {
	if k := n.workers[w.Ontology]; k != nil {
		return k.Code(ctx, w)
	}
	return router.Remote{Conn: n.conn}.Code(ctx, w)
}

func (n *node) journal(name string) (*pipe.Journal, error) {
	j, err := pipe.OpenJournal(filepath.Join(n.set.String(settings.Data), "journal", name))
	if err == nil {
		n.journals = append(n.journals, j)
	}
	return j, err
}

func (n *node) ended(role string, err error) {
	if err != nil {
		n.log.Error("a role stopped", "role", role, "error", err)
		n.fail(fmt.Errorf("%s: %w", role, err))
		n.broken()
	}
}
