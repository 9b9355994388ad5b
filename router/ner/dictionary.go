package ner

import (
	"context"
	"slices"
	"sync"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// Dictionary recognises the terms of vocabularies in one pass. It is safe for
// concurrent use while its releases are open.
type Dictionary struct {
	icd        *ontology.Release
	harm       [2]ontology.CodeID // of icd, see harmRange
	ordered    []*vocabulary
	words      *words
	figures    [][]values // of icd, one list for each of figures
	substances *substances
	spelling   *spelling
	gear       *gear          // nil without HCPCS
	practice   *practice      // nil without SNOMED CT
	hard       *circumstances // nil without ICD-10-CM
	how        *causes        // nil without ICD-10-CM
	blocked    [64]uint64     // a bit for each phrase of words.blocks, see block
	lexis      lexis
	scratch    sync.Pool // *pass
}

// NewDictionary returns a recogniser of everything that the releases name;
// nil releases are left out. The releases belong to the caller.
func NewDictionary(vocabularies ...*ontology.Release) *Dictionary {
	d := &Dictionary{words: readWords(), substances: newSubstances(), spelling: newSpelling()}
	for _, r := range vocabularies {
		switch {
		case r == nil:
		case r.Info().Ontology == schemas.ICD10CM:
			d.icd, d.harm, d.hard, d.how = r, harmRange(r), newCircumstances(r), newCauses(r)
			d.substances.addDrugTable(r)
			for _, f := range figures {
				d.figures = append(d.figures, valuesOf(r, f.head))
			}
		default:
			if r.Info().Ontology == schemas.RxNorm {
				d.substances.addProducts(r)
			}
			if r.Info().Ontology == schemas.HCPCS {
				d.gear = newGear(r)
			}
			if r.Info().Ontology == schemas.SNOMED {
				d.practice = newPractice(r)
			}
			d.ordered = append(d.ordered, &vocabulary{r, r.Info().Ontology, usualWordings(r.Info().Ontology), len(d.ordered), 1 << len(d.ordered)})
		}
	}
	for sum := range d.words.blocks {
		d.blocked[sum>>6%uint64(len(d.blocked))] |= 1 << (sum & 63)
	}
	d.learn(vocabularies)
	d.scratch.New = func() any { return &pass{wordings: map[leading]string{}} }
	return d
}

// learn takes the words of vocabularies up for the spelling: a misspelt word may
// mean a problem or a medicine, nothing else.
func (d *Dictionary) learn(vocabularies []*ontology.Release) {
	for w := range lines(speltList) {
		d.spelling.known[ontology.WordHash(text.Word(w))] = true
	}
	for _, r := range vocabularies {
		if r == nil || r.Info().Ontology == schemas.LOINC || r.Info().Ontology == schemas.HCPCS {
			continue
		}
		icd, skip := r.Info().Ontology == schemas.ICD10CM, [2]ontology.CodeID{}
		if icd {
			skip = d.harm // names of drugs, which substances has
		}
		d.spelling.learn(r, skip, func(norm string) bool {
			at := d.words.at(norm)
			return icd && !at.nosingle && (at.single || at.general || at.aim || isDisease(norm))
		})
	}
	for _, name := range d.substances.single {
		if h := ontology.WordHash(name); !d.words.at(name).common {
			d.spelling.known[h] = true
			d.spelling.drugs[int32(len(d.spelling.words))] = true
			d.spelling.aim(name)
		}
	}
	d.spelling.seen = nil
}

// Recognise returns the spans of doc that a vocabulary names, in the order of
// the text. The wordings in their Terms lead to the same codes in any process
// that has the same releases.
func (d *Dictionary) Recognise(ctx context.Context, doc *Document) ([]Span, error) {
	p := d.scratch.Get().(*pass)
	defer d.scratch.Put(p)
	p.begin(d, doc)
	if d.icd != nil {
		for seg := 0; seg < len(p.segments); seg++ {
			if seg%256 == 0 && ctx.Err() != nil {
				return nil, ctx.Err()
			}
			p.diseases(p.segments[seg])
		}
		p.measured()
	}
	for _, v := range d.ordered {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		p.walk(v)
	}
	p.shorten()
	return p.concepts(p.devices(p.external(p.social(p.merge())))), nil
}

// pass is the scratch memory of one call of Recognise.
type pass struct {
	*Dictionary
	doc      *Document
	owns     bool           // the tokens of doc are the pass's own
	toks     []text.Token   // their memory
	settled  map[int]*sense // what short forms mean, by their tokens
	capitals bool           // the note is written in capitals, so they mean nothing
	said     []*facts       // what each token says by itself
	read     []word
	segments []segment
	fences   []int // per token, the next one that punctuation parts from it
	stream   []word
	found    []candidate
	whole    int // how many of found are of all words
	covered  []bool
	hits     []hit
	groups   []group
	wordings map[leading]string
	name     []text.Token // of a term
}

// word is a content word of the document.
type word struct {
	*info
	facts *facts
	hash  uint64 // what it adds to an order-free key
	tok   int
	at    int // its place among the words of the document
}

// segment is a half-open range of words that no punctuation parts.
type segment struct{ from, to int }

// hit is a range of tokens, from first to last, that a vocabulary names.
type hit struct {
	first, last int
	category    schemas.Category
	ontology    schemas.Ontology
	release     *ontology.Release
	id          ontology.CodeID
	term        ontology.TermID
	code        string // of ICD-10-CM, the one that may be answered
	shared      bool   // another problem inside it is named as well
	keep        bool   // stays although a longer hit holds it
	means       string // the long form of a short one
	weak        bool   // counts only where another vocabulary names the same words
}

// mostWordings is how many wordings a pass keeps from note to note.
const mostWordings = 1 << 14

// begin reads the words of the document once.
func (p *pass) begin(d *Dictionary, doc *Document) {
	p.Dictionary, p.doc = d, doc
	p.read, p.segments, p.hits = p.read[:0], p.segments[:0], p.hits[:0]
	if len(p.wordings) > mostWordings {
		clear(p.wordings)
	}
	p.owns = false
	p.capitals = allCapitals(doc)
	p.unglue()
	p.shorthand()
	p.expand()
	p.unpack()
	p.said = p.said[:0]
	for i := range p.doc.Tokens {
		p.said = append(p.said, d.facts(p.doc.Tokens[i].Norm))
	}
	p.respell()
	from := 0
	toks := p.doc.Tokens
	for i := range toks {
		if toks[i].Before != text.Space && !wraps(doc.Text, toks, i) {
			from = p.cut(from)
		}
		if f := p.said[i]; content(f, toks, i) && !filler(toks, i) {
			p.read = append(p.read, word{facts: f, info: &f.read, hash: f.canonical, tok: i, at: len(p.read)})
		}
	}
	p.cut(from)
	p.fence()
}

// content is ontology.BagWord without its look-ups: only of the letter A does
// it depend on what stands around a word whether it counts.
func content(f *facts, toks []text.Token, i int) bool {
	return !f.linking || f.norm == "a" && ontology.Content(toks, i)
}

// filler tells whether a word is no part of a term: "other", which only stands
// in titles of leftovers, and "I" where it is not a number.
func filler(toks []text.Token, i int) bool {
	switch toks[i].Norm {
	case "other":
		return true
	case "i":
		return toks[i].Before != text.Space || !slices.Contains(numbered, toks[i-1].Norm)
	}
	return false
}

var numbered = []string{"type", "stage", "grade", "class", "factor", "bipolar", "degree", "level", "zone", "mellitus", "diabete", "hiv", "syndrome", "disease"}

// fence finds where punctuation parts the document.
func (p *pass) fence() {
	toks := p.doc.Tokens
	p.fences = slices.Grow(p.fences[:0], len(toks))[:len(toks)]
	end := len(toks)
	for i := len(toks) - 1; i >= 0; i-- {
		p.fences[i] = end
		if toks[i].Before != text.Space && !wraps(p.doc.Text, toks, i) {
			end = i
		}
	}
}

func (p *pass) cut(from int) int {
	if len(p.read) > from {
		p.segments = append(p.segments, segment{from, len(p.read)})
	}
	return len(p.read)
}

// wraps tells whether only the end of a line in running text parts token i
// from the one before: the text goes on in lower case.
func wraps(s string, toks []text.Token, i int) bool {
	if i == 0 || toks[i].Before != text.Comma {
		return false
	}
	if c := s[toks[i].Start]; c < 'a' || c > 'z' {
		return false
	}
	for _, c := range []byte(s[toks[i-1].End:toks[i].Start]) {
		if c != ' ' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

// mostlyCapitals tells whether capitals carry no meaning in s.
func mostlyCapitals(s string) bool {
	upper, lower := 0, 0
	for i := range min(len(s), 4096) {
		switch c := s[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		}
	}
	return upper > lower
}

// leading names a term of a release.
type leading struct {
	release *ontology.Release
	term    ontology.TermID
}

// wording is the text under which a worker finds the code again: that of the
// term, or the code's title where another code comes first under that.
func (p *pass) wording(h *hit) string {
	key := leading{h.release, h.term.Plain()}
	if w, ok := p.wordings[key]; ok {
		return w
	}
	w := h.release.Term(h.term).Text
	if list := h.release.Exact(text.Normalize(w)); len(list) == 0 || h.release.CodeOf(list[0]) != h.id {
		w = h.release.Code(h.id).Display
	}
	p.wordings[key] = w
	return w
}
