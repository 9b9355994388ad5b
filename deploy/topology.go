// Package deploy holds how medcode is laid out on a broker and on machines:
// streams and consumers as Go values, and the files that images, units and
// compose use.
package deploy

import (
	_ "embed"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// NATSConf is the configuration that the embedded server reads; an external
// nats-server reads the same file.
//
//go:embed nats.conf
var NATSConf string

// Limits of the flow. AckWait has to outlast a pause of the garbage collector
// and of a virtual machine; a crash delays its notes by so much.
const (
	AckWait         = 10 * time.Second
	NotesInFlight   = 512     // MaxAckPending of NOTES: the one admission limit
	MaxMessageBytes = 4 << 20 // a result larger than this is truncated
	dedupWindow     = 2 * time.Minute
)

// RouterConsumer is the durable consumer of NOTES that all routers share.
const RouterConsumer = "router"

// ReplayConsumer is the durable consumer of NOTES that is there while stored
// notes are coded again. It holds few notes, so that live ones go first.
const (
	ReplayConsumer = "replay"
	ReplayInFlight = 32
)

// WorkerConsumer is the durable consumer of WORK that an ontology's workers
// share.
func WorkerConsumer(o schemas.Ontology) string { return "worker-" + string(o) }

// Sizes are the shares of the store that each stream may fill, in bytes.
type Sizes struct{ Notes, Work, Codes, Done, DLQ, Passages int64 }

// Share divides a budget in bytes: notes and results take most of it. Work in
// progress is in memory and small, but the largest part always fits.
func Share(budget int64) Sizes {
	return Sizes{
		Notes: budget * 30 / 100, Codes: budget * 25 / 100, Done: budget * 32 / 100,
		DLQ: budget * 5 / 100, Passages: budget * 3 / 100, Work: min(256<<20, max(4*MaxMessageBytes, budget*5/100)),
	}
}

// Topology returns what the broker must hold. With three replicas WORK is
// replicated in memory, and CODES and PASSAGES are flushed like any file
// (asynchronous persistence exists for one replica only). key is the fingerprint of the
// installation's key.
func Topology(replicas int, z Sizes, key string) broker.Topology {
	day := 24 * time.Hour
	t := broker.Topology{Streams: []broker.Stream{
		{Name: schemas.StreamNotes, Subjects: []string{"notes.*"}, DiscardNew: true, MaxBytes: z.Notes, MaxAge: 3 * day, Dedup: dedupWindow},
		{Name: schemas.StreamWork, Subjects: []string{"work.*"}, Memory: true, WorkQueue: true, DiscardNew: true, MaxBytes: z.Work},
		{Name: schemas.StreamCodes, Subjects: []string{"codes.*.*"}, MaxBytes: z.Codes, MaxAge: 7 * day, Async: replicas == 1, Replaceable: true},
		{Name: schemas.StreamDone, Subjects: []string{"done.*.*"}, MaxBytes: z.Done, MaxAge: 30 * day, MaxPerSubject: 1},
		{Name: schemas.StreamDLQ, Subjects: []string{"dlq.*"}, MaxBytes: z.DLQ, MaxAge: 30 * day},
		{Name: schemas.StreamPassages, Subjects: []string{"passages.*"}, MaxBytes: z.Passages, MaxAge: 30 * day, MaxPerSubject: 1, Async: replicas == 1, Replaceable: true},
	}}
	for i := range t.Streams {
		t.Streams[i].Replicas = replicas
		t.Streams[i].MaxMsgSize = MaxMessageBytes
		t.Streams[i].Key = key
	}
	t.Consumers = append(t.Consumers, broker.Consumer{
		Stream: schemas.StreamNotes, Name: RouterConsumer, AckWait: AckWait, MaxAckPending: NotesInFlight,
	})
	for _, o := range schemas.Ontologies() {
		t.Consumers = append(t.Consumers, broker.Consumer{
			Stream: schemas.StreamWork, Name: WorkerConsumer(o), Filter: schemas.WorkSubject(o),
			AckWait: AckWait, MaxAckPending: 1024,
		})
	}
	return t
}
