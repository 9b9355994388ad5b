package vector

import (
	"fmt"
	"syscall"
	"testing"
	"time"
)

// BenchmarkSearch reports queries on one thread, per second and per second of
// processor time (which a busy machine changes less), and recall@10 against Exact:
//
//	go test -tags faiss -run '^$' -bench Search ./internal/vector
func BenchmarkSearch(b *testing.B) {
	const dim, k = 128, 10
	for n, lists := range map[int]string{10_000: "IVF256,SQfp16", 150_000: "IVF1024,SQfp16"} {
		rows, queries := clustered(1, n, dim, n/30), clustered(2, 256, dim, n/30)
		exact, err := NewExact(dim, rows)
		if err != nil {
			b.Fatal(err)
		}
		want, err := exact.Search(b.Context(), queries, k)
		if err != nil {
			b.Fatal(err)
		}
		run := func(name string, ix Index) {
			for _, batch := range []int{1, 32} {
				b.Run(fmt.Sprintf("rows=%d/%s/batch=%d", n, name, batch), func(b *testing.B) {
					benchmark(b, ix, dim, batch, queries, want)
				})
			}
		}
		run("exact", exact)
		for _, description := range []string{"Flat", "HNSW32", lists} {
			if Version() != "" {
				run(description, made(b, dim, rows, description))
			}
		}
	}
}

func benchmark(b *testing.B, ix Index, dim, batch int, queries []float32, want [][]Hit) {
	k, next, begin := len(want[0]), 0, cpuSeconds(b)
	for b.Loop() {
		if next+batch > len(want) {
			next = 0
		}
		if _, err := ix.Search(b.Context(), queries[next*dim:(next+batch)*dim], k); err != nil {
			b.Fatal(err)
		}
		next += batch
	}
	b.ReportMetric(float64(b.N*batch)/(cpuSeconds(b)-begin), "queries/cpu-s")
	b.ReportMetric(float64(b.N*batch)/b.Elapsed().Seconds(), "queries/s")
	got, err := ix.Search(b.Context(), queries, k)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(Recall(want, got), "recall@10")
}

// cpuSeconds is the processor time that this process has used.
func cpuSeconds(b *testing.B) float64 {
	var use syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &use); err != nil {
		b.Fatal(err)
	}
	return time.Duration(use.Utime.Nano() + use.Stime.Nano()).Seconds()
}
