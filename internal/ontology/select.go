package ontology

import (
	"fmt"
	"sort"
	"strings"

	"medcode/schemas"
)

// Select returns the codes that a pattern names, as a half-open range in the
// order of the release: a code, dotted or not, in any case (e119, E11.9), what
// begins alike (E11*, E11.-), or everything from one code to another, with all
// below it (C00..C75, C00-C75). A code that is not there is an error that names
// its nearest relative.
func (r *Release) Select(pattern string) (CodeRange, error) {
	p := strings.TrimSpace(pattern)
	if lo, hi, ok := span(p); ok {
		return r.between(lo, hi)
	}
	for _, end := range []string{"*", ".-", "-"} {
		if stem, ok := strings.CutSuffix(p, end); ok {
			if found := r.prefixed(stem); found.Lo < found.Hi && compact(stem) != "" {
				return found, nil
			}
			return CodeRange{}, fmt.Errorf("%w: no code of %s begins with %q", schemas.ErrInvalid, r.info.Release, stem)
		}
	}
	if id, ok := r.Find(p); ok && p != "" {
		return CodeRange{id, id + 1}, nil
	}
	return CodeRange{}, fmt.Errorf("%w: %q is not a code of %s%s", schemas.ErrInvalid, p, r.info.Release, r.nearest(p))
}

// span parts "C00..C75". A single dash parts as well, unless the codes
// themselves have dashes (LOINC).
func span(p string) (lo, hi string, ok bool) {
	if lo, hi, ok = strings.Cut(p, ".."); !ok {
		lo, hi, ok = strings.Cut(p, "-")
		ok = ok && len(hi) > 1 && len(lo) > 1
	}
	return strings.TrimSpace(lo), strings.TrimSpace(hi), ok && lo != "" && hi != ""
}

func (r *Release) between(lo, hi string) (CodeRange, error) {
	if id, ok := r.Find(lo + "-" + hi); ok {
		return CodeRange{id, id + 1}, nil // the dash belongs to the code
	}
	if compareCodes(lo, hi) > 0 {
		return CodeRange{}, fmt.Errorf("%w: the range %s..%s is the wrong way round", schemas.ErrInvalid, lo, hi)
	}
	out := CodeRange{r.at(lo), r.prefixed(hi).Hi}
	if out.Lo >= out.Hi {
		return CodeRange{}, fmt.Errorf("%w: no code of %s lies in %s..%s", schemas.ErrInvalid, r.info.Release, lo, hi)
	}
	return out, nil
}

// at returns the first code that is not before a key.
func (r *Release) at(key string) CodeID {
	return CodeID(sort.Search(len(r.codes), func(i int) bool { return compareCodes(r.codeBytes(i), key) >= 0 }))
}

// prefixed returns the codes that begin with a stem, dots left out.
func (r *Release) prefixed(stem string) CodeRange {
	key := compact(stem)
	lo := r.at(key)
	n := sort.Search(len(r.codes)-int(lo), func(i int) bool {
		return !strings.HasPrefix(compact(string(r.codeBytes(int(lo)+i))), key)
	})
	return CodeRange{lo, lo + CodeID(n)}
}

func (r *Release) codeBytes(i int) []byte {
	c := &r.codes[i]
	at := int(c.Off) + int(c.Display)
	return r.strings[at : at+int(c.Code)]
}

// nearest names the longest beginning of a code that is one, to help on.
func (r *Release) nearest(p string) string {
	for key := compact(p); len(key) >= 3; key = key[:len(key)-1] {
		if id, ok := r.Find(key); ok && key != compact(p) {
			c := r.Code(id)
			return fmt.Sprintf("; %s is (%s)", c.Code, c.Display)
		}
	}
	return ""
}
