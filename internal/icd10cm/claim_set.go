package icd10cm

import (
	"cmp"
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// set is codes of a release, as ranges that are sorted and do not touch.
type set []ontology.CodeRange

// has tells whether a code is in the set.
func (s set) has(id ontology.CodeID) bool {
	if len(s) < 4 {
		for _, r := range s {
			if r.Has(id) {
				return true
			}
		}
		return false
	}
	i, found := slices.BinarySearchFunc(s, id, func(r ontology.CodeRange, id ontology.CodeID) int { return cmp.Compare(r.Lo, id) })
	return found || i > 0 && s[i-1].Has(id)
}

// union sorts ranges and joins those that touch.
func union(in []ontology.CodeRange) set {
	slices.SortFunc(in, func(a, b ontology.CodeRange) int { return cmp.Compare(a.Lo, b.Lo) })
	var out set
	for _, r := range in {
		if n := len(out); n > 0 && r.Lo <= out[n-1].Hi {
			out[n-1].Hi = max(out[n-1].Hi, r.Hi)
		} else if r.Lo < r.Hi {
			out = append(out, r)
		}
	}
	return out
}

// without takes the ranges of b out of a.
func (s set) without(b set) set {
	out := slices.Clone(s)
	for _, cut := range b {
		var rest set
		for _, r := range out {
			if cut.Hi <= r.Lo || r.Hi <= cut.Lo {
				rest = append(rest, r)
				continue
			}
			if r.Lo < cut.Lo {
				rest = append(rest, ontology.CodeRange{Lo: r.Lo, Hi: cut.Lo})
			}
			if cut.Hi < r.Hi {
				rest = append(rest, ontology.CodeRange{Lo: cut.Hi, Hi: r.Hi})
			}
		}
		out = rest
	}
	return out
}

// compile reads a list of codes as rules write it: "J12-J18 J20 !J18.2" is
// everything from J12 to below J18, J20 and below, without J18.2 and below.
// Codes that the release does not have are left out: a starter vocabulary
// has few.
func compile(r *ontology.Release, pattern string) set {
	var in, out []ontology.CodeRange
	for p := range strings.FieldsSeq(pattern) {
		p, not := strings.CutPrefix(p, "!")
		if !strings.Contains(p, "-") {
			p += "*"
		}
		found, err := r.Select(p)
		switch {
		case err != nil:
		case not:
			out = append(out, found)
		default:
			in = append(in, found)
		}
	}
	return union(in).without(union(out))
}
