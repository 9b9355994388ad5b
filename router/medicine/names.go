package medicine

import (
	"bytes"
	"cmp"
	"slices"
	"strings"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/schemas"
)

// Names mends the spans of medicines that a dictionary found: what belongs to
// the sig and not to the name is cut off, ingredients of one combination are
// joined, and names that no code has by itself, usual short forms and misspelt
// names beside a strength are added. It is safe for concurrent use.
type Names struct {
	formulary *ontology.Formulary
	spelling  *ontology.RxSpelling
	longest   map[string]int    // first word → words of the longest name worth looking for
	short     map[string]string // short form → name
	cut       map[string]bool   // of these the truncated names
	starts    beginnings
	words     *lexicon
	scratch   sync.Pool // *lexer
}

// longestName is the number of words of the longest name that is looked for.
const longestName = 5

// NewNames makes the names of a release ready.
func NewNames(f *ontology.Formulary) *Names {
	n := &Names{formulary: f, spelling: ontology.NewRxSpelling(f), longest: map[string]int{}, short: map[string]string{}, cut: map[string]bool{}, starts: newBeginnings(f), words: newLexicon()}
	n.scratch.New = func() any { return &lexer{} }
	for norm, c := range f.Normals {
		if c.Key != "" && (c.Brand || f.Made(c.Key) || c.Salt != "") {
			n.look(norm)
		}
	}
	for i, s := range append(slices.Clone(shortForms), truncated...) {
		for short := range strings.SplitSeq(s.short, "|") {
			norm := text.Normalize(short)
			n.short[norm], n.cut[norm] = s.name, i >= len(shortForms)
			n.look(norm)
		}
	}
	return n
}

func (n *Names) look(norm string) {
	words := 1 + strings.Count(norm, " ")
	if first, _, _ := strings.Cut(norm, " "); words <= longestName && len(norm) > 1 {
		n.longest[first] = max(n.longest[first], words)
	}
}

