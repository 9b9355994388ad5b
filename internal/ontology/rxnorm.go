package ontology

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"medcode/internal/text"
)

// Formulary finds the products of RxNorm by what they are made of: ingredient
// or brand, strength, dose form. It is made from the names of a release, and
// from its classes where it has them. It holds copies only, so it outlives its
// release, and is safe for concurrent use.
type Formulary struct {
	products []rxProduct
	byKey    map[string][]int32 // roots of the ingredients → products without a brand
	byBrand  map[string][]int32 // brand → its products
	brandKey map[string]string  // brand → roots of its ingredients
	byName   map[string]int32   // wording, see text.Normalize → concept
	byID     map[CodeID]int32   // code of a plain name → concept
	concepts []RxConcept
	made     map[string]bool   // roots of ingredients of products
	listed   map[string]string // root → ingredient, where the release calls it otherwise
	at       map[CodeID]int32  // code → product
	roots    map[string]string // part → its root, while the names are read
}

// RxConcept is what a plain name stands for: an ingredient, a salt of one, a
// combination, or a brand.
type RxConcept struct {
	ID    CodeID
	Coded bool   // the release has a code for the name itself
	Name  string // in lower case
	Key   string // its ingredients without salts: "acetaminophen / oxycodone"
	Brand bool
	Salt  string // the name, where it says more than its ingredient
}

// NewFormulary reads the names of a release of RxNorm.
func NewFormulary(r *Release) *Formulary {
	f := &Formulary{
		byKey: map[string][]int32{}, byBrand: map[string][]int32{}, brandKey: map[string]string{}, byName: map[string]int32{},
		byID: map[CodeID]int32{}, made: map[string]bool{}, listed: map[string]string{}, at: map[CodeID]int32{}, roots: map[string]string{},
	}
	plain := f.readProducts(r)
	f.readSynonyms(r, plain)
	f.index()
	for _, id := range plain {
		f.addPlain(r, id)
	}
	f.nameTerms(r)
	f.nameMade()
	return f
}

// readProducts takes all names apart and returns the codes of plain ones.
func (f *Formulary) readProducts(r *Release) (plain []CodeID) {
	forms := map[string]bool{}
	words := map[string]string{}
	var open []rxProduct
	for id := range CodeID(r.Info().Codes) {
		c := r.Code(id)
		p := readRxName(c.Display, nil)
		p.id = id
		switch p.kind {
		case rxPlain:
			open = append(open, p)
			continue
		case rxDrug:
			if len(p.form) < 48 && !strings.ContainsAny(p.form, "0123456789{}()") {
				forms[p.form] = true
			}
		}
		f.listing(&p, c.Class)
		f.keep(p, words)
	}
	for _, p := range open {
		if p.ending(forms); p.kind == rxPlain {
			plain = append(plain, p.id)
			continue
		}
		f.keep(p, words)
	}
	return plain
}

// readSynonyms takes the products whose code is shown under a shorter name from
// their other names.
func (f *Formulary) readSynonyms(r *Release, plain []CodeID) {
	words := map[string]string{}
	for i := range r.terms {
		id := TermID(i)
		code := r.CodeOf(id)
		if k := r.KindOf(id); k != Synonym && k != Title {
			continue
		}
		if _, open := slices.BinarySearch(plain, code); !open {
			continue
		}
		p := readRxName(r.Term(id).Text, nil)
		if p.kind != rxDrug && p.kind != rxComponent || len(f.products) > 0 && f.products[len(f.products)-1].id == code {
			continue
		}
		p.id = code
		f.keep(p, words)
	}
}

// keep stores a product with one copy of each word that many share.
func (f *Formulary) keep(p rxProduct, words map[string]string) {
	if p.kind == rxPack {
		return
	}
	one := func(s string) string {
		if known, ok := words[s]; ok {
			return known
		}
		s = strings.Clone(s)
		words[s] = s
		return s
	}
	p.form, p.brand = one(p.form), one(p.brand)
	for i := range p.parts {
		p.parts[i].name = one(p.parts[i].name)
	}
	f.products = append(f.products, p)
}

// listing notes under which name the release lists the ingredient of a
// product: "divalproex" is listed as "valproate".
func (f *Formulary) listing(p *rxProduct, class string) {
	if len(p.parts) != 1 || class == "" || strings.ContainsAny(class, "0123456789/") {
		return
	}
	root, listed := rxRoot(p.parts[0].name), rxRoot(strings.ToLower(class))
	if root != listed && f.listed[root] == "" {
		f.listed[strings.Clone(root)] = strings.Clone(listed)
	}
}

// index files the products under their ingredients and brands.
func (f *Formulary) index() {
	keys := map[string]map[string]int{}
	for i := range f.products {
		p := &f.products[i]
		f.at[p.id] = int32(i)
		key := f.key(p)
		if p.brand == "" {
			f.byKey[key] = append(f.byKey[key], int32(i))
			for j := range p.parts {
				f.made[f.roots[p.parts[j].name]] = true
			}
			continue
		}
		f.byBrand[p.brand] = append(f.byBrand[p.brand], int32(i))
		if keys[p.brand] == nil {
			keys[p.brand] = map[string]int{}
		}
		keys[p.brand][key]++
	}
	for brand, counts := range keys {
		best := ""
		for key, n := range counts {
			if best == "" || n > counts[best] || n == counts[best] && key < best {
				best = key
			}
		}
		f.brandKey[brand] = best
	}
}

// key is that of a product; each part is read once.
func (f *Formulary) key(p *rxProduct) string {
	var few [4]string
	roots := few[:0]
	for i := range p.parts {
		root, ok := f.roots[p.parts[i].name]
		if !ok {
			root = rxRoot(p.parts[i].name)
			f.roots[p.parts[i].name] = root
		}
		roots = append(roots, root)
	}
	if len(roots) == 1 {
		return roots[0]
	}
	return rxKey(roots)
}

