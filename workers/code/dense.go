package code

import (
	"cmp"
	"context"
	"hash/maphash"
	"io"
	"slices"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/internal/vector"
	"medcode/schemas"
)

// Encoder turns phrases into unit vectors, flat, [len(phrases)*dim].
type Encoder interface {
	Encode(ctx context.Context, phrases []string) ([]float32, error)
}

// Index is the vectors of a release's terms: Rows[i] is the term of row i of
// Search. Local terms, which come and go without the release, have an index of
// their own, nil where there are none.
type Index struct {
	Search    Searcher
	Rows      []ontology.TermID
	Local     Searcher
	LocalRows []ontology.TermID
}

// Searcher finds the k nearest rows of each query by inner product.
type Searcher interface {
	Search(ctx context.Context, queries []float32, k int) ([][]vector.Hit, error)
}

// Dense finds terms whose embedding lies close to a phrase's.
type Dense struct {
	encoder Encoder
	open    func(*ontology.Release) (*Index, error)

	mu      sync.Mutex
	indexes map[*ontology.Release]*opening
}

// opening is the index of one release, or the work of opening it.
type opening struct {
	mu    sync.Mutex
	index *Index
}

// NewDense searches the index that open returns for a release; open is called
// once a release.
func NewDense(e Encoder, open func(*ontology.Release) (*Index, error)) *Dense {
	return &Dense{encoder: e, open: open, indexes: map[*ontology.Release]*opening{}}
}

// Index returns the index of a release, opening it at the first call. While it
// is opened, only those wait who need it.
func (d *Dense) Index(r *ontology.Release) (*Index, error) {
	d.mu.Lock()
	o := d.indexes[r]
	if o == nil {
		o = &opening{}
		d.indexes[r] = o
	}
	d.mu.Unlock()
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.index != nil {
		return o.index, nil
	}
	ix, err := d.open(r)
	if err == nil {
		o.index = ix
	}
	return ix, err
}

// Forget drops the index of a release, and closes it if it can be closed.
// Nobody may be searching it.
func (d *Dense) Forget(r *ontology.Release) {
	d.mu.Lock()
	o := d.indexes[r]
	delete(d.indexes, r)
	d.mu.Unlock()
	if o == nil {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.index != nil {
		if c, ok := o.index.Search.(io.Closer); ok {
			_ = c.Close() // memory is freed; there is nobody to tell
		}
		o.index = nil
	}
}

// perCode is how many rows are asked for each code wanted: several wordings
// of one code lie close together.
const perCode = 4

// Candidates encodes all phrases in one run and searches them together.
func (d *Dense) Candidates(ctx context.Context, r *ontology.Release, phrases []string, k int) ([][]Candidate, error) {
	ix, err := d.Index(r)
	if err != nil {
		return nil, err
	}
	vectors, err := d.encoder.Encode(ctx, phrases)
	if err != nil {
		return nil, err
	}
	hits, err := ix.Search.Search(ctx, vectors, perCode*k)
	if err != nil {
		return nil, err
	}
	local := make([][]vector.Hit, len(hits))
	if ix.Local != nil {
		if local, err = ix.Local.Search(ctx, vectors, k); err != nil {
			return nil, err
		}
	}
	out := make([][]Candidate, len(phrases))
	for i := range hits {
		out[i] = distinct(r, nearest(ix, hits[i], local[i]), k)
	}
	return out, nil
}

// near is a term and how near it is to a phrase.
type near struct {
	term  ontology.TermID
	score float32
}

// nearest puts the hits of both indexes in one order; a local term stands
// before an official one that is as near.
func nearest(ix *Index, official, local []vector.Hit) []near {
	out := make([]near, 0, len(official)+len(local))
	for _, h := range local {
		out = append(out, near{ix.LocalRows[h.ID], h.Score})
	}
	for _, h := range official {
		out = append(out, near{ix.Rows[h.ID], h.Score})
	}
	if len(local) > 0 {
		slices.SortStableFunc(out, func(a, b near) int { return cmp.Compare(b.score, a.score) })
	}
	return out
}

// distinct keeps the nearest term of each code, k codes at most.
func distinct(r *ontology.Release, list []near, k int) []Candidate {
	var out []Candidate
	seen := map[ontology.CodeID]bool{}
	for _, h := range list {
		if len(out) == k {
			break
		}
		id := r.CodeOf(h.term)
		if seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, Candidate{Term: h.term, Code: id, Match: Match{Source: SourceDense, Score: float64(h.score)}})
	}
	return out
}

// shared is the number of codes above which a wording of another vocabulary
// than ICD-10-CM gets no vector: "Glucose" names 79 codes of LOINC.
const shared = 4

// DenseRows lists the terms that get a vector, in a fixed order: every wording
// of a code that may leave; left out are short titles, abbreviations, harm by
// substances, which a drug's name must not be like, and wordings that say
// nothing about any one code.
func DenseRows(r *ontology.Release) []ontology.TermID {
	rows := make([]ontology.TermID, 0, r.Info().Terms)
	for i := range r.Info().Terms {
		t := ontology.TermID(i)
		kind := r.KindOf(t)
		if kind == ontology.ShortTitle || kind == ontology.Abbreviation || r.DrugTerm(t) {
			continue
		}
		if _, ok := r.Emit(r.CodeOf(t)); ok {
			rows = append(rows, t)
		}
	}
	if r.Info().Ontology == schemas.ICD10CM {
		return rows
	}
	return telling(r, rows)
}

// telling leaves out synonyms that too many codes share.
func telling(r *ontology.Release, rows []ontology.TermID) []ontology.TermID {
	seed := maphash.MakeSeed()
	codes := map[uint64]int{}
	form := make([]uint64, len(rows))
	for i, t := range rows {
		if r.KindOf(t) != ontology.Title {
			form[i] = maphash.String(seed, text.Normalize(r.Term(t).Text))
			codes[form[i]]++
		}
	}
	kept := rows[:0]
	for i, t := range rows {
		if r.KindOf(t) == ontology.Title || codes[form[i]] <= shared {
			kept = append(kept, t)
		}
	}
	return kept
}

// LocalRows lists the local terms that a release was opened with.
func LocalRows(r *ontology.Release) []ontology.TermID {
	rows := make([]ontology.TermID, r.LocalTerms())
	for i := range rows {
		rows[i] = ontology.TermID(r.Info().Terms + i)
	}
	return rows
}
