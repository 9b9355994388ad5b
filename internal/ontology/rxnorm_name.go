package ontology

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// rxKind is what a name of RxNorm names, as its wording tells: term types are
// not in every table, but the wording follows them (RxNorm Technical
// Documentation, naming conventions).
type rxKind uint8

const (
	rxPlain     rxKind = iota // an ingredient, a salt, a combination or a brand: IN, PIN, MIN, BN
	rxComponent               // with strength: SCDC, SBDC
	rxFormed                  // with dose form: SCDF, SBDF
	rxGroup                   // with a group of dose forms: SCDG, SBDG
	rxDrug                    // with both: SCD, SBD
	rxPack                    // GPCK, BPCK
)

// rxProduct is a name taken apart.
type rxProduct struct {
	id     CodeID
	kind   rxKind
	parts  []rxPart
	form   string  // dose form in lower case, "extended release oral tablet"
	brand  string  // in lower case
	hours  int     // "24 HR …", 0 for none
	volume float64 // millilitres of one unit: "0.4 ML …", 0 for none
	old    bool    // written with a capital, as RxNorm wrote generic names before it changed its style
}

// rxPart is an ingredient of a product, as the product's name has it.
type rxPart struct {
	name     string // in lower case, with its salt: "metoprolol tartrate"
	strength rxFigure
}

// readRxName takes a name apart; forms are the dose forms of the release.
func readRxName(name string, forms map[string]bool) rxProduct {
	if strings.HasPrefix(name, "{") {
		return rxProduct{kind: rxPack}
	}
	var p rxProduct
	if i := strings.LastIndex(name, " ["); i > 0 && strings.HasSuffix(name, "]") {
		p.brand, name = strings.ToLower(name[i+2:len(name)-1]), name[:i]
	}
	name = p.leading(name)
	p.old = len(name) > 1 && unicode.IsUpper(rune(name[0]))
	segments := strings.Split(name, " / ")
	strong := false
	for i, seg := range segments {
		part, rest := readRxPart(seg)
		strong = strong || part.strength.known()
		if i == len(segments)-1 {
			p.form = strings.ToLower(rest)
		}
		p.parts = append(p.parts, part)
	}
	switch {
	case !strong:
		p.ending(forms)
	case p.form == "":
		p.kind = rxComponent
	default:
		p.kind = rxDrug
	}
	return p
}

// leading takes off what stands before the ingredients: the application of a
// maker, how long a unit acts, and how much of it there is.
func (p *rxProduct) leading(name string) string {
	for {
		word, rest, ok := strings.Cut(name, " ")
		if !ok {
			return name
		}
		if len(word) > 6 && (strings.HasPrefix(word, "NDA") || strings.HasPrefix(word, "ANDA") || strings.HasPrefix(word, "BLA")) {
			name = rest
			continue
		}
		unit, after, ok := strings.Cut(rest, " ")
		n, err := strconv.ParseFloat(word, 64)
		if err != nil || !ok {
			return name
		}
		switch unit {
		case "HR":
			p.hours = int(n)
		case "ML":
			p.volume = n
		case "ACTUAT", "DAY":
		default:
			return name
		}
		name = after
	}
}

// readRxPart reads "metoprolol tartrate 25 MG" and what follows.
func readRxPart(seg string) (p rxPart, rest string) {
	for at := 0; ; {
		i := strings.IndexByte(seg[at:], ' ')
		if i < 0 {
			return rxPart{name: strings.ToLower(seg)}, ""
		}
		at += i + 1
		number, after, _ := strings.Cut(seg[at:], " ")
		unit, rest, _ := strings.Cut(after, " ")
		if f, ok := rxFigureOf(number, unit); ok {
			return rxPart{name: strings.ToLower(seg[:at-1]), strength: f}, rest
		}
	}
}

