package code

import (
	"context"
	"reflect"
	"testing"

	"medcode/internal/ontology"
)

// counting counts how often it is asked.
type counting struct {
	Source
	asked int
}

func (c *counting) Candidates(ctx context.Context, r *ontology.Release, phrases []string, k int) ([][]Candidate, error) {
	c.asked += len(phrases)
	return c.Source.Candidates(ctx, r, phrases, k)
}

func TestCacheAnswersTheSame(t *testing.T) {
	c := small(t)
	plain := codeOne(t, c, Query{Text: "pressure high of blood"})
	source := &counting{Source: Exact{}}
	c.First, c.Cache = source, NewCache(8)
	for range 3 {
		if got := codeOne(t, c, Query{Text: "pressure high of blood"}); !reflect.DeepEqual(got, plain) {
			t.Errorf("cached %v, without %v", got, plain)
		}
	}
	if hits, misses := c.Cache.Counts(); source.asked != 1 || hits != 2 || misses != 1 {
		t.Errorf("asked %d times; %d hits, %d misses", source.asked, hits, misses)
	}
	codeOne(t, c, Query{Text: "pressure high of blood", K: 3})
	codeOne(t, c, Query{Text: "PRESSURE high of blood"})
	if source.asked != 3 {
		t.Errorf("another number or another spelling was answered from the cache (asked %d times)", source.asked)
	}
}

func TestCacheIsBounded(t *testing.T) {
	c := small(t)
	c.Cache = NewCache(2)
	for _, p := range []string{"a one", "b two", "c three", "d four"} {
		codeOne(t, c, Query{Text: p})
	}
	if n := c.Cache.answers.Len(); n != 2 {
		t.Errorf("%d answers kept, want 2", n)
	}
	if NewCache(0) != nil {
		t.Error("a cache of no size")
	}
}
