package code

import (
	"sync/atomic"

	lru "github.com/hashicorp/golang-lru/v2"

	"medcode/internal/icd10cm"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// Cache keeps the answers to the phrases asked last. It is bounded, safe for
// concurrent use, and a nil *Cache keeps nothing. A phrase is kept as it was
// asked: capitals decide about abbreviations.
type Cache struct {
	answers      *lru.Cache[asked, schemas.Candidates]
	hits, misses atomic.Uint64
}

// asked is what an answer follows from; the models of a process do not change.
type asked struct {
	release *ontology.Release
	phrase  string
	stated  icd10cm.Statements
	k       int
	exact   bool
}

const (
	maxCachedPhrase = 256 // bytes; longer ones seldom come twice
	maxCachedK      = 10
)

// NewCache keeps at most size answers; 0 or less keeps none.
func NewCache(size int) *Cache {
	if size <= 0 {
		return nil
	}
	answers, err := lru.New[asked, schemas.Candidates](size)
	if err != nil {
		return nil // only a size below 1 is refused
	}
	return &Cache{answers: answers}
}

// Counts tells how many phrases were answered from the cache and how many had
// to be worked out.
func (c *Cache) Counts() (hits, misses uint64) {
	if c == nil {
		return 0, 0
	}
	return c.hits.Load(), c.misses.Load()
}

func (c *Cache) get(r *ontology.Release, q *Query) (schemas.Candidates, bool) {
	if c == nil {
		return nil, false
	}
	got, ok := c.answers.Get(asked{r, phrase(q), q.Attributes, q.K, q.Exact})
	if ok {
		c.hits.Add(1)
	} else {
		c.misses.Add(1)
	}
	return got, ok
}

func (c *Cache) put(r *ontology.Release, q *Query, answer schemas.Candidates) {
	if c != nil && q.K <= maxCachedK && len(phrase(q)) <= maxCachedPhrase {
		c.answers.Add(asked{r, phrase(q), q.Attributes, q.K, q.Exact}, answer)
	}
}

// forget drops the answers from a release.
func (c *Cache) forget(r *ontology.Release) {
	if c == nil {
		return
	}
	for _, k := range c.answers.Keys() {
		if k.release == r {
			c.answers.Remove(k)
		}
	}
}
