package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"time"

	"medcode/internal/ontology"
	"medcode/router"
	"medcode/schemas"
)

// guidelineFolder is where the cases stand in the project.
const guidelineFolder = "testdata/guidelines"

// evalGuidelines codes the notes of the guideline cases by the whole path of a
// note and compares the claims with what the ICD-10-CM Official Guidelines ask
// for. The cases were written from the guidelines by somebody who had not seen
// the rules.
func (c *call) evalGuidelines(ctx context.Context) error {
	dir := guidelineFolder
	if len(c.rest) > 1 {
		dir = c.rest[1]
	}
	files, err := readGuidelines(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	rel, use, err := cod.store.InForce(schemas.ICD10CM, files[0].Cases[0].note().DateOfService.Time)
	if err != nil {
		return err
	}
	r := guidelineReport{Release: use.Release, Total: guidelineScore{Name: "all"}}
	start := time.Now()
	for _, f := range files {
		if err := r.chapter(ctx, now, rel, f); err != nil {
			return err
		}
	}
	took := time.Since(start)
	if c.json {
		return json.NewEncoder(c.out).Encode(r)
	}
	if err := r.write(c.out, c.opt.errors); err != nil {
		return err
	}
	fmt.Fprintf(c.out, "%.1f s\n", took.Seconds())
	return nil
}

func (r *guidelineReport) chapter(ctx context.Context, now *router.Now, rel *ontology.Release, f guidelineFile) error {
	chapter := guidelineScore{Name: f.Title}
	for i := range f.Cases {
		k := &f.Cases[i]
		for _, e := range k.Claim {
			if id, ok := rel.Find(e.Code); !ok || !rel.Billable(id) {
				r.Unusable = append(r.Unusable, k.ID+" "+e.Code)
			}
		}
		res, err := now.Note(ctx, k.note())
		if err != nil {
			return fmt.Errorf("%s: %w", k.ID, err)
		}
		s, m := k.judge(res.Claim.Lines)
		chapter.add(s)
		if m.any() {
			r.Misses = append(r.Misses, m)
		}
	}
	r.Chapters = append(r.Chapters, chapter)
	r.Total.add(chapter)
	return nil
}
