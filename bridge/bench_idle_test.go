package bridge

import (
	"bufio"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"os"
	"runtime"
	"testing"
	"time"
)

// hold opens n connections, asks once on each, says so, and keeps them until
// the end of its input.
func hold(addr string, n int, secured bool) error {
	for range n {
		nc, err := net.Dial("tcp", addr)
		if err != nil {
			return err
		}
		defer nc.Close()
		if secured {
			nc = tls.Client(nc, &tls.Config{InsecureSkipVerify: true})
		}
		if err := askOnce(nc, 1); err != nil {
			return err
		}
	}
	if _, err := os.Stdout.WriteString("ready\n"); err != nil {
		return err
	}
	_, err := io.Copy(io.Discard, os.Stdin)
	return err
}

// BenchmarkIdle measures what the server holds for a connection that has asked
// once. Its clients are a process of their own; what the kernel holds does not
// show. Give it the count of connections: -benchtime 8000x.
func BenchmarkIdle(b *testing.B) {
	_, files := authority(b)
	for _, kind := range []string{"idle", "idle-tls"} {
		b.Run(kind, func(b *testing.B) {
			var s serving
			if kind == "idle" {
				s = serve(b, listen(b), Options{}, trivial{})
			} else {
				s = serveTLS(b, files, Options{}, TLSOptions{}, trivial{}).serving
			}
			before := held()
			release := holding(b, s.addr, b.N, kind)
			after := held()
			release()
			n := float64(b.N)
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/n, "heap-B/conn")
			b.ReportMetric(float64(after.StackInuse-before.StackInuse)/n, "stack-B/conn")
			b.ReportMetric(float64(after.Sys-before.Sys)/n, "sys-B/conn")
		})
	}
}

// held is what is in use after garbage is gone and stacks have shrunk.
func held() (m runtime.MemStats) {
	for range 4 {
		runtime.GC()
		time.Sleep(10 * time.Millisecond)
	}
	runtime.ReadMemStats(&m)
	return m
}

// holding has n connections held until release is called.
func holding(b *testing.B, addr string, n int, kind string) (release func()) {
	cmd := asking(addr, n, kind)
	in, err := cmd.StdinPipe()
	out, err2 := cmd.StdoutPipe()
	if err := errors.Join(err, err2); err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil {
		b.Fatalf("clients said %q, %v", line, err)
	}
	return func() {
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Error(err)
		}
	}
}
