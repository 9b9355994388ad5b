package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
	"medcode/workers/code"
)

// wordingSet is official wordings of one kind. Those of a header are met by
// any billable code below it.
type wordingSet struct {
	name    string
	terms   []eval.Term
	skipped int // rows of codes that the release has not, or under another title
}

// wordingResult is how often a set leads to its codes: as printed, with one
// word dropped, and with the words in another order.
type wordingResult struct {
	Set       string
	Release   string
	Skipped   int
	Contested int              // missed as printed, because an official wording of the same words has the code answered
	Printed   eval.TermFigures // first and category of all, in ten of a sample
	Dropped   eval.TermFigures // of a sample
	Reordered eval.TermFigures // of a sample
	Seconds   float64
}

// wordingSample is how many wordings are asked of all sources where nothing
// else is said: the whole of them would take an hour.
const wordingSample = 2000

// evalOfficialWordings is the part of evalTerms about the official wordings of
// ICD-10-CM, alone.
func (c *call) evalOfficialWordings(ctx context.Context, data string) error {
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return err
	}
	defer cod.Close()
	res, err := c.evalWordings(ctx, cod, data)
	if err == nil && c.json {
		err = json.NewEncoder(c.out).Encode(res)
	}
	return err
}

// evalWordings looks up the official wordings of ICD-10-CM: titles as the
// release has them, inclusion terms and index terms as their files have them.
func (c *call) evalWordings(ctx context.Context, cod *coding, data string) ([]wordingResult, error) {
	rel, use, err := cod.store.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		return nil, err
	}
	sets, err := wordingSets(rel, data)
	if err != nil {
		return nil, err
	}
	var out []wordingResult
	for _, s := range sets {
		start := time.Now()
		res := wordingResult{Set: s.name, Release: use.Release, Skipped: s.skipped}
		m := matcher(rel, schemas.ICD10CM)
		if err := c.evalWordingSet(ctx, cod.coders[schemas.ICD10CM], rel, m, &s, &res); err != nil {
			return nil, err
		}
		res.Seconds = time.Since(start).Seconds()
		c.writeWordings(&res)
		out = append(out, res)
	}
	return out, nil
}

func (c *call) evalWordingSet(ctx context.Context, coder *code.Coder, rel *ontology.Release, m eval.Matcher, s *wordingSet, res *wordingResult) error {
	printed, err := answerAll(ctx, coder, eval.Sample(s.terms, c.opt.notes))
	if err != nil {
		return err
	}
	for i := range printed {
		if !met(&printed[i], m) && contested(rel, &printed[i]) {
			res.Contested++
		}
	}
	c.wordingErrors(rel, printed, m)
	n := c.opt.notes
	if n == 0 {
		n = wordingSample
	}
	sample := eval.Sample(s.terms, n)
	for _, form := range []struct {
		to   *eval.TermFigures
		make func(string) (string, bool)
	}{
		{&res.Printed, func(s string) (string, bool) { return s, true }},
		{&res.Dropped, eval.DropWord},
		{&res.Reordered, eval.Reorder},
	} {
		asked, err := askTerms(ctx, coder, rel, spoiled(sample, form.make))
		if err != nil {
			return err
		}
		*form.to = eval.Terms(asked, m).All
	}
	whole := eval.Terms(printed, m).All
	res.Printed.Top1, res.Printed.Category = whole.Top1, whole.Category
	return nil
}

func spoiled(terms []eval.Term, spoil func(string) (string, bool)) []eval.Term {
	var out []eval.Term
	for _, t := range terms {
		if s, ok := spoil(t.Text); ok {
			out = append(out, eval.Term{Text: s, Gold: t.Gold})
		}
	}
	return out
}

