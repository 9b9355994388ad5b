package icd10cm

import (
	"math/rand/v2"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/ontology"
)

// sound holds a claim to what is true of every claim: billable codes, each
// once, no pair that excludes each other but the recorded ones, a reason for
// each, and the claim of the claim is the claim.
func sound(t *testing.T, e *Engine, in ClaimInput, out ClaimOutput) {
	t.Helper()
	seen := map[string]bool{}
	var ids []ontology.CodeID
	for _, l := range out.Lines {
		id, ok := e.release.Find(l.Code)
		if !ok || !e.release.Billable(id) || seen[l.Code] || l.Why == "" {
			t.Errorf("%v: line %+v is not billable, doubled or without a reason", in.Codes, l)
		}
		seen[l.Code] = true
		ids = append(ids, id)
	}
	for i, a := range ids {
		for _, b := range ids[i+1:] {
			fa, fb := e.facts(a), e.facts(b)
			if !fa.excludes1.has(b) && !fb.excludes1.has(a) || fa.together.has(b) || fb.together.has(a) {
				continue
			}
			if !recorded(out, fa.code, fb.code) {
				t.Errorf("%v: %s and %s exclude each other", codesIn(in), fa.code, fb.code)
			}
		}
	}
	if again := e.Claim(claimed(in, out)); codesOf(again) != codesOf(out) {
		t.Errorf("%v: the claim of the claim differs: %s\nfirst %v\nthen %v", codesIn(in), cmp.Diff(codesOf(out), codesOf(again)), out.Changes, again.Changes)
	}
}

func recorded(out ClaimOutput, a, b string) bool {
	for _, c := range out.Changes {
		if strings.Contains(c.What, "exclude each other") && strings.Contains(c.What, a) && strings.Contains(c.What, b) {
			return true
		}
	}
	return false
}

func codesIn(in ClaimInput) (out []string) {
	for _, c := range in.Codes {
		out = append(out, c.Code)
	}
	return out
}

// claimed makes a claim the input of another, with the mentions and links that
// its lines stand for.
func claimed(in ClaimInput, out ClaimOutput) ClaimInput {
	next := ClaimInput{Drugs: in.Drugs, Patient: in.Patient, Class: in.Class}
	for _, l := range out.Lines {
		c := NoteCode{Code: l.Code, Display: l.Display, Confidence: 1}
		for _, k := range l.From {
			c.Mentions = append(c.Mentions, in.Codes[k].Mentions...)
			c.Confidence = min(c.Confidence, in.Codes[k].Confidence)
		}
		next.Codes = append(next.Codes, c)
	}
	places := func(code int) (at []int) {
		for i, l := range out.Lines {
			if slices.Contains(l.From, code) {
				at = append(at, i)
			}
		}
		return at
	}
	for _, l := range in.Links {
		causes := places(l.Cause)
		if len(causes) == 0 {
			causes = []int{-1}
		}
		for _, e := range places(l.Effect) {
			for _, c := range causes {
				next.Links = append(next.Links, Link{e, c, l.Denied})
			}
		}
	}
	return next
}

// TestClaimsAreSound tries random notes: common codes, which rules are about,
// mixed with any others.
func TestClaimsAreSound(t *testing.T) {
	e := full(t)
	rng := rand.New(rand.NewPCG(1, 2))
	any, common := pools(e)
	for range 20_000 {
		var in ClaimInput
		near := neighbours(rng, any)
		for range 1 + rng.IntN(14) {
			pool := [][]string{any, common, common, near, near}[rng.IntN(5)]
			in.Codes = append(in.Codes, NoteCode{Code: pool[rng.IntN(len(pool))], Confidence: float64(5+rng.IntN(5)) / 10, Mentions: mentioned(rng)})
		}
		in.Class = []string{"outpatient", "inpatient", "emergency"}[rng.IntN(3)]
		in.Patient = Patient{Pregnant: rng.IntN(8) == 0, Newborn: rng.IntN(12) == 0, Weeks: rng.IntN(2) * rng.IntN(42), Incidental: rng.IntN(12) == 0, MinorFall: rng.IntN(4) == 0}
		for range rng.IntN(3) {
			in.Links = append(in.Links, Link{rng.IntN(len(in.Codes)), rng.IntN(len(in.Codes)+1) - 1, rng.IntN(2) == 0})
		}
		sound(t, e, in, e.Claim(in))
		if t.Failed() {
			return
		}
	}
}

// neighbours are the codes of two categories: rules that keep one of several
// are about those.
func neighbours(rng *rand.Rand, all []string) []string {
	var out []string
	for range 2 {
		category := all[rng.IntN(len(all))][:3]
		from := sort.SearchStrings(all, category)
		for to := from; to < len(all) && strings.HasPrefix(all[to], category); to++ {
			out = append(out, all[to])
		}
	}
	return out
}

// mentioned is what a note may say of a code, in words that rules ask for: or
// nothing.
func mentioned(rng *rand.Rand) []NoteMention {
	if rng.IntN(2) == 0 {
		return nil
	}
	pick := func(of ...string) string { return of[rng.IntN(len(of))] }
	return []NoteMention{{
		Text:  pick("", "acute on chronic", "alcoholic disease", "dementia", "steroid-induced", "obesity", "ileus", "urosepsis", "e. coli infection", "type 2"),
		Cause: pick("", "", "mrsa", "alcohol", "cystic fibrosis", "total pancreatectomy", "picc"), After: pick("", "", "stroke", "subarachnoid hemorrhage"),
		Section: pick("assessment", "hospital_course"), Uncertain: rng.IntN(8) == 0, Reason: rng.IntN(6) == 0, Aim: rng.IntN(12) == 0, Past: rng.IntN(6) == 0,
		Onset: Onset(rng.IntN(4)), Attributes: map[string]string{"laterality": pick("", "left", "right", "bilateral"), "stage": pick("", "3a", "4"), "acuity": pick("", "chronic", "acute on chronic")},
	}}
}

// pools are all billable codes, and those that rules name.
func pools(e *Engine) (all, common []string) {
	sets := []set{}
	for _, c := range e.combos {
		sets = append(sets, c.all...)
	}
	for _, c := range e.diabetic {
		sets = append(sets, c.in)
	}
	sets = append(sets, e.sets.hypertension, e.sets.diabetes, e.sets.sepsis, e.sets.organs, e.sets.symptoms, e.sets.substances, e.sets.statuses)
	for id := range ontology.CodeID(e.release.Info().Codes) {
		if !e.release.Billable(id) {
			continue
		}
		all = append(all, e.facts(id).code)
		for _, s := range sets {
			if s.has(id) {
				common = append(common, e.facts(id).code)
				break
			}
		}
	}
	return all, common
}

func BenchmarkClaim(b *testing.B) {
	e := full(b)
	in := note("I10 I50.9 N18.30 E11.9 G62.9=neuropathy J44.9 J18.9 R05.9 R50.9 R06.02 D64.9 K21.9 E78.5 I25.10 I20.9 M17.11 M25.561 " +
		"F32.A F41.9 G47.33 Z87.891 E66.9 N40.0 H26.9 K57.30 M54.50 I48.91 J96.01 L89.152 A41.9 inpatient drug=metformin drug=insulin")
	b.ReportAllocs()
	for b.Loop() {
		e.Claim(in)
	}
}
