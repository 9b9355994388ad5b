//go:build e2e

package main

import (
	"context"
	"slices"
	"strings"
	"syscall"

	"medcode/internal/ontology"
	"medcode/router"
	"medcode/router/ner"
	"medcode/schemas"
	"medcode/workers/code"
)

// Texts that kill the process that works on them, as a bug in native code
// would: at once, with nothing flushed and nobody told.
const (
	routerPoison = "poisonous for the router"
	workerPoison = "poisonous for a worker"
)

func die() {
	_ = syscall.Kill(syscall.Getpid(), syscall.SIGKILL)
	select {}
}

func poisonRecogniser(r router.Recogniser) router.Recogniser { return poisonedRecogniser{r} }

type poisonedRecogniser struct{ router.Recogniser }

// Recognise dies of its own poison and hands the worker's on, as a mention.
func (p poisonedRecogniser) Recognise(ctx context.Context, doc *ner.Document) ([]ner.Span, error) {
	if strings.Contains(doc.Text, routerPoison) {
		die()
	}
	spans, err := p.Recogniser.Recognise(ctx, doc)
	if at := strings.Index(doc.Text, workerPoison); at >= 0 {
		spans = append(spans, ner.Span{
			Start: at, End: at + len(workerPoison), Category: schemas.Problem,
			Terms: []ner.Term{{Ontology: schemas.ICD10CM}},
		})
	}
	return spans, err
}

func poisonSource(s code.Source) code.Source { return poisonedSource{s} }

type poisonedSource struct{ code.Source }

// Candidates dies of its poison.
func (p poisonedSource) Candidates(ctx context.Context, r *ontology.Release, phrases []string, k int) ([][]code.Candidate, error) {
	if slices.Contains(phrases, workerPoison) {
		die()
	}
	return p.Source.Candidates(ctx, r, phrases, k)
}
