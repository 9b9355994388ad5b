package device

import (
	"slices"
	"strings"

	"medcode/internal/text"
)

// nothing is the class of a name that means something else where it stands.
const nothing = -1

// otherwise tells whether the words beside a name show that it is no device: a
// person's, a verb, or part of the name of a disease or of another thing.
func otherwise(s string, toks []text.Token, p place) bool {
	before, after := "", ""
	if p.first > 0 && toks[p.first].Before != text.Stop {
		before = toks[p.first-1].Norm
	}
	if p.last+1 < len(toks) && toks[p.last+1].Before == text.Space {
		after = toks[p.last+1].Norm
	}
	name := toks[p.first].Norm
	switch {
	case slices.Contains(titles(), before) || p.first > 0 && slices.Contains(titles(), toks[p.first-1].Norm) && toks[p.first-1].End+2 >= toks[p.first].Start:
		return true
	case slices.Contains(afterNames(), after):
		return true
	case p.first != p.last:
		return false
	case slices.Contains(pluralOnly(), name) && !plural(s[toks[p.first].Start:toks[p.first].End]):
		return true
	case slices.Contains(verbs(), name) && slices.Contains(beforeVerbs(), before):
		return true
	}
	return slices.Contains(surnames(), name) && person(s, toks, p.first)
}

// person tells whether token i, a surname too, is written as one: after a given
// name, or before a title.
func person(s string, toks []text.Token, i int) bool {
	if !titled(s, toks[i]) {
		return false
	}
	for k := i + 1; k < len(toks) && k <= i+2 && toks[k].Before != text.Stop; k++ { // Walker, John, RN
		if slices.Contains(degrees(), s[toks[k].Start:toks[k].End]) {
			return true
		}
	}
	return i > 0 && toks[i].Before == text.Space && toks[i-1].Before == text.Space && titled(s, toks[i-1]) && !strings.Contains(s[toks[i-1].End:toks[i].Start], "-")
}

// titled tells whether a word begins with a capital and goes on in small
// letters.
func titled(s string, t text.Token) bool {
	w := s[t.Start:t.End]
	return len(w) > 1 && w[0] >= 'A' && w[0] <= 'Z' && w[1] >= 'a' && w[1] <= 'z'
}

func titles() []string {
	return []string{"dr", "mr", "mrs", "doctor", "nurse", "prof", "professor", "miss", "ms", "sister"}
}

// pluralOnly are the names that are another word in the singular.
func pluralOnly() []string { return []string{"brief", "pod", "glass"} }

func plural(w string) bool {
	w = strings.ToLower(w)
	return strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss")
}

func degrees() []string {
	return []string{"MD", "DO", "RN", "NP", "PA", "PT", "OT", "PhD", "LPN", "DPM"}
}

func surnames() []string {
	return []string{"walker", "foley", "cane", "port", "brace", "hickman", "hoyer", "glove", "mesh", "cast", "penrose", "fogarty", "jewett", "shiley", "robinson", "sling", "boot", "crutch"}
}

func verbs() []string {
	return []string{"cast", "brace", "splint", "stent", "anchor", "tape", "mask", "cushion", "screw", "port", "vent", "sling", "boot", "scale", "drain", "pump", "filter", "graft", "implant", "pouch", "bag", "collar"}
}

func beforeVerbs() []string {
	return []string{"to", "will", "must", "can", "could", "should", "would", "did", "not", "we", "i", "he", "she", "they"}
}

// afterNames are the words that make what stands before them part of the name
// of a disease, a state or another thing.
func afterNames() []string {
	return []string{
		"syndrome", "sign", "distribution", "neuropathy", "nephropathy", "palsy", "associated", "related", "induced", "dependent", "dependence",
		"dependency", "bound", "compartment", "shot", "erosion", "like", "malformation", "sensation", "phenomenon", "dermatitis", "allergy", "study",
		"titration", "deformity", "disease", "camp", "elbow", "toe", "kidney", "lung", "bladder", "accident",
		"removal", "explant", "explantation", "extraction", "ablation", "infection", "thrombosis", "restenosis", "endocarditis", "sepsis", "bacteremia", "ligation", "up", "teeth", "tooth", "street", "avenue", "road", "county", "law", "phobia",
	}
}
