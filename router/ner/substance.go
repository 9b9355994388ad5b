package ner

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// substances holds the names of medicines that stand only inside terms: the
// ingredients of products, and the entries of the Table of Drugs and Chemicals
// that have an adverse effect. A release need not have a term for each.
type substances struct {
	starts   map[uint64]bool // hashes of first words
	names    map[uint64]bool // by orderedSum
	single   []string        // names of one word that can be misspelt
	products bool            // there is a vocabulary of medicines
}

// mostNamed is the number of words of the longest name.
const mostNamed = 4

func newSubstances() *substances {
	return &substances{starts: map[uint64]bool{}, names: map[uint64]bool{}}
}

// addDrugTable adds what a release of ICD-10-CM lists as drugs.
func (s *substances) addDrugTable(r *ontology.Release) {
	for i := range r.Info().Terms {
		if t := ontology.TermID(i); r.DrugTerm(t) {
			if name, ok := strings.CutSuffix(r.Term(t).Text, ", adverse effect"); ok {
				s.add(name)
			}
		}
	}
}

// addProducts adds the ingredients that names of products of RxNorm begin
// with, or that stand behind a slash in them.
func (s *substances) addProducts(r *ontology.Release) {
	for i := range r.Info().Terms {
		for part := range strings.SplitSeq(r.Term(ontology.TermID(i)).Text, " / ") {
			if name := ingredient(part); name != "" {
				s.add(name)
			} else if !strings.Contains(part, " ") {
				s.spell(text.Word(part)) // a term by itself
			}
		}
	}
	s.products = true
}

// ingredient is the beginning of a product's name, without its strength and
// form; empty where there is neither.
func ingredient(product string) string {
	for from := 0; from < len(product); {
		to := len(product)
		if n := strings.IndexByte(product[from:], ' '); n >= 0 {
			to = from + n
		}
		if w := product[from:to]; w != "" && (w[0] >= '0' && w[0] <= '9' || forms[w]) {
			return product[:max(from-1, 0)]
		}
		from = to + 1
	}
	return ""
}

// forms are words that begin the form of a product, as names write them.
var forms = func() map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq("Oral Injection Injectable Topical Inhalation Inhalant Tablet Capsule Pill Product Cream Ointment Ophthalmic Nasal Rectal Vaginal Transdermal " +
		"Sublingual Chewable Otic Buccal Prefilled Extended Delayed Disintegrating Intravenous Solution Suspension Lotion Powder Spray") {
		m[w], m[strings.ToLower(w)] = true, true
	}
	return m
}()

func (s *substances) add(name string) {
	toks := text.Tokens(nil, name)
	if len(toks) == 0 || len(toks) > mostNamed || len(toks[0].Norm) < 3 || len(toks) == 1 && (len(toks[0].Norm) < 4 || ontology.StopWord(toks[0].Norm)) {
		return
	}
	sum := orderedSum(toks)
	if len(toks) == 1 && !s.names[sum] {
		s.spell(toks[0].Norm)
	}
	s.starts[ontology.WordHash(toks[0].Norm)] = true
	s.names[sum] = true
}

// spell adds a name of one word to those that can be misspelt.
func (s *substances) spell(norm string) {
	if len(norm) > leastSpelt && strings.Trim(norm, "abcdefghijklmnopqrstuvwxyz") == "" {
		s.single = append(s.single, norm)
	}
}

// orderedSum is a key of words in their order.
func orderedSum(toks []text.Token) (sum uint64) {
	for i := range toks {
		sum = sum*0x9e3779b97f4a7c15 + ontology.WordHash(toks[i].Norm)
	}
	return sum
}

// longest is the number of tokens of the longest name that begins at token i.
func (s *substances) longest(toks []text.Token, i int) int {
	for n := min(mostNamed, len(toks)-i); n > 0; n-- {
		if s.names[orderedSum(toks[i:i+n])] {
			return n
		}
	}
	return 0
}

