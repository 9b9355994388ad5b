package ontology

import (
	"encoding/json"
	"fmt"
	"os"
	"sync"
	"unsafe"
)

// Release is one opened release. All methods may be called from any number of
// goroutines until Close; nothing that they return by slice may be used after
// it. Strings are copies and live on.
type Release struct {
	info    Info
	strings []byte
	codes   []codeRec
	terms   []termRec
	exact   table
	bag     table
	posts   []TermID
	words   []wordRec
	wordIDs table
	inWords []TermID // terms that hold a word, ascending
	grams   []gramRec
	inGrams []uint32 // words that hold a trigram, ascending
	facts

	local *local // terms of one house, nil where there are none

	norms   [256]float32 // BM25's weight by number of words
	scratch sync.Pool    // *search

	closer sync.Once
	unmap  func() error
}

// Open maps a release file. Damage is found here, before anything is looked
// up, and reported as ErrDamaged with the path.
func Open(path string) (*Release, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open release: %w", err)
	}
	defer f.Close()
	b, unmap, err := mapFile(f)
	if err != nil {
		return nil, fmt.Errorf("map %s: %w", path, err)
	}
	r, err := newRelease(b)
	if err != nil {
		_ = unmap()
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	r.unmap = unmap
	return r, nil
}

// FromBytes opens a release that lies in memory; b must not change afterwards.
func FromBytes(b []byte) (*Release, error) {
	if len(b) > 0 && uintptr(unsafe.Pointer(&b[0]))%8 != 0 {
		aligned := make([]uint64, (len(b)+7)/8)
		c := bytesOf(aligned)[:len(b)]
		copy(c, b)
		b = c
	}
	return newRelease(b)
}

func newRelease(b []byte) (*Release, error) {
	if !littleEndian() {
		return nil, fmt.Errorf("release files need a little-endian machine")
	}
	parts, err := decodeFile(b)
	if err != nil {
		return nil, err
	}
	r := &Release{strings: parts[secStrings]}
	if err := json.Unmarshal(parts[secInfo], &r.info); err != nil {
		return nil, damaged("description: %v", err)
	}
	if err := r.view(parts); err != nil {
		return nil, err
	}
	if err := r.check(); err != nil {
		return nil, err
	}
	r.scratch.New = func() any { return newSearch(len(r.terms), len(r.words)) }
	return r, nil
}

func (r *Release) view(parts [sections][]byte) (err error) {
	set := func(e error) {
		if err == nil {
			err = e
		}
	}
	var e error
	r.codes, e = viewOf[codeRec](parts[secCodes])
	set(e)
	r.terms, e = viewOf[termRec](parts[secTerms])
	set(e)
	set(viewTable(&r.exact, parts[secExactKeys], parts[secExactVals]))
	set(viewTable(&r.bag, parts[secBagKeys], parts[secBagVals]))
	set(viewFilter(&r.exact, parts[secExactFilter]))
	set(viewFilter(&r.bag, parts[secBagFilter]))
	r.posts, e = viewOf[TermID](parts[secPosts])
	set(e)
	r.words, e = viewOf[wordRec](parts[secWords])
	set(e)
	set(viewTable(&r.wordIDs, parts[secWordKeys], parts[secWordVals]))
	r.inWords, e = viewOf[TermID](parts[secWordPosts])
	set(e)
	r.grams, e = viewOf[gramRec](parts[secGrams])
	set(e)
	r.inGrams, e = viewOf[uint32](parts[secGramPosts])
	set(e)
	set(r.facts.view(parts))
	return err
}

func viewFilter(t *table, b []byte) (err error) {
	if t.filter, err = viewOf[uint64](b); err != nil {
		return err
	}
	if n := len(t.filter); n == 0 || n&(n-1) != 0 {
		return damaged("filter")
	}
	return nil
}

func viewTable(t *table, keys, vals []byte) (err error) {
	if t.keys, err = viewOf[uint64](keys); err != nil {
		return err
	}
	if t.vals, err = viewOf[uint32](vals); err != nil {
		return err
	}
	if len(t.keys) != len(t.vals) {
		return damaged("hash table")
	}
	return nil
}

// check walks all records once, so that no look-up can leave its section.
func (r *Release) check() error {
	size := uint64(len(r.strings))
	for _, c := range r.codes {
		if uint64(c.Off)+uint64(c.Display)+uint64(c.Code)+uint64(c.Class) > size ||
			int(c.Emit) > len(r.codes) || int(c.DescHigh) > len(r.codes) {
			return damaged("code records")
		}
	}
	words, worded := 0, 0 // terms without words are not searched by likeness
	for _, t := range r.terms {
		if uint64(t.Off)+uint64(t.Text)+uint64(t.Path) > size || int(t.Code) >= len(r.codes) || t.Kind >= uint8(kinds) ||
			int(t.Source) > len(r.names) {
			return damaged("term records")
		}
		words += int(t.Words)
		worded += min(1, int(t.Words))
	}
	r.norms = lengthNorms(max(1, float32(words)/float32(max(1, worded))))
	for _, w := range r.words {
		if uint64(w.Off)+uint64(w.Len) > size || uint64(w.Posts)+uint64(w.Count) > uint64(len(r.inWords)) {
			return damaged("word records")
		}
	}
	for _, g := range r.grams {
		if uint64(g.Posts)+uint64(g.Count) > uint64(len(r.inGrams)) {
			return damaged("trigram records")
		}
	}
	return r.facts.check(uint32(len(r.strings)), uint32(len(r.codes)))
}

