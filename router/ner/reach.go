package ner

import (
	"slices"

	"medcode/internal/ontology"
	"medcode/internal/text"
)

// farReach is how far, in content words, the place of a finding may stand behind
// it.
const farReach = 9

// reach finds what a segment names with its place further on: "a mass of 12 cm
// in diameter in the lower pole of the right kidney". Nothing but measures and
// words of place stands between, and finding and place together are a term. A
// finding that is part of a longer name already keeps it; before is the number
// of hits of the segments before.
func (p *pass) reach(all []word, before int) {
	p.hold(all, before)
	for i := range all {
		w := &all[i]
		if !p.words.placed[w.hash] || p.covered[w.tok-all[0].tok] {
			continue
		}
		for j := i + 1; j < len(all) && j <= i+farReach && !p.words.placed[all[j].hash]; j++ {
			if c, ok := p.reached(all, i, j); ok {
				p.disease(&c)
				break
			}
		}
	}
}

// hold marks the tokens of a segment that names of several words hold.
func (p *pass) hold(all []word, before int) {
	base := all[0].tok
	clear(p.covered)
	for _, h := range p.hits[before:] {
		for t := max(h.first, base); h.last > h.first && t <= h.last; t++ { // "type" may stand before the segment
			p.covered[t-base] = true
		}
	}
}

// reached is the term of a finding and its place, where they are one.
func (p *pass) reached(all []word, i, j int) (c candidate, ok bool) {
	if !p.ledTo(all[i].tok, all[j].tok) {
		return c, false
	}
	t, ok := p.best(p.icd.BagSum(all[i].hash + all[j].hash))
	if !ok || t.Distance() > 1 || p.words.blocks[all[i].hash+all[j].hash] == stopped {
		return c, false
	}
	if id, can := p.icd.Emit(p.icd.CodeOf(t)); !can || p.icd.Code(id).Code >= "U" {
		return c, false
	}
	c = candidate{n: 2, used: 2, term: t}
	c.at[0], c.at[1] = int32(all[i].tok), int32(all[j].tok)
	return c, true
}

// ledTo tells whether only measures and words of place stand between a finding
// and the token to, a preposition among the last of them: "of 12 cm in diameter
// in the lower pole of the right".
func (p *pass) ledTo(from, to int) bool {
	led := false
	for k := from + 1; k < to; k++ {
		norm := p.doc.Tokens[k].Norm
		if p.doc.Tokens[k].Before > text.Comma || !p.words.places[ontology.WordHash(norm)] && !(norm[0] >= '0' && norm[0] <= '9') && !adjective(norm) {
			return false
		}
		if norm == "in" || norm == "of" || norm == "at" || norm == "on" || norm == "over" {
			led = true
		}
	}
	if toks := p.doc.Tokens; slices.Contains(doubtful, toks[to].Norm) && adjective(toks[to-1].Norm) {
		return false // "the femoral head", "its internal face"
	}
	return led
}

// doubtful are parts of other parts as well.
var doubtful = []string{"head", "face", "neck", "body", "root"}

// placedFindings are findings of which a place is said.
const placedFindings = `
mass
lesion
nodule
tumor
neoplasm
cyst
abscess
hematoma
metastasis
fracture
ulcer
stenosis
thrombosis
thrombus
hernia
pain
edema
swelling
fistula
perforation
calculus
stone
polyp
carcinoma
adenocarcinoma
sarcoma
cancer
aneurysm
dilatation
burn
laceration
contusion
abrasion
wound
hemorrhage
bleeding
infarction
effusion
tenderness
obstruction
rupture
tear
granuloma
calcification
cellulitis
inflammation
infection
melanoma
lymphoma
`

// placeWords may stand between a finding and the organ that it is in.
const placeWords = `
in
of
at
on
over
within
the
a
an
his
her
its
both
all
approximately
about
around
nearly
maximum
maximal
x
by
cm
mm
centimeter
millimeter
diameter
size
length
width
thickness
long
wide
measuring
located
situated
localized
centered
placed
involving
affecting
occupying
level
region
area
zone
aspect
side
pole
portion
part
third
half
segment
lobe
quadrant
wall
surface
border
edge
base
apex
tip
depth
dorsum
bottom
back
first
second
third
fourth
right
left
bilateral
upper
lower
middle
mid
inner
outer
proximal
distal
medial
lateral
anterior
posterior
superior
inferior
i
ii
iii
iv
v
vi
vii
viii
`

// placedWords are the order-free hashes of the lines of a list.
func placedWords(list string) map[uint64]bool {
	out := map[uint64]bool{}
	for line := range lines(list) {
		out[ontology.WordHash(ontology.Canonical(line))] = true
	}
	return out
}
