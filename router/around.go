package router

import (
	"slices"
	"strings"

	"medcode/router/ner"
	"medcode/router/section"
	"medcode/schemas"
)

// What stands right beside a mention and makes something else of it.

// preventive leaves out diseases that are only named as what a vaccine is
// against: "flu shot", "RSV vax given".
func preventive(doc *ner.Document, spans []ner.Span) []ner.Span {
	return slices.DeleteFunc(spans, func(s ner.Span) bool {
		return s.Category == schemas.Problem && vaccine(nextWords(doc.Text, s.End, 2, ".,;:\n("))
	})
}

func vaccine(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return strings.HasPrefix(w, "vaccin") || w == "vax" || w == "vacc" || w == "shot" || w == "shots" || w == "booster" || strings.HasPrefix(w, "immuni")
	})
}

// nextWords are the words behind a byte, up to one of the stops, in lower case.
func nextWords(text string, at, n int, stops string) []string {
	rest := text[at:min(len(text), at+32)]
	if i := strings.IndexAny(rest, stops); i >= 0 {
		rest = rest[:i]
	}
	words := wordsOf(strings.ToLower(rest))
	return words[:min(n, len(words))]
}

func wordsOf(lower string) []string {
	return strings.FieldsFunc(lower, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') })
}

// removed tells whether a cancer is told as treated and over: its treatment
// follows as past, and nothing in the clause says that it goes on.
func removed(text string, s ner.Span) bool {
	if s.Category != schemas.Problem || !cancerous(strings.ToLower(text[s.Start:s.End])) {
		return false
	}
	rest := strings.ToLower(text[s.End:min(len(text), s.End+90)])
	if i := strings.IndexAny(rest, ".;\n"); i >= 0 {
		rest = rest[:i]
	}
	lead := strings.TrimLeft(rest, " ,(-")
	if !strings.HasPrefix(lead, "s/p ") && !strings.HasPrefix(lead, "status post ") {
		return false
	}
	return !slices.ContainsFunc(ongoing, func(w string) bool { return strings.Contains(rest, w) })
}

var ongoing = []string{" on ", "current", "ongoing", "active", "metasta", " mets", "recur", "progress", "stage iv", "undergoing", "now ", "cycle", "palliative", "persist"}

func cancerous(name string) bool {
	for w := range strings.FieldsSeq(name) {
		switch w {
		case "ca", "cancer", "carcinoma", "adenocarcinoma", "melanoma", "lymphoma", "leukemia", "sarcoma", "seminoma", "adenoca", "scc", "bcc", "rcc", "hcc":
			return true
		}
	}
	return false
}

// listed tells whether a procedure is told as one of the patient's history: in
// a section of it, or behind a word that says so. What a story tells in the past
// ("underwent …") is not: it may be what the encounter is about.
func listed(m *schemas.Mention, text string) bool {
	if m.Section == section.PastMedical || m.Section == section.PastSurgical {
		return true
	}
	before := strings.ToLower(text[max(0, m.Start-48):m.Start])
	if i := strings.LastIndexAny(before, ".\n"); i >= 0 {
		before = before[i+1:]
	}
	if words := strings.Fields(before); len(words) > 0 && slices.Contains([]string{"after", "following", "post", "from", "since"}, words[len(words)-1]) && !strings.Contains(before, "status post") {
		return false
	}
	return slices.ContainsFunc(historyCues, func(c string) bool { return strings.Contains(before, c) }) ||
		slices.ContainsFunc(nextWords(text, m.End, 4, ".;:\n("), func(w string) bool {
			return w == "ago" || year(w)
		})
}

// year tells whether a word is a year of a life: "2015", not a dose of 20.
func year(w string) bool { return len(w) == 4 && w >= "1930" && w <= "2099" }

var historyCues = []string{"s/p", "status post", "h/o", "history of", "hx", "hx of", "pmh", "psh", "prior ", "previous", "remote ", "antecedent", "past "}

// allergic tells whether the words around a medicine say that it is an allergy,
// not only a cause.
func allergic(m *schemas.Mention, text string) bool {
	if m.Section == section.Allergies {
		return true
	}
	around := strings.ToLower(text[max(0, m.Start-56):min(len(text), m.End+40)])
	return slices.ContainsFunc([]string{"allerg", "allg", "anaphyl", "hives", "rash", "intoleran", "all:", "adr", "sensitiv"}, func(w string) bool { return strings.Contains(around, w) })
}

// givenNow tells whether a vaccine is given at this encounter.
func givenNow(m *schemas.Mention, text string) bool {
	words := append(nextWords(text, m.End, 5, ".;:\n("), strings.Fields(strings.ToLower(text[max(0, m.Start-32):m.End]))...)
	return slices.ContainsFunc(words, func(w string) bool {
		return w == "today" || w == "given" || w == "administered" || w == "booster" || w == "gave" || w == "due"
	})
}

// administered tells whether a medicine that the note tells as past was given at
// this encounter: "Given: vancomycin", "got 2 L NS and ceftriaxone".
func administered(m *schemas.Mention, text string) bool {
	if m.Category != schemas.Medication || m.Attributes[schemas.AttrStatus] != "historical" || m.Section == section.PastMedical || m.Section == section.Family {
		return false
	}
	around := strings.ToLower(text[max(0, m.Start-40):min(len(text), m.End+24)])
	if slices.ContainsFunc([]string{" ago", "previous", "in the past", "prior", "failed", "used to", "history", "last year"}, func(w string) bool { return strings.Contains(around, w) }) || slices.ContainsFunc(wordsOf(around), year) {
		return false
	}
	return slices.ContainsFunc([]string{"given", "gave ", "received", " got ", "administered", "loaded", "took "}, func(w string) bool { return strings.Contains(around, w) })
}
