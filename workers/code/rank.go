package code

import (
	"cmp"
	"math"
	"slices"

	"medcode/schemas"
)

// Where a candidate comes from.
const (
	SourceExact    = "exact"
	SourceBag      = "words"
	SourceReworded = "reworded"
	SourcePart     = "part of the phrase"
	SourceLexical  = "similar words"
	SourceDense    = "similar meaning"
)

// Match is how well a candidate's term fits the phrase.
type Match struct {
	Source        string
	Score         float64 // of the source: BM25, cosine
	QueryCoverage float64 // share of the phrase found in the term, 0–1
	TermCoverage  float64 // share of the term found in the phrase, 0–1
	Codes         int     // codes that share the matched wording
}

// rank turns candidates into at most k codings, best first.
func rank(p *pool, o schemas.Ontology, k int) schemas.Candidates {
	list := p.kept(o, k)
	out := make(schemas.Candidates, 0, len(list))
	for _, e := range list {
		if c := coding(p, o, e); !slices.ContainsFunc(out, func(x schemas.Coding) bool { return x.Code == c.Code }) {
			out = append(out, c) // two codes may be completed to the same
		}
	}
	return out
}

// kept returns the k best entries. Codes that have the phrase as a wording come
// before those that are only similar.
func (p *pool) kept(o schemas.Ontology, k int) []*entry {
	list := merge(p)
	known := make([]*entry, 0, len(list))
	open := make([]*entry, 0, len(list))
	for i := range list {
		if e := &list[i]; e.known.there() {
			known = append(known, e)
		} else {
			open = append(open, e)
		}
	}
	s := newScene(p, list)
	left := s.judgeKnown(known, fitted().known(o))
	s.judgeOpen(open, list, fitted().open(o, s.topCos > 0), left)
	return append(known, open...)[:min(k, len(list))]
}

// trusted orders codes that share a wording: the closest forms of it, codes
// that have it before those that a header gives way to, then as the release
// ranks them.
func trusted(a, b *entry) int {
	return cmp.Or(
		cmp.Compare(a.known.Term.Distance(), b.known.Term.Distance()),
		cmp.Compare(flag(a.known.Code != a.emit), flag(b.known.Code != b.emit)),
		cmp.Compare(a.known.rank, b.known.rank), cmp.Compare(a.emit, b.emit))
}

// judgeKnown puts the most trusted code first and gives each its probability;
// what similar codes may have at most is returned.
func (s *scene) judgeKnown(some []*entry, m *model) (left float64) {
	slices.SortFunc(some, trusted)
	left = 1
	last := 1.0
	row := make([]float64, 0, len(m.Mean))
	for i, e := range some {
		row = s.known(row[:0], e)
		m.normalise(row)
		e.conf = min(last, left, m.confidence(row, 1, 0))
		if i == 0 && s.settled(e) {
			e.conf = max(e.conf, usual)
		}
		last = e.conf
		left -= e.conf
	}
	return min(left, last)
}

// usual is the least confidence of a curated default: where usage is settled
// ("glucose" as a serum glucose) an answer beats abstention, though many codes
// share the wording.
const usual = .9

// settled tells whether a phrase is a wording of a code that is the usual one
// for it, or that the house itself chose for it.
func (s *scene) settled(e *entry) bool {
	if s.release.Local(e.known.Term) {
		return true
	}
	return e.known.Term.Distance() == 0 && e.known.Code == e.emit && s.release.Default(e.emit)
}

// judgeOpen sorts by score and gives the first the model's confidence, as a
// part of what is left; the others have theirs in proportion to their
// part of the softmax.
func (s *scene) judgeOpen(some []*entry, list []entry, m *model, left float64) {
	if len(some) == 0 {
		return
	}
	row := make([]float64, 0, len(m.Mean))
	var best []float64
	top := math.Inf(-1)
	for n := range list {
		e := &list[n]
		if e.known.there() {
			continue
		}
		row = s.open(row[:0], list, n)
		m.normalise(row)
		e.score = m.score(row)
		if e.score > top {
			top, best = e.score, append(best[:0], row...)
		}
	}
	slices.SortFunc(some, func(a, b *entry) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.emit, b.emit)) })
	sum, margin := 0.0, float64(maxMargin)
	for _, e := range some {
		e.conf = math.Exp(e.score - top)
		sum += e.conf
	}
	if len(some) > 1 {
		margin = top - some[1].score
	}
	first := m.confidence(best, 1/sum, margin)
	rest := min(first, (1-first)/max(sum-1, 1e-9)) // all together they are no more than certain
	for i, e := range some {
		if i == 0 {
			e.conf = left * first
		} else {
			e.conf *= left * rest
		}
	}
}

func rounded(conf float64) float64 { return math.Round(conf*1000) / 1000 }
