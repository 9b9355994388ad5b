//go:build e2e

package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net"
	"testing"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// TestGarbage publishes what no feed should: it lands in the dead-letter queue
// with a reason, and the notes among it are coded.
func TestGarbage(t *testing.T) {
	in := newInstall(t)
	p := in.start("all", in.run("all")...)
	in.ready()
	conn, pub, _ := in.dial()
	notes := numbered(t, 40)
	in.publish(pub, notes[:20])
	random := make([]byte, 1000)
	for i := range random {
		random[i] = byte(rand.IntN(256))
	}
	valid, err := schemas.Encode(&notes[0])
	if err != nil {
		t.Fatal(err)
	}
	future := bytes.Clone(valid)
	future[bytes.IndexByte(future, schemas.Version)] = 9
	list := []broker.Msg{
		{Subject: "notes.x", Data: []byte{}},
		{Subject: "notes.x", Data: random},
		{Subject: "notes.x", Data: valid[:len(valid)/2]},
		{Subject: "notes.x", Data: append(bytes.Clone(valid), 1)},
		{Subject: "notes.x", Data: future},
		{Subject: "notes.x", Data: valid},                                                    // the feed inside is another
		{Subject: "notes.x", Data: []byte{0xdd, 0xff, 0xff, 0xff, 0xff}},                     // an array of 2³²−1
		{Subject: "notes.x", Data: []byte{0x92, 0x01, 0xdb, 0xff, 0xff, 0xff, 0xff}},         // a text of 2³²−1 bytes
		{Subject: "notes.x", Data: bytes.Repeat([]byte{0x91}, 100_000)},                      // arrays in arrays
		{Subject: "notes.x", Data: []byte{0xc7, 0xff, 0xff, 0, 1, 2, 3}},                     // a cut extension
		{Subject: "notes.x", Data: bytes.Repeat([]byte{0xc1}, 4<<20-1024)},                   // as large as is let in
		{Subject: "notes.x", ContentType: schemas.ContentTypeJSON, Data: []byte(`{"id":`)},   // cut
		{Subject: "notes.x", ContentType: schemas.ContentTypeJSON, Data: []byte(`{"id":7}`)}, // a wrong type
		{Subject: "notes.x", ContentType: schemas.ContentTypeJSON, Data: []byte(`{"id":"a","text":" "}`)},
		{Subject: "notes.x", ContentType: schemas.ContentTypeJSON, Data: bytes.Repeat([]byte("["), 100_000)},
		{Subject: "work.icd10cm", Data: random},
		{Subject: "work.loinc", Data: []byte{0xdd, 0xff, 0xff, 0xff, 0xff}},
	}
	for i, m := range list {
		if _, err := conn.Publish(t.Context(), m, broker.PublishOptions{}); err != nil {
			t.Fatalf("message %d: %v", i, err)
		}
	}
	if _, err := conn.Publish(t.Context(), broker.Msg{Subject: "codes.icd10cm.nobody", Data: random}, broker.PublishOptions{}); err != nil {
		t.Fatal(err)
	}
	in.publish(pub, notes[20:])
	got := in.results(conn, len(notes))
	if len(got) != len(notes) {
		t.Errorf("%d results for %d notes", len(got), len(notes))
	}
	in.deadLetters(conn, len(list))
	in.atRest()
	p.term()
}

// deadLetters waits for n dead letters and wants each to have a reason.
func (in *install) deadLetters(conn *broker.Conn, n int) {
	in.t.Helper()
	eventually(in.t, 30*time.Second, "dead letters", func() error {
		s, err := conn.StreamState(in.t.Context(), schemas.StreamDLQ)
		if err == nil && s.Messages != uint64(n) {
			err = fmt.Errorf("%d, want %d", s.Messages, n)
		}
		return err
	})
	for id, letters := range deadLetters(in.t, conn) {
		for _, l := range letters {
			if l.reason == "" {
				in.t.Errorf("%q from %s has no reason", id, l.stage)
			}
		}
	}
}

// TestChangedText publishes the same id and revision with another text, at
// once and later: the first is coded, the others are dead letters.
func TestChangedText(t *testing.T) {
	in := newInstall(t)
	in.start("all", in.run("all")...)
	in.ready()
	conn, pub, _ := in.dial()
	notes := numbered(t, 3)
	for i := range notes {
		notes[i].ID = "the same"
	}
	in.publish(pub, notes[:2])
	in.results(conn, 1)
	in.deadLetters(conn, 1)
	in.publish(pub, notes[2:])
	in.deadLetters(conn, 2)
	in.publish(pub, notes[:1]) // a repeat
	corrected := notes[2]
	corrected.Revision, corrected.Status = 2, schemas.StatusCorrected
	in.publish(pub, []schemas.Note{corrected})
	eventually(t, 20*time.Second, "the correction", func() error {
		if r := results(t, conn)["the same"]; r.Revision != 2 || r.Status != schemas.Final {
			return fmt.Errorf("revision %d, %s", r.Revision, r.Status)
		}
		return nil
	})
	in.deadLetters(conn, 2)
	in.atRest()
}

// TestBridgeApart runs the bridge in its own process: it says ERROR while no
// worker is there and answers as soon as one is.
func TestBridgeApart(t *testing.T) {
	in := newInstall(t)
	in.start("broker", in.run("broker")...)
	in.start("bridge-web", in.run("bridge,web")...)
	in.ready()
	in.answers("ERROR")
	worker := in.start("worker", in.run("worker")...)
	in.answers("R07.9")
	worker.kill()
	in.answers("ERROR")
	in.start("worker", in.run("worker")...)
	in.answers("R07.9")
}

// answers asks the bridge until it gives the answer. Each reply comes within
// the time of the oldest clients and is a code or a word of the protocol.
func (in *install) answers(want string) {
	in.t.Helper()
	c, err := dialLines(net.JoinHostPort("127.0.0.1", fmt.Sprint(in.icd10cm)))
	if err != nil {
		in.t.Fatal(err)
	}
	defer c.close()
	seq := 0
	eventually(in.t, 20*time.Second, "answer "+want, func() error {
		seq++
		code, err := c.ask(seq, "chest pain")
		switch code {
		case want:
			return nil
		case "R07.9", "ERROR", "TIMEOUT":
			return fmt.Errorf("answered %s", code)
		}
		in.t.Fatalf("answered %q, %v", code, err)
		return nil
	})
}
