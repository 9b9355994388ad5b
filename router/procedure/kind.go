package procedure

import (
	"slices"
	"strings"

	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/schemas"
)

// byKind is the status of a procedure that no cue stands beside, by what it is:
// notes name an operation without more words because it was done before, and a
// referral, a measure or an instruction because it is to be done.
func byKind(toks []text.Token, first, last int, s *ner.Span) string {
	name := toks[first : last+1]
	if slices.Contains(imperatives, name[0].Norm) && (name[0].Norm != "d" || len(name) > 2) {
		return Planned
	}
	official := strings.ToLower(termOf(s))
	switch {
	case contains(official, orders):
		return Planned
	case slices.ContainsFunc(name, func(t text.Token) bool { return t.Norm == "was" || t.Norm == "were" }):
		return Done
	case counted(toks, last+1) && (strings.Contains(official, "cesarean") || strings.Contains(official, "delivery")):
		return Historical
	case contains(official, operations) && !contains(official, minor):
		return Historical
	}
	return Done
}

// counted tells whether a number of times follows: "C-section x2".
func counted(toks []text.Token, next int) bool {
	return next < len(toks) && toks[next].Before == text.Space && len(toks[next].Norm) <= 2 && toks[next].Norm[0] == 'x'
}

// termOf is the name of the concept of a span.
func termOf(s *ner.Span) string {
	for _, t := range s.Terms {
		if t.Ontology == schemas.SNOMED {
			return t.Text
		}
	}
	return ""
}

func contains(name string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(name, w) })
}

// imperatives begin instructions.
var imperatives = []string{
	"d", "dc", "remove", "discontinue", "pull", "refer", "transfuse", "restart", "insert", "place", "advance", "encourage", "obtain", "consult", "start",
	"check", "give", "apply", "monitor", "change", "turn", "ambulate", "teach", "instruct", "screen", "admit", "transfer", "intubate", "induce", "bathe", "weigh",
	"take", "suction", "feed", "reposition", "irrigate", "flush",
}

var orders = []string{
	"referral", "follow-up", "planning", "nil by mouth", "advance diet", "precaution", "isolation", "fluid balance", "neurological monitoring", "blood glucose monitoring",
	"weight monitoring", "return",
}

var operations = []string{
	"ectomy", "excision", "replacement", "transplant", "bypass", "arthrodesis", "spinal fusion", "posterior lumbar", "operative procedure", "repair of", "hernia repair", "amputation", "ligation", "plasty", "ostomy",
	"resection", "implantation", "reconstruction", "myringotomy", "operation", "brachytherapy", "lithotripsy", "laser", "enucleation", "extraction of",
	"stripping", "stent in", "fixation", "craniotomy", "laparotomy", "circumcision", "termination of pregnancy", "sterilization",
	"dilation and curettage", "removal of ovarian", "shunt", "coronary intervention", "closure of", "keratomileusis", "orchidopexy", "nailing", "tubal",
	"cardiac defibrillator", "opening of chest", "root canal", "ablation", "cone biopsy", "radical",
}

// minor are operations that notes tell of as they are done.
var minor = []string{
	"skin", "wound", "wart", "nail", "biopsy", "foreign body", "abscess", "suture", "catheter", "needle", "dressing", "lipoma", "cyst", "placenta", "obstetric laceration",
	"perineum", "normal delivery", "tube", "colonoscopic", "infusion", "intrauterine",
}
