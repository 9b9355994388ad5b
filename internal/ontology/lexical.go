package ontology

import (
	"cmp"
	"slices"

	"medcode/internal/text"
)

// BM25 with the usual constants. A term hardly ever repeats a word, so the
// frequency within the term is one and its weight depends on its length only.
const (
	bm25K1 = 1.2
	bm25B  = .75
	// maxAdded bounds the terms taken up as candidates; rare words come first,
	// so what is cut off shares only words that say little.
	maxAdded = 8000
	// corrected words count for less than words found as written.
	correctedWeight = .8
	maxQueryWords   = 32
)

// search is the scratch memory of one Lexical call.
type search struct {
	score   []float32 // per term, zero between calls
	touched []TermID
	seen    []uint8 // per word, zero between calls
	shared  []uint32
	toks    []text.Token
	query   []queryWord
	top     []Hit
}

type queryWord struct {
	word          uint32
	known         bool
	weight, share float32 // what a match adds to the score; what the word counts in coverage
}

func newSearch(terms, words int) *search {
	return &search{score: make([]float32, terms), seen: make([]uint8, words)}
}

// Lexical returns the best term of each of the k best codes by BM25 over the
// words of the query; misspelt words are corrected. Codes without an answer
// (see Emit) are not searched.
func (r *Release) Lexical(query string, k int) []Hit {
	if k <= 0 || len(r.terms) == 0 {
		return nil
	}
	s := r.scratch.Get().(*search)
	defer r.scratch.Put(s)
	total := r.readQuery(s, query)
	r.collect(s, k)
	hits := slices.Clone(r.best(s, k, true))
	for _, t := range s.touched {
		s.score[t] = 0
	}
	for i := range hits {
		h := &hits[i]
		matched, ofTerm := r.overlap(s, h.Term)
		h.QueryCoverage = min(1, matched/total)
		h.TermCoverage = min(1, ofTerm/max(ofTerm, r.terms[h.Term].Weight))
	}
	return hits
}

// readQuery finds the words of the query, the rarest first, and returns the
// weight of all of them, unknown ones counted as the rarest possible.
func (r *Release) readQuery(s *search, query string) (total float32) {
	s.query, s.touched = s.query[:0], s.touched[:0]
	s.toks = text.Tokens(s.toks[:0], query)
	unknown := idf(len(r.terms), 1)
	for i := range s.toks {
		if !Content(s.toks, i) || len(s.query) == maxQueryWords {
			continue
		}
		q := r.queryWord(s, root(s.toks[i].Norm))
		if !q.known {
			total += unknown
			continue
		}
		if slices.ContainsFunc(s.query, func(p queryWord) bool { return p.word == q.word }) {
			continue
		}
		total += q.share
		s.query = append(s.query, q)
	}
	slices.SortFunc(s.query, func(a, b queryWord) int { return cmp.Compare(b.weight, a.weight) })
	return total
}

func (r *Release) queryWord(s *search, name string) queryWord {
	var q queryWord
	if q.word, q.known = r.wordIDs.get(roll(0, WordHash(name))); q.known {
		q.weight = r.words[q.word].Weight
		q.share = q.weight
		return q
	}
	if q.word, q.known = r.correct(s, name); q.known {
		q.share = r.words[q.word].Weight
		q.weight = q.share * correctedWeight
	}
	return q
}

// collect sums the weights of the matched words of every candidate term. Words
// come rarest first; once no term without the words so far can reach the k
// best codes, the others only add to the terms already there.
func (r *Release) collect(s *search, k int) {
	rest := float32(0)
	for _, q := range s.query {
		rest += q.weight
	}
	added, closed := 0, false
	for i, q := range s.query {
		posts := r.holders(q.word)
		if i > 0 && !closed {
			closed = added+len(posts) > maxAdded || len(posts) > 512 && r.floor(s, k) > rest*r.lengthWeight(s.query[i:])
		}
		if closed {
			r.prune(s, k, rest)
			s.update(posts, q.weight)
		} else {
			s.add(posts, q.weight)
			added += len(posts)
		}
		rest -= q.weight
	}
}

func (r *Release) holders(word uint32) []TermID {
	w := &r.words[word]
	return r.inWords[w.Posts : w.Posts+w.Count]
}

func (s *search) add(posts []TermID, weight float32) {
	for _, t := range posts {
		if s.score[t] == 0 {
			s.touched = append(s.touched, t)
		}
		s.score[t] += weight
	}
}

