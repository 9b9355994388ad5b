package ontology

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"medcode/internal/text"
)

// lexicon writes the words of the terms, the terms of each word and the words
// of each trigram: what Lexical searches. Terms of codes that cannot be
// answered are left out.
func (w *writer) lexicon(parts *[sections][]byte) {
	holders := w.collectWords()
	names := slices.Sorted(maps.Keys(holders))
	words := make([]wordRec, len(names))
	ids := newTable(len(names))
	var posts []TermID
	docs := len(w.terms) - w.countBeside()
	for i, name := range names {
		terms := holders[name]
		words[i] = wordRec{
			Off: w.intern(name), Len: uint8(len(name)), Posts: uint32(len(posts)), Count: uint32(len(terms)),
			Weight: idf(docs, len(terms)), Fewest: 255,
		}
		for _, t := range terms {
			w.recs[t].Weight += words[i].Weight
			words[i].Fewest = min(words[i].Fewest, w.recs[t].Words)
		}
		posts = append(posts, terms...)
		ids.put(roll(0, WordHash(name)), uint32(i))
	}
	grams, inGrams := gramIndex(names)
	parts[secWords], parts[secWordPosts] = bytesOf(words), bytesOf(posts)
	parts[secWordKeys], parts[secWordVals] = bytesOf(ids.keys), bytesOf(ids.vals)
	parts[secGrams], parts[secGramPosts] = bytesOf(grams), bytesOf(inGrams)
}

// collectWords returns the terms that hold each content word, ascending, and
// counts the words of every term.
func (w *writer) collectWords() map[string][]TermID {
	holders := map[string][]TermID{}
	var toks []text.Token
	for i := range w.terms {
		t := &w.terms[i]
		if t.beside != nil {
			continue
		}
		toks = text.Tokens(toks[:0], t.text)
		n := 0
		for j := range toks {
			name := root(toks[j].Norm)
			l := holders[name]
			if !Content(toks, j) || len(name) > 255 || len(l) > 0 && l[len(l)-1] == TermID(i) {
				continue
			}
			n++
			if w.codes[t.code].emit != 0 {
				holders[name] = append(l, TermID(i))
			}
		}
		w.recs[i].Words = uint8(min(n, 255))
	}
	return holders
}

// countBeside counts the terms that no search by likeness may find.
func (w *writer) countBeside() (n int) {
	for i := range w.terms {
		if w.terms[i].beside != nil {
			n++
		}
	}
	return n
}

// idf is the inverse document frequency of BM25 (Robertson and Zaragoza, The
// Probabilistic Relevance Framework, 2009), kept above zero.
func idf(docs, holding int) float32 {
	return float32(math.Log(1 + (float64(docs)-float64(holding)+.5)/(float64(holding)+.5)))
}

// gramIndex lists the words of every trigram. Numbers and words of less than
// four letters are not corrected, so they are left out.
func gramIndex(names []string) ([]gramRec, []uint32) {
	holders := map[uint32][]uint32{}
	for i, name := range names {
		if !correctable(name) {
			continue
		}
		eachGram(name, func(g uint32) {
			if l := holders[g]; len(l) == 0 || l[len(l)-1] != uint32(i) {
				holders[g] = append(l, uint32(i))
			}
		})
	}
	var grams []gramRec
	var posts []uint32
	for _, g := range slices.SortedFunc(maps.Keys(holders), cmp.Compare) {
		grams = append(grams, gramRec{Gram: g, Posts: uint32(len(posts)), Count: uint32(len(holders[g]))})
		posts = append(posts, holders[g]...)
	}
	return grams, posts
}

// records writes codes, terms and their strings.
func (w *writer) records(parts *[sections][]byte) {
	codes := make([]codeRec, len(w.codes))
	for i := range w.codes {
		c := &w.codes[i]
		codes[i] = codeRec{
			Off: w.intern(c.Display + c.Code + c.Class), Display: uint16(len(c.Display)), Code: uint8(len(c.Code)),
			Class: uint8(len(c.Class)), Prior: uint8(math.Round(float64(min(max(c.Prior, 0), 1) * 255))), Emit: c.emit, DescHigh: c.high,
		}
		if c.Billable {
			codes[i].Flags |= flagBillable
		}
		if c.Default {
			codes[i].Flags |= flagDefault
		}
	}
	for i := range w.terms {
		t, rec := &w.terms[i], &w.recs[i]
		rec.Source = w.sourceOf(t.source)
		rec.Code, rec.Kind, rec.Text, rec.Path = uint32(t.code), uint8(t.kind), uint16(len(t.text)), uint16(len(t.path))
		if t.text == w.codes[t.code].Display && t.path == "" {
			rec.Off = codes[t.code].Off
		} else {
			rec.Off = w.intern(t.text + t.path)
		}
	}
	parts[secCodes], parts[secTerms], parts[secStrings] = bytesOf(codes), bytesOf(w.recs), w.blob
}

// intern appends a string to the blob.
func (w *writer) intern(s string) uint32 {
	at := uint32(len(w.blob))
	w.blob = append(w.blob, s...)
	return at
}
