package ner

import (
	"slices"
	"sort"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/schemas"
)

// codable tells whether a code that official wording names may be read in the
// story of a patient. External causes, contacts with the health service and
// substances share their words with it, and hardly ever mean it there;
// hand-written wordings of them are not asked.
func (p *pass) codable(h *hit) bool {
	switch c := h.code; {
	case c == "" || c[0] >= 'V' && c[0] <= 'Y':
		return false
	case c[0] == 'Z':
		return c >= "Z14" && c < "Z30" || c >= "Z66" && c < "Z68" || c >= "Z77" || c >= "Z30" && c < "Z66" && p.contact(h)
	case c >= "T36" && c < "T51":
		return p.drugTerm(h.term) || p.poisoned(h)
	}
	return true
}

// contact tells whether a reason for contact or a circumstance is named in so
// many words that prose hardly means anything else by them. The weeks of a
// pregnancy need their number, and donors are spoken of by those who receive.
func (p *pass) contact(h *hit) bool {
	words := h.last - h.first + 1
	return h.code[:3] != "Z3A" && h.code[:3] != "Z52" && h.term.Distance() == 0 && (words >= 3 || words == 2 && p.icd.KindOf(h.term) == ontology.Title)
}

// drugTerm tells whether a term names a substance and harm by it, made from
// the Table of Drugs and Chemicals.
func (p *pass) drugTerm(t ontology.TermID) bool {
	id := p.icd.CodeOf(t)
	return id >= p.harm[0] && id < p.harm[1] && p.icd.DrugTerm(t)
}

// amount tells whether a token says how much of a drug, not what.
func (p *pass) amount(tok int) bool {
	w := p.doc.Tokens[tok].Norm
	return w[0] >= '0' && w[0] <= '9' || slices.Contains(amounts, w)
}

var amounts = []string{"tablet", "pill", "capsule", "dose", "mg", "mcg", "oral", "home", "his", "her", "my", "multiple", "several", "unknown"}

// harmRange returns the codes of poisoning, adverse effects, underdosing and
// toxic effects, T36–T65, as a half-open range.
func harmRange(r *ontology.Release) [2]ontology.CodeID {
	from := func(code string) ontology.CodeID {
		return ontology.CodeID(sort.Search(r.Info().Codes, func(i int) bool { return r.Code(ontology.CodeID(i)).Code >= code }))
	}
	return [2]ontology.CodeID{from("T36"), from("T66")}
}

// poisoned tells whether the text of a hit speaks of harm by a substance.
func (p *pass) poisoned(h *hit) bool {
	return slices.ContainsFunc(p.doc.Tokens[h.first:h.last+1], func(t text.Token) bool {
		return slices.ContainsFunc(harms, func(s string) bool { return strings.HasPrefix(t.Norm, s) })
	})
}

var harms = []string{"poison", "intoxic", "overdos", "toxic", "adverse", "reaction", "abuse"}

// unsited are the neoplasms without a site.
var unsited = []string{"C80.1", "D49.9", "C79.9"}

// refer drops the words for a neoplasm without its site where the note names
// one with its site: they refer to that one. So do the words for poisoning
// without its intent where the note states the intent for that substance.
func (p *pass) refer() {
	sited, spread := false, false
	var meant []string // substances with a stated intent
	for i := range p.hits {
		c := p.hits[i].code
		if intended(c) {
			meant = append(meant, c[:len(heldIntent)])
		}
		sited = sited || c >= "C00" && c < "D49.9" && !slices.Contains(unsited, c)
		spread = spread || c >= "C77" && c < "C79.9"
	}
	small := p.infarcts()
	p.hits = slices.DeleteFunc(p.hits, func(h hit) bool {
		return h.ontology == schemas.ICD10CM &&
			(walled(&h, small) || sited && (h.code == "C80.1" || h.code == "D49.9") || spread && h.code == "C79.9" || p.unstated(&h, meant))
	})
}

// infarcts are the hits that name a subendocardial or non-ST elevation infarct.
func (p *pass) infarcts() (out []hit) {
	for i := range p.hits {
		if p.hits[i].code == "I21.4" {
			out = append(out, p.hits[i])
		}
	}
	return out
}

// walled tells whether a hit is an infarct named by the wall of the heart whose
// words are part of one of the given: the site does not change those (Official
// Guidelines I.C.9.e.3).
func walled(h *hit, infarcts []hit) bool {
	return h.code >= "I21.0" && h.code < "I21.3" && slices.ContainsFunc(infarcts, func(o hit) bool {
		return o.first <= h.last && h.first <= o.last
	})
}

// heldIntent is a code of T36–T65 up to the character before its intent: the
// sixth, 1 accidental, 2 self-harm, 3 assault, 4 undetermined.
const heldIntent = "T36.0X"

// intended tells whether a code is poisoning with an intent other than none.
func intended(code string) bool {
	return code >= "T36" && code < "T66" && len(code) > len(heldIntent) && code[len(heldIntent)] >= '2' && code[len(heldIntent)] <= '4'
}

// unstated tells whether a hit is poisoning that is accidental only because it
// states no intent, of a substance that is meant with one.
func (p *pass) unstated(h *hit, meant []string) bool {
	n := len(heldIntent)
	return len(meant) > 0 && len(h.code) > n && h.code[n] == '1' && slices.Contains(meant, h.code[:n]) && p.drugTerm(h.term) &&
		!slices.ContainsFunc(p.doc.Tokens[h.first:h.last+1], func(t text.Token) bool { return ontology.Canonical(t.Norm) == "accidental" })
}
