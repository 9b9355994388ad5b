package ner

import (
	"strings"
	"sync/atomic"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// facts is what a word says by itself, whatever stands around it. Looking it up
// takes a dozen tables that are too large for the processor's cache, and most
// words of a note are the same few thousand: so it is kept.
type facts struct {
	norm      string
	hash      uint64 // ontology.WordHash of norm
	canonical uint64 // that of the word that stands for its meaning
	linking   bool   // ontology.StopWord

	own, read info   // what the lists say of norm itself, and of its meaning too
	right     string // what it is a misspelling of, empty for nothing

	begins    uint32               // a bit for each of Dictionary.ordered in which a term that means something may begin so
	silent    uint32               // the same where the word alone means nothing
	begun     []ontology.Beginning // of each of Dictionary.ordered
	known     bool                 // a term of ICD-10-CM by itself
	term      ontology.TermID
	substance bool // a name of a medicine may begin so
	ordinary  bool // mostly no medicine
	stem      bool // ends as names of medicines do

	hard []circumstance
	how  []*cause
}

// lexis keeps the facts of words: at most one in each slot, and any word in one
// of two. A word that finds both taken drives one out, so that its size is
// bounded whatever notes hold. The zero value is ready, and may be shared.
type lexis struct {
	slots [1 << lexisBits]atomic.Pointer[facts]
}

const lexisBits = 15

// find returns the facts of a word, by its hash, or the slot to keep them in.
func (l *lexis) find(hash uint64) (*facts, *atomic.Pointer[facts]) {
	at := hash >> (64 - lexisBits)
	first, second := &l.slots[at], &l.slots[at^1]
	f := first.Load()
	if f != nil && f.hash == hash {
		return f, nil
	}
	if f == nil {
		return nil, first
	}
	if f = second.Load(); f != nil && f.hash == hash {
		return f, nil
	}
	if f != nil && hash&1 == 0 {
		return nil, first
	}
	return nil, second
}

// facts returns what a word says by itself.
func (d *Dictionary) facts(norm string) *facts {
	hash := ontology.WordHash(norm)
	f, slot := d.lexis.find(hash)
	if f == nil {
		f = d.learnt(strings.Clone(norm), hash) // norm may be a part of a whole note
		slot.Store(f)
	}
	return f
}

// learnt looks up what a word says by itself.
func (d *Dictionary) learnt(norm string, hash uint64) *facts {
	f := &facts{
		norm: norm, hash: hash, canonical: ontology.WordHash(ontology.Canonical(norm)), linking: ontology.StopWord(norm),
		own: d.words.info[hash], substance: d.substances.starts[hash], stem: len(norm) >= longEnough-1 && stems.end(norm),
	}
	f.read = d.words.of(norm, f.canonical)
	f.ordinary = f.own.common || f.own.light || d.words.everyday[hash] || f.linking
	if len(norm) >= leastSpelt {
		f.right, _ = d.spelling.correct(norm)
	}
	for _, v := range d.ordered {
		b, ok := v.Begin(norm)
		f.begun = append(f.begun, b)
		if ok && d.silent(v, f) {
			f.silent |= v.bit
		}
		if ok && (f.silent&v.bit == 0 || b.GoesOn()) {
			f.begins |= v.bit
		}
	}
	if d.icd != nil {
		f.hard, f.how = d.hard.first[norm], d.how.first[norm]
		f.term, f.known = d.alone(norm, f.canonical)
	}
	return f
}

// alone is the term of ICD-10-CM that a word may be by itself: as it is
// written, before what means the same.
func (d *Dictionary) alone(norm string, canonical uint64) (ontology.TermID, bool) {
	n, terms := d.icd.Longest([]text.Token{{Norm: norm, Before: text.Stop}}, 0)
	if n == 0 {
		terms = d.icd.BagSum(canonical)
	}
	return (&pass{Dictionary: d}).best(terms)
}