// update adds the weight to candidates only: by scanning the list where there
// are many candidates, by search in the list where there are few.
func (s *search) update(posts []TermID, weight float32) {
	if len(s.touched)*8 > len(posts) {
		for _, t := range posts {
			if s.score[t] != 0 {
				s.score[t] += weight
			}
		}
		return
	}
	for _, t := range s.touched {
		if _, ok := slices.BinarySearch(posts, t); ok {
			s.score[t] += weight
		}
	}
}

// lengthWeight is the highest length weight of a term that holds only words of
// the rest of the query.
func (r *Release) lengthWeight(rest []queryWord) float32 {
	fewest := uint8(255)
	for _, q := range rest {
		fewest = min(fewest, r.words[q.word].Fewest)
	}
	return r.norms[fewest]
}

// prune drops the candidates that cannot reach the k best codes even with all
// the rest of the query.
func (r *Release) prune(s *search, k int, rest float32) {
	if len(s.touched) <= 8*k {
		return
	}
	floor := r.floor(s, k)
	kept := s.touched[:0]
	for _, t := range s.touched {
		if (s.score[t]+rest)*r.norms[r.terms[t].Words] >= floor {
			kept = append(kept, t)
		} else {
			s.score[t] = 0
		}
	}
	s.touched = kept
}

// lengthNorms is BM25's weight of a term by its number of words.
func lengthNorms(average float32) (norms [256]float32) {
	for n := range norms {
		norms[n] = (bm25K1 + 1) / (1 + bm25K1*(1-bm25B+bm25B*float32(n)/average))
	}
	return norms
}

// floor is the score of the k-th best code so far, 0 if there are fewer.
func (r *Release) floor(s *search, k int) float32 {
	if len(s.touched) < k {
		return 0
	}
	top := r.best(s, k, false)
	if len(top) < k {
		return 0
	}
	return top[len(top)-1].Score
}

// best returns the k best codes with their best terms, in order; where only
// the k-th score is of interest, ties need no deciding.
func (r *Release) best(s *search, k int, ties bool) []Hit {
	s.top = s.top[:0]
	floor := float32(-1)
	for _, t := range s.touched {
		rec := &r.terms[t]
		score := s.score[t] * r.norms[rec.Words]
		if score < floor || score == floor && !ties {
			continue
		}
		h := Hit{Term: t, Code: CodeID(rec.Code), Score: score}
		if len(s.top) == k && !r.before(h, s.top[k-1]) {
			continue
		}
		s.top = r.insert(s.top, h, k)
		if len(s.top) == k {
			floor = s.top[k-1].Score
		}
	}
	return s.top
}

// insert keeps top in order, one hit a code, k at most.
func (r *Release) insert(top []Hit, h Hit, k int) []Hit {
	for i := range top {
		if top[i].Code == h.Code {
			if !r.before(h, top[i]) {
				return top
			}
			top = slices.Delete(top, i, i+1)
			break
		}
	}
	at, _ := slices.BinarySearchFunc(top, h, func(a, b Hit) int {
		if r.before(a, b) {
			return -1
		}
		return 1
	})
	top = slices.Insert(top, at, h)
	return top[:min(len(top), k)]
}

// before orders hits: score, then trust, then usual codes, then code order.
func (r *Release) before(a, b Hit) bool {
	if a.Score != b.Score {
		return a.Score > b.Score
	}
	return cmp.Or(
		cmp.Compare(r.terms[a.Term].Kind, r.terms[b.Term].Kind),
		cmp.Compare(r.codes[b.Code].Flags&flagDefault, r.codes[a.Code].Flags&flagDefault),
		cmp.Compare(r.codes[b.Code].Prior, r.codes[a.Code].Prior),
		cmp.Compare(r.codes[b.Code].Flags&flagBillable, r.codes[a.Code].Flags&flagBillable),
		cmp.Compare(a.Term, b.Term),
	) < 0
}

// overlap weighs the words of the query that term t holds: as the query counts
// them and as the term does.
func (r *Release) overlap(s *search, t TermID) (ofQuery, ofTerm float32) {
	for _, q := range s.query {
		if _, ok := slices.BinarySearch(r.holders(q.word), t); ok {
			ofQuery += q.weight
			ofTerm += r.words[q.word].Weight
		}
	}
	return ofQuery, ofTerm
}
