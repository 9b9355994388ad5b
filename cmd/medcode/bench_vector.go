package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/internal/vector"
	"medcode/schemas"
	"medcode/workers/code"
)

// Sizes and lengths of the measurement of vector search.
const (
	vectorQueries = 512
	vectorRounds  = 5
	vectorRound   = 700 * time.Millisecond // of one method, in turn with the others
	vectorK       = 10
)

// vectorBench measures search among the vectors of all strings of the releases
// in force: exact search in Go against the index that medcode would build.
type vectorBench struct {
	b       *bench
	encoder code.Encoder
	dim     int
	dump    string // folder for the same vectors as .npy, empty for none
	strings []string
}

// vectors measures the search of similar meaning by itself, with the encoder
// that is set.
func (b *bench) vectors(ctx context.Context) error {
	cod, err := openCoding(ctx, b.c.set, logger(b.c.set, b.c.err), modelWatch{})
	if err != nil {
		return err
	}
	defer cod.Close()
	if cod.dense.src == nil {
		return errors.New("there is no encoder to measure with; medcode version says why")
	}
	return benchVectors(ctx, b, cod.dense.enc, b.c.opt.dump)
}

// benchVectors adds to b, for 10,000, 100,000 and all strings, the recall@10
// and the queries a second and core of both methods, and what building costs. Queries
// are strings of the rows with one change each, never a row itself. A dump
// folder receives rows and queries for training/faiss_compare.py.
func benchVectors(ctx context.Context, b *bench, encoder code.Encoder, dump string) error {
	m := &vectorBench{b: b, encoder: encoder, dump: dump}
	if err := m.read(); err != nil {
		return err
	}
	flat, err := m.encode(ctx, m.strings)
	if err != nil {
		return err
	}
	m.dim = len(flat) / len(m.strings)
	for _, n := range []int{10_000, 100_000, len(m.strings)} {
		if n > len(m.strings) {
			continue
		}
		if err := m.size(ctx, flat[:n*m.dim], n); err != nil {
			return err
		}
	}
	return nil
}

