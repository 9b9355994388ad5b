package pipe

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

// offer is an item of a table: what it is called decides nothing.
type offer struct {
	lane  Lane
	name  string
	size  int
	alone bool
}

func bulkOf(names ...string) []offer        { return offers(Bulk, names) }
func interactiveOf(names ...string) []offer { return offers(Interactive, names) }

func offers(l Lane, names []string) (out []offer) {
	for _, n := range names {
		out = append(out, offer{lane: l, name: n, size: 1})
	}
	return out
}

func together(lists ...[]offer) (out []offer) {
	for _, l := range lists {
		out = append(out, l...)
	}
	return out
}

// formed is a batch as a table writes it down.
type formed struct {
	Reason string
	Items  []string
}

// drain offers everything, closes the batcher and takes every batch.
func drain(t *testing.T, o BatchOptions, in []offer) []formed {
	t.Helper()
	o.Queue = len(in) + 1
	b := NewBatcher[string](o)
	for _, v := range in {
		if err := b.Submit(t.Context(), v.lane, v.name, v.size, v.alone); err != nil {
			t.Fatal(err)
		}
	}
	b.Close()
	var out []formed
	for {
		batch, ok := b.Next()
		if !ok {
			return out
		}
		out = append(out, formed{batch.Reason, batch.Items})
	}
}

type batchCase struct {
	name string
	o    BatchOptions
	in   []offer
	want []formed
}

func batchCases() []batchCase {
	return []batchCase{
		{"nothing", BatchOptions{}, nil, nil},
		{"what waits, at once", BatchOptions{MaxItems: 4}, bulkOf("a", "b"), []formed{{ClosedByFree, []string{"a", "b"}}}},
		{
			"item cap",
			BatchOptions{MaxItems: 2},
			bulkOf("a", "b", "c"),
			[]formed{{ClosedByItems, []string{"a", "b"}}, {ClosedByFree, []string{"c"}}},
		},
		{"exactly the cap", BatchOptions{MaxItems: 2}, bulkOf("a", "b"), []formed{{ClosedByItems, []string{"a", "b"}}}},
		{
			"size budget",
			BatchOptions{MaxItems: 9, MaxSize: 5},
			[]offer{{Bulk, "a", 3, false}, {Bulk, "b", 2, false}, {Bulk, "c", 1, false}},
			[]formed{{ClosedBySize, []string{"a", "b"}}, {ClosedByFree, []string{"c"}}},
		},
		{
			"an item above the budget goes by itself",
			BatchOptions{MaxItems: 9, MaxSize: 5},
			[]offer{{Bulk, "big", 50, false}, {Bulk, "b", 1, false}},
			[]formed{{ClosedBySize, []string{"big"}}, {ClosedByFree, []string{"b"}}},
		},
		{
			"a suspect goes alone",
			BatchOptions{MaxItems: 9},
			[]offer{{Bulk, "a", 1, false}, {Bulk, "s", 1, true}, {Bulk, "b", 1, false}},
			[]formed{{ClosedByFree, []string{"a"}}, {ClosedByAlone, []string{"s"}}, {ClosedByFree, []string{"b"}}},
		},
		{
			"interactive first",
			BatchOptions{MaxItems: 4},
			together(bulkOf("a", "b"), interactiveOf("X", "Y")),
			[]formed{{ClosedByItems, []string{"X", "Y", "a", "b"}}},
		},
		{
			"bulk keeps its share",
			BatchOptions{MaxItems: 4},
			together(bulkOf("a", "b"), interactiveOf("T", "U", "V", "W")),
			[]formed{{ClosedByItems, []string{"T", "U", "V", "a"}}, {ClosedByFree, []string{"W", "b"}}},
		},
		{
			"interactive takes what bulk leaves",
			BatchOptions{MaxItems: 20},
			together(bulkOf("a"), interactiveOf("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19")),
			[]formed{{ClosedByItems, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "a", "19"}}},
		},
		{
			"a cap of one still serves interactive first",
			BatchOptions{MaxItems: 1},
			together(bulkOf("a"), interactiveOf("X")),
			[]formed{{ClosedByItems, []string{"X"}}, {ClosedByItems, []string{"a"}}},
		},
	}
}

