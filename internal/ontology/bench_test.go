package ontology

import (
	"syscall"
	"testing"
	"time"

	"medcode/internal/text"
)

// BenchmarkFull measures look-ups in the full ICD-10-CM release.
func BenchmarkFull(b *testing.B) {
	r := fullICD(b)
	toks := text.Tokens(nil, "Patient with chest pain, type 2 diabetes mellitus with diabetic nephropathy and acute kidney failure on fracture of left femur after a fall from ladder.")
	b.Run("Longest/token", func(b *testing.B) {
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			r.Longest(toks, i%len(toks))
			i++
		}
	})
	b.Run("Exact", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Exact("type 2 diabete mellitus with diabetic nephropathy")
		}
	})
	b.Run("Bag", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Bag("chest pain")
		}
	})
	b.Run("Find", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			r.Find("S72.009A")
		}
	})
	for _, q := range []string{
		"chest pain", "closed fracture of the left distal radius", "hypertention", "acute exacerbation of copd with pneumonia",
		"severe pain in the lower back radiating to the left leg", "pt c/o dizzyness and nausea x 3 days", "unspecified initial encounter left",
		"malignant neoplasm of upper outer quadrant of right female breast", "colorectal adenocarcinoma",
	} {
		b.Run("Lexical/"+q, func(b *testing.B) {
			b.ReportAllocs()
			start := cpuTime()
			for b.Loop() {
				r.Lexical(q, 20)
			}
			b.ReportMetric(float64(cpuTime()-start)/float64(b.N), "cpu-ns/op")
		})
	}
}

// cpuTime is the processor time of this process: on a shared machine it says
// more than the clock.
func cpuTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
