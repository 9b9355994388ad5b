package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
	"medcode/workers/code"
)

// termSet is a table of pairs below MEDCODE_DATA/pairs.
type termSet struct {
	ontology schemas.Ontology
	name     string
}

func termSets() []termSet {
	return []termSet{
		{schemas.ICD10CM, "icd10cm_doid"},
		{schemas.ICD10CM, "icd10cm_mondo"},
		{schemas.SNOMED, "snomed_doid"},
		{schemas.LOINC, "loinc_related"},
	}
}

// termResult is the report of one set, as it is printed with --json.
type termResult struct {
	Ontology schemas.Ontology
	Set      string
	Release  string
	Skipped  int // ranges
	Terms    int // of the whole table; the half that the ranking model was trained on is not asked
	Unknown  int // terms of which no gold code is in the release; they count as missed
	Seconds  float64
	eval.TermReport
}

// evalTerms looks up the terms of other hands and the official wordings, of
// all ontologies or the one named.
func (c *call) evalTerms(ctx context.Context, data string) error {
	only, err := c.oneOntology()
	if err != nil {
		return err
	}
	cod, err := openCoding(ctx, c.set, logger(c.set, c.err), modelWatch{})
	if err != nil {
		return err
	}
	defer cod.Close()
	var out []any
	for _, s := range termSets() {
		if only != "" && s.ontology != only {
			continue
		}
		res, err := c.evalSet(ctx, cod, data, s)
		if err != nil {
			return err
		}
		c.writeTerms(&res)
		out = append(out, res)
	}
	for _, o := range schemas.Ontologies() {
		if only != "" && o != only {
			continue
		}
		res, err := c.evalOfficial(ctx, cod, o)
		if err != nil {
			return err
		}
		out = append(out, res)
		if o != schemas.ICD10CM {
			continue
		}
		wordings, err := c.evalWordings(ctx, cod, data)
		if err != nil {
			return err
		}
		out = append(out, wordings)
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(out)
	}
	return nil
}

// oneOntology is the ontology named after the evaluation, if any.
func (c *call) oneOntology() (schemas.Ontology, error) {
	if len(c.rest) < 2 {
		return "", nil
	}
	return schemas.ParseOntology(c.rest[1])
}

func (c *call) evalSet(ctx context.Context, cod *coding, data string, s termSet) (res termResult, err error) {
	terms, skipped, err := eval.LoadTerms(filepath.Join(data, "pairs", s.name+".tsv"), s.ontology == schemas.ICD10CM)
	if err != nil {
		return res, err
	}
	rel, use, err := cod.store.InForce(s.ontology, time.Time{})
	if err != nil {
		return res, err
	}
	res = termResult{Ontology: s.ontology, Set: s.name, Release: use.Release, Skipped: skipped, Terms: len(terms)}
	category := 0
	if s.ontology == schemas.ICD10CM {
		category = 3
	}
	terms = eval.Sample(eval.Unseen(terms, category), c.opt.notes)
	m := matcher(rel, s.ontology)
	for _, t := range terms {
		if !slices.ContainsFunc(t.Gold, func(g string) bool { _, ok := rel.Find(g); return ok }) {
			res.Unknown++
		}
	}
	start := time.Now()
	asked, err := askTerms(ctx, cod.coders[s.ontology], rel, terms)
	if err != nil {
		return res, err
	}
	res.Seconds = time.Since(start).Seconds()
	res.TermReport = eval.Terms(asked, m)
	c.termErrors(asked, m)
	return res, nil
}

// matcher lets a header be met by what is below it, and compares categories
// where the code system has them: the first three characters of ICD-10-CM.
func matcher(rel *ontology.Release, o schemas.Ontology) eval.Matcher {
	meets := func(gold, code string) bool {
		g, ok := rel.Find(gold)
		if !ok {
			return gold == code
		}
		c, ok := rel.Find(code)
		if rel.Billable(g) || !ok {
			return g == c && ok
		}
		lo, hi := rel.Descendants(g)
		return c >= lo && c < hi
	}
	category := meets
	if o == schemas.ICD10CM {
		category = func(gold, code string) bool { return gold[:min(3, len(gold))] == code[:min(3, len(code))] }
	}
	return eval.Matcher{Code: meets, Category: category}
}

const termBatch = 256

// askTerms looks terms up in batches, ten codes each.
func askTerms(ctx context.Context, coder *code.Coder, rel *ontology.Release, terms []eval.Term) ([]eval.Asked, error) {
	out := make([]eval.Asked, 0, len(terms))
	for part := range slices.Chunk(terms, termBatch) {
		texts := make([]string, len(part))
		for i, t := range part {
			texts[i] = t.Text
		}
		list, err := lookup(ctx, coder, texts, 10)
		if err != nil {
			return nil, err
		}
		known, err := code.Exact{}.Candidates(ctx, rel, texts, 1)
		if err != nil {
			return nil, err
		}
		for i, t := range part {
			a := eval.Asked{Term: t, Exact: len(known[i]) > 0}
			for _, k := range list[i].Codings {
				a.Guesses = append(a.Guesses, eval.Guess{Code: k.Code, Confidence: k.Confidence})
			}
			out = append(out, a)
		}
	}
	return out, nil
}

