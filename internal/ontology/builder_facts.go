package ontology

import (
	"encoding/json"
	"strings"

	"medcode/schemas"
)

// facts writes the sections beside the terms.
func (w *writer) facts(parts *[sections][]byte) {
	switch w.info.Ontology {
	case schemas.ICD10CM:
		w.tree(parts)
		w.drugTable(parts)
	case PCS:
		w.about = make([]factRec, len(w.codes))
		w.parents()
		parts[secFacts] = bytesOf(w.about)
	}
	w.mappings(parts)
	w.relate(parts)
}

// nameList writes the names, when no more come.
func (w *writer) nameList(parts *[sections][]byte) {
	parts[secNames], _ = json.Marshal(append([]string{}, w.names...)) //nolint:errchkjson // strings cannot fail
}

// sourceOf returns the place plus one of a file's name and edition.
func (w *writer) sourceOf(p *payload) uint16 {
	if p == nil || p.form == "" {
		return 0
	}
	if at, ok := w.sources[p]; ok {
		return at
	}
	name := p.form
	if e := p.edition.String(); e != "" {
		name += ", " + e
	}
	w.sources[p] = uint16(w.name(name) + 1)
	return w.sources[p]
}

// tree writes what hangs on the tree of ICD-10-CM.
func (w *writer) tree(parts *[sections][]byte) {
	w.about = make([]factRec, len(w.codes))
	w.refs = newRefs(w.Builder)
	w.parents()
	w.codeFlags()
	divisions := w.divide()
	for i := range w.codes {
		lines := w.know.notes[w.codes[i].key]
		w.about[i].Notes, w.about[i].NoteCount = w.noteLines(lines)
	}
	w.sevenths()
	w.refs.report()
	parts[secFacts], parts[secRanges], parts[secNotes] = bytesOf(w.about), bytesOf(w.refs.ranges), bytesOf(w.notes)
	parts[secDivisions], parts[secSevenths] = bytesOf(divisions), bytesOf(w.seven)
}

// parents links every code to the header directly above it.
func (w *writer) parents() {
	var open []int // the headers that are not complete yet, the highest first
	for i := range w.codes {
		for len(open) > 0 && w.codes[open[len(open)-1]].high <= uint32(i) {
			open = open[:len(open)-1]
		}
		if len(open) > 0 {
			w.about[i].Parent = uint32(open[len(open)-1]) + 1
		}
		open = append(open, i)
	}
}

// codeFlags sets the flags of every code. A code in brackets in the Index is a
// manifestation only where the Tabular List wants another before it.
func (w *writer) codeFlags() {
	for i := range w.codes {
		c := &w.codes[i]
		w.about[i].Flags = w.know.flags[c.key]
		if elsewhere(c.Display) || w.inBrackets(c.key) && w.codeFirst(i) {
			w.about[i].Flags |= factManifestation
		}
	}
}

// inBrackets tells whether the Index prints a code or its header in brackets.
func (w *writer) inBrackets(key string) bool {
	for n := len(key); n >= 3; n-- {
		if w.know.bracketed[key[:n]] {
			return true
		}
	}
	return false
}

// elsewhere tells whether a title says that the disease itself is classified
// elsewhere; "not elsewhere classified" is another thing.
func elsewhere(title string) bool {
	return strings.Contains(strings.ToLower(title), "classified elsewhere")
}

// codeFirst tells whether a code or one of its headers has a note to code
// something else first.
func (w *writer) codeFirst(i int) bool {
	for {
		for _, n := range w.know.notes[w.codes[i].key] {
			if n.kind == CodeFirst {
				return true
			}
		}
		if w.about[i].Parent == 0 {
			return false
		}
		i = int(w.about[i].Parent) - 1
	}
}

// noteLines writes the lines of one place.
func (w *writer) noteLines(lines []noteLine) (first uint32, count uint16) {
	first = uint32(len(w.notes))
	for _, l := range lines {
		at, n := w.refs.of(l.text)
		w.notes = append(w.notes, noteRec{Off: w.intern(l.text), Text: uint16(len(l.text)), Kind: uint8(l.kind), Refs: at, RefCount: n})
	}
	return first, uint16(len(lines))
}

// divide writes chapters and blocks and links the codes to them. A category
// that the Tabular List does not know goes with the one before it in the
// publisher's order: into its chapter, and into its block where both begin
// with the same two characters.
func (w *writer) divide() []divisionRec {
	chapter, block := map[string]int{}, map[string]int{}
	in := 0
	for i, d := range w.know.divisions {
		if d.chapter {
			in = i + 1
		}
		for _, c := range d.categories {
			chapter[compact(c)], block[compact(c)] = in, i+1
		}
	}
	last := ""
	for _, id := range w.refs.order {
		key := w.codes[id].key
		category := key[:min(3, len(key))]
		if _, ok := chapter[category]; !ok && last != "" && last[0] == key[0] {
			chapter[category] = chapter[last]
			if last[:2] == category[:min(2, len(category))] {
				block[category] = block[last]
			}
		}
		if chapter[category] > 0 {
			last = category
		}
		w.about[id].Chapter, w.about[id].Block = uint16(chapter[category]), uint16(block[category])
	}
	return w.divisionRecs()
}

func (w *writer) divisionRecs() []divisionRec {
	of := make([][]CodeRange, len(w.know.divisions)+1)
	extend := func(d int, id CodeID) {
		if n := len(of[d]); n > 0 && of[d][n-1].Hi == id {
			of[d][n-1].Hi++
			return
		}
		of[d] = append(of[d], CodeRange{id, id + 1})
	}
	for i := range w.about {
		extend(int(w.about[i].Chapter), CodeID(i))
		extend(int(w.about[i].Block), CodeID(i))
	}
	recs := make([]divisionRec, len(w.know.divisions))
	w.refs.chapters = map[string][]CodeRange{}
	for i, d := range w.know.divisions {
		recs[i] = divisionRec{Off: w.intern(d.name + d.title), Name: uint16(len(d.name)), Title: uint16(len(d.title))}
		recs[i].Ranges, recs[i].RangeCount = w.refs.intern(of[i+1])
		if d.chapter {
			recs[i].Chapter = 1
			w.refs.chapters[d.name] = of[i+1]
		}
	}
	for i, d := range w.know.divisions {
		recs[i].Notes, recs[i].NoteCount = w.noteLines(d.notes)
	}
	return recs
}
