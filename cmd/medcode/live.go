package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"medcode/internal/ontology"
	"medcode/router"
	"medcode/router/ner"
	"medcode/schemas"
)

// live is a recogniser whose vocabularies may change while it works: every note
// is read with one state of them.
type live struct {
	store *ontology.Store

	mu   sync.Mutex
	dict router.Recogniser
	now  *ontology.Snapshot // what dict reads; pinned
}

// Recognise reads a note with the vocabularies as they are now.
func (l *live) Recognise(ctx context.Context, doc *ner.Document) ([]ner.Span, error) {
	l.mu.Lock()
	dict, now := l.dict, l.now.Pin()
	l.mu.Unlock()
	defer now.Unpin()
	return dict.Recognise(ctx, doc)
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
	l.mu.Lock()
	before := l.now
	l.dict, l.now = dict, next
	l.mu.Unlock()
	if before != nil {
		before.Unpin()
	}
	return nil
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
