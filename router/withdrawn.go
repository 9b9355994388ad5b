package router

import (
	"slices"
	"strings"

	"medcode/schemas"
)

// withdrawn tells of each mention whether it is a medicine that the note
// withdraws anywhere: "Meds: metformin 500 … Plan: hold metformin". What is
// started or changed further on is taken again.
func withdrawn(mentions []schemas.Mention) []bool {
	out := make([]bool, len(mentions))
	names := make([][]string, len(mentions))
	for i := range mentions {
		if mentions[i].Category == schemas.Medication {
			names[i] = drugNames(&mentions[i])
		}
	}
	for i := range mentions {
		if len(names[i]) > 0 && withdraws(&mentions[i]) {
			spread(mentions, names, i, out)
		}
	}
	return out
}

func withdraws(m *schemas.Mention) bool {
	s := m.Attributes[schemas.AttrStatus]
	return (s == "held" || s == "stopped") && (m.Experiencer == "" || m.Experiencer == "patient") && !m.Hypothetical
}

// spread withdraws what names the same medicine as mention i, unless a later
// mention starts or changes it.
func spread(mentions []schemas.Mention, names [][]string, i int, out []bool) {
	same := func(k int) bool {
		return slices.ContainsFunc(names[k], func(n string) bool { return slices.Contains(names[i], n) })
	}
	for k := i + 1; k < len(mentions); k++ {
		if s := mentions[k].Attributes[schemas.AttrStatus]; same(k) && (s == "started" || s == "changed") {
			return
		}
	}
	for k := range mentions {
		out[k] = out[k] || same(k)
	}
}

// drugNames are the names of a medicine, as written and as coded: generic and
// brand, without strength, form and salt.
func drugNames(m *schemas.Mention) []string {
	out := []string{bareName(string(m.Text))}
	for _, c := range m.Codings {
		if c.Ontology != schemas.RxNorm {
			continue
		}
		generic, brand, _ := strings.Cut(c.Display, " [")
		out = append(out, bareName(generic))
		if brand != "" {
			out = append(out, bareName(strings.TrimSuffix(brand, "]")))
		}
		break
	}
	return slices.DeleteFunc(slices.Compact(out), func(s string) bool { return s == "" })
}

// bareName is a name in lower case up to its strength, without a salt.
func bareName(s string) string {
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		if w[0] >= '0' && w[0] <= '9' || slices.Contains(nameEnds, w) {
			words = words[:i]
			break
		}
	}
	return strings.Join(words, " ")
}

// nameEnds are the words that follow the name of a medicine: salts, forms and
// routes.
var nameEnds = []string{
	"hydrochloride", "hcl", "sodium", "potassium", "calcium", "maleate", "tartrate", "succinate", "sulfate", "phosphate", "acetate", "mesylate", "besylate",
	"fumarate", "citrate", "bromide", "oral", "injectable", "injection", "topical", "tablet", "capsule", "extended", "er", "xr", "xl", "sr", "ophthalmic", "inhalation",
}
