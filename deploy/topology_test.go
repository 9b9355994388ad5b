package deploy

import (
	"testing"

	"medcode/internal/broker"
	"medcode/schemas"
)

func TestShareFitsBudget(t *testing.T) {
	for _, budget := range []int64{64 << 20, 1 << 30, 20 << 30} {
		z := Share(budget)
		for _, b := range []int64{z.Notes, z.Codes, z.Done, z.DLQ, z.Passages, z.Work} {
			if b <= 0 {
				t.Errorf("budget %d: a stream without room: %+v", budget, z)
			}
		}
		if sum := z.Notes + z.Codes + z.Done + z.DLQ + z.Passages; sum > budget {
			t.Errorf("budget %d: the files may fill %d", budget, sum)
		}
	}
}

// TestTopologyOnARealServer holds what the flow relies on against the server
// that ships: every acknowledged write is fsynced, and what must be kept is.
func TestTopologyOnARealServer(t *testing.T) {
	srv, err := broker.StartServer(t.Context(), broker.ServerConfig{Dir: t.TempDir(), Conf: NATSConf, Host: "127.0.0.1", Port: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer srv.Close()
	if !srv.SyncAlways() {
		t.Error("nats.conf does not make the server fsync before it acknowledges")
	}
	conn, err := srv.Dial(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	topo := Topology(1, Share(64<<20), "key")
	for range 2 { // a second start finds everything in place
		if err := conn.Apply(t.Context(), topo); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []string{schemas.StreamNotes, schemas.StreamWork, schemas.StreamCodes, schemas.StreamDone, schemas.StreamDLQ, schemas.StreamPassages} {
		if _, err := conn.StreamState(t.Context(), s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, o := range schemas.Ontologies() {
		if _, err := conn.ConsumerProgress(t.Context(), schemas.StreamWork, WorkerConsumer(o)); err != nil {
			t.Errorf("%s: %v", o, err)
		}
	}
}

func TestReplicasDecidePersistence(t *testing.T) {
	for replicas, async := range map[int]bool{1: true, 3: false} {
		for _, s := range Topology(replicas, Share(1<<30), "").Streams {
			if s.Replicas != replicas || s.Async && (!s.Replaceable || !async) {
				t.Errorf("%d replicas: %+v", replicas, s)
			}
			if s.Name == schemas.StreamNotes && (s.Memory || s.Async || !s.DiscardNew) {
				t.Errorf("notes are not kept: %+v", s)
			}
		}
	}
}
