package code

import (
	"slices"
	"strings"

	"medcode/internal/device"
	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

// HCPCS is the Refiner of devices and supplies: the code of what a phrase names
// and of the words that mark it, from the table of internal/device, before
// those that are only similar. A phrase that the table knows to be no device
// has no code, one that says too little has none that is sure, and nor has a drug: what HCPCS has for injecting one is given
// only to its own wording.
type HCPCS struct {
	lexicon *device.Lexicon
}

// NewHCPCS reads the table; the error is a mistake in it.
func NewHCPCS() (*HCPCS, error) {
	l, err := device.New(overlay.Devices())
	return &HCPCS{l}, err
}

const (
	deviceNamed = .9 // confidence of the code of a name and its marks
	deviceKind  = .4 // confidence of all further codes of its kind together
)

// Refine implements [Refiner].
func (h *HCPCS) Refine(r *ontology.Release, q *Query, found schemas.Candidates) schemas.Candidates {
	named, ok := h.read(q)
	switch {
	case byTitle(q, found):
		if !ok {
			return found
		}
		return append(found[:1:1], others(append(kin(r, &named, ""), found[1:]...), found[:1])...)
	case ok && named.Code == device.None:
		return kin(r, &named, "") // none of them is sure
	case ok:
		if of := kin(r, &named, named.Code); len(of) > 0 { // the release may have none of them
			return append(of, others(found, of)...)
		}
	}
	return plausible(q, found)
}

// read returns what a query names: what a recogniser found with the words around
// it, if its term is a wording of the table, else what the phrase itself says.
func (h *HCPCS) read(q *Query) (device.Found, bool) {
	named, ok := h.lexicon.Read(q.Term)
	if q.Text == "" || ok && named.Wording == q.Term {
		return named, ok
	}
	return h.lexicon.Read(q.Text)
}

// byTitle tells whether the best code was found by its title, long or short.
func byTitle(q *Query, found schemas.Candidates) bool {
	return len(found) > 0 && (text.Normalize(phrase(q)) == text.Normalize(found[0].Display) || strings.HasPrefix(found[0].Why, SourceExact+": short title"))
}

// kin are the codes of a kind of device that a release has, the one named
// first.
func kin(r *ontology.Release, named *device.Found, first string) (out schemas.Candidates) {
	for _, code := range append([]string{first}, append([]string{named.Code}, named.Also...)...) {
		id, ok := r.Find(code)
		if _, can := r.Emit(id); !ok || !can || slices.ContainsFunc(out, func(c schemas.Coding) bool { return c.Code == code }) {
			continue
		}
		c := schemas.Coding{Ontology: schemas.HCPCS, Code: code, Display: r.Code(id).Display, Confidence: deviceNamed, Why: "name of a device: " + named.Wording}
		if code != named.Code {
			c.Confidence, c.Why = rounded(deviceKind/float64(2+len(out))), "of the kind: "+named.Wording
		}
		out = append(out, c)
	}
	return out
}

// plausible lets a code of a drug or a service stand only where the phrase is
// one of its wordings, and is unsure of a single word that is none.
func plausible(q *Query, found schemas.Candidates) schemas.Candidates {
	if len(found) == 0 || worded(&found[0]) {
		return found
	}
	if drugOrService(found[0].Code) {
		return things(found)
	}
	if len(strings.Fields(phrase(q))) > 1 || found[0].Confidence < sure {
		return found
	}
	return others(found, schemas.Candidates{{Confidence: 1 - similar}})
}

// things are the codes of devices and supplies among those found for a phrase
// that is most like a drug or a service; none of them is sure.
func things(found schemas.Candidates) schemas.Candidates {
	out := schemas.Candidates{}
	for _, c := range found {
		if !drugOrService(c.Code) {
			c.Confidence = min(c.Confidence, rounded(deviceKind/float64(2+len(out))))
			out = append(out, c)
		}
	}
	return out
}

// similar is the most that a code has to which only one word is similar.
const similar = .4

// worded tells whether a code was found by one of its wordings.
func worded(c *schemas.Coding) bool {
	return strings.HasPrefix(c.Why, SourceExact+":") || strings.HasPrefix(c.Why, SourceBag+":")
}

// drugOrService tells the codes of drugs given by hand, of procedures and of
// services from those of things.
func drugOrService(code string) bool {
	switch code[0] {
	case 'A', 'B', 'E', 'K', 'L', 'V':
		return code >= "A9500" && code < "A9800"
	case 'C':
		return code >= "C9000" || code < "C1000"
	}
	return true
}
