package bridge

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// The clients of a benchmark are a process of their own, so that the CPU time
// of the server can be told from theirs: the test binary started again with
// these variables.
const (
	envAddr  = "BRIDGE_BENCH_ADDR"
	envCount = "BRIDGE_BENCH_REQUESTS"
	envDepth = "BRIDGE_BENCH_DEPTH"
)

func TestMain(m *testing.M) {
	addr := os.Getenv(envAddr)
	if addr == "" {
		os.Exit(m.Run())
	}
	n, err := strconv.Atoi(os.Getenv(envCount))
	if err != nil {
		panic(err)
	}
	switch depth := os.Getenv(envDepth); depth {
	case "connection":
		err = divide(n, 1, func(turn func() bool) error { return askAnew(addr, turn) })
	case "idle", "idle-tls":
		err = hold(addr, n, depth == "idle-tls")
	default:
		var d int
		if d, err = strconv.Atoi(depth); err == nil {
			err = divide(n, d, func(turn func() bool) error { return askOn(addr, d, turn) })
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// divide splits n requests over 100 clients, so many a turn.
func divide(n, a int, client func(turn func() bool) error) error {
	var left atomic.Int64
	left.Store(int64(n))
	turn := func() bool { return left.Add(-int64(a)) > -int64(a) }
	errs := make(chan error, 100)
	for range cap(errs) {
		go func() { errs <- client(turn) }()
	}
	var all error
	for range cap(errs) {
		all = errors.Join(all, <-errs)
	}
	return all
}

// askOn keeps depth requests under way on one connection.
func askOn(addr string, depth int, turn func() bool) error {
	nc, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	defer nc.Close()
	for err == nil && turn() {
		err = askOnce(nc, depth)
	}
	return err
}

// askAnew makes a connection for each request.
func askAnew(addr string, turn func() bool) error {
	for once := true; turn(); once = true {
		if err := askOn(addr, 1, func() bool { defer func() { once = false }(); return once }); err != nil {
			return err
		}
	}
	return nil
}

func askOnce(nc net.Conn, depth int) error {
	out := make([]byte, 0, 32*depth)
	for i := range depth {
		out = append(strconv.AppendInt(out, int64(i), 10), ",chest pain\n"...)
	}
	if _, err := nc.Write(out); err != nil {
		return err
	}
	r := bufio.NewReader(io.LimitReader(nc, int64(len(out))))
	for i := range depth {
		line, err := r.ReadString('\n')
		if want := strconv.Itoa(i) + ",R07.9\n"; line != want {
			return fmt.Errorf("got %q, want %q (%w)", line, want, err)
		}
	}
	return nil
}

type trivial struct{}

func (trivial) Code(context.Context, string) (string, error) { return "R07.9", nil }

// BenchmarkLookups asks over 100 connections: one request at a time each, and
// pipelined.
func BenchmarkLookups(b *testing.B) {
	for _, depth := range []int{1, 64} {
		b.Run(fmt.Sprintf("depth=%d", depth), func(b *testing.B) {
			measure(b, Options{}, strconv.Itoa(depth))
		})
	}
}

// measure has clients ask b.N times.
func measure(b *testing.B, o Options, depth string) {
	s := serve(b, listen(b), o, trivial{})
	cmd := asking(s.addr, b.N, depth)
	before, allocs := cpuTime(), mallocs()
	b.ResetTimer()
	if err := cmd.Run(); err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	n := float64(b.N)
	b.ReportMetric(n/b.Elapsed().Seconds(), "lookups/s")
	b.ReportMetric(float64((cpuTime()-before).Nanoseconds())/n, "server-cpu-ns/op")
	b.ReportMetric(float64(mallocs()-allocs)/n, "server-allocs/op")
	used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	b.ReportMetric(float64(used.Nanoseconds())/n, "client-cpu-ns/op")
}

// asking is a process of clients.
func asking(addr string, n int, depth string) *exec.Cmd {
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), envAddr+"="+addr, fmt.Sprintf("%s=%d", envCount, n), envDepth+"="+depth)
	cmd.Stderr = os.Stderr
	return cmd
}

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// cpuTime is what this process has used up.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkConnections makes a connection for each request, which is what an
// audit costs most.
func BenchmarkConnections(b *testing.B) {
	for _, kind := range []string{"off", "discarded", "file"} {
		b.Run("audit="+kind, func(b *testing.B) {
			var o Options
			switch kind {
			case "discarded":
				o.Audit = slog.New(slog.NewJSONHandler(io.Discard, nil))
			case "file":
				f, err := os.Create(filepath.Join(b.TempDir(), "audit"))
				if err != nil {
					b.Fatal(err)
				}
				defer f.Close()
				o.Audit = slog.New(slog.NewJSONHandler(f, nil))
			}
			measure(b, o, "connection")
		})
	}
}
