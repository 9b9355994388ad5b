package main

import (
	"fmt"
	"io"
	"strings"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/schemas"
)

func (c *call) printExplained(e *explained, all bool) error {
	fmt.Fprintf(c.out, "%q in %s %s%s\n", e.Phrase, e.Ontology, e.Release.Release, useWords(e.Release.Stale, e.Release.Early))
	if e.Stated != "" {
		fmt.Fprintf(c.out, "stated: %s\n", strings.ReplaceAll(e.Stated, ";", ", "))
	}
	if len(e.Codes) == 0 {
		fmt.Fprintln(c.out, "NO_MATCH")
	}
	for i := range e.Codes {
		k := &e.Codes[i]
		if i == 0 || all {
			fmt.Fprintf(c.out, "\n%s  %s  (%.2f)\n", k.Code, k.Display, k.Confidence)
			printProof(c.out, &k.Proof, "  ")
			continue
		}
		if i == 1 {
			fmt.Fprintf(c.out, "\nless likely (--all explains them too):\n")
		}
		fmt.Fprintf(c.out, "  %-8s  %s  (%.2f)\n", k.Code, k.Display, k.Confidence)
	}
	return nil
}

func useWords(stale, early bool) string {
	switch {
	case stale:
		return ", which had ended by then"
	case early:
		return ", which had not begun by then"
	}
	return ""
}

// printProof prints one step a line: number, kind, what, and the source. Notes
// of one kind that stand at one place are one line.
func printProof(w io.Writer, p *proof.Proof, indent string) {
	for i := 0; i < len(p.Steps); i++ {
		s := p.Steps[i]
		number := fmt.Sprint(i + 1)
		if head, _, ok := strings.Cut(s.Text, ": "); ok && s.Kind == proof.Note {
			last := i
			for last+1 < len(p.Steps) && strings.HasPrefix(p.Steps[last+1].Text, head+": ") && p.Steps[last+1].Kind == proof.Note {
				last++
				link := "; "
				if strings.HasSuffix(s.Text, ":") {
					link = " "
				}
				s.Text += link + strings.TrimPrefix(p.Steps[last].Text, head+": ")
			}
			if last > i {
				number = fmt.Sprintf("%d-%d", i+1, last+1)
			}
			i = last
		}
		fmt.Fprintf(w, "%s%5s  %-17s  %s  [%s]\n", indent, number, s.Kind, stepText(&s), s.Source)
	}
	fmt.Fprintf(w, "%s       replayed: every step holds in %s\n", indent, p.Release)
}

func stepText(s *proof.Step) string {
	switch {
	case s.Kind == proof.Wording:
		return fmt.Sprintf("%q %s → %s", s.From, s.Text, s.To)
	case s.From != "" && s.To != "":
		return fmt.Sprintf("%s → %s: %s", s.From, s.To, s.Text)
	}
	return s.Text
}

func (c *call) printNote(e *explainedNote) error {
	fmt.Fprintf(c.out, "%s/%s: %d codes\n", e.Feed, e.ID, len(e.Codes))
	for i := range e.Codes {
		k := &e.Codes[i]
		fmt.Fprintf(c.out, "\n%s  %s  (%s %s, %.2f)\n", k.Code.Code, k.Display, k.Ontology, e.Releases[k.Ontology].Release, k.Confidence)
		for j := range k.Support {
			s := &k.Support[j]
			fmt.Fprintf(c.out, "  %s\n", s.line())
			printProof(c.out, &s.Proof, "    ")
		}
	}
	if len(e.Left) > 0 {
		fmt.Fprint(c.out, "\nmentions without a code:\n")
	}
	for i := range e.Left {
		l := &e.Left[i]
		fmt.Fprintf(c.out, "  %s: %s", l.line(), l.Why)
		if l.Code != "" {
			fmt.Fprintf(c.out, " (nearest %s)", l.Code)
		}
		fmt.Fprintln(c.out)
	}
	c.printClaim(e)
	return nil
}

// line is a mention in one line: place, words, and what its context says.
func (v *mentionView) line() string {
	out := fmt.Sprintf("%d-%d %q %s", v.Start, v.End, short(string(v.Text), 48), v.Said)
	if v.Cue != "" {
		out += fmt.Sprintf(" (%q)", v.Cue)
	}
	if v.Section != "" {
		out += ", in " + v.Section
	}
	if said := icd10cm.StatementsOf(v.Attributes); said != "" {
		out += ", " + strings.ReplaceAll(string(said), ";", ", ")
	}
	return out
}

func (c *call) printClaim(e *explainedNote) {
	if len(e.Claim) > 0 {
		fmt.Fprint(c.out, "\nclaim:\n")
	}
	for i := range e.Claim {
		l := &e.Claim[i]
		fmt.Fprintf(c.out, "  %2d  %-8s  %s%s\n", l.Sequence, l.Code, l.Display, lineFacts(&l.ClaimLine))
		if l.Proof != nil {
			printProof(c.out, l.Proof, "    ")
		}
	}
	for _, change := range e.Changes {
		fmt.Fprintf(c.out, "  changed: %s\n", change)
	}
}

// lineFacts is what the claim rules say of a line.
func lineFacts(l *schemas.ClaimLine) string {
	out := ""
	if l.POA != "" {
		out += ", POA " + l.POA
	}
	if l.Why != "" {
		out += "  [" + l.Why + "]"
	}
	return out
}
