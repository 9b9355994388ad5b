package ontology

import (
	"cmp"
	"math"
	"slices"
)

// RxStatement is what a note says of a medicine beside its name, in the words
// of schemas.AttrStrength, AttrForm and AttrRoute.
type RxStatement struct{ Strength, Form, Route string }

// Specific returns the most specific code that the statement supports: the
// product where strength and dose form are known, the component with strength
// alone, the form without it. What is not made as stated, and what leaves open
// which salt is meant, has no code but that of the name: false.
func (f *Formulary) Specific(c RxConcept, s RxStatement) (id CodeID, why string, ok bool) {
	a := rxAsk{all: f.of(c), route: s.Route, salt: c.Salt}
	a.form, a.hours = rxHours(s.Form)
	var strong bool
	a.stated, strong = rxStatedOf(s.Strength)
	if rxForms[a.form] == nil {
		a.form = ""
	}
	a.products = f.products
	var p *rxProduct
	switch {
	case strong && a.form != "":
		p = a.made()
	case strong:
		p = a.strength()
	case a.form != "":
		p = a.formed()
	}
	if p == nil {
		return 0, "", false
	}
	return p.id, a.why(p, strong), true
}

// of returns the products of a concept, those of its salt alone where there
// are any.
func (f *Formulary) of(c RxConcept) []int32 {
	if c.Brand {
		return f.byBrand[c.Name]
	}
	all := f.byKey[c.Key]
	if c.Salt == "" {
		return all
	}
	var own []int32
	for _, i := range all {
		if p := &f.products[i]; len(p.parts) == 1 && p.parts[0].name == c.Salt {
			own = append(own, i)
		}
	}
	if own == nil {
		return all
	}
	return own
}

// rxAsk is one question.
type rxAsk struct {
	products    []rxProduct
	all         []int32
	stated      rxStated
	route, form string
	salt        string
	hours       int  // that a unit acts, where the form says so
	single      bool // what a whole container holds is not asked for
}

// each yields the products of a kind.
func (a *rxAsk) each(kind rxKind, yield func(p *rxProduct)) {
	for _, i := range a.all {
		if p := &a.products[i]; p.kind == kind {
			yield(p)
		}
	}
}

// made answers where strength and form are known.
func (a *rxAsk) made() *rxProduct {
	var tiers [rxTiers][]*rxProduct
	a.each(rxDrug, func(p *rxProduct) {
		if t := rxTier(a.form, p.form); t < rxTiers && rxGiven(p.form, a.route) && a.stated.fits(p) {
			tiers[t] = append(tiers[t], p)
		}
	})
	for _, some := range tiers {
		if len(some) > 0 && !a.open(some) {
			return a.pick(some)
		}
	}
	if p := a.component(a.fitting()); p != nil {
		return p
	}
	return a.formed()
}

// open tells whether the form stated leaves open which of several is meant.
func (a *rxAsk) open(some []*rxProduct) bool {
	return a.form == "ER" && slices.ContainsFunc(some, func(p *rxProduct) bool { return p.form != some[0].form })
}

// strength answers where only the strength is known.
func (a *rxAsk) strength() *rxProduct {
	a.single = true
	fitting := a.fitting()
	if p := a.component(fitting); p != nil {
		return p
	}
	fitting = slices.DeleteFunc(fitting, func(p *rxProduct) bool { return p.old })
	if len(fitting) == 0 || a.components() > 0 {
		return nil
	}
	for _, p := range fitting[1:] {
		if p.form != fitting[0].form || !sameParts(p, fitting[0]) {
			return nil
		}
	}
	return a.pick(fitting)
}

// fitting returns the products of the strength for the route.
func (a *rxAsk) fitting() (out []*rxProduct) {
	a.each(rxDrug, func(p *rxProduct) {
		if rxGiven(p.form, a.route) && a.stated.fits(p) && !(a.single && p.volume > 0 && a.stated.per == perUnit) {
			out = append(out, p)
		}
	})
	return out
}

// components counts those of the strength.
func (a *rxAsk) components() (n int) {
	a.each(rxComponent, func(p *rxProduct) {
		if a.stated.fits(p) {
			n++
		}
	})
	return n
}