func TestBatches(t *testing.T) {
	for _, c := range batchCases() {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, drain(t, c.o, c.in)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestBulkIsNotStarved keeps the interactive lane full for as long as bulk
// waits: bulk has to be served within ten batches all the same.
func TestBulkIsNotStarved(t *testing.T) {
	for _, c := range []struct {
		name  string
		o     BatchOptions
		size  int // of an interactive item
		alone bool
	}{
		{"a cap of one", BatchOptions{MaxItems: 1}, 1, false},
		{"a small cap", BatchOptions{MaxItems: 3}, 1, false},
		{"interactive fills the size budget", BatchOptions{MaxItems: 8, MaxSize: 10}, 10, false},
		{"a suspect", BatchOptions{MaxItems: 8}, 1, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.o.Queue = 100
			b := NewBatcher[string](c.o)
			for range 50 {
				if err := b.Submit(t.Context(), Interactive, "X", c.size, false); err != nil {
					t.Fatal(err)
				}
			}
			if err := b.Submit(t.Context(), Bulk, "bulk", 1, c.alone); err != nil {
				t.Fatal(err)
			}
			for n := 1; n <= 10; n++ {
				batch, _ := b.Next()
				for _, v := range batch.Items {
					if v == "bulk" {
						return
					}
				}
			}
			t.Error("bulk was not served in ten batches")
		})
	}
}

// TestBulkShare counts: with both lanes full, a tenth of the items is bulk.
func TestBulkShare(t *testing.T) {
	for _, limit := range []int{1, 2, 5, 10, 25, 64} {
		b := NewBatcher[Lane](BatchOptions{MaxItems: limit, Queue: 20 * limit})
		count := [2]int{}
		for range 10 {
			for _, l := range []Lane{Interactive, Bulk} {
				for len(b.lanes[l]) < 10*limit {
					if err := b.Submit(t.Context(), l, l, 1, false); err != nil {
						t.Fatal(err)
					}
				}
			}
			batch, _ := b.Next()
			for _, l := range batch.Items {
				count[l]++
			}
		}
		if count[Bulk] < limit {
			t.Errorf("cap %d: bulk had %d of %d items", limit, count[Bulk], 10*limit)
		}
		if limit > 1 && count[Interactive] < count[Bulk] {
			t.Errorf("cap %d: interactive had %d items, bulk %d", limit, count[Interactive], count[Bulk])
		}
	}
}

func TestExpiredAreDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBatcher[string](BatchOptions{MaxItems: 4})
		soon, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		late, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for name, ctx := range map[string]context.Context{"soon": soon, "late": late} {
			if err := b.Submit(ctx, Interactive, name, 1, false); err != nil {
				t.Fatal(err)
			}
		}
		time.Sleep(2 * time.Second)
		batch, _ := b.Next()
		want := Batch[string]{Items: []string{"late"}, Expired: []string{"soon"}, Reason: ClosedByFree, Waited: 2 * time.Second}
		if diff := cmp.Diff(want, batch); diff != "" {
			t.Error(diff)
		}
		if len(b.slots[Interactive]) != 0 {
			t.Error("an expired item keeps its slot")
		}
	})
}

func TestNextWaitsForWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBatcher[string](BatchOptions{})
		got := make(chan Batch[string], 1)
		go func() {
			batch, _ := b.Next()
			got <- batch
		}()
		synctest.Wait()
		if len(got) > 0 {
			t.Fatal("a batch of nothing")
		}
		time.Sleep(time.Minute)
		if err := b.Submit(t.Context(), Bulk, "a", 1, false); err != nil {
			t.Fatal(err)
		}
		if batch := <-got; batch.Waited != 0 {
			t.Errorf("a lone item waited %v for company", batch.Waited)
		}
	})
}

func TestSubmitBlocksWhileItsLaneIsFull(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBatcher[string](BatchOptions{MaxItems: 1, Queue: 1})
		if err := b.Submit(t.Context(), Bulk, "a", 1, false); err != nil {
			t.Fatal(err)
		}
		short, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		if err := b.Submit(short, Bulk, "b", 1, false); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("into a full lane: %v", err)
		}
		if err := b.Submit(t.Context(), Interactive, "x", 1, false); err != nil {
			t.Errorf("bulk blocks the interactive lane: %v", err)
		}
		done := make(chan error, 1)
		go func() { done <- b.Submit(t.Context(), Bulk, "c", 1, false) }()
		synctest.Wait()
		if len(done) > 0 {
			t.Fatal("Submit did not wait for a slot")
		}
		b.Next()
		b.Next()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
}

func TestCloseDrains(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := NewBatcher[string](BatchOptions{})
		idle := make(chan bool, 2)
		for range 2 {
			go func() {
				_, ok := b.Next()
				idle <- ok
			}()
		}
		synctest.Wait()
		b.Close()
		for range 2 {
			if <-idle {
				t.Error("a batch after Close")
			}
		}
		if err := b.Submit(t.Context(), Bulk, "a", 1, false); !errors.Is(err, ErrClosed) {
			t.Errorf("Submit after Close: %v", err)
		}
		if len(b.slots[Bulk]) != 0 {
			t.Error("a refused item keeps its slot")
		}
	})
}
