package main

import (
	"sync"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// claims applies the claim rules of whichever release coded a note.
type claims struct {
	store   *ontology.Store
	engines sync.Map // *ontology.Release → func() *icd10cm.Engine
}

// Claim is that of the engine of the release with that label; false where the
// store has it no more.
func (c *claims) Claim(release string, in icd10cm.ClaimInput) (out icd10cm.ClaimOutput, ok bool) {
	now := c.store.Pin()
	defer now.Unpin()
	r, err := now.Release(schemas.ICD10CM, release)
	if err != nil {
		return out, false
	}
	return c.engine(r).Claim(in), true
}

// Past turns a code into that of the history of it, in the same release.
func (c *claims) Past(release, code string, relative bool) (out ontology.Code, ok bool) {
	now := c.store.Pin()
	defer now.Unpin()
	r, err := now.Release(schemas.ICD10CM, release)
	if err != nil {
		return out, false
	}
	h := icd10cm.NewHistory(r)
	find := h.Personal
	if relative {
		find = h.Family
	}
	id, ok := find(code)
	return r.Code(id), ok
}

// engine returns the engine of a release, prepared once.
func (c *claims) engine(r *ontology.Release) *icd10cm.Engine {
	prepare, _ := c.engines.LoadOrStore(r, sync.OnceValue(func() *icd10cm.Engine { return icd10cm.NewEngine(r) }))
	return prepare.(func() *icd10cm.Engine)()
}

func (c *claims) forget(r *ontology.Release) { c.engines.Delete(r) }
