package main

import (
	"context"
	"log/slog"
	"slices"
	"sync"
	"time"

	"medcode/internal/ontology"
	"medcode/router"
	"medcode/router/medicine"
	"medcode/router/ner"
	"medcode/schemas"
)

// live is a recogniser whose vocabularies may change while it works: every note
// is read with one state of them.
type live struct {
	store     *ontology.Store
	formulary func(*ontology.Release) *ontology.Formulary

	mu    sync.Mutex
	dict  router.Recogniser
	names func() *medicine.Names // made in the background, waited for at the first note
	now   *ontology.Snapshot     // what both read; pinned
}

// Recognise reads a note with the vocabularies as they are now.
func (l *live) Recognise(ctx context.Context, doc *ner.Document) ([]ner.Span, error) {
	l.mu.Lock()
	dict, names, now := l.dict, l.names, l.now.Pin()
	l.mu.Unlock()
	defer now.Unpin()
	spans, err := dict.Recognise(ctx, doc)
	if err != nil {
		return nil, err
	}
	return names().Mend(doc, spans), nil
}

// renew takes up the releases that notes of today use.
func (l *live) renew() error {
	next := l.store.Pin()
	rels := make([]*ontology.Release, 0, len(schemas.Ontologies()))
	for _, o := range schemas.Ontologies() {
		r, _, err := next.InForce(o, time.Time{})
		if err != nil {
			next.Unpin()
			return err
		}
		rels = append(rels, r)
	}
	dict := ner.NewDictionary(rels...)
	names := sync.OnceValue(func() *medicine.Names {
		return medicine.NewNames(l.formulary(rels[slices.Index(schemas.Ontologies(), schemas.RxNorm)]))
	})
	go names()
	l.mu.Lock()
	before, made := l.now, l.names
	l.dict, l.names, l.now = dict, names, next
	l.mu.Unlock()
	if before != nil {
		made() // reads what is about to be given back
		before.Unpin()
	}
	return nil
}

// wait returns when nothing is made in the background any more.
func (l *live) wait() {
	if l == nil {
		return
	}
	l.mu.Lock()
	names := l.names
	l.mu.Unlock()
	if names != nil {
		names()
	}
}

// warm opens the index of similar meaning before the first look-up needs it.
func (c *coding) warm(o schemas.Ontology, log *slog.Logger) {
	if c.dense.source(o) == nil {
		return
	}
	now := c.store.Pin()
	defer now.Unpin()
	r, _, err := now.InForce(o, time.Time{})
	if err == nil {
		_, err = c.dense.src.Index(r)
	}
	if err != nil {
		log.Error("similar meaning cannot be searched", "ontology", string(o), "error", err)
	}
}
