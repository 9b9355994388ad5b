package ontology

import (
	"slices"
	"strings"
	"testing"

	"medcode/internal/text"
	"medcode/schemas"
)

// poisoningRelease is a release with codes of a few substances and the rows of
// a drug table for them.
func poisoningRelease(t *testing.T) *Release {
	t.Helper()
	var order strings.Builder
	n := 0
	line := func(code string, billable int, title string) {
		n++
		order.WriteString(orderLine(n, code, billable, title, title))
	}
	for _, s := range []struct{ stem, name string }{{"T3901", "aspirin"}, {"T405X", "cocaine"}, {"T510X", "ethanol"}, {"T549", "corrosive"}} {
		line(s.stem[:3], 0, "Harm by group of "+s.name)
		for i, what := range []string{"Poisoning by %, accidental (unintentional)", "Poisoning by %, intentional self-harm", "", "", "Adverse effect of %", "Underdosing of %"} {
			if what != "" && (i < 2 || s.stem < "T51") {
				code := s.stem + string(rune('1'+i))
				what = strings.ReplaceAll(what, "%", s.name)
				line(code, 0, what)
				line(pad(code)+"A", 1, what+", initial encounter")
				line(pad(code)+"D", 1, what+", subsequent encounter")
			}
		}
	}
	var b strings.Builder
	b.WriteString(knowingDrugs[:strings.Index(knowingDrugs, "<letter>")] + "<letter>")
	for _, row := range []string{"Aspirin T39.011 T39.012 T39.015 T39.016", "Cocaine T40.5X1 T40.5X2 T40.5X5 T40.5X6", "Ethanol T51.0X1 T51.0X2 -- --", "Bleach T54.91 T54.92 -- --"} {
		f := strings.Fields(row)
		b.WriteString("<mainTerm><title>" + f[0] + "</title>")
		for i, col := range []string{"2", "3", "6", "7"} {
			b.WriteString(`<cell col="` + col + `">` + f[i+1] + "</cell>")
		}
		b.WriteString("</mainTerm>")
	}
	b.WriteString("</letter></ICD10CM.index>")
	dir, s := t.TempDir(), newStore(t)
	if _, said, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "order-2026.txt", order.String()), write(t, dir, "drug.xml", b.String())); err != nil {
		t.Fatal(err, said)
	}
	r, _, err := s.InForce(schemas.ICD10CM, someDay)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// pad fills a code up to its seventh character.
func pad(code string) string { return code + strings.Repeat("X", 6-len(code)) }

func TestPoisonings(t *testing.T) {
	r := poisoningRelease(t)
	for phrase, want := range map[string]string{
		"aspirin poisoning":                            "T39.011A",
		"Overdose of aspirin":                          "T39.011A",
		"overdosed on aspirin":                         "T39.011A",
		"aspirin intoxication":                         "T39.011A",
		"unintentional aspirin overdose":               "T39.011A",
		"intentional overdose of aspirin":              "T39.012A",
		"aspirin overdose as a suicide attempt":        "T39.012A",
		"aspirin overdose, self-harm":                  "T39.012A",
		"adverse reaction to aspirin":                  "T39.015A",
		"side effects of aspirin":                      "T39.015A",
		"underdosing of aspirin":                       "T39.016A",
		"stopped taking aspirin on her own":            "T39.016A",
		"bleach ingestion":                             "T54.91XA",
		"tylenol overdose":                             "", // no row of it here
		"cocaine overdose":                             "T40.5X1A",
		"cocaine intoxication":                         "", // F14
		"ethanol ingestion":                            "", // a drink
		"aspirin":                                      "",
		"bleach":                                       "",
		"aspirin daily":                                "",
		"adverse reaction":                             "",
		"poisoning":                                    "",
		"adverse effect of ethanol":                    "", // the table has none
		"aspirin poisoning and cocaine poisoning both": "",
	} {
		got := ""
		if terms := r.Bag(BagKey(text.Tokens(nil, phrase))); len(terms) > 0 {
			id, _ := r.Emit(r.CodeOf(terms[0]))
			got = r.Code(id).Code
		}
		if got != want {
			t.Errorf("%q: %q, want %q", phrase, got, want)
		}
	}
}

// TestDrugAlone: no search by likeness leads from a drug to a wording made from
// the table, nor are those wordings counted in it.
func TestDrugAlone(t *testing.T) {
	r := poisoningRelease(t)
	made := 0
	for i := range r.Info().Terms {
		if id := TermID(i); r.DrugTerm(id) {
			made++
			if !strings.HasPrefix(r.Term(id).Path, drugTable) {
				t.Errorf("%+v", r.Term(id))
			}
		}
	}
	if made != 12+10 {
		t.Errorf("%d wordings, want one for each of 12 cells and 10 by the overlay's names of three rows", made)
	}
	for _, phrase := range []string{"bleach", "bleech", "bleach toxicity"} {
		if slices.ContainsFunc(r.Lexical(phrase, 10), func(h Hit) bool { return r.DrugTerm(h.Term) }) {
			t.Errorf("%q leads to harm by it", phrase)
		}
	}
	if d, ok := r.Drug("asa"); !ok || d.Substance != "Aspirin" {
		t.Errorf("asa is %+v", d)
	}
}
