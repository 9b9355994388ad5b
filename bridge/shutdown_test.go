package bridge

import (
	"bytes"
	"log/slog"
	"net"
	"strings"
	"testing"
	"time"
)

// TestStopAnswers is case 55: fifty in flight, some on one connection, when
// the server is told to stop.
func TestStopAnswers(t *testing.T) {
	d := &dictionary{gate: make(chan struct{})}
	s := serve(t, listen(t), Options{}, d)
	var clients []client
	for range 25 {
		c := dial(t, s.addr)
		c.send("1,gated x\n2,gated y\n3,unfini")
		clients = append(clients, c)
	}
	eventually(t, "fifty are in flight", func() bool { return d.asked.Load() == 50 })
	ended := make(chan error, 1)
	go func() { ended <- s.stop() }()
	eventually(t, "nobody new gets in", func() bool {
		nc, err := net.Dial("tcp", s.addr)
		if err == nil {
			nc.Close()
		}
		return err != nil
	})
	close(d.gate)
	for _, c := range clients {
		c.want("1," + d.code("gated x") + "\n2," + d.code("gated y") + "\n")
		c.closed()
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestStopAnswersBuffered: lines that wait for a place in the window when the
// server stops are answered. What comes once the connection was quiet is not,
// but does not reset it either.
func TestStopAnswersBuffered(t *testing.T) {
	d := &dictionary{gate: make(chan struct{})}
	s := serve(t, listen(t), Options{InFlight: 2}, d)
	c := dial(t, s.addr)
	c.send(strings.Repeat("1,gated x\n", 40))
	eventually(t, "the window is full", func() bool { return d.asked.Load() == 2 })
	ended := make(chan error, 1)
	go func() { ended <- s.stop() }()
	time.Sleep(2 * drainTime)
	close(d.gate)
	c.want(strings.Repeat("1,"+d.code("gated x")+"\n", 40))
	time.Sleep(drainTime + lingerTime/2)
	c.send("2,too late\n")
	c.closed()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// TestStopGivesUp: what is not answered in the grace time gets TIMEOUT, even
// from a coder that takes no notice of its context.
func TestStopGivesUp(t *testing.T) {
	d := &dictionary{gate: make(chan struct{})}
	defer close(d.gate)
	s := serve(t, listen(t), Options{Grace: 200 * time.Millisecond}, d)
	c := dial(t, s.addr)
	c.send("1,gated x\n2,stalled\n3,bb\n")
	eventually(t, "all are in flight", func() bool { return d.asked.Load() == 3 })
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	c.want("1,TIMEOUT\n2,TIMEOUT\n3," + d.code("bb") + "\n")
	c.closed()
}

// TestMetricsAndLogs: every line is counted under its outcome, and nothing a
// client sends is in a label or in the log.
func TestMetricsAndLogs(t *testing.T) {
	var log bytes.Buffer
	o := Options{
		Name: "hcpcs", Timeout: 50 * time.Millisecond,
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
	s := serve(t, listen(t), o, &dictionary{})
	c := dial(t, s.addr)
	c.send("1,canary\nHEALTH\ncanary\n1,\n1,\xff canary\n1,stalled canary\n1,broken canary\n1,panicking canary\n" + long(70_000) + "canary\n")
	c.fin()
	var b bytes.Buffer
	b.ReadFrom(c)
	s.stop()
	for o := range outcomeAbandoned {
		want := 1.0
		if o == outcomeError {
			want = 2
		}
		if got := value(t, s.metrics.lines[o]); got != want {
			t.Errorf("%v: %v, want %v", o, got, want)
		}
	}
	got, err := s.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range got {
		if strings.Contains(family.String(), "canary") {
			t.Errorf("text in %s", family)
		}
	}
	if log.Len() == 0 || strings.Contains(log.String(), "canary") {
		t.Errorf("log: %s", &log)
	}
}
