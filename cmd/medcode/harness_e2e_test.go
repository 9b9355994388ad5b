//go:build e2e

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"medcode/internal/broker"
	"medcode/producer"
	"medcode/schemas"
)

// TestMain makes the test binary the command medcode for its own children, so
// that what runs as a process is what was compiled for the test.
func TestMain(m *testing.M) {
	models, err := filepath.Abs(filepath.Join("..", "..", "models"))
	if err == nil && os.Getenv("MEDCODE_MODELS_DIR") == "" {
		err = os.Setenv("MEDCODE_MODELS_DIR", models)
	}
	if err != nil {
		panic(err)
	}
	testscript.Main(m, map[string]func(){"medcode": main})
}

// install is one installation: a store and the ports of its processes.
type install struct {
	t         *testing.T
	dir       string
	nats      int
	http      int
	icd10cm   int
	logs      string
	processes int
}

func newInstall(t *testing.T) *install {
	t.Helper()
	dir := t.TempDir()
	in := &install{t: t, dir: filepath.Join(dir, "store"), logs: dir, nats: freePort(t), http: freePort(t), icd10cm: freePort(t)}
	t.Cleanup(func() {
		if t.Failed() {
			in.showLogs()
		}
	})
	return in
}

// freePort finds a port below those that the kernel gives to outgoing
// connections: a client that keeps trying a closed port there may end up
// connected to itself.
func freePort(t *testing.T) int {
	t.Helper()
	for range 100 {
		port := 12000 + rand.IntN(20000)
		if l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port)); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port")
	return 0
}

func (in *install) url() string { return fmt.Sprintf("nats://127.0.0.1:%d", in.nats) }

// run are the arguments of a process with these roles. One without the broker
// uses that of the installation; health and metrics of those without the role
// web are anywhere.
func (in *install) run(roles string, more ...string) []string {
	web := 0
	if roles == "all" || strings.Contains(roles, "web") {
		web = in.http
	}
	args := []string{
		"run", "--data", in.dir, "--roles", roles, "--http", strconv.Itoa(web),
		"--icd10cm-port", strconv.Itoa(in.icd10cm), "--snomed-port", "0", "--loinc-port", "0", "--rxnorm-port", "0", "--hcpcs-port", "0",
		"--nats-port", strconv.Itoa(in.nats),
	}
	if !strings.Contains(roles, "broker") && roles != "all" {
		args = append(args, "--nats", in.url())
	}
	return append(args, more...)
}

// process is a child with its output in a file.
type process struct {
	t    *testing.T
	name string
	cmd  *exec.Cmd
	log  string
	done chan struct{}
}

// start starts a child in a folder of its own, and kills it at the end of the
// test.
func (in *install) start(name string, args ...string) *process {
	in.t.Helper()
	return in.startWith(name, os.Environ(), args...)
}

func (in *install) startWith(name string, env []string, args ...string) *process {
	in.t.Helper()
	in.processes++
	name = strings.Map(func(r rune) rune {
		if r == ',' || r == ':' {
			return '-'
		}
		return r
	}, name)
	p := &process{t: in.t, name: name, done: make(chan struct{}), log: filepath.Join(in.logs, fmt.Sprintf("%03d-%s.log", in.processes, name))}
	if err := p.launch(in.logs, env, args); err != nil {
		in.t.Fatal(err)
	}
	in.t.Cleanup(p.kill)
	return p
}

func (p *process) launch(dir string, env, args []string) error {
	out, err := os.Create(p.log)
	if err != nil {
		return err
	}
	defer out.Close()
	p.cmd = exec.Command("medcode", args...)
	p.cmd.Dir, p.cmd.Env, p.cmd.Stdout, p.cmd.Stderr = dir, env, out, out
	if err := p.cmd.Start(); err != nil {
		return err
	}
	go func() {
		_ = p.cmd.Wait()
		close(p.done)
	}()
	return nil
}

func (p *process) signal(s os.Signal) { _ = p.cmd.Process.Signal(s) }

