package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/router"
	"medcode/schemas"
	"medcode/workers/code"
)

// validity is what was looked at for codes that must never leave.
type validity struct {
	Phrases int            `json:"phrases"`
	Notes   int            `json:"notes"`
	Codes   map[string]int `json:"codes"`   // looked at, by release
	Invalid []string       `json:"invalid"` // field, release and code; never the text
	Seconds float64        `json:"seconds"`
}

// evalValid codes made-up phrases, and a tenth as many notes, of dates in and
// around every loaded year, and checks each ICD-10-CM code in every field
// against the publisher's order files.
func (c *call) evalValid(ctx context.Context, data string) error {
	oracle, err := eval.Billable(data)
	if err != nil {
		return err
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	terms, err := allTerms(cod)
	if err != nil {
		return err
	}
	n := c.opt.notes
	if n == 0 {
		n = 20000
	}
	start := time.Now()
	total := validity{Codes: map[string]int{}}
	var done atomic.Int64
	defer c.tellProgress(&done, n, "phrases")()
	var mu sync.Mutex
	var wg sync.WaitGroup
	var failed error
	for w := range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			v := &validator{oracle: oracle, babble: eval.NewBabble(uint64(w), terms), done: &done, validity: validity{Codes: map[string]int{}}}
			err := v.run(ctx, cod.coders[schemas.ICD10CM], now, n/runtime.GOMAXPROCS(0))
			mu.Lock()
			defer mu.Unlock()
			total.add(v.validity)
			if failed == nil {
				failed = err
			}
		})
	}
	wg.Wait()
	if failed != nil {
		return failed
	}
	total.Seconds = time.Since(start).Seconds()
	return c.writeValidity(total)
}

// tellProgress says each minute how many of want are done, until the function
// that it returns is called.
func (c *call) tellProgress(done *atomic.Int64, want int, what string) (stop func()) {
	tick := time.NewTicker(time.Minute)
	over := make(chan struct{})
	go func() {
		for {
			select {
			case <-over:
				return
			case <-tick.C:
				fmt.Fprintf(c.err, "%d of %d %s\n", done.Load(), want, what)
			}
		}
	}()
	return func() { tick.Stop(); close(over) }
}

func (c *call) writeValidity(v validity) error {
	if c.json {
		if err := json.NewEncoder(c.out).Encode(v); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(c.out, "%d phrases and %d notes in %.0f s; ICD-10-CM codes looked at: %v; invalid or not billable: %d\n", v.Phrases, v.Notes, v.Seconds, v.Codes, len(v.Invalid))
		for _, s := range v.Invalid[:min(20, len(v.Invalid))] {
			fmt.Fprintln(c.out, "  "+s)
		}
	}
	if len(v.Invalid) > 0 {
		return errReported
	}
	return nil
}

func (v *validity) add(w validity) {
	v.Phrases += w.Phrases
	v.Notes += w.Notes
	v.Invalid = append(v.Invalid, w.Invalid...)
	for release, n := range w.Codes {
		v.Codes[release] += n
	}
}

// allTerms lists the wordings of ICD-10-CM in the newest release, and its
// codes as they are written.
func allTerms(cod *coding) ([]string, error) {
	r, _, err := cod.store.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		return nil, err
	}
	var out []string
	for id := range r.Info().Terms {
		out = append(out, r.Term(ontology.TermID(id)).Text)
	}
	for id := range r.Info().Codes {
		if id%10 == 0 {
			out = append(out, r.Code(ontology.CodeID(id)).Code)
		}
	}
	return out, nil
}

// validator is one worker of evalValid.
type validator struct {
	validity
	oracle map[string]map[string]bool
	babble *eval.Babble
	done   *atomic.Int64 // phrases of all workers
}

func (v *validator) run(ctx context.Context, coder *code.Coder, now *router.Now, n int) error {
	const batch = 64
	for v.Phrases < n {
		queries := make([]code.Query, batch)
		for i := range queries {
			queries[i] = code.Query{Text: v.babble.Phrase(), Date: v.day(), K: v.babble.Int(8)}
		}
		answers, err := coder.Code(ctx, queries)
		if err != nil {
			return err
		}
		for i := range answers {
			for _, k := range answers[i].Codings {
				v.check("look-up", answers[i].Release.Release, k.Code)
			}
		}
		v.done.Add(batch)
		if v.Phrases += batch; v.Phrases%(10*batch) == 0 {
			if err := v.notes(ctx, now, batch); err != nil {
				return err
			}
		}
	}
	return nil
}

// day is one in 2022 to 2028.
func (v *validator) day() time.Time {
	return time.Date(2022, 1, 1+v.babble.Int(7*365), 0, 0, 0, 0, time.UTC)
}

func (v *validator) notes(ctx context.Context, now *router.Now, n int) error {
	for range n {
		note := schemas.Note{
			Feed: "eval", ID: "1", Text: schemas.Text(v.babble.Note()), DateOfService: schemas.Time{Time: v.day()},
			EncounterClass: []string{"outpatient", "inpatient", "emergency"}[v.babble.Int(3)],
			Sex:            []string{"", "female", "male"}[v.babble.Int(3)],
		}
		if v.babble.Int(2) == 0 {
			age := v.babble.Int(100)
			note.Age = &age
		}
		res, err := now.Note(ctx, note)
		if err != nil {
			return err
		}
		v.result(&res)
		v.Notes++
	}
	return nil
}

func (v *validator) result(res *schemas.Result) {
	release := res.Releases[schemas.ICD10CM].Release
	for i := range res.Mentions {
		for _, k := range res.Mentions[i].Codings {
			if k.Ontology == schemas.ICD10CM {
				v.check("mention", release, k.Code)
			}
		}
	}
	for _, k := range res.Codes {
		if k.Ontology == schemas.ICD10CM {
			v.check("codes", release, k.Code)
		}
	}
	for _, l := range res.Claim.Lines {
		v.check("claim", release, l.Code)
	}
}

func (v *validator) check(field, release, code string) {
	v.Codes[release]++
	if !v.oracle[release][strings.ReplaceAll(code, ".", "")] {
		v.Invalid = append(v.Invalid, field+" "+release+" "+code)
	}
}
