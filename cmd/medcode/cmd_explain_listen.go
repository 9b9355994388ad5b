package main

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"sync"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// listener hears what the parts and the claim of a note are asked, so that the
// same can be asked again with its proof.
type listener struct {
	router.Coder
	claims router.Claimer // nil where no rules are applied

	mu      sync.Mutex
	works   []schemas.Work
	release string // of the claim
	input   icd10cm.ClaimInput
	output  icd10cm.ClaimOutput
}

// Claim passes a claim on.
func (l *listener) Claim(release string, in icd10cm.ClaimInput) (icd10cm.ClaimOutput, bool) {
	out, ok := l.claims.Claim(release, in)
	l.release, l.input, l.output = release, in, out
	return out, ok
}

var errClaim = errors.New("the claim does not replay: the rules give another one for the same note")

// replay applies the rules to what was heard once more: they are a function of
// it.
func (l *listener) replay() error {
	if l.claims == nil || l.release == "" {
		return nil
	}
	again, _ := l.claims.Claim(l.release, l.input)
	if !reflect.DeepEqual(again, l.output) {
		return errClaim
	}
	return nil
}

// rules lists the changes of the claim that are about a code or name it; all of
// them for an empty one.
func (l *listener) rules(code string) []icd10cm.Change {
	var out []icd10cm.Change
	for _, c := range l.output.Changes {
		words := append(strings.FieldsFunc(c.What, func(r rune) bool { return strings.ContainsRune(" ,;:()→", r) }), c.Code)
		if code == "" || slices.ContainsFunc(words, func(w string) bool { return sameCode(code, w) }) {
			out = append(out, c)
		}
	}
	return out
}

// Code passes a part on.
func (l *listener) Code(ctx context.Context, w schemas.Work) (schemas.Part, error) {
	l.mu.Lock()
	l.works = append(l.works, w)
	l.mu.Unlock()
	return l.Coder.Code(ctx, w)
}

// query is what was asked for a mention, and for whom.
func (l *listener) query(o schemas.Ontology, mention int) (q code.Query, who proof.Person, ok bool) {
	for i := range l.works {
		w := &l.works[i]
		at := slices.Index(w.Index, mention)
		if w.Ontology != o || at < 0 {
			continue
		}
		q = code.Query{Text: string(w.Mentions[at].Text), K: w.K, Date: day(w.Date)}
		if at < len(w.Terms) {
			q.Term = w.Terms[at]
		}
		if o == schemas.ICD10CM {
			q.Attributes = icd10cm.StatementsOf(w.Mentions[at].Attributes)
		}
		return q, proof.Person{Age: w.Age, Sex: w.Sex}, true
	}
	return q, who, false
}

func addRules(p *proof.Proof, rules []icd10cm.Change) {
	for _, c := range rules {
		p.AddRule(c.What, c.Rule)
	}
}

func changeLines(rules []icd10cm.Change) []string {
	out := []string{}
	for _, c := range rules {
		out = append(out, c.String())
	}
	return out
}
