package ontology

import "strings"

// pathSep stands between the levels of an index path.
const pathSep = " > "

// indexVariants adds the wordings of an index path: every form of its main
// term ("Abdomen, abdominal") with the subterms after and before it. The
// recipe was fitted on training notes of CodiEsp.
func indexVariants(set *variantSet, path string) {
	levels := printedLevels(path)
	heads := headForms(dropVague(levels[0]))
	if len(heads) == 0 {
		return
	}
	subs := subForms(levels[1:])
	for _, sub := range subs {
		for _, head := range heads {
			distance := max(head.distance, sub.distance)
			for _, text := range orders(head.text, sub.levels) {
				set.add(text, distance)
			}
		}
	}
}

// seeLevel begins the last level of a path that refers elsewhere: "Attack >
// heart > see Infarct, myocardium". The words of the note are those before it.
const seeLevel = "see "

// printedLevels splits a path. A reference at its end is left out; a level in
// brackets is a nonessential modifier that the note does have.
func printedLevels(path string) []string {
	levels := strings.Split(path, pathSep)
	last := len(levels) - 1
	switch l := levels[last]; {
	case last > 0 && strings.HasPrefix(l, seeLevel):
		return levels[:last]
	case last > 0 && strings.HasPrefix(l, "(") && strings.HasSuffix(l, ")"):
		levels[last] = l[1 : len(l)-1]
	}
	return levels
}

// headForms returns the forms of a main term. Words after a comma that begin
// like the first are forms of it; others qualify it.
func headForms(head string) []variant {
	var forms, rest []string
	for _, part := range strings.Split(inBrackets.ReplaceAllString(head, " "), ",") {
		part = strings.TrimSpace(part)
		switch {
		case part == "":
		case len(forms) == 0, sameStem(forms[0], part):
			forms = append(forms, part)
		default:
			rest = append(rest, part)
		}
	}
	var out []variant
	for _, f := range forms {
		whole := strings.Join(append([]string{f}, rest...), " ")
		out = append(out, variant{whole, 0})
		if l, r, ok := strings.Cut(whole, " or "); ok {
			out = append(out, variant{l, 1}, variant{r, 1})
		}
	}
	return out
}

func sameStem(a, b string) bool {
	return len(a) >= 3 && len(b) >= 3 && strings.EqualFold(a[:3], b[:3]) && !strings.Contains(b, " ")
}

// subPath is one reading of the subterms, the highest level first.
type subPath struct {
	levels   []string
	distance int
}

// subForms returns the readings of the subterms: as printed, and for one with
// alternatives ("fissure, fracture or tear") each of them.
func subForms(levels []string) []subPath {
	out := []subPath{{}}
	for _, level := range levels {
		forms := levelForms(level)
		next := make([]subPath, 0, len(out)*len(forms))
		for _, sub := range out {
			for _, f := range forms {
				if len(next) == 12 {
					break
				}
				longer := append(append([]string{}, sub.levels...), f.text)
				next = append(next, subPath{longer, max(sub.distance, f.distance)})
			}
		}
		out = next
	}
	return out
}

// levelForms returns the forms of a subterm. Parts after a comma are forms of
// the first if all begin alike; otherwise they narrow it and stay together.
func levelForms(level string) []variant {
	level = tidy(inBrackets.ReplaceAllString(dropVague(level), " "))
	parts := strings.Split(level, ",")
	if len(parts) == 1 {
		out := []variant{{level, 0}}
		if l, r, ok := strings.Cut(level, " or "); ok {
			out = append(out, variant{l, 1}, variant{r, 1})
		}
		return out
	}
	if out := linkForms(parts); out != nil {
		return out
	}
	out := []variant{{strings.ReplaceAll(level, ",", " "), 0}}
	for _, part := range parts {
		if !sameStem(parts[0], strings.TrimSpace(part)) {
			return out[:1]
		}
		out = append(out, variant{strings.TrimSpace(part), 0})
	}
	return out
}

// linkForms returns the forms of a subterm of linking words only: "from, off,
// out of". Any of them may stand in a note.
func linkForms(parts []string) []variant {
	var out []variant
	for _, part := range parts {
		if part = strings.TrimSpace(part); !isLink(part) {
			return nil
		}
		out = append(out, variant{part, 0})
	}
	return out
}

// orders returns the sequences in which a reader may write head and subterms:
// the printed one, subterms in front, and both without linking words.
func orders(head string, subs []string) []string {
	subs = joinLinks(subs)
	bare := make([]string, len(subs))
	for i, s := range subs {
		bare[i] = dropLink(s)
	}
	out := []string{head + " " + strings.Join(subs, " "), head + " " + strings.Join(bare, " ")}
	switch len(subs) {
	case 0:
		return out[:1]
	case 1:
		return append(out, bare[0]+" "+head)
	}
	last := len(subs) - 1
	inner := strings.Join(bare[:last], " ")
	return append(out,
		bare[last]+" "+inner+" "+head,
		inner+" "+bare[last]+" "+head,
		bare[last]+" "+head+" "+strings.Join(subs[:last], " "),
		inner+" "+head+" "+subs[last],
		head+" "+bare[last]+" "+inner,
	)
}

// joinLinks joins a level that is a linking word only ("with") to the next.
func joinLinks(subs []string) []string {
	out := make([]string, 0, len(subs))
	link := ""
	for _, s := range subs {
		if s == "" {
			continue
		}
		if isLink(s) {
			link += s + " "
			continue
		}
		out = append(out, link+s)
		link = ""
	}
	return out
}

var links = []string{"out of", "off", "due to", "associated with", "secondary to", "caused by", "resulting from", "with", "in", "of", "by", "from", "to", "at", "on", "and", "or", "as", "for"}

func isLink(s string) bool {
	for _, l := range links {
		if strings.EqualFold(s, l) {
			return true
		}
	}
	return false
}

// dropLink removes linking words from the front.
func dropLink(s string) string {
	for _, l := range links {
		if len(s) > len(l) && s[len(l)] == ' ' && strings.EqualFold(s[:len(l)], l) {
			return dropLink(s[len(l)+1:])
		}
	}
	return s
}
