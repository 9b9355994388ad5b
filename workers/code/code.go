// Package code finds the codes of a phrase: candidates from several sources,
// ranked and calibrated, and nothing that is not valid in the release in
// force. Where no candidate is likely enough it abstains.
package code

import (
	"context"
	"strings"
	"sync"
	"time"
	"unicode"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// Query is one phrase to be coded.
type Query struct {
	Text string // as it stands in the note or on the wire
	Term string // the vocabulary's wording for it, where a recogniser knows it
	Date time.Time
	// Attributes are those of the mention that may decide its code, see
	// icd10cm.Statements; empty where there are none.
	Attributes icd10cm.Statements
	Details    Details // of a medicine or a test, for the Refiner
	Exact      bool    // only the first source is asked
	K          int     // candidates wanted from all sources; 0: those of the first source that answers
}

// Answer is the codes of a query, best first, and the release they are from.
type Answer struct {
	Codings schemas.Candidates
	Release schemas.ReleaseUse
}

// Candidate is a code proposed by a source.
type Candidate struct {
	Term  ontology.TermID
	Code  ontology.CodeID // as the term names it; it may be a header
	Match Match
}

// Source proposes candidates for a batch of phrases, one list a phrase, best
// first, at most k codes each.
type Source interface {
	Candidates(ctx context.Context, r *ontology.Release, phrases []string, k int) ([][]Candidate, error)
}

// Releases chooses the release in force on a date; the zero date is today.
type Releases interface {
	InForce(o schemas.Ontology, on time.Time) (*ontology.Release, schemas.ReleaseUse, error)
}

// Coder codes phrases in one ontology.
type Coder struct {
	Ontology schemas.Ontology
	Releases Releases
	First    Source            // asked for every phrase
	Rest     []Source          // asked for phrases that the first does not know
	Models   map[string]string // the models behind the sources, name → version
	Cache    *Cache            // answers given before; nil keeps none
	Refiner  Refiner           // asked for every answer; nil: none
	// Pin, where set, returns the releases as they are now for one batch, and
	// what gives them back. It is for a process whose releases change while it
	// runs: a batch sees one state of them.
	Pin func() (now Releases, done func())

	completers sync.Map // *ontology.Release → *icd10cm.Completer
}

const (
	// defaultK is how many codes are kept of a query that asks for no number.
	defaultK = 5
	// depth is how many candidates each source is asked for, whatever number
	// is wanted: what is known of the others decides about the first.
	depth = 32
)

// Code answers a batch of queries, in their order. Queries of one release are
// put to the sources together. Answers may be shared: do not change them.
func (c *Coder) Code(ctx context.Context, queries []Query) ([]Answer, error) {
	releases, done := c.pin()
	defer done()
	answers := make([]Answer, len(queries))
	var open []Query
	var at []int
	for i := range queries {
		r, use, err := releases.InForce(c.Ontology, queries[i].Date)
		if err != nil {
			return nil, err
		}
		answers[i].Release = use
		codings, ok := c.Cache.get(r, &queries[i])
		if answers[i].Codings = codings; !ok {
			open, at = append(open, queries[i]), append(at, i)
		}
	}
	pools, err := c.pools(ctx, releases, open)
	if err != nil {
		return nil, err
	}
	for n := range pools {
		codings := pools[n].answer
		if codings == nil {
			codings = rank(&pools[n], c.Ontology, wanted(&open[n]))
		}
		answers[at[n]].Codings = codings
		c.Cache.put(pools[n].release, &open[n], codings)
	}
	return answers, c.refine(releases, queries, answers)
}

// pin returns the releases for one batch.
func (c *Coder) pin() (now Releases, done func()) {
	if c.Pin == nil {
		return c.Releases, func() {}
	}
	return c.Pin()
}

// Forget drops what is kept of a release that is about to be closed. Nobody
// may be coding with it.
func (c *Coder) Forget(r *ontology.Release) {
	c.Cache.forget(r)
	c.completers.Delete(r)
	for _, s := range c.Rest {
		if d, ok := s.(*Dense); ok {
			d.Forget(r)
		}
	}
}

// pool is the candidates of one query, of each source best first.
type pool struct {
	release *ontology.Release
	use     schemas.ReleaseUse
	phrase  string
	found   []Candidate
	answer  schemas.Candidates // where the first source's stands alone

	shorter   string             // the phrase without its qualifiers, where only that is known
	completer *icd10cm.Completer // nil for other ontologies
	said      string
	stated    icd10cm.Statements
}

// pools collects the candidates of all queries.
func (c *Coder) pools(ctx context.Context, releases Releases, queries []Query) ([]pool, error) {
	pools := make([]pool, len(queries))
	groups := map[*ontology.Release][]int{}
	var order []*ontology.Release
	for i := range queries {
		q := &queries[i]
		r, use, err := releases.InForce(c.Ontology, q.Date)
		if err != nil {
			return nil, err
		}
		if groups[r] == nil {
			order = append(order, r)
		}
		groups[r] = append(groups[r], i)
		pools[i] = pool{release: r, use: use, phrase: phrase(q), completer: c.completer(r), said: q.Text + " " + q.Term, stated: q.Attributes.Beyond(q.Text, q.Term)}
	}
	for _, r := range order {
		if err := c.group(ctx, r, queries, groups[r], pools); err != nil {
			return nil, err
		}
	}
	return pools, nil
}

// completer returns the engine of a release of ICD-10-CM.
func (c *Coder) completer(r *ontology.Release) *icd10cm.Completer {
	if c.Ontology != schemas.ICD10CM {
		return nil
	}
	if known, ok := c.completers.Load(r); ok {
		return known.(*icd10cm.Completer)
	}
	known, _ := c.completers.LoadOrStore(r, icd10cm.NewCompleter(r))
	return known.(*icd10cm.Completer)
}

// sure is the confidence from which the first source's answer stands alone.
const sure = 0.5

// unsure tells whether the first source does not know a phrase, or of the codes
// that share it none is likely: then all sources decide, as they do where
// more candidates are wanted, so that a phrase has one code however it is asked.
func (c *Coder) unsure(p *pool, q *Query) bool {
	if len(p.found) == 0 {
		return true
	}
	p.answer = rank(p, c.Ontology, wanted(q))
	if len(p.answer) > 0 && p.answer[0].Confidence >= sure {
		return false
	}
	p.answer = nil
	return true
}

// group asks the first source for all queries and the rest for those that it
// is unsure of, or that want candidates from everywhere. A phrase without a
// letter is like nothing: numbers alone are never guessed at. Of a query that is
// to be exact, only what the first knows counts.
func (c *Coder) group(ctx context.Context, r *ontology.Release, queries []Query, at []int, pools []pool) error {
	if err := ask(ctx, r, c.First, queries, at, pools); err != nil {
		return err
	}
	if err := c.unqualify(ctx, r, queries, at, pools); err != nil {
		return err
	}
	var open []int
	for _, i := range at {
		if !queries[i].Exact && (queries[i].K > 0 || c.unsure(&pools[i], &queries[i])) && strings.ContainsFunc(pools[i].phrase, unicode.IsLetter) {
			open = append(open, i)
		}
	}
	for _, i := range open {
		c.reword(r, &pools[i])
	}
	for _, s := range c.Rest {
		if err := ask(ctx, r, s, queries, open, pools); err != nil {
			return err
		}
	}
	return nil
}

// reword looks up other wordings of a phrase and parts of it; the rest of the
// sources get the first of the other wordings.
func (c *Coder) reword(r *ontology.Release, p *pool) {
	toks := text.Tokens(nil, p.phrase)
	wordings := reworded(c.Ontology, toks)
	p.found = append(p.found, unharmed(r, p.phrase, append(reword(r, wordings), parts(r, toks)...))...)
	if len(wordings) > 0 {
		p.phrase = wordings[0]
	}
}

// ask puts the queries at the given places to one source, in one call.
func ask(ctx context.Context, r *ontology.Release, s Source, queries []Query, at []int, pools []pool) error {
	if len(at) == 0 {
		return nil
	}
	phrases := make([]string, len(at))
	k := depth
	for n, i := range at {
		phrases[n] = pools[i].phrase
		k = max(k, wanted(&queries[i]))
	}
	lists, err := s.Candidates(ctx, r, phrases, k)
	if err != nil {
		return err
	}
	for n, i := range at {
		found := lists[n][:min(len(lists[n]), max(depth, wanted(&queries[i])))]
		pools[i].found = append(pools[i].found, unharmed(r, pools[i].phrase, found)...)
	}
	return nil
}

func wanted(q *Query) int {
	if q.K > 0 {
		return q.K
	}
	return defaultK
}

func phrase(q *Query) string {
	if q.Term != "" {
		return q.Term
	}
	return q.Text
}
