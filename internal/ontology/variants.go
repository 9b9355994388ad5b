package ontology

import (
	"regexp"
	"strings"
)

// variant is a wording made from a printed one. Its distance says how much was
// changed: 0 order and head forms that the publisher means by its own
// conventions, 1 qualifiers without meaning dropped, 2 and 3 parts left out.
type variant struct {
	text     string
	distance int
}

// maxVariants bounds the wordings made from one term.
const maxVariants = 64

// Variants returns the wordings under which a term is found, the printed one
// first, the closest before the freer ones. path is the place of an index
// term, its levels joined by " > ".
func Variants(kind Kind, text, path string) []string {
	vs := variantsOf(kind, text, path)
	out := make([]string, len(vs))
	for i, v := range vs {
		out[i] = v.text
	}
	return out
}

func variantsOf(kind Kind, text, path string) []variant {
	set := &variantSet{list: make([]variant, 0, 8)}
	set.add(text, 0)
	if kind == Abbreviation {
		return set.list
	}
	if strings.HasPrefix(path, drugTable) {
		return set.list // see besides
	}
	if kind == Index && path != "" {
		if !neoplasmVariants(set, path) {
			indexVariants(set, path)
		}
		return set.list
	}
	bare := dropVague(text)
	set.add(bare, 1)
	if strings.ContainsAny(text, "([") {
		set.add(inBrackets.ReplaceAllString(bare, " "), 1)
		set.add(alternative(bare), 1)
		if m := bracketed.FindStringSubmatch(bare); m != nil && strings.Contains(m[1], " ") {
			set.add(m[1], 2)
		}
	}
	set.add(inverted(inBrackets.ReplaceAllString(bare, " ")), 2)
	return set.list
}

// variantSet keeps distinct wordings in the order in which they came.
type variantSet struct{ list []variant }

func (s *variantSet) add(text string, distance int) {
	text = tidy(text)
	if text == "" || len(s.list) >= maxVariants {
		return
	}
	for _, v := range s.list {
		if v.text == text {
			return
		}
	}
	s.list = append(s.list, variant{text, min(distance, maxDistance)})
}

// tidy squeezes blanks and takes separators off both ends.
func tidy(s string) string {
	return strings.Trim(strings.Join(strings.Fields(s), " "), " ,;-")
}

var (
	inBrackets = regexp.MustCompile(`\([^)]*\)|\[[^\]]*\]`)
	bracketed  = regexp.MustCompile(`[^\[]{5}\[([^\]]*)\]`)
	aside      = regexp.MustCompile(`^(.*?)\S+ \((\w+)\)(.*)$`)
	vague      = regexp.MustCompile(`(?i),? ?\bunspecified( site| organism| part| type| cause| whether traumatic or nontraumatic)?\b` +
		`|,? initial encounter.*$|,? not elsewhere classified\b|,? not otherwise specified\b|\bnos\b|\bnec\b|,? so stated|\bunsp\b`)
)

// dropVague removes the qualifiers of classifications that notes leave out.
func dropVague(s string) string {
	lower := strings.ToLower(s)
	for _, hint := range []string{"unsp", "initial", "elsewhere", "otherwise", "nos", "nec", "so stated"} {
		if strings.Contains(lower, hint) {
			return vague.ReplaceAllString(s, " ")
		}
	}
	return s
}

// alternative puts the word in parentheses in the place of the one before:
// "Essential (primary) hypertension" is primary hypertension too.
func alternative(s string) string {
	m := aside.FindStringSubmatch(s)
	if m == nil {
		return ""
	}
	return m[1] + m[2] + m[3]
}

// inverted turns "Pain, chest" round. Lists and long titles are left alone.
func inverted(s string) string {
	head, rest, ok := strings.Cut(tidy(s), ",")
	if !ok || strings.Contains(rest, ",") || len(strings.Fields(rest)) > 3 || len(strings.Fields(head)) > 4 {
		return ""
	}
	switch first, _, _ := strings.Cut(strings.TrimSpace(rest), " "); strings.ToLower(first) {
	case "with", "without", "due", "in", "of", "by", "and", "or", "not", "":
		return ""
	}
	return rest + " " + head
}
