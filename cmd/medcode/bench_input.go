package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/producer/samples"
	"medcode/schemas"
)

// noteBytes is the size of a note in the measurements.
const noteBytes = 2000

// Distinct queries of a kind; a run goes round.
const (
	leastQueries = 20_000
	maxQueries   = 60_000
)

// benchNotes are the texts of the notes.
type benchNotes struct {
	texts []string
	mean  int // bytes
	from  string
}

// input reads the texts and makes the queries.
func (b *bench) input() error {
	texts, from, err := realTexts(lookupEnv(b.c.environ, "MEDCODE_DATA"))
	if err != nil {
		return err
	}
	b.notes = &benchNotes{texts: pieces(texts, noteBytes), from: from}
	for _, s := range b.notes.texts {
		b.notes.mean += len(s)
	}
	b.notes.mean /= len(b.notes.texts)
	return b.vocabulary()
}

// realTexts are those of published case reports where they are at hand, else
// the sample notes.
func realTexts(data string) (texts []string, from string, err error) {
	f, err := os.Open(filepath.Join(data, "notes", "codiesp_train.jsonl"))
	if data == "" || errors.Is(err, fs.ErrNotExist) {
		notes, err := samples.Notes()
		for _, n := range notes {
			texts = append(texts, string(n.Text))
		}
		return texts, "the samples", err
	}
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	in := bufio.NewScanner(f)
	in.Buffer(nil, 4<<20)
	for in.Scan() {
		var n struct{ Text string }
		if err := json.Unmarshal(in.Bytes(), &n); err != nil {
			return nil, "", fmt.Errorf("%s: %w", f.Name(), err)
		}
		texts = append(texts, n.Text)
	}
	return texts, "CodiEsp train", in.Err()
}

// pieces joins the texts and cuts them at blanks into notes of about size
// bytes.
func pieces(texts []string, size int) []string {
	all := strings.Join(texts, "\n\n")
	var out []string
	for len(all) > size {
		cut := strings.LastIndexAny(all[:size], " \n")
		if cut <= 0 {
			cut = size
		}
		out = append(out, strings.ToValidUTF8(all[:cut], ""))
		all = all[cut:]
	}
	return out
}

// vocabulary names the releases and reads the terms that are asked.
func (b *bench) vocabulary() error {
	store, err := ontology.OpenStore(filepath.Join(b.c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	b.terms = map[schemas.Ontology][]string{}
	var used []string
	for _, o := range schemas.Ontologies() {
		r, use, err := store.InForce(o, time.Time{})
		if err != nil {
			return err
		}
		info := r.Info()
		if info.Terms == 0 {
			used = append(used, fmt.Sprintf("%s none", o))
			continue
		}
		used = append(used, fmt.Sprintf("%s %s (%s codes, %s terms)", o, use.Release, thousands(info.Billable), thousands(info.Terms)))
		b.terms[o] = printed(r)
		if o == schemas.ICD10CM {
			// More than the server keeps answers to: none is still there when
			// its turn comes again.
			cached := b.c.set.Int(settings.Cache)
			b.queries = queries(r, max(leastQueries, min(maxQueries, cached+cached/4)))
		}
	}
	b.release = strings.Join(used, ", ")
	return nil
}

// printed are the distinct terms of a release themselves, in no order.
func printed(r *ontology.Release) []string {
	out := make([]string, 0, maxQueries)
	seen := map[string]bool{}
	for _, t := range rand.New(rand.NewPCG(1, 2)).Perm(r.Info().Terms) {
		text := r.Term(ontology.TermID(t)).Text
		if !seen[text] && len(out) < maxQueries {
			seen[text] = true
			out = append(out, text)
		}
	}
	return out
}

// queries are n distinct phrases made of the terms of a release: as printed,
// or with a change that people make.
func queries(r *ontology.Release, n int) []string {
	rng := rand.New(rand.NewPCG(1, 2))
	terms := rng.Perm(r.Info().Terms)
	seen := map[string]bool{}
	var out []string
	for round := 0; round < 40 && len(out) < n; round++ {
		for _, t := range terms {
			q := changed(rng, r.Term(ontology.TermID(t)).Text)
			if !seen[q] && len(out) < n {
				seen[q] = true
				out = append(out, q)
			}
		}
	}
	return out
}

// changed makes one change out of five, or none.
func changed(rng *rand.Rand, term string) string {
	words := strings.Fields(term)
	i := rng.IntN(len(words))
	w := words[i]
	switch kind := rng.IntN(6); {
	case kind == 0 && len(w) > 4 && isLetters(w): // a letter left out
		at := 1 + rng.IntN(len(w)-2)
		words[i] = w[:at] + w[at+1:]
	case kind == 1 && len(w) > 4 && isLetters(w): // two letters changed about
		at := 1 + rng.IntN(len(w)-3)
		words[i] = w[:at] + w[at+1:at+2] + w[at:at+1] + w[at+2:]
	case kind == 2: // another word before
		more := []string{"acute", "chronic", "severe", "mild", "left", "right", "recurrent", "suspected", "known", "new"}
		words = append([]string{more[rng.IntN(len(more))]}, words...)
	case kind == 3 && len(words) > 2: // a word left out
		words = append(words[:i], words[i+1:]...)
	case kind == 4: // another order
		words = append(words[i:], words[:i]...)
	}
	return strings.Join(words, " ")
}

func isLetters(s string) bool {
	return strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}
