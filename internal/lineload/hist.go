package lineload

import (
	"math"
	"math/bits"
	"time"
)

// subBits sets the width of a bin: 1/2^subBits of its value at most, 0.8 %.
const subBits = 7

// Hist counts durations in bins of a constant relative width, so that ten
// million take no more room than ten (the idea of HdrHistogram). The zero
// value is empty.
type Hist struct {
	bins []uint32
	n    int
	max  time.Duration
}

// Add counts one duration; one below zero counts as zero.
func (h *Hist) Add(d time.Duration) {
	d = max(d, 0)
	i := binOf(uint64(d))
	if i >= len(h.bins) {
		h.bins = append(h.bins, make([]uint32, i+1-len(h.bins))...)
	}
	h.bins[i]++
	h.n++
	h.max = max(h.max, d)
}

// Merge adds what another one counted.
func (h *Hist) Merge(o *Hist) {
	if len(o.bins) > len(h.bins) {
		h.bins = append(h.bins, make([]uint32, len(o.bins)-len(h.bins))...)
	}
	for i, n := range o.bins {
		h.bins[i] += n
	}
	h.n += o.n
	h.max = max(h.max, o.max)
}

// Len is how many durations were counted.
func (h *Hist) Len() int { return h.n }

// Max is the longest duration, exactly.
func (h *Hist) Max() time.Duration { return h.max }

// From is how many durations are d or longer, as exactly as the bins.
func (h *Hist) From(d time.Duration) int {
	n := 0
	for _, c := range h.bins[min(binOf(uint64(d)), len(h.bins)):] {
		n += int(c)
	}
	return n
}

// Quantile is the duration at rank p (nearest rank), half a percent off at
// most; 0 where nothing was counted.
func (h *Hist) Quantile(p float64) time.Duration {
	rank := max(1, int(math.Ceil(p*float64(h.n))))
	for i, n := range h.bins {
		if rank -= int(n); rank <= 0 {
			return min(middle(i), h.max)
		}
	}
	return h.max
}

// binOf gives values below 2^subBits a bin each; above, each doubling has
// 2^subBits bins.
func binOf(v uint64) int {
	shift := max(0, bits.Len64(v)-subBits-1)
	return shift<<subBits + int(v>>shift)
}

// middle is the value in the middle of a bin.
func middle(i int) time.Duration {
	shift := max(0, i>>subBits-1)
	low := uint64(i-shift<<subBits) << shift
	return time.Duration(low + 1<<shift/2)
}
