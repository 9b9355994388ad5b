package ner

import (
	_ "embed"
	"slices"
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

//go:embed stop.txt
var stopList string

//go:embed cover.txt
var coverList string

//go:embed everyday.txt
var everydayList string

//go:embed general.txt
var generalList string

//go:embed heads.txt
var headsList string

//go:embed modifiers.txt
var modifiersList string

//go:embed sites.txt
var sitesList string

//go:embed plain.txt
var plainList string

//go:embed commonsubstances.txt
var commonSubstancesList string

//go:embed spelt.txt
var speltList string

//go:embed aims.txt
var aimsList string

//go:embed short.txt
var shortList string

//go:embed healthy.txt
var healthyList string

// words is what the lists say of words and phrases.
type words struct {
	info   map[uint64]info  // by the hash of a word
	blocks map[uint64]block // by the sum that ontology.BagSum takes
	// everyday holds what vocabularies name too but prose means otherwise, by
	// phraseSum. Problems of ICD-10-CM are not asked.
	everyday map[uint64]bool
	senses   map[string][]sense // by the short form as written, and in capitals
	ease     map[string]ease    // of short forms, by the normal form
	full     map[string]string  // shortened words to the full ones, normal forms
	placed   map[uint64]bool    // findings of which a place is said, see reach
	places   map[uint64]bool    // what may stand between them
	healthy  *endings           // endings of words that only look like diseases
}

// block is what happens to a phrase that has no code of its own.
type block uint8

const (
	stopped block = iota + 1 // no code is read from it
	covers                   // nor from any of its words
)

// info is what the lists say of a word.
type info struct {
	light    bool // carries no diagnosis
	single   bool // names a problem by itself
	nosingle bool // never does
	denies   bool // turns what stands near it round
	general  bool // names a problem that no vocabulary has a code for
	head     bool // does so with another word that says what kind
	modifier bool // belongs to the name of the problem behind it
	site     bool // is such a word, and names a part of the body
	aim      bool // is looked for in misspelt words though it names nothing by itself
	common   bool // no medicine by itself, though products begin with it
	plain    bool // an adjective that never does
}

const denyingWords = "without\nno\nnot\nnon\nnever\nnor\nnegative\nabsent\nabsence\ndenies\ndenied\nfree\nlack"

// readWords reads the lists that are built in.
func readWords() *words {
	w := &words{info: map[uint64]info{}, blocks: map[uint64]block{}, everyday: map[uint64]bool{}}
	w.mark(lightList, func(i *info) { i.light = true })
	w.mark(singlesList, func(i *info) { i.single = true })
	w.mark(nosinglesList, func(i *info) { i.nosingle = true })
	w.mark(denyingWords, func(i *info) { i.denies = true })
	w.mark(generalList, func(i *info) { i.general = true })
	w.mark(headsList, func(i *info) { i.head = true })
	w.mark(modifiersList, func(i *info) { i.modifier = true })
	w.mark(sitesList, func(i *info) { i.modifier, i.site = true, true })
	w.mark(plainList, func(i *info) { i.plain = true })
	w.mark(commonSubstancesList, func(i *info) { i.common = true })
	w.mark(aimsList, func(i *info) { i.aim = true })
	w.senses = readSenses(shortList)
	w.ease = readEase(anyCaseList, w.senses)
	w.full = readFull(fullWordsList)
	w.placed = placedWords(placedFindings)
	w.places = map[uint64]bool{}
	for line := range lines(placeWords) {
		w.places[ontology.WordHash(text.Word(line))] = true
	}
	w.healthy = newEndings(slices.Collect(lines(healthyList))...)
	for line := range lines(everydayList) {
		w.everyday[phraseSum(text.Tokens(nil, line))] = true
	}
	for line := range lines(stopList) {
		w.blocks[sumOf(line)] = stopped
	}
	for line := range lines(coverList) {
		w.blocks[sumOf(line)] = covers
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
		h := ontology.WordHash(text.Word(line))
		i := w.info[h]
		set(&i)
		w.info[h] = i
	}
}

// of returns what the lists say of a word: of itself, or of the word that
// stands for its meaning.
func (w *words) of(norm string, canonical uint64) info {
	h := ontology.WordHash(norm)
	i := w.info[h]
	if h != canonical {
		c := w.info[canonical]
		i.light, i.single = i.light || c.light, i.single || c.single
	}
	return i
}

// at returns what the lists say of a word itself.
func (w *words) at(norm string) info { return w.info[ontology.WordHash(norm)] }

// sumOf is the order-free key of a phrase.
func sumOf(phrase string) (sum uint64) {
	for w := range strings.FieldsSeq(ontology.BagKey(text.Tokens(nil, phrase))) {
		sum += ontology.WordHash(w)
	}
	return sum
}
