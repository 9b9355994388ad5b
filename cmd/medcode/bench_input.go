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

// maxQueries bounds the distinct queries; a run goes round.
const maxQueries = 60_000

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

// vocabulary names the releases and makes the queries of the newest
// ICD-10-CM.
func (b *bench) vocabulary() error {
	store, err := ontology.OpenStore(filepath.Join(b.c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	var used []string
	for _, o := range schemas.Ontologies() {
		r, use, err := store.InForce(o, time.Time{})
		if err != nil {
			return err
		}
		used = append(used, fmt.Sprintf("%s %s (%s codes, %s terms)", o, use.Release, thousands(r.Info().Billable), thousands(r.Info().Terms)))
		if o == schemas.ICD10CM {
			b.terms, b.queries = printed(r), queries(r)
		}
	}
	b.release = strings.Join(used, ", ")
	return nil
}

// printed are the terms of a release themselves, in no order.
func printed(r *ontology.Release) []string {
	out := make([]string, 0, maxQueries)
	for _, t := range rand.New(rand.NewPCG(1, 2)).Perm(r.Info().Terms) {
		if len(out) < maxQueries {
			out = append(out, r.Term(ontology.TermID(t)).Text)
		}
	}
	return out
}

// queries are distinct phrases made of the terms of a release: as printed, or
// with a change that people make.
func queries(r *ontology.Release) []string {
	rng := rand.New(rand.NewPCG(1, 2))
	terms := rng.Perm(r.Info().Terms)
	seen := map[string]bool{}
	var out []string
	for round := 0; round < 40 && len(out) < maxQueries; round++ {
		for _, t := range terms {
			q := changed(rng, r.Term(ontology.TermID(t)).Text)
			if !seen[q] && len(out) < maxQueries {
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
