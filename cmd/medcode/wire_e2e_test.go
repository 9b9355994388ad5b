//go:build e2e

package main

import (
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"medcode/bridge/wiretest"
	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/schemas"
)

// wireTerms are phrases of an ontology's own vocabulary, in print and bent a
// little, with a first one that everybody knows.
func (w *wire) wireTerms(o schemas.Ontology) wiretest.Terms {
	w.t.Helper()
	first := map[schemas.Ontology]string{
		schemas.ICD10CM: "chest pain", schemas.SNOMED: "chest pain", schemas.LOINC: "serum glucose",
		schemas.RxNorm: "aspirin tablet", schemas.HCPCS: "standard wheelchair",
	}
	store, err := ontology.OpenStore(filepath.Join(w.dir, "ontology"))
	if err != nil {
		w.t.Fatal(err)
	}
	defer store.Close()
	r, _, err := store.InForce(o, time.Time{})
	if err != nil {
		w.t.Fatal(err)
	}
	t := wiretest.Terms{Term: first[o], Unknown: "qwxzv vbnm"}
	for _, term := range printed(r) {
		if len(t.Others) < wiretest.Pipelined && !strings.ContainsAny(term, "«»\r\n") && term[0] < 0x80 {
			t.Others = append(t.Others, term, term+" of old")
		}
	}
	return t
}

// TestWireConformance holds every conversation on the ten ports at once, of one
// process and of one whose workers and broker are elsewhere. A phrase has to
// give the code that medcode lookup gives for it, alone or pipelined, on plain
// and on TLS: case 56.
func TestWireConformance(t *testing.T) {
	t.Run("one process", func(t *testing.T) {
		w := newInstall(t).startWire()
		w.conforms(t)
		w.p.term()
	})
	t.Run("roles apart", func(t *testing.T) {
		in := newInstall(t)
		in.start("broker", in.run("broker")...)
		in.start("worker", in.run("worker")...)
		w := in.startWire("--roles", "bridge", "--nats", in.url())
		for _, o := range schemas.Ontologies() {
			w.comes(t, settings.PortOf(o), "the worker is there")
		}
		w.conforms(t)
		w.p.term()
	})
}

// talk is one conversation to be held.
type talk struct {
	port settings.Name
	c    wiretest.Client
	v    wiretest.Conversation
}

// talks are all conversations on all ports.
func (w *wire) talks(t *testing.T) (all []talk) {
	for _, o := range schemas.Ontologies() {
		terms := w.wireTerms(o)
		list := wiretest.Conversations(terms)
		replies := w.looked(o, phrasesOf(list))
		if replies[terms.Term] == "NO_MATCH" {
			t.Errorf("%s: %q has no code; the conversations need one that has", o, terms.Term)
		}
		c := wiretest.Client{Code: func(p string) string { return replies[p] }}
		for _, v := range list {
			all = append(all, talk{settings.PortOf(o), c, v}, talk{settings.TLSPortOf(o), c, v})
		}
	}
	return all
}

func (w *wire) conforms(t *testing.T) {
	t.Helper()
	all := w.talks(t)
	var wg sync.WaitGroup
	free := make(chan struct{}, 64)
	for _, k := range all {
		free <- struct{}{}
		wg.Go(func() {
			defer func() { <-free }()
			nc, err := w.to(k.port)
			if err == nil {
				defer nc.Close()
				err = k.c.Hold(nc, k.v)
			}
			if err != nil {
				t.Errorf("%s: %v", k.port, err)
			}
		})
	}
	wg.Wait()
	t.Logf("%d conversations on %d ports", len(all), len(tenPorts()))
}

// phrasesOf are the phrases of all conversations, each once.
func phrasesOf(list []wiretest.Conversation) []string {
	var all []string
	for _, v := range list {
		all = append(all, v.Phrases()...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
