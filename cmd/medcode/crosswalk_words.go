package main

import (
	"fmt"
	"io"
	"regexp"
	"strings"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// describe puts what a mapping says of its target into fields and words.
func (t *crossTarget) describe(r *route, m ontology.Mapping) {
	var words []string
	switch {
	case r.name == ontology.SystemICD9CM:
		t.Approximate, t.Combination = m.Approximate && !m.None, m.Combination
		words = gemWords(m, r.to)
		if _, via, ok := strings.Cut(m.Note, ", "); ok {
			words = append(words, via+", a code of earlier years")
		}
		if m.Combination {
			t.Scenario, t.Choice = int(m.Scenario), int(m.Choice)
		}
	case r.holder == schemas.SNOMED:
		t.Group, t.Priority, t.Note = int(m.Scenario), int(m.Choice), ""
		t.Rule, t.Advice = cutRule(m.Note)
		words = []string{ruleWords(t.Rule), adviceWords(t.Advice)}
		if m.None {
			words = append(words, "no map: ICD-10-CM has no code for it")
		}
	case r.name == ontology.SystemEarlier:
		t.Approximate, t.Combination = m.Approximate, m.Combination
		words = []string{"in use " + m.Note + "; before, " + m.Code + " was coded for it"}
		if m.Combination {
			words = append(words, "together with others: several codes stood for it")
		}
	case r.name == ontology.SystemRetiredRxCUI:
		words = []string{"in use in place of the retired " + m.Code}
	}
	t.Words = append(words, t.Words...)
}

// gemWords tells the flags of a general equivalence mapping.
func gemWords(m ontology.Mapping, to string) []string {
	switch {
	case m.None:
		return []string{"no map: " + to + " has nothing for it"}
	case m.Combination && m.Approximate:
		return []string{"approximate: together they are near in meaning, not the same"}
	case m.Combination:
		return []string{"together they mean the same"}
	case m.Approximate:
		return []string{"approximate: near in meaning, not the same"}
	}
	return []string{"the same in meaning"}
}

// cutRule parts the rule of a map row from its advice: at the first "; " that
// stands outside the names of concepts, which are between bars.
func cutRule(note string) (rule, advice string) {
	bars := 0
	for i := range note {
		switch {
		case note[i] == '|':
			bars++
		case bars%2 == 0 && strings.HasPrefix(note[i:], "; "):
			return note[:i], note[i+2:]
		}
	}
	return note, ""
}

var ifConcept = regexp.MustCompile(`\d{6,18} ?\| ?([^|]*?) ?\|`)

// ruleWords tells the rule of a map row (SNOMED CT, "Mapping Guide for
// ICD-10", map rule).
func ruleWords(rule string) string {
	plain := ifConcept.ReplaceAllString(rule, "$1")
	switch {
	case rule == "", rule == "TRUE":
		return "always"
	case rule == "OTHERWISE TRUE":
		return "otherwise"
	case strings.HasPrefix(plain, "IFA "):
		return "if the record has: " + strings.NewReplacer(" AND IFA ", " and ", " OR IFA ", " or ").Replace(plain[len("IFA "):])
	}
	return plain
}

func adviceWords(advice string) string {
	if advice == "" {
		return ""
	}
	return "advice: " + strings.ReplaceAll(advice, " | ", "; ")
}

// shownBelow is how many codes in place of a header are printed.
const shownBelow = 24

func (x *crossing) print(w io.Writer) error {
	state := ""
	switch {
	case x.Known && x.Billable:
		state = ", in use in " + x.Release
	case x.Known:
		state = ", not to be used itself in " + x.Release
	}
	if _, err := fmt.Fprintf(w, "%s %s%s%s\n", x.System, x.Code, prefixed("  ", x.Display), state); err != nil {
		return err
	}
	if len(x.Routes) == 0 {
		fmt.Fprintln(w, "  no mapping of it is loaded")
	}
	for i := range x.Routes {
		x.Routes[i].print(w)
	}
	return nil
}

func prefixed(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

func (r *crossWalk) print(w io.Writer) {
	source := ""
	if strings.HasPrefix(r.Targets[0].Note, "GEM") {
		edition, _, _ := strings.Cut(r.Targets[0].Note, ", ")
		source = ", " + edition
	}
	fmt.Fprintf(w, "→ %s, by %s%s (%s)\n", r.To, r.About, source, strings.Join(r.Releases, ", "))
	list := ""
	for i := range r.Targets {
		t := &r.Targets[i]
		if now := t.list(); now != list {
			list = now
			fmt.Fprintf(w, "  %s\n", list)
		}
		t.print(w)
	}
}

// list names the list that a target is one of.
func (t *crossTarget) list() string {
	switch {
	case t.Scenario > 0:
		return fmt.Sprintf("scenario %d, choice list %d: one of these, with one of every other list of the scenario", t.Scenario, t.Choice)
	case t.Group > 0:
		return fmt.Sprintf("map group %d: the first whose rule holds", t.Group)
	}
	return ""
}

func (t *crossTarget) print(w io.Writer) {
	mark := " "
	if !t.Answer {
		mark = "-"
	}
	if t.Code != "" {
		fmt.Fprintf(w, "  %s %-12s %s\n", mark, t.Code, t.Display)
	}
	for _, s := range t.Words {
		if s != "" {
			fmt.Fprintf(w, "      %s\n", s)
		}
	}
	for i, k := range t.Instead {
		if i == shownBelow {
			fmt.Fprintf(w, "        and %d more\n", len(t.Instead)-i)
			break
		}
		fmt.Fprintf(w, "        %-10s %s\n", k.Code, k.Display)
	}
}
