package ontology

import (
	"fmt"
	"slices"
	"strings"

	"medcode/schemas"
)

// Ages in the sense of CMS, "Definitions of Medicare Code Edits": newborn is
// age 0, pediatric 0–17, maternity 9–64, adult 15 and over.
const (
	lastPediatric = 17
	firstMother   = 9
	lastMother    = 64
	firstAdult    = 15
)

// Edits tells what speaks against an ICD-10-CM code for a patient of an age in
// years and a sex (male, female, or empty where it is not known): chapters and
// blocks that are of one sex or age, titles that name one, and the table of
// code edits where one was imported. These are
// warnings; the record may well be right and the registration wrong.
func (r *Release) Edits(id CodeID, age *int, sex string) (out []string) {
	if r.info.Ontology != schemas.ICD10CM || int(id) >= len(r.codes) {
		return nil
	}
	c := r.Code(id)
	words := strings.FieldsFunc(strings.ToLower(c.Display), func(x rune) bool { return x < 'a' || x > 'z' })
	key := compact(c.Code)
	if want := sexOf(key, words); want != "" && (sex == "male" || sex == "female") && sex != want {
		out = append(out, fmt.Sprintf("%s is a condition of %s patients", c.Code, want))
	}
	if age != nil {
		out = append(out, ageEdits(c.Code, key, words, *age)...)
	}
	return append(out, r.tableEdits(id, age, sex)...)
}

// sexOf is the sex that a code is of: blocks of one sex first, then the title.
func sexOf(key string, words []string) string {
	switch {
	case within(key, "C60", "C63") || within(key, "N40", "N53") || within(key, "D29", "D29"):
		return "male"
	case within(key, "C51", "C58") || within(key, "D25", "D28") || within(key, "D39", "D39") || within(key, "N70", "N77") ||
		within(key, "N80", "N98") || maternity(key):
		return "female"
	}
	if anyOf(words, "family", "screening") {
		return "" // of a relative, or of what is looked for
	}
	male, female := anyOf(words, "male", "prostate", "prostatic", "penis", "testis", "scrotum", "scrotal"),
		anyOf(words, "female", "uterus", "uterine", "ovary", "ovarian", "vagina", "vaginal", "vulva", "vulvar")
	switch {
	case male && !female:
		return "male"
	case female && !male:
		return "female"
	}
	return ""
}

func ageEdits(code, key string, words []string, age int) (out []string) {
	newborn := key[0] == 'P' || anyOf(words, "newborn", "neonatal") && !anyOf(words, "mother", "maternal", "affecting", "screening")
	switch {
	case newborn && age > 0:
		out = append(out, fmt.Sprintf("%s begins in the newborn; at %d it holds only while that condition lasts", code, age))
	case maternity(key) && (age < firstMother || age > lastMother):
		out = append(out, fmt.Sprintf("%s is a code of pregnancy, for ages %d to %d", code, firstMother, lastMother))
	}
	child := anyOf(words, "child", "pediatric") && !anyOf(words, "parent", "history", "adult")
	switch {
	case child && age > lastPediatric:
		out = append(out, fmt.Sprintf("%s is a code of children, up to %d", code, lastPediatric))
	case anyOf(words, "adult") && !anyOf(words, "child") && age < firstAdult:
		out = append(out, fmt.Sprintf("%s is a code of adults, from %d", code, firstAdult))
	}
	return out
}

// maternity tells codes that only the record of a pregnant woman has
// (ICD-10-CM Official Guidelines, I.C.15).
func maternity(key string) bool {
	return key[0] == 'O' || within(key, "Z33", "Z34") || within(key, "Z3A", "Z3A")
}

// within tells whether a code lies in the categories from lo to hi.
func within(key, lo, hi string) bool {
	return len(key) >= 3 && key[:3] >= lo && key[:3] <= hi
}

func anyOf(words []string, some ...string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(some, w) })
}
