package code

import (
	"strings"

	"medcode/internal/text"
	"medcode/schemas"
)

// reworded returns other ways to say a diagnosis, the closest first: numbers of
// subtypes left out, inheritance told as classifications tell it, lay words and
// gene loci spelt out. None for other things and for phrases without such
// words.
func reworded(o schemas.Ontology, toks []text.Token) []string {
	if o != schemas.ICD10CM && o != schemas.SNOMED || len(toks) == 0 {
		return nil
	}
	words := make([]string, len(toks))
	for i, t := range toks {
		words[i] = t.Norm
	}
	words, changed := spellOut(words)
	words, inherited := dropInheritance(words)
	words, shorter := dropSubtype(words)
	base := strings.Join(words, " ")
	switch {
	case base == "" || !changed && !inherited && !shorter:
		return nil
	case inherited && (words[len(words)-1] == "deafness" || strings.HasSuffix(base, "hearing loss")):
		// What is inherited is of the inner ear, with few exceptions.
		return []string{"sensorineural " + base, base}
	case inherited:
		return []string{"hereditary " + base, "congenital " + base, "familial " + base, base}
	}
	return []string{base}
}

// spellOut replaces lay and short words, and the symbol of a gene locus at the
// beginning.
func spellOut(words []string) (out []string, changed bool) {
	for i, w := range words {
		var to string
		switch {
		case i == 0 && locus(w) != "":
			to = locus(w) + " " + strings.TrimLeft(w, "abcdefghijklmnopqrstuvwxyz")
		case i == 0 && len(words) > 1 && locus(w+words[1]) != "" && number(words[1]):
			to = locus(w + words[1])
		case i == 0 && w == "ca" && len(words) > 1:
			to = "malignant neoplasm"
		default:
			to = plainer(w)
		}
		if to == "" {
			out = append(out, w)
			continue
		}
		out = append(out, strings.Fields(to)...)
		changed = true
	}
	return out, changed
}

// plainer is the word of classifications for one of speech, empty for none.
func plainer(w string) string {
	switch w {
	case "broken", "broke", "cracked":
		return "fracture"
	case "cancer", "carcinoma", "adenocarcinoma", "malignancy", "cancerous":
		return "malignant neoplasm"
	case "itchy", "itching":
		return "pruritus"
	case "deaf":
		return "deafness"
	case "bruise", "bruised", "bruising":
		return "contusion"
	case "torn", "tear":
		return "rupture"
	case "sprained":
		return "sprain"
	case "tummy":
		return "abdominal"
	}
	return ""
}

// dropInheritance leaves out the mode of inheritance, and "nonsyndromic", which
// is said of inherited diseases only.
func dropInheritance(words []string) (out []string, found bool) {
	for i := 0; i < len(words); i++ {
		next := ""
		if i+1 < len(words) {
			next = words[i+1]
		}
		switch w := words[i]; {
		case w == "autosomal" && (next == "dominant" || next == "recessive"), (w == "x" || w == "y") && next == "linked":
			i++
			found = true
		case w == "nonsyndromic", w == "non" && next == "syndromic", w == "syndromic", w == "recessive", w == "dominant", w == "isolated" && found:
			found = true
			if w == "non" {
				i++
			}
		default:
			out = append(out, w)
		}
	}
	return out, found
}

// dropSubtype leaves out what numbers a subtype at the end: "type iib", "14",
// "multiple types", and an addition "with or without".
func dropSubtype(words []string) (out []string, found bool) {
	n := len(words)
	for i := 1; i+2 < n; i++ {
		if words[i] == "with" && words[i+1] == "or" && words[i+2] == "without" {
			words, n, found = words[:i], i, true
			break
		}
	}
	for n > 1 {
		switch w := words[n-1]; {
		case (w == "type" || w == "form") && n > 2 && words[n-2] == "multiple":
			n -= 2
		case number(w) || w == "type" || w == "form" || w == "subtype" || w == "group":
			n--
		default:
			return words[:n], found
		}
		found = true
	}
	return words[:n], found
}