// component returns the component of the strength, unless it is only made for
// another route, or in several salts.
func (a *rxAsk) component(fitting []*rxProduct) *rxProduct {
	if len(fitting) == 0 && a.route != "" && a.elsewhere() {
		return nil
	}
	var some []*rxProduct
	a.each(rxComponent, func(p *rxProduct) {
		if a.stated.fits(p) && (len(fitting) == 0 || slices.ContainsFunc(fitting, func(q *rxProduct) bool { return sameParts(p, q) })) {
			some = append(some, p)
		}
	})
	if len(some) == 0 || a.salt == "" && slices.ContainsFunc(fitting, func(q *rxProduct) bool { return q.brand == "" && !sameParts(q, some[0]) }) {
		return nil
	}
	return a.pick(some)
}

// elsewhere tells whether the strength is made for another route.
func (a *rxAsk) elsewhere() bool {
	route := a.route
	a.route = ""
	n := len(a.fitting())
	a.route = route
	return n > 0
}

// formed answers where the form is known, and the strength is not or is not
// made.
func (a *rxAsk) formed() *rxProduct {
	var tiers [rxTiers][]*rxProduct
	a.each(rxFormed, func(p *rxProduct) {
		if t := rxTier(a.form, p.form); t < rxTiers && rxGiven(p.form, a.route) {
			tiers[t] = append(tiers[t], p)
		}
	})
	if len(tiers[0]) == 0 {
		return nil
	}
	return a.best(tiers[0])
}

// pick returns the best of products that fit alike: nil where they are of
// several salts and none was named.
func (a *rxAsk) pick(some []*rxProduct) *rxProduct {
	for _, p := range some[1:] {
		if !sameParts(p, some[0]) {
			return nil
		}
	}
	return a.best(some)
}

// best prefers the nearest strength, then the plainest product.
func (a *rxAsk) best(some []*rxProduct) *rxProduct {
	return slices.MinFunc(some, func(p, q *rxProduct) int {
		return cmp.Or(
			cmp.Compare(a.off(p), a.off(q)), cmp.Compare(btoi(p.old), btoi(q.old)), cmp.Compare(btoi(p.hours != a.hours), btoi(q.hours != a.hours)), cmp.Compare(p.hours, q.hours), cmp.Compare(btoi(p.volume > 0), btoi(q.volume > 0)),
			cmp.Compare(len(p.parts[0].name), len(q.parts[0].name)), cmp.Compare(p.id, q.id))
	})
}

// off is how far the strength of a product is from what is stated, in steps
// that rounding does not reach.
func (a *rxAsk) off(p *rxProduct) int {
	if len(a.stated.amounts) != 1 || len(p.parts) != 1 {
		return 0
	}
	v := p.parts[0].strength.value
	for _, w := range []float64{a.stated.amounts[0], a.stated.amounts[0] * 10, a.stated.amounts[0] / 100} {
		if near(v, w) {
			return int(math.Abs(v-w) / w * 500)
		}
	}
	return 0
}

// sameParts tells whether two products are made of the same salts.
func sameParts(p, q *rxProduct) bool {
	return len(p.parts) == len(q.parts) && slices.EqualFunc(p.parts, q.parts, func(a, b rxPart) bool { return rxSame(a.name) == rxSame(b.name) })
}

// rxSame takes off what does not tell products apart.
func rxSame(name string) string {
	for _, s := range []string{", human", " (usp)", " anhydrous", " monohydrate", " dihydrate", " trihydrate"} {
		if len(name) > len(s) && name[len(name)-len(s):] == s {
			name = name[:len(name)-len(s)]
		}
	}
	const coated = "microencapsulated "
	if len(name) > len(coated) && name[:len(coated)] == coated {
		name = name[len(coated):]
	}
	return name
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (a *rxAsk) why(p *rxProduct, strong bool) string {
	switch p.kind {
	case rxComponent:
		return "of the strength stated"
	case rxFormed:
		return "of the form stated"
	}
	if a.form == "" && strong {
		return "the only product of the strength stated"
	}
	return "of the strength and form stated"
}
