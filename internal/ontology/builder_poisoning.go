package ontology

import (
	"strings"

	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
)

// drugTable begins the path of a wording made from the Table of Drugs and
// Chemicals. They are found by all of their words alone: no search by
// likeness may lead from a drug, which most notes name as a treatment, to
// harm by it.
const drugTable = "Table of Drugs and Chemicals" + pathSep

// rankDrug places these wordings behind what the Index prints itself.
const rankDrug = 1.2

// Limits of the names of substances that get wordings: words, and content
// words up to which a name is combined with several words of intent. A note
// is read in windows of few words.
const (
	maxDrugWords  = 4
	maxIntentName = 2
)

// intent is a column of the drug table with what notes write for it, apart
// from the substance, in any order.
type intent struct {
	cell  int // of DrugRow
	name  string
	close []string // for every name
	far   []string // for short names
}

// intents follow the Official Guidelines, I.C.19.e.5: an adverse effect is
// that of a drug correctly prescribed and taken, poisoning the improper use,
// underdosing less than was prescribed or stopped by the patient. Where no
// intent is stated, poisoning is coded as accidental; undetermined is for notes
// that say so (I.C.20.h.1). Equivalences bring further words to these.
var intents = []intent{
	{
		0, "poisoning, accidental",
		[]string{"poisoning", "overdose", "toxicity"},
		[]string{"accidental poisoning", "accidental overdose", "accidental ingestion"},
	},
	{
		1, "poisoning, intentional self-harm",
		[]string{"intentional overdose", "overdose suicide attempt"},
		[]string{
			"intentional poisoning", "intentional ingestion", "suicide attempt", "suicide attempt poisoning", "suicide attempt ingestion",
			"suicide attempt intentional overdose", "suicide overdose", "self harm overdose", "self harm poisoning", "self harm ingestion",
			"self harm intentional overdose", "intentional self harm", "intentional self poisoning", "self poisoning",
		},
	},
	{
		2, "poisoning, assault",
		nil,
		[]string{"poisoning assault", "homicidal poisoning", "poisoning another person"},
	},
	{
		3, "poisoning, undetermined",
		nil,
		[]string{"poisoning undetermined", "poisoning undetermined intent", "overdose undetermined", "overdose undetermined intent", "overdose unclear intent"},
	},
	{
		4, "adverse effect",
		[]string{"adverse effect", "adverse reaction", "side effect"},
		[]string{"adverse drug reaction", "adverse drug effect", "adverse event", "allergic reaction", "hypersensitivity reaction", "anaphylactic reaction"},
	},
	{
		5, "underdosing",
		[]string{"underdosing"},
		[]string{"self discontinued", "stopped taking own", "less prescribed", "taking less prescribed", "missed doses", "skipped doses"},
	},
}

// intoxicated and swallowed are accidental poisoning by some substances only:
// the Index takes intoxication by what is abused to F10–F19, and what is eaten
// and drunk is no poison by being swallowed.
var (
	intoxicated = &intent{0, intents[0].name, append(intents[0].close, "intoxication"), append(intents[0].far, "acute intoxication", "accidental intoxication")}
	swallowed   = &intent{0, intents[0].name, append(intoxicated.close, "ingestion"), append(intoxicated.far, "inhalation", "swallowed")}
)

// beside is a wording of a substance and an intent.
type beside struct {
	name   string
	intent *intent
}

// poisonings makes wordings of the rows of the drug table, one for each name
// and column, and returns how many.
func (b *Builder) poisonings() (made int, err error) {
	if err := b.tradeNames(); err != nil {
		return 0, err
	}
	taken := map[string]bool{}
	for _, others := range []bool{false, true} {
		for i := range b.know.drugs {
			d := &b.know.drugs[i]
			for _, name := range d.names {
				if printed := name == d.names[0] || name == tidy(dropVague(d.names[0])); printed == others {
					continue
				}
				if key := drugNameKey(name); key != "" && !taken[key] {
					taken[key] = true
					made += b.poisoning(d, name)
				}
			}
		}
	}
	return made, nil
}

// tradeNames gives the rows the names of the overlay. Names of rows that the
// table does not have are left out.
func (b *Builder) tradeNames() error {
	byName := map[string]int{}
	for i := range b.know.drugs {
		for _, name := range b.know.drugs[i].names {
			if key := text.Normalize(name); byName[key] == 0 {
				byName[key] = i + 1
			}
		}
	}
	table := &payload{form: overlayForm, where: "overlay", data: overlay.Drugs()}
	return rows(table, func(get func(string) string) error {
		if at := byName[text.Normalize(get("substance"))]; at > 0 && byName[text.Normalize(get("name"))] == 0 {
			d := &b.know.drugs[at-1]
			d.names = append(d.names, get("name"))
		}
		return nil
	})
}

// drugNameKey is the order-free key of a name that gets wordings, else empty.
func drugNameKey(name string) string {
	if dropVague(name) != name {
		return "" // it stands without "NEC" as well
	}
	toks := text.Tokens(nil, name)
	if len(toks) > maxDrugWords {
		return ""
	}
	return BagKey(toks)
}

// poisoning makes the wordings of one name of a row.
func (b *Builder) poisoning(d *drugEntry, name string) (made int) {
	for i := range intents {
		in := &intents[i]
		code := d.cells[in.cell]
		if in.cell == 0 {
			in = accidental(code)
		}
		if code == "" || !b.AddTerm(code, Index, name+", "+in.name, drugTable+d.substance+pathSep+in.name) {
			continue
		}
		t := &b.terms[len(b.terms)-1]
		t.beside = &beside{name, in}
		made++
	}
	return made
}

// accidental returns the column of accidental poisoning as it is written of a
// substance.
func accidental(code string) *intent {
	switch {
	case under(code, "T40", "T42.3", "T42.4", "T43.6", "T51.0"):
		return &intents[0]
	case code >= "T52" && code < "T61", under(code, "T65"):
		return swallowed
	}
	return intoxicated
}

func under(code string, heads ...string) bool {
	for _, h := range heads {
		if strings.HasPrefix(code, h) {
			return true
		}
	}
	return false
}

// wordings returns the wordings of a substance with its intent.
func (b *beside) wordings() []string {
	words := b.intent.close
	toks := text.Tokens(nil, b.name)
	if _, n := bagSum(toks); n <= maxIntentName {
		words = append(words[:len(words):len(words)], b.intent.far...)
	}
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = b.name + " " + w
	}
	return out
}

// DrugTerm tells whether a term was made from the Table of Drugs and Chemicals:
// it may be found by its words, never by likeness.
func (r *Release) DrugTerm(t TermID) bool {
	return r.KindOf(t) == Index && strings.HasPrefix(r.Term(t).Path, drugTable)
}
