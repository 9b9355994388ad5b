package eval

import (
	"crypto/sha256"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
)

// Term is a wording and the codes that its publisher gives it.
type Term struct {
	Text string
	Gold []string
}

// LoadTerms reads a table of pairs with a header line that names the columns
// code and term. Rows of one term are put together, in the order of the file.
// Where ranges is set, rows whose code is a range ("A00-A09") are left out and
// counted: no single code answers them.
func LoadTerms(path string, ranges bool) (terms []Term, skipped int, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, fmt.Errorf("read pairs: %w", err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comma, in.LazyQuotes, in.ReuseRecord, in.FieldsPerRecord = '\t', true, true, -1
	head, err := in.Read()
	if err != nil {
		return nil, 0, fmt.Errorf("%s: %w", path, err)
	}
	code, term := slices.Index(head, "code"), slices.Index(head, "term")
	if code < 0 || term < 0 {
		return nil, 0, fmt.Errorf("%s: the first line names no columns code and term", path)
	}
	at := map[string]int{}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return terms, skipped, nil
		}
		if err != nil {
			return nil, 0, fmt.Errorf("%s: %w", path, err)
		}
		if len(row) <= max(code, term) {
			return nil, 0, fmt.Errorf("%s: a line has too few columns", path)
		}
		if ranges && strings.Contains(row[code], "-") {
			skipped++
			continue
		}
		i, ok := at[row[term]]
		if !ok {
			i = len(terms)
			at[strings.Clone(row[term])] = i
			terms = append(terms, Term{Text: strings.Clone(row[term])})
		}
		if !slices.Contains(terms[i].Gold, row[code]) {
			terms[i].Gold = append(terms[i].Gold, strings.Clone(row[code]))
		}
	}
}

// Unseen keeps the terms of the half of the codes that the ranking model was
// not trained on, whole categories of the first so many characters together
// (0: single codes). training/rank.py draws the other half by the same rule.
func Unseen(terms []Term, category int) []Term {
	return slices.DeleteFunc(slices.Clone(terms), func(t Term) bool {
		unit := t.Gold[0]
		if category > 0 {
			unit = unit[:min(category, len(unit))]
		}
		return sha256.Sum256([]byte(unit))[0]&1 == 0
	})
}

// Sample draws n terms without replacement, the same ones on every run; all of
// them where there are no more, or where n is 0.
func Sample[T any](terms []T, n int) []T {
	if n <= 0 || n >= len(terms) {
		return terms
	}
	rng := rand.New(rand.NewPCG(2, uint64(len(terms))))
	out := make([]T, n)
	for i, j := range rng.Perm(len(terms))[:n] {
		out[i] = terms[j]
	}
	return out
}

// Guess is one code of an answer.
type Guess struct {
	Code       string
	Confidence float64 // 0–1
}

// Asked is a term with the answer to it, best code first.
type Asked struct {
	Term
	Guesses []Guess
	Exact   bool // the term is one that the vocabulary knows
}

// Share is a count of hits out of n.
type Share struct{ Hits, N int }

func (s *Share) add(hit bool) {
	s.N++
	if hit {
		s.Hits++
	}
}

// Value is the share, 0 of none.
func (s Share) Value() float64 { return ratio(s.Hits, s.N) }

// Interval is the 95 % interval of Wilson's score (1927).
func (s Share) Interval() (low, high float64) {
	if s.N == 0 {
		return 0, 0
	}
	const z = 1.959964
	n, p := float64(s.N), s.Value()
	mid := (p + z*z/(2*n)) / (1 + z*z/n)
	half := z / (1 + z*z/n) * math.Sqrt(p*(1-p)/n+z*z/(4*n*n))
	return mid - half, mid + half
}

// String gives the share with its interval.
func (s Share) String() string {
	low, high := s.Interval()
	return fmt.Sprintf("%.3f [%.3f, %.3f]", s.Value(), low, high)
}

// TermFigures says how often the right code came first, among the first ten,
// and how often the first code was of the right category.
type TermFigures struct{ Top1, Top10, Category Share }

func (f *TermFigures) add(a *Asked, m Matcher) {
	hit := func(match func(gold, code string) bool, among []Guess) bool {
		return slices.ContainsFunc(among, func(g Guess) bool {
			return slices.ContainsFunc(a.Gold, func(gold string) bool { return match(gold, g.Code) })
		})
	}
	first := a.Guesses[:min(1, len(a.Guesses))]
	f.Top1.add(hit(m.Code, first))
	f.Top10.add(hit(m.Code, a.Guesses[:min(10, len(a.Guesses))]))
	f.Category.add(hit(m.Category, first))
}

// Matcher tells what meets a gold code.
type Matcher struct {
	Code     func(gold, code string) bool
	Category func(gold, code string) bool
}

// TermReport is the figures of a set of terms: of all, of those that the
// vocabulary knows, and of the others.
type TermReport struct {
	All, Exact, Inexact TermFigures
	Calibration         Calibration // of all
	Open                Calibration // of those that the vocabulary does not know
	// Balanced is the share of first codes of the right category where every
	// gold category counts the same, however many terms it has.
	Balanced float64
}

// Terms scores answers. Where a gold set holds several codes, any will do.
func Terms(asked []Asked, m Matcher) TermReport {
	var r TermReport
	var all, open []Judged
	byCategory := map[string]*Share{}
	for i := range asked {
		a := &asked[i]
		before, category := r.All.Top1.Hits, r.All.Category.Hits
		r.All.add(a, m)
		key := a.Gold[0][:min(3, len(a.Gold[0]))]
		if byCategory[key] == nil {
			byCategory[key] = &Share{}
		}
		byCategory[key].add(r.All.Category.Hits > category)
		j := Judged{Right: r.All.Top1.Hits > before}
		if len(a.Guesses) > 0 {
			j.Confidence = a.Guesses[0].Confidence
		}
		all = append(all, j)
		if a.Exact {
			r.Exact.add(a, m)
			continue
		}
		r.Inexact.add(a, m)
		open = append(open, j)
	}
	r.Calibration, r.Open = Calibrate(all), Calibrate(open)
	for _, s := range byCategory {
		r.Balanced += s.Value() / float64(len(byCategory))
	}
	return r
}