// Close unmaps the release. It is idempotent.
func (r *Release) Close() (err error) {
	r.closer.Do(func() {
		if r.unmap != nil {
			err = r.unmap()
		}
	})
	return err
}

// Info describes the release.
func (r *Release) Info() Info { return r.info }

// Code returns an entry; an id out of range is the zero Code.
func (r *Release) Code(id CodeID) Code {
	if int(id) >= len(r.codes) {
		return Code{}
	}
	c := &r.codes[id]
	d, k := int(c.Display), int(c.Code)
	s := string(r.strings[c.Off : int(c.Off)+d+k+int(c.Class)]) // one copy for all three
	return Code{
		ID: id, Display: s[:d], Code: s[d : d+k], Class: s[d+k:],
		Billable: c.Flags&flagBillable != 0, Default: c.Flags&flagDefault != 0,
	}
}

// Term returns a term, whatever its distance; an id out of range is the zero
// Term.
func (r *Release) Term(id TermID) Term {
	if int(id.Plain()) >= len(r.terms) {
		return r.local.term(id)
	}
	t := &r.terms[id.Plain()]
	n := int(t.Text)
	s := string(r.strings[t.Off : int(t.Off)+n+int(t.Path)])
	out := Term{ID: id.Plain(), Code: CodeID(t.Code), Kind: Kind(t.Kind), Text: s[:n], Path: s[n:]}
	if t.Source > 0 {
		out.Source = r.names[t.Source-1]
	}
	return out
}

// CodeOf and KindOf are Term without the copy of its strings.
func (r *Release) CodeOf(id TermID) CodeID {
	if n := int(id.Plain()); n < len(r.terms) {
		return CodeID(r.terms[n].Code)
	}
	return r.local.term(id).Code
}

// KindOf returns the kind of a term.
func (r *Release) KindOf(id TermID) Kind {
	if n := int(id.Plain()); n < len(r.terms) {
		return Kind(r.terms[n].Kind)
	}
	return r.local.term(id).Kind
}

// Prior is how usual a code is, 0–1, where its publisher ranks them; 0
// otherwise.
func (r *Release) Prior(id CodeID) float32 { return float32(r.codes[id].Prior) / 255 }

// Billable tells whether a code may be an answer itself.
func (r *Release) Billable(id CodeID) bool { return r.codes[id].Flags&flagBillable != 0 }

// Default tells whether a code is the usual choice among those of a term.
func (r *Release) Default(id CodeID) bool { return r.codes[id].Flags&flagDefault != 0 }

// Emit returns the code that may be answered for id: itself if billable, for
// an ICD-10-CM header the billable descendant that says least more than it;
// false if there is none.
func (r *Release) Emit(id CodeID) (CodeID, bool) {
	if int(id) >= len(r.codes) || r.codes[id].Emit == 0 {
		return 0, false
	}
	return CodeID(r.codes[id].Emit - 1), true
}

// Descendants returns the half-open range of the codes below and including id.
func (r *Release) Descendants(id CodeID) (lo, hi CodeID) {
	return id, CodeID(r.codes[id].DescHigh)
}

// Find returns the code written with or without dot, in any case.
func (r *Release) Find(code string) (CodeID, bool) {
	lo, hi := 0, len(r.codes)
	for lo < hi {
		mid := int(uint(lo+hi) >> 1)
		c := &r.codes[mid]
		at := int(c.Off) + int(c.Display)
		switch compareCodes(r.strings[at:at+int(c.Code)], code) {
		case 0:
			return CodeID(mid), true
		case -1:
			lo = mid + 1
		default:
			hi = mid
		}
	}
	return 0, false
}

// compareCodes orders codes without regard to case, dots and blanks.
func compareCodes[A, B []byte | string](a A, b B) int {
	i, j := 0, 0
	for {
		x, y := nextOf(a, &i), nextOf(b, &j)
		switch {
		case x < y:
			return -1
		case x > y:
			return 1
		case x == 0:
			return 0
		}
	}
}

// nextOf returns the next significant byte of a code in upper case, 0 at the
// end.
func nextOf[S []byte | string](s S, i *int) byte {
	for *i < len(s) {
		c := s[*i]
		*i++
		switch {
		case c == '.' || c == ' ':
		case c >= 'a' && c <= 'z':
			return c - 'a' + 'A'
		default:
			return c
		}
	}
	return 0
}