// ending finds the dose form at the end of a name without strength.
func (p *rxProduct) ending(forms map[string]bool) {
	last := &p.parts[len(p.parts)-1]
	for at := 0; ; {
		i := strings.IndexByte(last.name[at:], ' ')
		if i < 0 {
			return
		}
		at += i + 1
		switch tail := last.name[at:]; {
		case forms[tail]:
			p.kind = rxFormed
		case tail == "pill" || strings.HasSuffix(tail, " product") && strings.Count(tail, " ") == 1:
			p.kind = rxGroup
		default:
			continue
		}
		p.form, last.name = last.name[at:], last.name[:at-1]
		return
	}
}

// key is the ingredients without their salts, whatever their order.
func (p *rxProduct) key() string {
	roots := make([]string, len(p.parts))
	for i := range p.parts {
		roots[i] = rxRoot(p.parts[i].name)
	}
	return rxKey(roots)
}

func rxKey(roots []string) string {
	slices.Sort(roots)
	return strings.Join(slices.Compact(roots), " / ")
}

// rxRoot takes the salt, the water and the grade off the name of a substance.
// Salts of metals are substances of their own.
func rxRoot(name string) string {
	name = strings.TrimSuffix(name, ", human")
	name = strings.TrimSuffix(name, " (usp)")
	name = strings.TrimPrefix(name, "microencapsulated ")
	first, _, _ := strings.Cut(name, " ")
	if slices.Contains(rxMetals, strings.TrimSuffix(first, ",")) {
		return name
	}
	for {
		i := strings.LastIndexByte(name, ' ')
		if i < 0 || !rxSalts[strings.Trim(name[i+1:], "(),")] {
			name = strings.TrimSuffix(name, ",")
			if stem, ok := rxStems[name]; ok {
				return stem
			}
			return name
		}
		name = name[:i]
	}
}

// rxStems are substances that RxNorm names in two ways, after the acid or after
// its salts.
var rxStems = map[string]string{
	"divalproex": "valproate", "valproic acid": "valproate", "alendronic acid": "alendronate", "risedronic acid": "risedronate",
	"ibandronic acid": "ibandronate", "etidronic acid": "etidronate", "pamidronic acid": "pamidronate", "clodronic acid": "clodronate",
	"senna": "sennosides, usp", "sennosides": "sennosides, usp", "dextrose": "glucose", "cyanocobalamin": "vitamin b12",
	"phytonadione": "vitamin k1", "phytonadione (vitamin k1)": "vitamin k1", "cholecalciferol": "vitamin d3", "thiamin": "thiamine", "vitamin b1": "thiamine",
}

var rxMetals = []string{
	"sodium", "potassium", "calcium", "magnesium", "zinc", "ferrous", "ferric", "iron", "aluminum", "ammonium", "bismuth",
	"barium", "silver", "copper", "cupric", "selenium", "selenious", "manganese", "chromic", "strontium", "hydrogen", "insulin",
}

// rxSalts are the words after the name of a substance that name the form in
// which it is given.
var rxSalts = setOf("hydrochloride hcl sodium potassium calcium magnesium sulfate tartrate bitartrate succinate maleate fumarate " +
	"mesylate besylate acetate citrate phosphate bromide hydrobromide nitrate tosylate pamoate hyclate monohydrate dihydrate " +
	"trihydrate hemihydrate anhydrous disodium dipotassium trisodium sesquihydrate propionate dipropionate valerate " +
	"xinafoate cypionate enanthate decanoate palmitate stearate ethylsuccinate lactate gluconate malate oxalate medoxomil " +
	"cilexetil proxetil axetil pivoxil disoproxil alafenamide acetonide chloride hydrate carbonate hydroxide erbumine arginine " +
	"strontium tromethamine meglumine lysine dimesylate tetrahydrate pentahydrate heptahydrate hexahydrate camsylate edisylate " +
	"isethionate napsylate salicylate benzoate butyrate caproate hexanoate undecanoate pivalate tebutate hemifumarate " +
	"dihydrochloride monohydrochloride disuccinate macrocrystals hemisuccinate aluminum zinc ditosylate trometamol hydroxynaphthoate")

func setOf(words string) map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		out[w] = true
	}
	return out
}
