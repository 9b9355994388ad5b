package main

import (
	"context"
	"fmt"
	"syscall"
	"time"

	"medcode/internal/lineload"
	"medcode/schemas"
)

const (
	// spareFiles are the files of a process beside its clients' connections.
	spareFiles = 200
	// settle is how long memory is given to come to rest.
	settle = time.Second
)

// enoughFiles wants room for n connections in this process; the server has the
// same limit. Go has raised the soft limit to the hard one already.
func enoughFiles(n int) error {
	var limit syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &limit); err != nil {
		return fmt.Errorf("the limit of open files cannot be read: %w", err)
	}
	if need := uint64(n + spareFiles); limit.Cur < need {
		return fmt.Errorf("%s idle connections need %s open files in client and server, and the limit is %s; raise it (ulimit -Hn, LimitNOFILE), or hold fewer with --idle",
			thousands(n), thousands(int(need)), thousands(int(limit.Cur)))
	}
	return nil
}

// idle holds connections that do nothing, first plain ones and then TLS, each
// on a fresh server: what do they cost, and is a client beside them answered?
func (t *tcpBench) idle(ctx context.Context) error {
	for _, secure := range []bool{false, true} {
		if err := t.serve(ctx, func() error { return t.hold(ctx, secure) }); err != nil {
			return err
		}
	}
	return nil
}

func (t *tcpBench) hold(ctx context.Context, secure bool) error {
	name := fmt.Sprintf("%s idle connections, %s", thousands(t.flags.idle), map[bool]string{false: "plain", true: "TLS"}[secure])
	beside := t.icd(t.printed, secure, 1)
	if _, err := beside.Closed(ctx); err != nil { // for memory as it is at work
		return err
	}
	before := t.resident()
	held, err := lineload.Hold(ctx, t.target(schemas.ICD10CM, secure), t.flags.idle)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	defer held.Close()
	after := t.resident()
	if before > 0 {
		t.add(name+": memory before, resident", "MB", before)
		t.add(name+": memory with them, resident", "MB", after)
		t.add(name+": memory of the server each", "bytes", (after-before)*1e6/float64(t.flags.idle))
	}
	m, err := t.once(func() (*lineload.Result, error) { return beside.Closed(ctx) })
	if err != nil {
		return fmt.Errorf("%s, a client beside them: %w", name, err)
	}
	t.addTook(name+", a client beside them", []measured{m})
	if err := held.Check(); err != nil {
		return fmt.Errorf("%s, asked again: %w", name, err)
	}
	t.add(name+": answer still", "", float64(t.flags.idle))
	return nil
}

// resident is the server's memory, at rest.
func (t *tcpBench) resident() float64 {
	time.Sleep(settle)
	rss, _ := t.s.memory()
	return rss
}