// answerAll looks wordings up as a note's mentions are: only what the exact
// source does not know goes on to the others.
func answerAll(ctx context.Context, coder *code.Coder, terms []eval.Term) ([]eval.Asked, error) {
	out := make([]eval.Asked, 0, len(terms))
	for part := range slices.Chunk(terms, termBatch) {
		queries := make([]code.Query, len(part))
		for i, t := range part {
			queries[i] = code.Query{Text: t.Text}
		}
		answers, err := coder.Code(ctx, queries)
		if err != nil {
			return nil, err
		}
		for i, t := range part {
			a := eval.Asked{Term: t}
			for _, k := range answers[i].Codings {
				a.Guesses = append(a.Guesses, eval.Guess{Code: k.Code, Confidence: k.Confidence})
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// wordingSets reads the sets. A wording of several codes is met by any of
// them; where one of them is billable, the set is that of billable codes.
func wordingSets(rel *ontology.Release, data string) ([]wordingSet, error) {
	dir := filepath.Join(data, "icd10cm")
	inclusions, err := eval.LoadInclusionTerms(filepath.Join(dir, "tabular"))
	if err != nil {
		return nil, err
	}
	index, err := eval.LoadIndexTerms(filepath.Join(dir, "index"))
	if err != nil {
		return nil, err
	}
	sets := []wordingSet{
		{name: "long titles", terms: officialTerms(rel, ontology.Title, 0)},
		{name: "short titles", terms: officialTerms(rel, ontology.ShortTitle, 0)},
	}
	sets = append(sets, split(rel, "inclusion terms", inclusions)...)
	return append(sets, split(rel, "index terms", index)...), nil
}

// split parts the wordings of billable codes from those of headers. A wording
// that is the same in normal form names all the codes of its rows.
func split(rel *ontology.Release, name string, rows []eval.OfficialRow) []wordingSet {
	at := map[string]*eval.Term{}
	skipped := 0
	for _, row := range rows {
		id, ok := rel.Find(row.Code)
		if !ok || row.Title != "" && text.Normalize(row.Title) != text.Normalize(rel.Code(id).Display) {
			skipped++
			continue
		}
		key := text.Normalize(row.Text)
		if at[key] == nil {
			at[key] = &eval.Term{Text: row.Text}
		}
		at[key].Gold = append(at[key].Gold, rel.Code(id).Code)
	}
	billable, headers := wordingSet{name: name + " on a billable code", skipped: skipped}, wordingSet{name: name + " on a header"}
	for _, t := range at {
		to := &headers
		if slices.ContainsFunc(t.Gold, func(g string) bool { id, ok := rel.Find(g); return ok && rel.Billable(id) }) {
			to = &billable
		}
		to.terms = append(to.terms, *t)
	}
	for _, s := range []*wordingSet{&billable, &headers} {
		slices.SortFunc(s.terms, func(a, b eval.Term) int {
			return cmp.Or(cmp.Compare(a.Gold[0], b.Gold[0]), cmp.Compare(a.Text, b.Text))
		})
	}
	return []wordingSet{billable, headers}
}

// first is the first code of an answer, empty for none.
func first(a *eval.Asked) string {
	if len(a.Guesses) == 0 {
		return ""
	}
	return a.Guesses[0].Code
}

func met(a *eval.Asked, m eval.Matcher) bool {
	return slices.ContainsFunc(a.Gold, func(g string) bool { return m.Code(g, first(a)) })
}

// contested tells whether the code answered has the same words as an official
// wording too: files of different years disagree, and titles and the newer
// Index are taken.
func contested(rel *ontology.Release, a *eval.Asked) bool {
	id, ok := rel.Find(first(a))
	return ok && slices.ContainsFunc(rel.Exact(text.Normalize(a.Text)), func(t ontology.TermID) bool {
		emit, ok := rel.Emit(rel.CodeOf(t))
		return ok && emit == id && rel.KindOf(t) <= ontology.Index
	})
}

// wordingErrors prints some wordings whose first code is not theirs.
func (c *call) wordingErrors(rel *ontology.Release, asked []eval.Asked, m eval.Matcher) {
	left := c.opt.errors
	for _, a := range eval.Sample(asked, len(asked)-1) {
		if left == 0 || c.json {
			return
		}
		if !met(&a, m) {
			fmt.Fprintf(c.out, "  %q is %v, answered %s (another official wording: %v)\n", a.Text, a.Gold, first(&a), contested(rel, &a))
			left--
		}
	}
}

func (c *call) writeWordings(r *wordingResult) {
	if c.json {
		return
	}
	fmt.Fprintf(c.out, "%s, %s, all of them indexed (%d rows of codes that are gone or have another title left out), %.0f s\n", r.Set, r.Release, r.Skipped, r.Seconds)
	for _, l := range []struct {
		name string
		f    *eval.TermFigures
		more string
	}{
		{"as printed", &r.Printed, fmt.Sprintf(" (%d of them for another official wording)", r.Contested)},
		{"one word dropped", &r.Dropped, ""},
		{"words reordered", &r.Reordered, ""},
	} {
		fmt.Fprintf(c.out, "  %-17s first %s n %5d, %d missed%s  in ten %s n %4d  category first %s\n", l.name, l.f.Top1, l.f.Top1.N, l.f.Top1.N-l.f.Top1.Hits, l.more, l.f.Top10, l.f.Top10.N, l.f.Category)
	}
}
