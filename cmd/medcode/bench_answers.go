package main

import (
	"context"
	"fmt"

	"medcode/internal/lineload"
	"medcode/internal/settings"
	"medcode/schemas"
)

// kind is a kind of query that the ICD-10-CM port is asked.
type kind struct {
	name  string
	round *lineload.Round
}

// asks are the queries with their answers.
type asks struct {
	changed, printed, repeated kind
	each                       map[schemas.Ontology]*lineload.Round // terms as printed
}

const (
	repeats = 100 // queries that are asked again and again
	// learners are few, so that the answers are taken one by one.
	learners = 4
	// portQueries are the distinct terms for each of the ports at once.
	portQueries = 15_000
)

// answers learns what each query is answered with, from a server that keeps
// none, so that the one measured has not seen them: wrong answers, as those
// given to another line, show then. all asks the other vocabularies too.
func (b *bench) answers(ctx context.Context, all bool) (asks, error) {
	a := asks{each: map[schemas.Ontology]*lineload.Round{}}
	err := b.with(ctx, "2m", func(s *benchServer) error {
		changed, err := s.learn(ctx, schemas.ICD10CM, b.queries)
		if err != nil {
			return err
		}
		printed, err := s.learn(ctx, schemas.ICD10CM, b.terms[schemas.ICD10CM])
		if err != nil {
			return err
		}
		a.changed = kind{"distinct, changed", lineload.NewRound(changed)}
		a.printed = kind{"terms as printed", lineload.NewRound(printed)}
		a.repeated = kind{fmt.Sprintf("%d repeated", repeats), lineload.NewRound(changed[:min(repeats, len(changed))])}
		a.each[schemas.ICD10CM] = a.printed.round
		if all {
			return a.others(ctx, s, b.terms)
		}
		return nil
	}, "--cache=0")
	if err != nil {
		return a, fmt.Errorf("the pass that learns the answers: %w", err)
	}
	return a, nil
}

// others learns terms of the other vocabularies.
func (a *asks) others(ctx context.Context, s *benchServer, terms map[schemas.Ontology][]string) error {
	for o, list := range terms {
		if o == schemas.ICD10CM || s.ports[string(settings.PortOf(o))] == "" {
			continue
		}
		known, err := s.learn(ctx, o, list[:min(portQueries, len(list))])
		if err != nil {
			return err
		}
		a.each[o] = lineload.NewRound(known)
	}
	return nil
}

func (s *benchServer) learn(ctx context.Context, o schemas.Ontology, texts []string) ([]lineload.Query, error) {
	at := lineload.Target{Addr: s.ports[string(settings.PortOf(o))]}
	if at.Addr == "" {
		return nil, fmt.Errorf("%s: %w", o, errNoPort)
	}
	if err := warm(ctx, at); err != nil {
		return nil, err
	}
	words, err := lineload.Answers(ctx, at, learners, texts)
	if err != nil {
		return nil, err
	}
	known := make([]lineload.Query, len(texts))
	for i := range texts {
		known[i] = lineload.Query{Text: texts[i], Want: words[i]}
	}
	return known, nil
}
