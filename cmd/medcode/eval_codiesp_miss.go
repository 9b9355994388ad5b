package main

import (
	"slices"
	"strings"

	"medcode/internal/eval"
	"medcode/internal/text"
	"medcode/router/section"
	"medcode/schemas"
)

// miss is the kind of a labelled code that was not given: named are the best
// codes of all mentions, given those of the measure at hand.
func (k *kindReader) miss(d *eval.CodiEspDoc, res *schemas.Result, gold string, named, given []string) string {
	below := func(code string) bool { return strings.HasPrefix(code, gold) }
	switch {
	case !k.billable(gold) && slices.ContainsFunc(given, below):
		return missEndedBelow
	case !k.billable(gold):
		return missEnded
	case slices.Contains(named, gold):
		return missWithheld + k.context(res, gold)
	}
	same := func(code string) bool { return code[:3] == gold[:3] }
	near := slices.IndexFunc(given, same)
	place := k.place(res, gold)
	switch {
	case place == missUnder || place == missNotFirst:
		return place
	case near >= 0:
		return k.within(gold, given[near], missSide, missUnspecified, missSpecific, missOther)
	case place != "":
		return place
	case k.stands(gold, mentionWords(res)):
		return missPart
	case k.stands(gold, k.linesOf(d)):
		return missWorded
	case slices.ContainsFunc(given, func(code string) bool { return k.block(code) == k.block(gold) }):
		return missBlock
	}
	return missUnsaid
}

// place tells where a code stands among the candidates of the mentions; empty
// where not even its category is one.
func (k *kindReader) place(res *schemas.Result, gold string) (kind string) {
	for i := range res.Mentions {
		first := true
		for _, c := range res.Mentions[i].Codings {
			switch {
			case c.Ontology != schemas.ICD10CM:
				continue
			case c.Code == gold && first:
				return missUnder
			case c.Code == gold:
				kind = missNotFirst
			case c.Code[:3] == gold[:3] && kind == "":
				kind = missCategory
			}
			first = false
		}
	}
	return kind
}

// alarm is the kind of a given code that is not labelled.
func (k *kindReader) alarm(res *schemas.Result, code string, gold []string) string {
	for _, g := range gold {
		if !k.billable(g) && strings.HasPrefix(code, g) {
			return alarmEnded
		}
	}
	if i := slices.IndexFunc(gold, func(g string) bool { return g[:3] == code[:3] }); i >= 0 {
		return k.within(gold[i], code, alarmSide, alarmUnspecified, alarmSpecific, alarmOther)
	}
	switch said := k.context(res, code); {
	case said != present:
		return alarmContext + said
	case slices.ContainsFunc(gold, func(g string) bool { return k.block(g) == k.block(code) }):
		return alarmBlock
	case code[0] == 'R':
		return alarmSymptom
	case code[0] >= 'V':
		return alarmFactor
	}
	return alarmOutside
}

// present is what context says of a code that one mention states plainly.
const present = "the patient's and present"

// context tells what is said of the mentions whose best code is the given one:
// the same of all, or that they differ.
func (k *kindReader) context(res *schemas.Result, code string) (said string) {
	for i := range res.Mentions {
		m := &res.Mentions[i]
		at := slices.IndexFunc(m.Codings, func(c schemas.Coding) bool { return c.Ontology == schemas.ICD10CM })
		if at < 0 || m.Codings[at].Code != code || m.Codings[at].Confidence < k.threshold {
			continue
		}
		now := contextOf(m)
		if said != "" && now != said {
			if now == present || said == present {
				return present
			}
			return "of several contexts"
		}
		said = now
	}
	if said == "" {
		return present
	}
	return said
}

func contextOf(m *schemas.Mention) string {
	switch {
	case m.Negated:
		return "negated"
	case m.Experiencer != "" && m.Experiencer != "patient":
		return "another person's"
	case m.Hypothetical:
		return "hypothetical"
	case m.Historical:
		return "historical"
	case m.Uncertain:
		return "uncertain"
	}
	return present
}

// within tells how two codes of one category differ.
func (k *kindReader) within(gold, given, side, unspecified, specific, other string) string {
	g, p := k.title(gold), k.title(given)
	switch vagueG, vagueP := strings.Contains(g, "unspecified"), strings.Contains(p, "unspecified"); {
	case g != "" && unsided(g) == unsided(p):
		return side
	case vagueP && !vagueG:
		return unspecified
	case vagueG && !vagueP:
		return specific
	}
	return other
}

// unsided is a title without its side.
func unsided(title string) string {
	words := slices.DeleteFunc(strings.FieldsFunc(title, func(r rune) bool { return r == ' ' || r == ',' }), func(w string) bool {
		return slices.Contains([]string{"right", "left", "bilateral", "unspecified", "side", "ear", "eye"}, w)
	})
	return strings.Join(words, " ")
}

func (k *kindReader) title(code string) string {
	id, ok := k.rel.Find(code)
	if !ok {
		return ""
	}
	return strings.ToLower(k.rel.Code(id).Display)
}

func (k *kindReader) billable(code string) bool {
	id, ok := k.rel.Find(code)
	return ok && k.rel.Billable(id)
}

// block is the block of a code, its category where the release has no blocks.
func (k *kindReader) block(code string) string {
	if id, ok := k.rel.Find(code[:3]); ok {
		if b, ok := k.rel.Block(id); ok {
			return b.Name
		}
	}
	return code[:3]
}

// linesOf are the content words of each sentence of a document.
func (k *kindReader) linesOf(d *eval.CodiEspDoc) []map[uint64]bool {
	lines, ok := k.sentences[d.ID]
	if !ok {
		for _, s := range section.Sentences(d.Text, section.Split(d.Text)) {
			lines = append(lines, contentWords(text.Tokens(nil, d.Text[s.Start:s.End])))
		}
		k.sentences[d.ID] = lines
	}
	return lines
}

func mentionWords(res *schemas.Result) (lines []map[uint64]bool) {
	for i := range res.Mentions {
		if len(res.Mentions[i].Codings) > 0 {
			lines = append(lines, contentWords(text.Tokens(nil, string(res.Mentions[i].Text))))
		}
	}
	return lines
}

// stands tells whether all content words of an official wording of a code, or
// of a header that it is the answer for, stand in one of the lines.
func (k *kindReader) stands(gold string, lines []map[uint64]bool) bool {
	id, ok := k.rel.Find(gold)
	for up := id; ok; up, ok = k.rel.Parent(up) {
		if emits, can := k.rel.Emit(up); !can || emits != id {
			break
		}
		if slices.ContainsFunc(k.wordings[up], func(words []uint64) bool { return inOne(words, lines) }) {
			return true
		}
	}
	return false
}

func inOne(words []uint64, lines []map[uint64]bool) bool {
	return slices.ContainsFunc(lines, func(line map[uint64]bool) bool {
		return !slices.ContainsFunc(words, func(w uint64) bool { return !line[w] })
	})
}
