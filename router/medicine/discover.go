package medicine

import (
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// discover adds the names that the dictionary does not have, and lengthens
// spans that are the beginning of one.
func (n *Names) discover(doc *ner.Document, spans []ner.Span) []ner.Span {
	taken := make([]int32, len(doc.Tokens)) // span at a token + 1, or one of the marks
	for i := range spans {
		mark := blocked
		switch {
		case medicine(&spans[i]):
			mark = int32(i + 1)
		case spans[i].Category == schemas.Test || spans[i].Category == schemas.Device:
			mark = analyte
		}
		from, to := tokensOf(doc, spans[i].Start, spans[i].End)
		for t := from; t < to; t++ {
			if taken[t] <= 0 {
				taken[t] = mark
			}
		}
	}
	l := n.scratch.Get().(*lexer)
	defer n.scratch.Put(l)
	for i := 0; i < len(doc.Tokens); i++ {
		if w, c := n.longestAt(doc, l, i, taken); w > 0 {
			for t := i; t < i+w; t++ {
				if k := taken[t]; k > 0 && taken[i] <= 0 {
					spans[k-1].End = spans[k-1].Start // it is part of the longer name
				}
			}
			if k := taken[i]; k > 0 {
				spans[k-1].End = doc.Tokens[i+w-1].End
				n.rename(&spans[k-1], c)
			} else {
				spans = append(spans, n.span(doc, i, w, c))
			}
			for t := i; t < i+w; t++ {
				if taken[t] == analyte {
					spans = dropTest(spans, doc.Tokens[t].Start, doc.Tokens[i+w-1].End)
				}
			}
			i += w - 1
			continue
		}
		if taken[i] == 0 {
			if c, ok := n.misspelt(doc, l, i); ok {
				spans = append(spans, n.span(doc, i, 1, c))
			}
		}
	}
	return spans
}

// Marks of tokens that no medicine has: in a test or a device, which may be the
// name of a medicine ("APAP 650"), or in anything else.
const (
	analyte int32 = -1
	blocked int32 = -2
)

// dropTest empties the test or device at a byte that lies in a medicine; combine
// leaves empty spans out.
func dropTest(spans []ner.Span, at, end int) []ner.Span {
	for i := range spans {
		if s := &spans[i]; (s.Category == schemas.Test || s.Category == schemas.Device) && s.Start <= at && at < s.End && s.End <= end {
			s.End = s.Start
		}
	}
	return spans
}

func (n *Names) span(doc *ner.Document, i, words int, c ontology.RxConcept) ner.Span {
	return ner.Span{
		Start: doc.Tokens[i].Start, End: doc.Tokens[i+words-1].End, Category: schemas.Medication,
		Terms: []ner.Term{{Ontology: schemas.RxNorm, Text: c.Name}},
	}
}

// longestAt returns the words of the longest name at token i that reaches
// beyond what is known there; 0 for none.
func (n *Names) longestAt(doc *ner.Document, l *lexer, i int, taken []int32) (words int, c ontology.RxConcept) {
	most := n.longest[doc.Tokens[i].Norm]
	if most == 0 || i > 0 && taken[i] > 0 && taken[i-1] == taken[i] {
		return 0, c
	}
	known := 0
	for taken[i] > 0 && i+known < len(taken) && taken[i+known] == taken[i] {
		known++
	}
	var buf [96]byte
	key := buf[:0]
	for j := i; j < len(doc.Tokens) && j < i+most; j++ {
		t := &doc.Tokens[j]
		if j > i {
			if t.Before != text.Space || j >= i+known && taken[j] == blocked {
				break
			}
			key = append(key, ' ')
		}
		key = american(append(key, t.Norm...))
		if j-i+1 <= known {
			continue
		}
		if got, ok := n.worth(doc, l, key, i, j, taken[i]); ok {
			words, c = j-i+1, got
		}
	}
	return words, c
}

// worth returns the name that a key is, where a note may mean it.
func (n *Names) worth(doc *ner.Document, l *lexer, key []byte, i, j int, taken int32) (c ontology.RxConcept, ok bool) {
	if name, short := n.short[string(key)]; short {
		cut := n.cut[string(key)]
		sig := n.sigAt(doc, l, j) || cut && !needDose[string(key)]
		little := len(key) < 4 && !cut
		if cut && !sig || taken > 0 || taken == blocked || taken == analyte && !sig || i == j && little && !capital(doc, i) || little && !sig && !sure[string(key)] {
			return c, false
		}
		return n.formulary.Named(name)
	}
	c, ok = n.formulary.Normal(string(key))
	if !ok || taken == blocked || len(key) < 4 {
		return c, false
	}
	if analytes[string(key)] {
		return c, false
	}
	if taken <= 0 && (n.amountAt(doc, l, j) || (c.Brand || n.formulary.MadeOf(c)) && n.sigAt(doc, l, j)) {
		return c, true
	}
	if taken < 0 && i == j || c.Brand || !n.formulary.MadeOf(c) {
		return c, false
	}
	if c.Salt != "" && taken > 0 {
		return c, true
	}
	return c, !c.Coded && len(key) >= 7 && n.formulary.Sold(c)
}

// sure are short forms of three letters that are hardly anything else.
var sure = map[string]bool{"asa": true, "kcl": true, "mtx": true, "ntg": true, "gtn": true, "mmf": true}

// capital tells whether a token begins with a capital letter.
func capital(doc *ner.Document, i int) bool {
	c := doc.Text[doc.Tokens[i].Start]
	return c >= 'A' && c <= 'Z'
}

// analytes are substances that notes measure, or speak of, far more often than
// they give them.
var analytes = map[string]bool{
	"nitrogen": true, "lactic acid": true, "lactate": true, "creatinine": true, "bilirubin": true, "albumin": true, "fibrinogen": true,
	"prothrombin": true, "thrombin": true, "cholesterol": true, "hemoglobin": true, "protein": true, "chloride": true, "bicarbonate": true,
	"phosphate": true, "phosphorus": true, "carbon dioxide": true, "uric acid": true, "alcohol": true, "ethanol": true, "tobacco": true, "caffeine": true,
	"peanut": true, "shellfish": true, "gelatin": true, "sucrose": true, "lactose": true, "collagen": true, "keratin": true, "melanin": true, "cellulose": true,
	"urea": true, "latex": true, "glucose": true, "triglyceride": true, "ferritin": true, "activated": true, "topical": true, "sterile water": true, "mineral oil": true, "histamine": true, "serotonin": true, "tyrosine": true,
}

// listed tells whether a long word stands in a section of medicines as one of
// a list: by itself between commas or ends of lines.
func (n *Names) listed(doc *ner.Document, i int) bool {
	t := doc.Tokens[i]
	if len(t.Norm) < 8 || sectionAt(doc, t.Start) != section.Medications {
		return false
	}
	return (i == 0 || t.Before != text.Space) && (i+1 == len(doc.Tokens) || doc.Tokens[i+1].Before != text.Space)
}

// misspelt returns the name that a word nearly is where a strength or a sig
// stands right behind it.
func (n *Names) misspelt(doc *ner.Document, l *lexer, i int) (c ontology.RxConcept, ok bool) {
	t := &doc.Tokens[i]
	if len(t.Norm) < 6 || t.Norm[0] < 'a' || !n.sigAt(doc, l, i) && !n.listed(doc, i) {
		return c, false
	}
	if m := n.words.phrases[t.Norm]; m.kind != mNone {
		return c, false
	}
	if name := n.starts.only(t.Norm); name != "" {
		return n.formulary.Normal(name)
	}
	if strings.HasSuffix(t.Norm, "ed") || strings.HasSuffix(t.Norm, "ing") {
		return c, false
	}
	name, ok := n.spelling.Closest(t.Norm)
	if !ok {
		return c, false
	}
	c, ok = n.formulary.Normal(name)
	return c, ok && (!c.Brand || n.amountAt(doc, l, i))
}

// amountAt tells whether a number with a unit stands right behind token i.
func (n *Names) amountAt(doc *ner.Document, l *lexer, i int) bool {
	if !n.likely(doc, i+1) {
		return false
	}
	pos := doc.Tokens[i].End
	l.read(doc.Text, pos, min(len(doc.Text), pos+24))
	if len(l.items) == 0 || l.items[0].kind != aNumber {
		return false
	}
	r := reading{sig: &sig{}, words: n.words, text: doc.Text, items: l.items}
	a, ok := r.amount(0)
	return ok && !a.level && a.unit != "%"
}

// likely tells whether a token may begin a sig; most words of a note do not.
func (n *Names) likely(doc *ner.Document, i int) bool {
	if i >= len(doc.Tokens) {
		return false
	}
	norm := doc.Tokens[i].Norm
	return norm != "" && norm[0] >= '0' && norm[0] <= '9' || len(norm) == 1 || n.words.phrases[norm].kind != mNone || n.words.longest[norm] > 1
}

// sigAt tells whether a sig begins right behind token at: a number with a unit,
// or a short form of a route or frequency.
func (n *Names) sigAt(doc *ner.Document, l *lexer, at int) bool {
	if !n.likely(doc, at+1) {
		return false
	}
	pos := doc.Tokens[at].End
	l.read(doc.Text, pos, min(len(doc.Text), pos+32))
	i := 0
	for i < len(l.items) && i < 2 && l.items[i].kind == aWord {
		if m, w := n.words.at(l.items, i); m.kind == mRelease || m.kind == mForm {
			i += w
			continue
		}
		break
	}
	if i >= len(l.items) {
		return false
	}
	if l.items[i].kind == aNumber {
		r := reading{sig: &sig{}, words: n.words, text: doc.Text, items: l.items}
		if a, ok := r.amount(i); ok || i+1 >= len(l.items) {
			return ok && !a.level
		}
		i++
	}
	if l.items[i].kind != aWord {
		return false
	}
	if l.items[i].word == "q" && i+1 < len(l.items) && l.items[i+1].kind == aNumber {
		return true
	}
	m, _ := n.words.at(l.items, i)
	return (m.kind == mRoute || m.kind == mFrequency || m.kind == mPartOfDay) && len(l.items[i].word) <= 4 && l.items[i].word != "on" && l.items[i].word != "now" && l.items[i].word != "top"
}
