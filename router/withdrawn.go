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
	names := make([][]string, len(mentions))
	begun, gone := map[string]int{}, map[string]bool{} // name → mention that last starts or changes it
	for i := range mentions {
		if mentions[i].Category != schemas.Medication {
			continue
		}
		names[i] = drugNames(&mentions[i])
		if s := mentions[i].Attributes[schemas.AttrStatus]; s == "started" || s == "changed" {
			for _, n := range names[i] {
				begun[n] = i
			}
		}
	}
	for i := range mentions {
		if len(names[i]) == 0 || !withdraws(&mentions[i]) || slices.ContainsFunc(names[i], func(n string) bool { return begun[n] > i }) {
			continue
		}
		for _, n := range names[i] {
			gone[n] = true
		}
	}
	out := make([]bool, len(mentions))
	for i := range mentions {
		out[i] = slices.ContainsFunc(names[i], func(n string) bool { return gone[n] })
	}
	return out
}

func withdraws(m *schemas.Mention) bool {
	s := m.Attributes[schemas.AttrStatus]
	return (s == "held" || s == "stopped") && (m.Experiencer == "" || m.Experiencer == "patient") && !m.Hypothetical
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