// termErrors prints some of the terms whose first code is of a wrong category,
// a fixed choice of them.
func (c *call) termErrors(asked []eval.Asked, m eval.Matcher) {
	left := c.opt.errors
	for _, a := range eval.Sample(asked, len(asked)-1) {
		if left == 0 || c.json {
			return
		}
		if len(a.Guesses) > 0 && !slices.ContainsFunc(a.Gold, func(g string) bool { return m.Category(g, a.Guesses[0].Code) }) {
			fmt.Fprintf(c.out, "  %q is %s, answered %s (%.2f, known: %v)\n", a.Text, strings.Join(a.Gold, " "), a.Guesses[0].Code, a.Guesses[0].Confidence, a.Exact)
			left--
		}
	}
}

func (c *call) writeTerms(r *termResult) {
	if c.json {
		return
	}
	fmt.Fprintf(c.out, "%s, release %s, n %d of %d distinct terms: the codes not trained on (%d rows of ranges left out; of %d terms no code is in the release, counted as missed), %.0f µs a term\n",
		r.Set, r.Release, r.All.Top1.N, r.Terms, r.Skipped, r.Unknown, 1e6*r.Seconds/float64(max(1, r.All.Top1.N)))
	for _, l := range []struct {
		name string
		f    eval.TermFigures
	}{{"all", r.All}, {"equal to an indexed wording", r.Exact}, {"not indexed", r.Inexact}} {
		fmt.Fprintf(c.out, "  %-28s n %5d  first %s  in ten %s", l.name, l.f.Top1.N, l.f.Top1, l.f.Top10)
		if r.Ontology == schemas.ICD10CM {
			fmt.Fprintf(c.out, "  category first %s", l.f.Category)
			if l.name == "all" {
				fmt.Fprintf(c.out, " (%.3f where every category counts the same)", r.Balanced)
			}
		}
		fmt.Fprintln(c.out)
	}
	c.writeCalibration("calibration, all", r.Calibration)
	c.writeCalibration("calibration, not indexed", r.Open)
}

func (c *call) writeCalibration(name string, k eval.Calibration) {
	fmt.Fprintf(c.out, "  %-28s n %5d  ", name, k.N)
	if k.ECE >= 0 {
		fmt.Fprintf(c.out, "ECE %.3f  ", k.ECE)
	}
	for _, p := range k.Coverage {
		fmt.Fprintf(c.out, "covers %.3f at %.0f %% error (from %.2f)  ", p.Share, 100*p.Error, p.Confidence)
	}
	fmt.Fprintf(c.out, "at .5: covers %.3f, right %s\n", k.Half.Given.Value(), k.Half.Right)
}

// officialResult says how many official wordings lead to their own code.
type officialResult struct {
	Ontology         schemas.Ontology
	Release          string
	Titles, Abridged eval.Share
	Abstained        int // first answers below .5
	Seconds          float64
}

// evalOfficial looks up the long and the short title of every billable code.
// Codes that share a title with another are met by either.
func (c *call) evalOfficial(ctx context.Context, cod *coding, o schemas.Ontology) (res officialResult, err error) {
	rel, use, err := cod.store.InForce(o, time.Time{})
	if err != nil {
		return res, err
	}
	res = officialResult{Ontology: o, Release: use.Release}
	start := time.Now()
	for _, kind := range []ontology.Kind{ontology.Title, ontology.ShortTitle} {
		share := &res.Titles
		if kind == ontology.ShortTitle {
			share = &res.Abridged
		}
		for part := range slices.Chunk(officialTerms(rel, kind, c.opt.notes), termBatch) {
			if err := official(ctx, cod.coders[o], part, share, &res.Abstained); err != nil {
				return res, err
			}
		}
	}
	res.Seconds = time.Since(start).Seconds()
	if !c.json {
		fmt.Fprintf(c.out, "%s %s, official wordings of billable codes: title → own code %s, n %d", o, use.Release, res.Titles, res.Titles.N)
		if res.Abridged.N > 0 {
			fmt.Fprintf(c.out, "; short title %s, n %d", res.Abridged, res.Abridged.N)
		}
		fmt.Fprintf(c.out, "; %d below .5; %.0f s\n", res.Abstained, res.Seconds)
	}
	return res, nil
}

func officialTerms(rel *ontology.Release, kind ontology.Kind, n int) []eval.Term {
	gold := map[string]int{}
	var out []eval.Term
	for i := range rel.Info().Terms {
		id := ontology.TermID(i)
		if rel.KindOf(id) != kind || !rel.Billable(rel.CodeOf(id)) {
			continue
		}
		t := rel.Term(id)
		key := text.Normalize(t.Text) // "<23 weeks" is "23 weeks": no look-up can tell them apart
		at, ok := gold[key]
		if !ok {
			at = len(out)
			gold[key] = at
			out = append(out, eval.Term{Text: t.Text})
		}
		out[at].Gold = append(out[at].Gold, rel.Code(t.Code).Code)
	}
	slices.SortFunc(out, func(a, b eval.Term) int { return cmp.Compare(a.Gold[0], b.Gold[0]) })
	return eval.Sample(out, n)
}

func official(ctx context.Context, coder *code.Coder, part []eval.Term, share *eval.Share, abstained *int) error {
	queries := make([]code.Query, len(part))
	for i, t := range part {
		queries[i] = code.Query{Text: t.Text}
	}
	answers, err := coder.Code(ctx, queries)
	if err != nil {
		return err
	}
	for i, a := range answers {
		share.N++
		if len(a.Codings) > 0 && slices.Contains(part[i].Gold, a.Codings[0].Code) {
			share.Hits++
		}
		if len(a.Codings) == 0 || a.Codings[0].Confidence < .5 {
			*abstained++
		}
	}
	return nil
}
