//go:build e2e

package main

import (
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// canary is a word that stands in every text and identifier of the test, and
// must stand nowhere but in the messages themselves.
const canary = "Quuxzebra"

// TestNoPatientData sends notes, faulty ones among them, and TCP lines that
// all hold a canary, at the finest log level, and looks for it wherever
// operators look: logs, metrics, subjects, headers, file names, small files.
func TestNoPatientData(t *testing.T) {
	in := newInstall(t)
	p := in.start("all", in.run("all", "--log-level", "debug")...)
	in.ready()
	conn, pub, _ := in.dial()
	var notes []schemas.Note
	for i := range 10 {
		notes = append(notes, schemas.Note{
			Feed: "ward", ID: fmt.Sprintf("%s-%d", canary, i), PatientToken: canary, EncounterToken: canary,
			Text: schemas.Text(fmt.Sprintf("%s has asthma and chest pain, takes aspirin. Mother of %s had breast cancer.", canary, canary)),
		})
	}
	in.publish(pub, notes)
	in.faulty(conn, notes[0])
	in.deadLetters(conn, 4)
	in.atRest()
	in.cleanStreams(conn)
	in.lines()
	metrics, err := in.get("/metrics")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(metrics, "medcode_bridge_lines_total") {
		t.Error("no metrics to look at")
	}
	p.term()
	log, err := os.ReadFile(p.log)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(log), "dead-letter") {
		t.Error("no log to look at")
	}
	in.clean("log", string(log))
	in.clean("metrics", metrics)
	in.cleanFiles()
}

// faulty publishes what no router accepts, canary and all.
func (in *install) faulty(conn *broker.Conn, n schemas.Note) {
	in.t.Helper()
	changed := n
	changed.Text += " Changed."
	changed.Normalize()
	data, err := schemas.Encode(&changed)
	if err != nil {
		in.t.Fatal(err)
	}
	for _, m := range []broker.Msg{
		{Subject: "notes.ward", Data: data}, // the same revision with another text
		{Subject: "notes.ward", Data: []byte(`{"id":"` + canary + `","text":7}`)},
		{Subject: "notes.ward", Data: []byte(`{"id":"` + canary + `","text":"` + canary + `\u0000"}`)},
		{Subject: "notes.ward", Data: []byte(canary)},
	} {
		if _, err := conn.Publish(in.t.Context(), m, broker.PublishOptions{}); err != nil {
			in.t.Fatal(err)
		}
	}
}

// cleanStreams looks at the subjects and headers of everything stored.
func (in *install) cleanStreams(conn *broker.Conn) {
	in.t.Helper()
	for _, stream := range []string{schemas.StreamNotes, schemas.StreamDone, schemas.StreamCodes, schemas.StreamDLQ} {
		list := stored(in.t, conn, stream, ">")
		if len(list) == 0 {
			in.t.Errorf("nothing in %s", stream)
		}
		for _, m := range list {
			in.clean(stream, fmt.Sprint(m.Subject, m.Header))
		}
	}
}

// lines asks over TCP, well and badly.
func (in *install) lines() {
	in.t.Helper()
	c, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", in.icd10cm))
	if err != nil {
		in.t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	fmt.Fprintf(c, "%s,chest pain of %s\n%s\n1,%s \xff\n", canary, canary, canary, canary)
	buf := make([]byte, 4096)
	for got := ""; strings.Count(got, "\n") < 3; {
		n, err := c.Read(buf)
		if err != nil {
			in.t.Fatalf("after %q: %v", got, err)
		}
		got += string(buf[:n])
	}
}

func (in *install) clean(where, s string) {
	in.t.Helper()
	if strings.Contains(strings.ToLower(s), strings.ToLower(canary)) {
		in.t.Errorf("patient data in %s", where)
	}
}

// cleanFiles looks at every file name of the store, and into every file but
// those of the streams, which hold the messages.
func (in *install) cleanFiles() {
	in.t.Helper()
	err := filepath.WalkDir(in.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		in.clean("file names", d.Name())
		if d.IsDir() || strings.Contains(path, "jetstream") {
			return nil
		}
		data, err := os.ReadFile(path)
		in.clean(path, string(data))
		return err
	})
	if err != nil {
		in.t.Fatal(err)
	}
}
