package main

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"medcode/internal/eval"
	"medcode/router/passage"
	"medcode/schemas"
)

// evalCopied measures how much copied text is known as such, in words, on
// pairs of real notes: sentences of one are carried into the other.
func (c *call) evalCopied(_ context.Context, data string) error {
	texts, err := eval.LoadTexts(filepath.Join(data, "notes", "codiesp_background.jsonl"))
	if err != nil {
		return err
	}
	n := 1000
	if c.opt.notes > 0 {
		n = c.opt.notes
	}
	hasher, err := passage.NewHasher(make([]byte, 16)) // of no patient
	if err != nil {
		return err
	}
	scores := map[string]eval.Score{}
	for _, kind := range eval.CopiedKinds() {
		var docs []eval.Counts
		for _, p := range eval.CopiedCases(texts, kind, n) {
			docs = append(docs, p.Score(markedWords(hasher, &p)))
		}
		scores[kind] = eval.ScoreOf(docs)
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(scores)
	}
	fmt.Fprintf(c.out, "copied text, by words, %d pairs of notes each\n", n)
	for _, kind := range eval.CopiedKinds() {
		s := scores[kind]
		fmt.Fprintf(c.out, "%-28s copied %6d, found %.4f; not copied %7d, marked %.5f\n", kind, s.TP+s.FN, s.Recall(), s.FP+s.TN, float64(s.FP)/float64(max(1, s.FP+s.TN)))
	}
	return nil
}

// markedWords tells which bytes of the later note are known as copied.
func markedWords(h *passage.Hasher, p *eval.CopiedCase) func(start, end int) bool {
	var history passage.History
	history.Add(passage.Note{ID: "earlier", Print: h.Print(p.Earlier)})
	var all []schemas.Copied
	later := passage.Note{ID: "later", Print: h.Print(p.Later)}
	all = history.Copied(&later)
	return func(start, end int) bool {
		for _, c := range all {
			if start < c.End && c.Start < end && c.From[0].ID == "earlier" {
				return true
			}
		}
		return false
	}
}
