package code

import (
	"math"
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// Names of the features of a code found by similarity, in the order of a row.
// training/rank.py reads them from the dump.
func openNames() []string {
	return []string{
		"words", "words score of best", "query coverage", "term coverage", "coverages", "words first", "words rank",
		"dense", "cosine", "cosine below best", "cosine above .7", "cosine above .85", "dense first", "dense rank",
		"both", "both first", "reciprocal ranks", "words header", "dense header", "usual", "prior",
		"words title", "words short title", "words inclusion", "words index", "words synonym", "words abbreviation",
		"dense title", "dense short title", "dense inclusion", "dense index", "dense synonym", "dense abbreviation",
		"category in dense", "category in words", "subcategory", "title in query", "query in title", "query in all",
		"dense term in query", "query in dense term", "numbers missing", "numbers added", "unspecified", "other",
		"side added", "side missing", "negation", "episode added", "words added",
		"reworded", "reworded rank", "reworded distance", "reworded default", "part", "part coverage", "part distance", "part rank", "part codes", "part index",
		"ways", "query words", "query numbers", "capitals",
	}
}

// Names of the features of a code whose wording is the phrase.
func knownNames() []string {
	return []string{
		"other order", "distance 1", "distance 2", "distance 3", "short title", "inclusion", "index", "synonym", "abbreviation",
		"header", "usual", "prior", "rank", "codes", "one word", "capitals",
	}
}

// scene is what the features of all codes of a phrase share.
type scene struct {
	release            *ontology.Release
	query              wordList
	capitals           bool
	topWords, topCos   float64
	weights            []mass
	sumWords, sumDense float64
	toks               []text.Token // scratch
}

// mass is how much of the evidence a code holds.
type mass struct {
	code         string
	words, dense float64
}

func (s *scene) wordsIn(phrase string) wordList {
	s.toks = text.Tokens(s.toks[:0], phrase)
	return wordsOf(s.toks)
}

func newScene(p *pool, list []entry) *scene {
	toks := text.Tokens(nil, p.phrase)
	s := &scene{release: p.release, query: wordsOf(toks), capitals: len(toks) == 1 && toks[0].Upper}
	for i := range list {
		e := &list[i]
		if e.words.there() {
			s.topWords = max(s.topWords, e.words.Match.Score)
		}
		if e.dense.there() {
			s.topCos = max(s.topCos, e.dense.Match.Score)
		}
	}
	if !slices.ContainsFunc(list, func(e entry) bool { return !e.known.there() }) {
		return s // nothing asks for the rest
	}
	s.weights = make([]mass, len(list))
	for i := range list {
		s.weights[i] = s.mass(&list[i])
		s.sumWords += s.weights[i].words
		s.sumDense += s.weights[i].dense
	}
	return s
}

func (s *scene) mass(e *entry) mass {
	m := mass{code: s.release.Code(e.emit).Code}
	if e.words.there() && e.words.rank < depth {
		m.words = math.Pow(s.ofBest(e), 6)
	}
	if e.dense.there() && e.dense.rank < depth {
		m.dense = math.Exp(12 * (e.dense.Match.Score - s.topCos))
	}
	return m
}

func (s *scene) ofBest(e *entry) float64 {
	if s.topWords <= 0 {
		return 0
	}
	return e.words.Match.Score / s.topWords
}

// agreement is the share of the evidence on codes that begin like code n. Codes
// are in their order, so those stand around it.
func (s *scene) agreement(n, letters int) (words, dense float64) {
	prefix := s.weights[n].code[:min(letters, len(s.weights[n].code))]
	lo, hi := n, n+1
	for lo > 0 && strings.HasPrefix(s.weights[lo-1].code, prefix) {
		lo--
	}
	for hi < len(s.weights) && strings.HasPrefix(s.weights[hi].code, prefix) {
		hi++
	}
	for _, w := range s.weights[lo:hi] {
		words += w.words
		dense += w.dense
	}
	return words / max(s.sumWords, 1e-9), dense / max(s.sumDense, 1e-9)
}

// open appends the features of entry n to row.
func (s *scene) open(row []float64, list []entry, n int) []float64 {
	e := &list[n]
	row = s.byWords(row, e)
	row = s.byMeaning(row, e)
	both := flag(e.words.there() && e.dense.there())
	row = append(row, both, both*flag(e.words.rank == 0 && e.dense.rank == 0), reciprocal(e.words)+reciprocal(e.dense),
		flag(e.words.there() && e.words.Code != e.emit), flag(e.dense.there() && e.dense.Code != e.emit),
		flag(s.release.Default(e.emit)), float64(s.release.Prior(e.emit)))
	row = s.kind(row, e.words)
	row = s.kind(row, e.dense)
	words, dense := s.agreement(n, 3)
	subWords, subDense := s.agreement(n, 5)
	row = append(row, dense, words, (subWords+subDense)/2)
	row = s.wording(row, e)
	row = s.byPart(row, e)
	return append(row, float64(e.ways()), math.Log1p(float64(len(s.query))), s.query.missing(nil, number), flag(s.capitals))
}

func (s *scene) byPart(row []float64, e *entry) []float64 {
	if e.again.there() {
		row = append(row, 1, math.Log1p(float64(e.again.rank)), float64(e.again.Term.Distance()), flag(s.release.Default(e.emit)))
	} else {
		row = append(row, 0, 0, 0, 0)
	}
	if !e.part.there() {
		return append(row, 0, 0, 0, 0, 0, 0)
	}
	m := &e.part.Match
	return append(row, 1, m.QueryCoverage, float64(e.part.Term.Distance()), math.Log1p(float64(e.part.rank)),
		math.Log(float64(max(1, m.Codes))), flag(s.release.KindOf(e.part.Term) == ontology.Index))
}

func (s *scene) byWords(row []float64, e *entry) []float64 {
	if !e.words.there() {
		return append(row, 0, 0, 0, 0, 0, 0, 0)
	}
	m := &e.words.Match
	return append(row, 1, s.ofBest(e), m.QueryCoverage, m.TermCoverage, m.QueryCoverage*m.TermCoverage,
		flag(e.words.rank == 0), math.Log1p(float64(e.words.rank)))
}

func (s *scene) byMeaning(row []float64, e *entry) []float64 {
	if !e.dense.there() {
		return append(row, 0, 0, 0, 0, 0, 0, 0)
	}
	cos := e.dense.Match.Score
	return append(row, 1, cos, cos-s.topCos, max(0, cos-.7), max(0, cos-.85),
		flag(e.dense.rank == 0), math.Log1p(float64(e.dense.rank)))
}

func (s *scene) kind(row []float64, p place) []float64 {
	for k := ontology.Title; k <= ontology.Abbreviation; k++ {
		row = append(row, flag(p.there() && s.release.KindOf(p.Term) == k))
	}
	return row
}

// wording compares the words of the phrase with those of the code's title and
// of the matched terms.
func (s *scene) wording(row []float64, e *entry) []float64 {
	title := strings.ToLower(s.release.Code(e.emit).Display)
	own := slices.DeleteFunc(s.wordsIn(title), filler)
	var near, far wordList
	if e.words.there() {
		near = s.wordsIn(s.release.Term(e.words.Term).Text)
	}
	if e.dense.there() {
		far = near
		if !e.words.there() || e.words.Term.Plain() != e.dense.Term.Plain() {
			far = s.wordsIn(s.release.Term(e.dense.Term).Text)
		}
	}
	all := slices.Concat(own, near, far)
	closest := near
	if !e.words.there() {
		closest = far
	}
	return append(row,
		own.share(s.query), s.query.share(own), s.query.share(all),
		far.share(s.query), s.query.share(far),
		s.query.missing(all, number), closest.missing(s.query, number),
		flag(strings.Contains(title, "unspecified")), flag(strings.HasPrefix(title, "other")),
		own.missing(s.query, side), s.query.missing(all, side),
		own.missing(s.query, negating)+s.query.missing(all, negating),
		own.missing(s.query, episode), math.Log1p(own.missing(s.query, anyWord)))
}

// known appends the features of a code whose wording is the phrase; codes is
// how many share it.
func (s *scene) known(row []float64, e *entry) []float64 {
	c := e.known
	d, k := c.Term.Distance(), s.release.KindOf(c.Term)
	return append(row, flag(c.Match.Source == SourceBag), flag(d == 1), flag(d == 2), flag(d == 3),
		flag(k == ontology.ShortTitle), flag(k == ontology.Inclusion), flag(k == ontology.Index), flag(k == ontology.Synonym), flag(k == ontology.Abbreviation),
		flag(c.Code != e.emit), flag(s.release.Default(e.emit)), float64(s.release.Prior(e.emit)),
		math.Log1p(float64(c.rank)), math.Log(float64(max(1, c.Match.Codes))), flag(len(s.query) < 2), flag(s.capitals))
}

func flag(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func reciprocal(p place) float64 {
	if !p.there() {
		return 0
	}
	return 1 / float64(5+p.rank)
}
