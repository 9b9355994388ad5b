package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"medcode/schemas"
	"medcode/workers/code"
)

// features is one line of the training data of the ranking model.
type features struct {
	Term  string      `json:"term"`
	Gold  []string    `json:"gold"`
	Known bool        `json:"known"`
	Dense bool        `json:"dense"`
	Codes []string    `json:"codes"`
	Rows  [][]float64 `json:"rows"`
}

// dumpFeatures reads lines of a term, a tab and its codes, and writes what the
// ranking model sees of each as JSON, after a line with the names of the
// columns. training/rank.py is the only reader.
func (c *call) dumpFeatures(ctx context.Context) error {
	if len(c.rest) != 2 {
		return fmt.Errorf("%w: medcode eval features ONTOLOGY, terms on standard input", errUsage)
	}
	o, err := schemas.ParseOntology(c.rest[1])
	if err != nil {
		return err
	}
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return err
	}
	defer cod.Close()
	out := bufio.NewWriter(c.out)
	enc := json.NewEncoder(out)
	if err := enc.Encode(map[string][]string{"open": code.FeatureNames(false), "known": code.FeatureNames(true)}); err != nil {
		return err
	}
	in := bufio.NewScanner(c.in)
	for more := true; more; {
		var batch []features
		for len(batch) < termBatch {
			if more = in.Scan(); !more {
				break
			}
			term, gold, _ := strings.Cut(in.Text(), "\t")
			batch = append(batch, features{Term: term, Gold: strings.Fields(gold)})
		}
		if err := fillFeatures(ctx, cod.coders[o], batch); err != nil {
			return err
		}
		for _, f := range batch {
			if err := enc.Encode(f); err != nil {
				return err
			}
		}
	}
	if err := in.Err(); err != nil {
		return err
	}
	return out.Flush()
}

func fillFeatures(ctx context.Context, coder *code.Coder, batch []features) error {
	queries := make([]code.Query, len(batch))
	for i := range batch {
		queries[i].Text = batch[i].Term
	}
	list, err := coder.Features(ctx, queries)
	if err != nil {
		return err
	}
	for i, f := range list {
		b := &batch[i]
		b.Known, b.Dense, b.Codes, b.Rows = f.Known, f.Dense, f.Codes, f.Rows
	}
	return nil
}