func (p *process) kill() {
	p.signal(syscall.SIGKILL)
	<-p.done
}

// term asks the process to leave and wants it to do so with 0.
func (p *process) term() {
	p.t.Helper()
	p.signal(syscall.SIGTERM)
	if code := p.exit(30 * time.Second); code != 0 {
		p.t.Errorf("%s left with %d after SIGTERM:\n%s", p.name, code, p.output())
	}
}

// exit waits for the end and returns the exit code.
func (p *process) exit(within time.Duration) int {
	p.t.Helper()
	select {
	case <-p.done:
		return p.cmd.ProcessState.ExitCode()
	case <-time.After(within):
		p.t.Fatalf("%s has not ended in %v:\n%s", p.name, within, p.output())
		return -1
	}
}

func (p *process) output() string {
	data, _ := os.ReadFile(p.log)
	return tail(string(data), 4000)
}

func tail(s string, n int) string {
	if len(s) > n {
		return "…" + s[len(s)-n:]
	}
	return s
}

func (in *install) showLogs() {
	names, _ := filepath.Glob(filepath.Join(in.logs, "*.log"))
	for _, name := range names {
		data, _ := os.ReadFile(name)
		in.t.Logf("== %s\n%s", filepath.Base(name), tail(string(data), 2500))
	}
}

// eventually polls until ok, which tells what is still missing.
func eventually(t *testing.T, within time.Duration, what string, ok func() error) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		err := ok()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not in %v: %v", what, within, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// ready waits until the installation's process with the role web answers.
func (in *install) ready() {
	in.t.Helper()
	eventually(in.t, 30*time.Second, "ready", func() error {
		_, err := in.get("/readyz")
		return err
	})
}

func (in *install) get(path string) (string, error) {
	resp, err := http.Get(fmt.Sprintf("http://127.0.0.1:%d%s", in.http, path))
	if err != nil {
		return "", err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err == nil && resp.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %s %s", path, resp.Status, body)
	}
	return string(body), err
}

// dial connects the test itself, and reads the key of the store.
func (in *install) dial() (*broker.Conn, *producer.Publisher, schemas.Keyer) {
	in.t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	conn, err := broker.Dial(ctx, in.url(), nil)
	if err != nil {
		in.t.Fatal(err)
	}
	in.t.Cleanup(conn.Close)
	var keyer schemas.Keyer
	eventually(in.t, 20*time.Second, "key", func() (err error) {
		keyer, err = readKey(filepath.Join(in.dir, "key"))
		return err
	})
	return conn, producer.NewPublisher(conn, keyer), keyer
}

// medcode runs a command to its end.
func (in *install) medcode(stdin io.Reader, args ...string) (stdout, stderr string, code int) {
	in.t.Helper()
	var out, err bytes.Buffer
	cmd := exec.Command("medcode", args...)
	cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = in.logs, stdin, &out, &err
	failed := cmd.Run()
	var exit *exec.ExitError
	if failed != nil && !errors.As(failed, &exit) {
		in.t.Fatal(failed)
	}
	return out.String(), err.String(), cmd.ProcessState.ExitCode()
}

// codeDirectly codes notes without a broker: what every run has to give.
func (in *install) codeDirectly(notes []schemas.Note) []schemas.Result {
	in.t.Helper()
	var lines bytes.Buffer
	for i := range notes {
		if err := json.NewEncoder(&lines).Encode(&notes[i]); err != nil {
			in.t.Fatal(err)
		}
	}
	stdout, stderr, code := in.medcode(&lines, "code", "--json", "--data", filepath.Join(in.logs, "direct"), "-")
	if code != exitOK {
		in.t.Fatalf("medcode code left with %d: %s", code, stderr)
	}
	return decodeLines(in.t, stdout)
}

func decodeLines(t *testing.T, s string) []schemas.Result {
	t.Helper()
	var out []schemas.Result
	for dec := json.NewDecoder(strings.NewReader(s)); ; {
		var r schemas.Result
		if err := dec.Decode(&r); errors.Is(err, io.EOF) {
			return out
		} else if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
}
