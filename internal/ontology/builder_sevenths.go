package ontology

import (
	"slices"
	"strings"
)

// seventhPlace is the length of a code without dot that has its seventh
// character.
const seventhPlace = 7

// sevenths links every code to the set of seventh characters that applies to
// it. The nearest definition of the Tabular List counts, as long as it holds
// every seventh character that the order file has there; below headers without
// one the set is that of the order file.
func (w *writer) sevenths() {
	sets := map[string]uint16{}
	kept := map[int]uint16{}
	misfits, from := 0, 0
	for i := range w.codes {
		if set := w.know.sevenths[w.codes[i].key]; len(set) > 0 {
			kept[i] = w.internSet(sets, set)
		}
		w.about[i].Seventh = w.inherited(kept, i)
	}
	for i := range w.codes {
		c := &w.codes[i]
		if len(c.key) != seventhPlace || w.about[i].Parent == 0 {
			continue
		}
		up := int(w.about[i].Parent) - 1
		switch {
		case w.about[i].Seventh == 0:
			set := w.derived(up)
			from++
			at := w.internSet(sets, set)
			for j := up; j < int(w.codes[up].high); j++ {
				w.about[j].Seventh = at
			}
		case !w.allows(w.about[i].Seventh, c.key[seventhPlace-1]):
			misfits++
		}
	}
	w.lift()
	if len(w.know.sevenths) > 0 || from > 0 {
		w.sayf("seventh characters: %d definitions, %d sets; %d headers without definition have the set of the order file; %d codes do not fit theirs",
			len(w.know.sevenths), len(sets), from, misfits)
	}
}

// inherited returns the set of the nearest definition at or above code i. The
// header above was linked before.
func (w *writer) inherited(kept map[int]uint16, i int) uint16 {
	if at, ok := kept[i]; ok {
		return at
	}
	if up := w.about[i].Parent; up > 0 {
		return w.about[up-1].Seventh
	}
	return 0
}

// internSet stores a set once and returns its place plus one.
func (w *writer) internSet(sets map[string]uint16, set []SeventhCharacter) uint16 {
	var key strings.Builder
	for _, s := range set {
		key.WriteByte(s.Char)
		key.WriteString(s.Meaning + "\n")
	}
	if at, ok := sets[key.String()]; ok {
		return at
	}
	at := uint16(len(w.seven) + 1)
	for i, s := range set {
		rec := seventhRec{Off: w.intern(s.Meaning), Len: uint16(len(s.Meaning)), Char: s.Char}
		if i == len(set)-1 {
			rec.Last = 1
		}
		w.seven = append(w.seven, rec)
	}
	sets[key.String()] = at
	return at
}

func (w *writer) allows(at uint16, char byte) bool {
	for i := int(at) - 1; i < len(w.seven); i++ {
		if w.seven[i].Char == char {
			return true
		}
		if w.seven[i].Last != 0 {
			break
		}
	}
	return false
}

// derived returns the seventh characters of a six-character header with what
// each adds to its title.
func (w *writer) derived(up int) []SeventhCharacter {
	var set []SeventhCharacter
	for j := up + 1; j < int(w.codes[up].high); j++ {
		c := &w.codes[j]
		if len(c.key) == seventhPlace {
			set = append(set, SeventhCharacter{c.key[seventhPlace-1], added(c.Display, w.codes[up].Display)})
		}
	}
	return set
}

// added returns what a title says beyond that of its header.
func added(title, above string) string {
	if rest, ok := strings.CutPrefix(title, above); ok {
		if rest = strings.Trim(rest, " ,"); rest != "" {
			return rest
		}
	}
	return title
}

// lift gives a header without a set the one that all its children share.
func (w *writer) lift() {
	for i := len(w.codes) - 1; i >= 0; i-- {
		if w.about[i].Seventh != 0 || w.codes[i].Billable {
			continue
		}
		var of []uint16
		for c := uint32(i + 1); c < w.codes[i].high; c = w.codes[c].high {
			of = append(of, w.about[c].Seventh)
		}
		if of = slices.Compact(of); len(of) == 1 {
			w.about[i].Seventh = of[0]
		}
	}
}
