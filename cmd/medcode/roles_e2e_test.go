//go:build e2e

package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/joho/godotenv"

	"medcode/internal/broker"
	"medcode/producer"
	"medcode/producer/samples"
	"medcode/schemas"
)

// TestRolesApart codes the samples by one process, by a process a role, and by
// such processes that differ in their environment alone, as the settings file
// for containers has it. All give what medcode code gives.
func TestRolesApart(t *testing.T) {
	notes := sampleNotes(t)
	want := newInstall(t).codeDirectly(notes)
	apart := []string{"broker", "router", "worker:icd10cm,worker:snomed", "worker:loinc,worker:rxnorm,worker:hcpcs", "bridge,web"}
	for _, mode := range []struct {
		name  string
		start func(in *install) []*process
	}{
		{"one process", func(in *install) []*process { return []*process{in.start("all", in.run("all")...)} }},
		{"flags", func(in *install) (all []*process) {
			for _, roles := range apart {
				all = append(all, in.start(roles, in.run(roles)...))
			}
			return all
		}},
		{"settings file", func(in *install) (all []*process) {
			for _, roles := range apart {
				all = append(all, in.fromFile(roles))
			}
			return all
		}},
	} {
		t.Run(mode.name, func(t *testing.T) {
			in := newInstall(t)
			processes := mode.start(in)
			conn, pub, _ := in.dial()
			in.publish(pub, notes)
			got := in.results(conn, len(notes))
			for i, n := range notes {
				r := got[n.ID]
				if diff := same(&want[i], &r); diff != "" {
					t.Errorf("note %s: %s", n.ID, tail(diff, 1000))
				}
			}
			in.ready()
			in.atRest()
			conn.Close()
			for _, p := range slices.Backward(processes) {
				p.term()
			}
		})
	}
}

func sampleNotes(t *testing.T) []schemas.Note {
	t.Helper()
	notes, err := samples.Notes()
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// fromFile starts a process whose settings are those of deploy/medcode.env,
// with what differs on this machine on top.
func (in *install) fromFile(roles string) *process {
	in.t.Helper()
	env, err := godotenv.Read(filepath.Join("..", "..", "deploy", "medcode.env"))
	if err != nil {
		in.t.Fatal(err)
	}
	env["MEDCODE_HOME"], env["MEDCODE_ROLES"] = in.dir, roles
	env["MEDCODE_NATS_PORT"], env["MEDCODE_HTTP"] = fmt.Sprint(in.nats), "0"
	if roles != "broker" {
		env["MEDCODE_NATS"] = in.url()
	}
	if strings.Contains(roles, "web") {
		env["MEDCODE_HTTP"], env["MEDCODE_ICD10CM_PORT"] = fmt.Sprint(in.http), fmt.Sprint(in.icd10cm)
		for _, o := range schemas.Ontologies()[1:] {
			env["MEDCODE_"+strings.ToUpper(string(o))+"_PORT"] = "0"
		}
	}
	var lines []string
	for _, k := range slices.Sorted(maps.Keys(env)) {
		lines = append(lines, k+"="+env[k])
	}
	return in.startWith(roles, append(os.Environ(), lines...), "run")
}

// publish publishes notes and wants each to be accepted.
func (in *install) publish(pub *producer.Publisher, notes []schemas.Note) {
	in.t.Helper()
	ctx, cancel := context.WithTimeout(in.t.Context(), 60*time.Second)
	defer cancel()
	for _, n := range notes {
		if _, err := pub.PublishWait(ctx, n); err != nil {
			in.t.Fatalf("note %s: %v", n.ID, err)
		}
	}
}

// results waits until n results are stored and returns them by note.
func (in *install) results(conn *broker.Conn, n int) map[string]schemas.Result {
	in.t.Helper()
	eventually(in.t, 60*time.Second, "results", func() error {
		s, err := conn.StreamState(in.t.Context(), schemas.StreamDone)
		if err == nil && s.Messages < uint64(n) {
			err = fmt.Errorf("%d of %d", s.Messages, n)
		}
		return err
	})
	return results(in.t, conn)
}

// TestSamplesTwice starts twice on one store: the second prints what the first
// stored.
func TestSamplesTwice(t *testing.T) {
	in := newInstall(t)
	var printed []string
	for range 2 {
		stdout, stderr, code := in.medcode(nil, in.run("all", "--samples", "--once")...)
		if code != exitOK || !strings.Contains(stdout, "R07.9") {
			t.Fatalf("left with %d:\n%s\n%s", code, stdout, stderr)
		}
		printed = append(printed, stdout)
	}
	if printed[0] != printed[1] {
		t.Errorf("the second start prints something else:\n%s\n%s", printed[0], printed[1])
	}
}
