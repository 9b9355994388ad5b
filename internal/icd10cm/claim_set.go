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
	n := len(s)
	if n == 0 || id < s[0].Lo || id >= s[n-1].Hi {
		return false
	}
	lo, hi := 0, n // the last range that begins at or before id
	for hi-lo > 1 {
		if mid := int(uint(lo+hi) >> 1); s[mid].Lo <= id {
			lo = mid
		} else {
			hi = mid
		}
	}
	return id < s[lo].Hi
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

// sieve is a coarse picture of a set: a bit for each stretch of 256 codes. It
// tells quickly that a note has nothing of a set.
type sieve [6]uint64

// mark sets the bit of a code; those of a later, larger release share the last.
func (m *sieve) mark(id ontology.CodeID) {
	b := min(uint(id)>>8, uint(len(m))*64-1)
	m[b>>6] |= 1 << (b & 63)
}

// sieve returns the picture of a set.
func (s set) sieve() (m sieve) {
	for _, r := range s {
		for b := r.Lo >> 8; b <= (r.Hi-1)>>8; b++ {
			m.mark(b << 8)
		}
	}
	return m
}

// meets tells whether two pictures share a bit.
func (m *sieve) meets(o *sieve) bool {
	var both uint64
	for i := range m {
		both |= m[i] & o[i]
	}
	return both != 0
}
