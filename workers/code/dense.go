package code

import (
	"context"
	"io"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/vector"
)

// Encoder turns phrases into unit vectors, flat, [len(phrases)*dim].
type Encoder interface {
	Encode(ctx context.Context, phrases []string) ([]float32, error)
}

// Index is the vectors of a release's terms: Rows[i] is the term of row i.
type Index struct {
	Search Searcher
	Rows   []ontology.TermID
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
	out := make([][]Candidate, len(phrases))
	for i, list := range hits {
		out[i] = distinct(r, ix, list, k)
	}
	return out, nil
}

// distinct keeps the nearest row of each code, k codes at most.
func distinct(r *ontology.Release, ix *Index, list []vector.Hit, k int) []Candidate {
	var out []Candidate
	seen := map[ontology.CodeID]bool{}
	for _, h := range list {
		if h.ID < 0 || h.ID >= int64(len(ix.Rows)) || len(out) == k {
			continue
		}
		term := ix.Rows[h.ID]
		id := r.CodeOf(term)
		if seen[id] {
			continue
		}
		seen[id] = true
		out = append(out, Candidate{Term: term, Code: id, Match: Match{Source: SourceDense, Score: float64(h.Score)}})
	}
	return out
}

// DenseRows lists the terms that get a vector, in a fixed order: every wording
// of a code that may leave; left out are short titles, abbreviations, and harm
// by substances, which a drug's name must not be like.
func DenseRows(r *ontology.Release) []ontology.TermID {
	var rows []ontology.TermID
	for i := range r.Info().Terms {
		t := ontology.TermID(i)
		switch r.KindOf(t) {
		case ontology.ShortTitle, ontology.Abbreviation:
			continue
		}
		if r.DrugTerm(t) {
			continue
		}
		if _, ok := r.Emit(r.CodeOf(t)); ok {
			rows = append(rows, t)
		}
	}
	return rows
}
