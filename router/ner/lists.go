package ner

import (
	_ "embed"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

//go:embed light.txt
var lightList string

//go:embed singles.txt
var singlesList string

//go:embed nosingles.txt
var nosinglesList string

//go:embed nonest.txt
var nonestList string

//go:embed stop.txt
var stopList string

//go:embed cover.txt
var coverList string

//go:embed everyday.txt
var everydayList string

//go:embed same.tsv
var sameList string

// words is what the lists say of single words, by their hash.
type words struct {
	info    map[uint64]info
	classes [][]uint64
	blocks  map[uint64]block // by the sum of the forms of their words
}

// block is what happens to a phrase that has no code of its own.
type block uint8

const (
	stopped block = iota + 1 // no code is read from it
	covers                   // nor from any of its words
)

// info is what the lists say of a word.
type info struct {
	class    int32 // words of the same meaning, index+1 in words.classes
	light    bool  // carries no diagnosis
	single   bool  // names a problem by itself
	nosingle bool  // never does
	nonest   bool  // does not inside a longer term
	everyday bool  // names nothing by itself in any vocabulary
}

// readWords reads the lists that are built in.
func readWords() *words {
	w := &words{info: map[uint64]info{}, blocks: map[uint64]block{}}
	w.mark(lightList, func(i *info) { i.light = true })
	w.mark(singlesList, func(i *info) { i.single = true })
	w.mark(nosinglesList, func(i *info) { i.nosingle = true })
	w.mark(nonestList, func(i *info) { i.nonest = true })
	w.mark(everydayList, func(i *info) { i.everyday = true })
	w.readSame()
	for line := range lines(stopList) {
		w.blocks[w.sumOf(line)] = stopped
	}
	for line := range lines(coverList) {
		w.blocks[w.sumOf(line)] = covers
	}
	return w
}

// lines yields the lines of a list without comments and blank ones.
func lines(list string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for line := range strings.Lines(list) {
			line, _, _ = strings.Cut(line, "#")
			if line = strings.TrimSpace(line); line != "" && !yield(line) {
				return
			}
		}
	}
}

func (w *words) mark(list string, set func(*info)) {
	for line := range lines(list) {
		h := ontology.WordHash(text.Normalize(line))
		i := w.info[h]
		set(&i)
		w.info[h] = i
	}
}

// readSame makes classes of the words that share a form.
func (w *words) readSame() {
	byForm := map[uint64]int32{}
	for line := range lines(sameList) {
		a, b, _ := strings.Cut(line, "\t")
		form, other := ontology.WordHash(text.Word(b)), ontology.WordHash(text.Word(a))
		if form == other {
			continue
		}
		class, ok := byForm[form]
		if !ok {
			w.classes = append(w.classes, []uint64{form})
			class = int32(len(w.classes))
			byForm[form] = class
			w.join(form, class)
		}
		w.classes[class-1] = append(w.classes[class-1], other)
		w.join(other, class)
	}
}

func (w *words) join(h uint64, class int32) {
	i := w.info[h]
	i.class = class
	w.info[h] = i
}

// sumOf is the sum of the distinct forms of the content words of a phrase.
func (w *words) sumOf(phrase string) (sum uint64) {
	seen := map[uint64]bool{}
	for word := range strings.FieldsSeq(ontology.BagKey(text.Tokens(nil, phrase))) {
		if f := w.form(ontology.WordHash(word)); !seen[f] {
			seen[f] = true
			sum += f
		}
	}
	return sum
}

// form is the hash that stands for all words that mean the same.
func (w *words) form(h uint64) uint64 {
	if class := w.info[h].class; class != 0 {
		return w.classes[class-1][0]
	}
	return h
}
