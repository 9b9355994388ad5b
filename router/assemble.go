package router

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"medcode/schemas"
)

// Assemble joins what was read in a note with the answers of the workers.
// Codings below the threshold stay with their mention and do not become codes.
func Assemble(in *Input, read Read, parts []*schemas.Part, policy Policy) schemas.Result {
	r := schemas.Result{
		Schema: schemas.Version, Feed: in.Note.Feed, ID: in.Note.ID, Revision: in.Note.Revision,
		Status: schemas.Final, Releases: map[schemas.Ontology]schemas.ReleaseUse{}, Models: map[string]string{},
		Errors: []string{}, Mentions: slices.Clone(read.Mentions), TextHash: in.Hash, Generation: in.Generation,
	}
	if in.Note.Status == schemas.StatusCancelled {
		r.Status = schemas.Retracted
	}
	if r.Mentions == nil {
		r.Mentions = []schemas.Mention{}
	}
	for i := range r.Mentions {
		r.Mentions[i].Codings = []schemas.Coding{}
	}
	maps.Copy(r.Models, read.Models)
	if read.Failed != "" {
		r.Status, r.Errors = schemas.Partial, append(r.Errors, read.Failed)
	}
	slices.SortFunc(parts, func(a, b *schemas.Part) int { return cmp.Compare(a.Ontology, b.Ontology) })
	for _, p := range parts {
		join(&r, p)
	}
	r.Codes = codes(&r, in, policy)
	r.Claim = claim(&r, in, &read.Facts, policy.Claims)
	mark(&r, in)
	return r
}

func join(r *schemas.Result, p *schemas.Part) {
	if p.Error != "" {
		r.Status = schemas.Partial
		r.Errors = append(r.Errors, fmt.Sprintf("%s: %s", p.Ontology, p.Error))
		return
	}
	r.Releases[p.Ontology] = p.Release
	for name, version := range p.Models {
		r.Models[name] = version
	}
	for i, at := range p.Index {
		if at >= 0 && at < len(r.Mentions) && i < len(p.Codings) {
			r.Mentions[at].Codings = append(r.Mentions[at].Codings, trusted(&r.Mentions[at], p.Codings[i])...)
		}
	}
}

// modelTrust is the share of right codes among those that look-up holds for
// nearly certain (.85 and more) where only a model found the span, with a
// score of .95 and more: 19 of 56 on the train half of CodiEsp. Look-up is
// calibrated on phrases that are terms; most of what no vocabulary names is
// none.
const modelTrust = 0.35

// trusted lowers the confidence of codes whose phrase only a model found, so
// that they stay candidates of their mention.
func trusted(m *schemas.Mention, found schemas.Candidates) schemas.Candidates {
	if m.Attributes[schemas.AttrFoundBy] == "" {
		return found
	}
	out := slices.Clone(found)
	for i := range out {
		out[i].Confidence *= modelTrust
	}
	return out
}

// codes collects the best code of each ontology from every mention that
// supports one, in the order of the text.
func codes(r *schemas.Result, in *Input, policy Policy) []schemas.Code {
	out := []schemas.Code{}
	at := map[[2]string]int{}
	gone := withdrawn(r.Mentions)
	for i := range r.Mentions {
		m := &r.Mentions[i]
		seen := map[schemas.Ontology]bool{}
		for _, c := range m.Codings {
			if seen[c.Ontology] {
				continue
			}
			seen[c.Ontology] = true
			if gone[i] && c.Ontology == schemas.RxNorm {
				continue
			}
			c, ok := policy.coded(r, m, c, in.Note.EncounterClass)
			if !ok {
				continue
			}
			id := [2]string{string(c.Ontology), c.Code}
			k, known := at[id]
			if !known {
				k = len(out)
				at[id] = k
				out = append(out, schemas.Code{Ontology: c.Ontology, Code: c.Code, Display: c.Display})
			}
			out[k].Mentions = append(out[k].Mentions, i)
			out[k].Confidence = max(out[k].Confidence, c.Confidence)
		}
	}
	return out
}

// truncate keeps one candidate a mention and one place a copied passage, for a result that would not fit
// into one message.
func truncate(r *schemas.Result) {
	r.Truncated = true
	for i := range r.Mentions {
		seen := map[schemas.Ontology]bool{}
		r.Mentions[i].Codings = slices.DeleteFunc(r.Mentions[i].Codings, func(c schemas.Coding) bool {
			again := seen[c.Ontology]
			seen[c.Ontology] = true
			return again
		})
	}
	r.Copied = r.Copied[:min(len(r.Copied), mostCopied)]
	for i := range r.Copied {
		r.Copied[i].From = r.Copied[i].From[:1]
	}
}

// mostCopied is how many passages a truncated result keeps, each with the place
// that was seen first.
const mostCopied = 1000
