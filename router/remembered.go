package router

import (
	"sync"

	lru "github.com/hashicorp/golang-lru/v2"

	"medcode/router/passage"
	"medcode/schemas"
)

// rememberedPatients bounds what a run without a broker keeps, by patients
// seen last.
const rememberedPatients = 1024

// Remembered keeps the passages of patients in memory, for notes that are coded
// without a broker. Safe for concurrent use.
type Remembered struct {
	mu    sync.Mutex
	cache *lru.Cache[string, *passage.History]
}

// NewRemembered knows no patient yet.
func NewRemembered() *Remembered {
	cache, err := lru.New[string, *passage.History](rememberedPatients)
	if err != nil {
		panic(err) // of a size below one only
	}
	return &Remembered{cache: cache}
}

// see tells what of a note is copied, and keeps the note for those to come. A
// nil receiver, and a note without a patient, compare the note with itself.
func (r *Remembered) see(token string, n *passage.Note, cancelled bool) []schemas.Copied {
	h := new(passage.History)
	if r != nil && token != "" {
		r.mu.Lock()
		defer r.mu.Unlock()
		if known, ok := r.cache.Get(token); ok {
			h = known
		}
		r.cache.Add(token, h)
	}
	if cancelled {
		h.Remove(n.Feed, n.ID)
		return nil
	}
	h.Add(*n)
	return h.Copied(n)
}