// drugs adds the medicines that no vocabulary has a term for. They are looked
// up in RxNorm by their own words.
func (p *pass) drugs() {
	if !p.substances.products {
		return
	}
	toks := p.doc.Tokens
	added := len(p.groups)
	for i := 0; i < len(toks); i++ {
		if norm := toks[i].Norm; p.covered[i] || norm == "" || norm[0] < 'a' && !p.numberBegins(i) {
			continue
		}
		n := 0
		if p.said[i].substance {
			n = p.substances.longest(toks[:p.fences[i]], i)
		}
		for n > 0 && slices.Contains(p.covered[i:i+n], true) {
			n--
		}
		switch {
		case n == 1 && p.ordinary(i):
			continue
		case n == 0 && !p.said[i].stem:
			continue
		}
		n = max(n, 1)
		h := hit{first: i, last: i + n - 1, category: schemas.Medication, ontology: schemas.RxNorm}
		if !p.heading(h) {
			p.groups = append(p.groups, group{hit: h})
		}
		i += n - 1
	}
	p.taken()
	for i := range p.groups {
		if g := &p.groups[i]; g.category == schemas.Medication {
			p.chemical(g)
		}
	}
	if len(p.groups) > added {
		slices.SortStableFunc(p.groups, func(a, b group) int { return a.first - b.first })
	}
}

// chemical gives a medicine the borders of the chemical name: locants before
// it ("5-fluorouracil", "L-dopa") and the salt behind it.
func (p *pass) chemical(g *group) {
	toks := p.doc.Tokens
	for g.first > 0 && p.hyphened(g.first) && p.free(g.first-1) && locant(toks[g.first-1].Norm) {
		g.first--
	}
	for g.last+1 < len(toks) && p.spaced(g.last+1) && p.free(g.last+1) && slices.Contains(salts, toks[g.last+1].Norm) {
		g.last++
	}
}

// locant tells whether a word before a hyphen says which isomer or place of
// substitution is meant.
func locant(w string) bool {
	rest := strings.TrimLeft(w, "0123456789")
	return len(rest) < 2 || slices.Contains([]string{"alpha", "beta", "gamma", "delta", "cis", "tran", "trans", "meso", "levo", "dextro", "tert", "iso", "nor", "dl", "alpha1", "methyl"}, rest)
}

var salts = []string{
	"hydrochloride", "hcl", "sulfate", "sulphate", "sodium", "acetate", "maleate", "tartrate", "citrate", "phosphate", "mesylate", "hydrobromide", "bromide",
	"succinate", "fumarate", "besylate", "nitrate", "lactate", "gluconate", "chloride", "monohydrate", "dihydrate", "disodium", "potassium", "propionate", "calcium",
}

// numberBegins tells whether a number begins a chemical name: "5-fluorouracil".
func (p *pass) numberBegins(i int) bool { return p.hyphened(i + 1) }

// ordinary tells whether one word is mostly no medicine.
func (p *pass) ordinary(i int) bool {
	return p.said[i].ordinary
}

// stems end the international nonproprietary names of classes of medicines (WHO,
// "The use of stems in the selection of INN").
var stems = newEndings(
	"olol", "caine", "azepam", "azolam", "vastatin", "prilat", "sartan", "dipine", "cillin", "mycin", "micin", "floxacin", "navir", "ciclovir", "vudine",
	"limus", "zumab", "ximab", "tinib", "prazole", "tidine", "setron", "triptan", "dronate", "gliptin", "glitazone", "gliflozin", "parin", "xaban", "grastim",
	"cycline", "conazole", "nidazole", "oxetine", "thiazide", "semide", "phylline", "olone", "tropium", "curonium", "flurane", "barbital", "barbitone", "profen",
	"coxib", "platin", "rubicin", "taxel", "poside", "trexate", "lukast", "dopa", "peridol", "peridone", "azocine", "morphone", "adryl", "penem", "oxacin", "sulfan",
)
