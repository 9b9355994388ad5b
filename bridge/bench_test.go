package bridge

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"sync"
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
	if addr := os.Getenv(envAddr); addr != "" {
		n, _ := strconv.ParseInt(os.Getenv(envCount), 10, 64)
		depth, _ := strconv.Atoi(os.Getenv(envDepth))
		if err := ask(addr, n, depth); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// ask sends n requests over 100 connections that keep depth of them under way,
// and checks that each reply is the next one of its connection.
func ask(addr string, n int64, depth int) error {
	var left atomic.Int64
	left.Store(n)
	errs := make(chan error, 100)
	var wg sync.WaitGroup
	for range cap(errs) {
		wg.Go(func() {
			nc, err := net.Dial("tcp", addr)
			if err == nil {
				defer nc.Close()
				for err == nil && left.Add(-int64(depth)) >= -int64(depth)+1 {
					err = askOnce(nc, depth)
				}
			}
			errs <- err
		})
	}
	wg.Wait()
	for range cap(errs) {
		if err := <-errs; err != nil {
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
			s := serve(b, listen(b), Options{}, trivial{})
			cmd := exec.Command(os.Args[0])
			cmd.Env = append(os.Environ(), envAddr+"="+s.addr,
				fmt.Sprintf("%s=%d", envCount, b.N), fmt.Sprintf("%s=%d", envDepth, depth))
			cmd.Stderr = os.Stderr
			before := cpuTime()
			b.ResetTimer()
			if err := cmd.Run(); err != nil {
				b.Fatal(err)
			}
			b.StopTimer()
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lookups/s")
			b.ReportMetric(float64((cpuTime()-before).Nanoseconds())/float64(b.N), "server-cpu-ns/op")
			clients := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
			b.ReportMetric(float64(clients.Nanoseconds())/float64(b.N), "client-cpu-ns/op")
		})
	}
}

// cpuTime is what this process has used up.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
