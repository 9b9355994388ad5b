package model

import (
	"math"
	"slices"

	"medcode/internal/text/tokenizer"
)

// reading is one text on its way: its tokens, and of each the class that the
// model gives it.
type reading struct {
	tokens *tokenizer.Encoding
	class  []int32
	score  []float32
	mass   []float32 // of each token the probability of each of categories(); nil where nobody asks
}

func (t *Tagger) read(into *rows, i int, text string, judged bool) *reading {
	e := t.scratch.Get().(*tokenizer.Encoding)
	t.tokenizer.Encode(text, e)
	n, size := len(e.IDs), t.folder.content(t.tokenizer)
	r := &reading{tokens: e, class: make([]int32, n), score: make([]float32, n)}
	if n == 0 {
		return r
	}
	if judged {
		r.mass = make([]float32, n*len(categories()))
	}
	for _, w := range windows(n, size, size/overlapShare, func(k int) bool { return !continues(text, e, k) }) {
		into.put(i, w, t.tokenizer.Prefix(), e.IDs[w.From:w.To], t.tokenizer.Suffix())
	}
	return r
}

// take keeps the class of the greatest logit, and its probability, of the
// tokens [from, until), whose logits are data's first.
func (r *reading) take(data []float32, from, until int, labels []Label) error {
	width := len(labels)
	for k := from; k < until; k++ {
		logits := data[(k-from)*width : (k-from+1)*width]
		if !finite(logits) {
			return ErrNumbers
		}
		best := 0
		for c, x := range logits {
			if x > logits[best] {
				best = c
			}
		}
		sum := 0.0
		for _, x := range logits {
			sum += math.Exp(float64(x - logits[best]))
		}
		r.class[k], r.score[k] = int32(best), float32(1/sum)
		if r.mass != nil {
			r.weigh(k, logits, labels, float64(logits[best]), sum)
		}
	}
	return nil
}

// weigh adds up the probabilities of token k by category.
func (r *reading) weigh(k int, logits []float32, labels []Label, top, sum float64) {
	all := categories()
	mass := r.mass[k*len(all) : (k+1)*len(all)]
	for c, l := range labels {
		if i := slices.Index(all, l.Category); i >= 0 {
			mass[i] += float32(math.Exp(float64(logits[c])-top) / sum)
		}
	}
}

// judge is how much the model agrees to spans.
func (r *reading) judge(text string, spans []Span) []float32 {
	all := categories()
	agree := make([]float32, len(spans))
	for i, s := range spans {
		words, c := 0, slices.Index(all, s.Label)
		if c < 0 || r.mass == nil {
			continue
		}
		at, _ := slices.BinarySearch(r.tokens.Starts, int32(s.Start))
		for k := at; k < len(r.tokens.Starts) && int(r.tokens.Starts[k]) < s.End; k++ {
			if !continues(text, r.tokens, k) && r.tokens.Starts[k] < r.tokens.Ends[k] {
				agree[i] += r.mass[k*len(all)+c]
				words++
			}
		}
		agree[i] /= float32(max(1, words))
	}
	return agree
}