// addPlain adds the concept of a code that names no product.
func (f *Formulary) addPlain(r *Release, id CodeID) {
	c := r.Code(id)
	f.byID[id] = int32(len(f.concepts))
	f.concepts = append(f.concepts, f.concept(strings.ToLower(c.Display), id, true))
	f.name(text.Normalize(c.Display), f.byID[id], r, true)
}

// concept is what a plain name stands for.
func (f *Formulary) concept(name string, id CodeID, coded bool) RxConcept {
	c := RxConcept{ID: id, Coded: coded, Name: name}
	if key, ok := f.brandKey[name]; ok {
		c.Key, c.Brand = key, true
		return c
	}
	parts := strings.Split(name, " / ")
	for i, part := range parts {
		parts[i] = rxRoot(part)
		if len(parts) == 1 && parts[i] != part {
			c.Salt = name
		}
	}
	c.Key = rxKey(parts)
	return c
}

// name files a concept under a wording. Where codes share one, a code that is
// called so stands before one that has it as a synonym, one written as RxNorm
// writes ingredients before others, and one whose products there are.
func (f *Formulary) name(norm string, c int32, r *Release, own bool) {
	before, ok := f.byName[norm]
	if !ok || own && f.better(r, c, before) {
		f.byName[norm] = c
	}
}

func (f *Formulary) better(r *Release, a, b int32) bool {
	return cmp.Or(cmp.Compare(f.weight(r, a), f.weight(r, b)), cmp.Compare(b, a)) > 0
}

func (f *Formulary) weight(r *Release, c int32) (w int) {
	x := &f.concepts[c]
	if !x.Coded {
		return -1
	}
	display := r.Code(x.ID).Display
	if display != "" && !unicode.IsUpper(rune(display[0])) {
		w += 2
	}
	if len(f.byKey[x.Key]) > 0 || x.Brand {
		w++
	}
	return w
}

// nameTerms files the other wordings of the codes of plain names.
func (f *Formulary) nameTerms(r *Release) {
	for i := range r.terms {
		id := TermID(i)
		switch r.KindOf(id) {
		case Title, Synonym, Abbreviation:
			if c, ok := f.byID[r.CodeOf(id)]; ok {
				f.name(text.Normalize(r.Term(id).Text), c, r, false)
			}
		}
	}
}

// nameMade files what products are made of, or called, and no code names.
func (f *Formulary) nameMade() {
	for brand := range f.byBrand {
		f.nameOnly(brand)
	}
	for name, root := range f.roots {
		f.nameOnly(name)
		f.nameOnly(root)
	}
	f.roots = nil
}

func (f *Formulary) nameOnly(name string) {
	norm := text.Normalize(name)
	if _, ok := f.byName[norm]; ok || norm == "" || norm[0] < 'a' {
		return
	}
	f.byName[norm] = int32(len(f.concepts))
	f.concepts = append(f.concepts, f.concept(name, 0, false))
}

// Named returns what a wording stands for, whatever its case.
func (f *Formulary) Named(wording string) (RxConcept, bool) {
	return f.Normal(text.Normalize(wording))
}

// Normal is Named for a normal form.
func (f *Formulary) Normal(norm string) (RxConcept, bool) {
	i, ok := f.byName[norm]
	if !ok {
		return RxConcept{}, false
	}
	return f.concepts[i], true
}

// Normals yields the normal forms of all names, in no order.
func (f *Formulary) Normals(yield func(norm string, c RxConcept) bool) {
	for norm, i := range f.byName {
		if !yield(norm, f.concepts[i]) {
			return
		}
	}
}

// Of returns what a code stands for: itself, or what its product is made of.
func (f *Formulary) Of(id CodeID) (RxConcept, bool) {
	i, ok := f.at[id]
	if !ok {
		if i, ok = f.byID[id]; ok {
			return f.concepts[i], true
		}
		return RxConcept{}, false
	}
	p := &f.products[i]
	if p.brand != "" {
		return f.Normal(text.Normalize(p.brand))
	}
	if len(p.parts) == 1 {
		return f.Normal(text.Normalize(p.parts[0].name))
	}
	return f.Combined(strings.Split(p.key(), " / "))
}

// Combined returns the combination of ingredients, given by their names
// without salts; false where nothing is made of just these.
func (f *Formulary) Combined(roots []string) (RxConcept, bool) {
	key := rxKey(slices.Clone(roots))
	if c, ok := f.Normal(text.Normalize(key)); ok {
		return c, true
	}
	if len(f.byKey[key]) == 0 {
		return RxConcept{}, false
	}
	return RxConcept{Name: key, Key: key}, true
}

// MadeOf tells whether products are made of all that a concept names.
func (f *Formulary) MadeOf(c RxConcept) bool {
	for root := range strings.SplitSeq(c.Key, " / ") {
		if !f.made[root] {
			return false
		}
	}
	return true
}

// Sold tells whether there are products with a strength of a concept.
func (f *Formulary) Sold(c RxConcept) bool {
	return slices.ContainsFunc(f.of(c), func(i int32) bool { return f.products[i].kind == rxDrug })
}

// Made tells whether products are made of an ingredient.
func (f *Formulary) Made(root string) bool { return f.made[root] }

// Ingredients are the names of the ingredients of a concept, sorted, as the
// release lists them.
func (f *Formulary) Ingredients(c RxConcept) []string {
	parts := strings.Split(c.Key, " / ")
	for i, p := range parts {
		if listed := f.listed[p]; listed != "" {
			parts[i] = listed
		}
	}
	slices.Sort(parts)
	return parts
}