// read collects the distinct strings, in no order.
func (m *vectorBench) read() error {
	store, err := ontology.OpenStore(filepath.Join(m.b.c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	seen := map[string]bool{}
	for _, o := range schemas.Ontologies() {
		r, _, err := store.InForce(o, time.Time{})
		if err != nil {
			return err
		}
		for i := range r.Info().Terms {
			text := strings.TrimSpace(r.Term(ontology.TermID(i)).Text)
			if text != "" && !seen[text] {
				seen[text] = true
				m.strings = append(m.strings, strings.Clone(text))
			}
		}
	}
	if len(m.strings) == 0 {
		return fmt.Errorf("no release is in the store; medcode ontology add brings one")
	}
	rng := rand.New(rand.NewPCG(1, 2))
	rng.Shuffle(len(m.strings), func(i, j int) { m.strings[i], m.strings[j] = m.strings[j], m.strings[i] })
	return nil
}

func (m *vectorBench) encode(ctx context.Context, phrases []string) ([]float32, error) {
	const batch = 256
	var flat []float32
	for at := 0; at < len(phrases); at += batch {
		v, err := m.encoder.Encode(ctx, phrases[at:min(at+batch, len(phrases))])
		if err != nil {
			return nil, err
		}
		flat = append(flat, v...)
	}
	return flat, nil
}

// queries are strings of the first n rows with a change that people make.
func (m *vectorBench) queries(ctx context.Context, n int) ([]float32, error) {
	rng := rand.New(rand.NewPCG(uint64(n), 3))
	out := make([]string, 0, vectorQueries)
	for len(out) < vectorQueries {
		text := m.strings[rng.IntN(n)]
		if q := changed(rng, text); q != text {
			out = append(out, q)
		}
	}
	return m.encode(ctx, out)
}

// size measures n rows.
func (m *vectorBench) size(ctx context.Context, flat []float32, n int) error {
	queries, err := m.queries(ctx, n)
	if err != nil {
		return err
	}
	name := thousands(n) + " × " + fmt.Sprint(m.dim)
	file := filepath.Join(m.b.dir, fmt.Sprintf("rows-%d", n))
	index, err := m.build(ctx, name, file, flat)
	if err != nil {
		return err
	}
	defer index.Close()
	rows, err := halfRows(file) // as they are searched
	if err != nil {
		return err
	}
	if err := m.keep(n, rows, queries); err != nil {
		return err
	}
	exact, err := vector.NewExact(m.dim, rows)
	if err != nil {
		return err
	}
	return m.compare(ctx, name, exact, index, queries)
}

// build writes the rows, builds their index, and opens what was kept of it.
func (m *vectorBench) build(ctx context.Context, name, file string, flat []float32) (vector.Index, error) {
	begin := time.Now()
	_, err := vector.WriteVectors(file, vector.Manifest{Dim: m.dim}, func(add func([]float32) error) error { return add(flat) })
	if err != nil {
		return nil, err
	}
	m.b.add(name+": vectors written", "s", time.Since(begin).Seconds())
	v, err := vector.OpenVectors(file)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	for _, what := range []string{"index built", "index opened again"} {
		begin = time.Now()
		index, kept, err := vector.Open(ctx, v, file+".faiss")
		if err == nil {
			err = kept
		}
		if err != nil {
			return nil, err
		}
		m.b.add(name+": "+what, "s", time.Since(begin).Seconds())
		if what != "index built" {
			return index, nil
		}
		if err := index.Close(); err != nil {
			return nil, err
		}
	}
	return nil, nil
}

func halfRows(file string) ([]float32, error) {
	v, err := vector.OpenVectors(file)
	if err != nil {
		return nil, err
	}
	defer v.Close()
	return v.All()
}

// compare runs both in turn, so that a busy machine slows both.
func (m *vectorBench) compare(ctx context.Context, name string, exact, index vector.Index, queries []float32) error {
	want, err := exact.Search(ctx, queries, vectorK)
	if err != nil {
		return err
	}
	got, err := index.Search(ctx, queries, vectorK)
	if err != nil {
		return err
	}
	m.b.add(fmt.Sprintf("%s: recall@%d, %s", name, vectorK, index), "", vector.Recall(want, got))
	for _, batch := range []int{1, 32} {
		rates := map[vector.Index][]float64{}
		for range vectorRounds {
			for _, ix := range []vector.Index{exact, index} {
				rate, err := m.rate(ctx, ix, queries, batch)
				if err != nil {
					return err
				}
				rates[ix] = append(rates[ix], rate)
			}
		}
		m.b.add(fmt.Sprintf("%s: exact, batch of %d", name, batch), "q/s core", rates[exact]...)
		m.b.add(fmt.Sprintf("%s: index, batch of %d", name, batch), "q/s core", rates[index]...)
		m.b.add(fmt.Sprintf("%s: index over exact, batch of %d", name, batch), "×", over(rates[index], rates[exact])...)
	}
	return nil
}

// rate is queries a second of one core: the search keeps to one thread, and
// what else the machine does takes nothing from it.
func (m *vectorBench) rate(ctx context.Context, ix vector.Index, queries []float32, batch int) (float64, error) {
	step, done, begin := batch*m.dim, 0, ownCPU()
	for at := 0; ownCPU()-begin < vectorRound; at += step {
		if at+step > len(queries) {
			at = 0
		}
		if _, err := ix.Search(ctx, queries[at:at+step], vectorK); err != nil {
			return 0, err
		}
		done += batch
	}
	return float64(done) / (ownCPU() - begin).Seconds(), nil
}

// over divides round by round.
func over(a, b []float64) []float64 {
	out := make([]float64, len(a))
	for i := range a {
		out[i] = a[i] / b[i]
	}
	return out
}

// keep writes rows and queries for another program to search.
func (m *vectorBench) keep(n int, rows, queries []float32) error {
	if m.dump == "" {
		return nil
	}
	if err := os.MkdirAll(m.dump, 0o755); err != nil {
		return err
	}
	for what, flat := range map[string][]float32{"rows": rows, "queries": queries} {
		if err := writeNPY(filepath.Join(m.dump, fmt.Sprintf("%s-%d.npy", what, n)), m.dim, flat); err != nil {
			return err
		}
	}
	return nil
}