// Mend returns the spans of doc with those of medicines put right, in the
// order of the text.
func (n *Names) Mend(doc *ner.Document, spans []ner.Span) []ner.Span {
	out := slices.Clone(spans)
	for i := range out {
		if medicine(&out[i]) {
			n.trim(doc, &out[i])
		}
	}
	out = n.discover(doc, out)
	slices.SortStableFunc(out, func(a, b ner.Span) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	return n.combine(doc, out)
}

func medicine(s *ner.Span) bool {
	return s.Category == schemas.Medication && slices.ContainsFunc(s.Terms, func(t ner.Term) bool { return t.Ontology == schemas.RxNorm })
}

// tokensOf returns the tokens [from, to) of a range of bytes.
func tokensOf(doc *ner.Document, start, end int) (from, to int) {
	from, _ = slices.BinarySearchFunc(doc.Tokens, start, func(t text.Token, pos int) int { return cmp.Compare(t.End-1, pos) })
	to = from
	for to < len(doc.Tokens) && doc.Tokens[to].Start < end {
		to++
	}
	return from, to
}

// trim cuts strength, form and release off a span where what is left is a
// name.
func (n *Names) trim(doc *ner.Document, s *ner.Span) {
	from, to := tokensOf(doc, s.Start, s.End)
	c, ok := n.named(doc.Tokens[from:to])
	if ok && (c.Brand || n.formulary.MadeOf(c)) {
		return
	}
	var buf [96]byte
	if name, short := n.short[string(joinNorms(buf[:0], doc.Tokens[from:to]))]; short {
		if c, ok := n.formulary.Named(name); ok {
			n.rename(s, c)
			return
		}
	}
	for cut := from + 1; cut < to; cut++ {
		if !n.sigWord(doc.Tokens[cut].Norm) {
			continue
		}
		c, ok := n.named(doc.Tokens[from:cut])
		if !ok || c.Key == "" || !c.Brand && !n.formulary.MadeOf(c) {
			continue
		}
		s.End = doc.Tokens[cut-1].End
		n.rename(s, c)
		return
	}
}

// sigWord tells whether a word begins what is said beside a name.
func (n *Names) sigWord(norm string) bool {
	if norm == "" { // of a mark without its letter
		return false
	}
	if norm[0] >= '0' && norm[0] <= '9' {
		return true
	}
	m := n.words.phrases[norm]
	return m.kind == mRelease || m.kind == mForm || m.kind == mRoute
}

// named looks tokens up as a name.
func (n *Names) named(toks []text.Token) (ontology.RxConcept, bool) {
	var buf [96]byte
	return n.formulary.Normal(string(joinNorms(buf[:0], toks)))
}

func joinNorms(key []byte, toks []text.Token) []byte {
	for i := range toks {
		if i > 0 {
			key = append(key, ' ')
		}
		key = append(key, toks[i].Norm...)
	}
	return american(key)
}

// american writes sulphate as RxNorm does.
func american(key []byte) []byte {
	if i := bytes.Index(key, []byte("sulph")); i >= 0 {
		return append(append(key[:i:i], "sulf"...), key[i+len("sulph"):]...)
	}
	return key
}

// rename sets the wording of RxNorm's term to that of a concept.
func (n *Names) rename(s *ner.Span, c ontology.RxConcept) {
	s.Terms = slices.Clone(s.Terms)
	for i := range s.Terms {
		if s.Terms[i].Ontology == schemas.RxNorm {
			s.Terms[i].Text = c.Name
		}
	}
}

// combine joins neighbours that are the ingredients of one product.
func (n *Names) combine(doc *ner.Document, spans []ner.Span) []ner.Span {
	out := spans[:0]
	for _, s := range spans {
		if s.End <= s.Start || len(out) > 0 && n.shortForm(doc, &s) {
			continue
		}
		if len(out) > 0 && medicine(&s) && medicine(&out[len(out)-1]) {
			last := &out[len(out)-1]
			if n.device(doc, last, &s) {
				continue
			}
			if c, ok := n.both(doc, last, &s); ok {
				last.End = s.End
				n.rename(last, c)
				continue
			}
		}
		out = append(out, s)
	}
	return out
}

// shortForm tells whether what is taken for a problem or a test is a short form
// of a sig: "OM" behind a strength is in the morning.
func (n *Names) shortForm(doc *ner.Document, s *ner.Span) bool {
	if s.End-s.Start > 3 || s.Category == schemas.Medication {
		return false
	}
	from, to := tokensOf(doc, s.Start, s.End)
	if to != from+1 || from == 0 || doc.Tokens[from].Before == text.Stop {
		return false
	}
	switch n.words.phrases[doc.Tokens[from].Norm].kind {
	case mRoute, mFrequency, mPartOfDay, mPRN, mRelease:
	default:
		return false
	}
	before := doc.Tokens[from-1].Norm
	if m := n.words.phrases[before].kind; m == mUnit || m == mForm || m == mRoute || m == mRelease {
		return true
	}
	i := len(before)
	for i > 0 && before[i-1] >= 'a' && before[i-1] <= 'z' {
		i--
	}
	return i > 0 && n.words.phrases[before[i:]].kind == mUnit
}

// device tells whether a name right behind another only says in what it comes:
// "Lantus SoloStar".
func (n *Names) device(doc *ner.Document, a, b *ner.Span) bool {
	return b.Start >= a.End && b.Start-a.End <= 1 && n.words.phrases[strings.ToLower(doc.Text[b.Start:b.End])].kind == mForm
}

func (n *Names) both(doc *ner.Document, a, b *ner.Span) (c ontology.RxConcept, ok bool) {
	if b.Start < a.End || b.Start-a.End > 3 {
		return c, false
	}
	switch strings.TrimSpace(doc.Text[a.End:b.Start]) {
	case "/", "-", "+", "–", "&":
	default:
		return c, false
	}
	first, ok1 := n.formulary.Named(wording(a))
	second, ok2 := n.formulary.Named(wording(b))
	if !ok1 || !ok2 || first.Brand != second.Brand && strings.TrimSpace(doc.Text[a.End:b.Start]) == "+" {
		return c, false // "metformin + Januvia" are two
	}
	return n.formulary.Combined(append(strings.Split(first.Key, " / "), strings.Split(second.Key, " / ")...))
}

// wording is the term of RxNorm of a span.
func wording(s *ner.Span) string {
	for _, t := range s.Terms {
		if t.Ontology == schemas.RxNorm {
			return t.Text
		}
	}
	return ""
}
