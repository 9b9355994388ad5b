package ner

import (
	"bufio"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
	"medcode/schemas"
)

// wordings are hand-written names of problems by the sum of the forms of
// their words. They come before all that a release says of the same words.
type wordings map[uint64]named

// named is a code with the wording that leads to it.
type named struct {
	code ontology.CodeID
	text string
}

// readWordings takes the further wordings of the codes that r has.
func readWordings(r *ontology.Release, w *words) wordings {
	out := wordings{}
	f, err := overlay.Open(string(schemas.ICD10CM))
	if err != nil {
		return out
	}
	defer f.Close()
	for sc := bufio.NewScanner(f); sc.Scan(); {
		term, code, _ := strings.Cut(sc.Text(), "\t")
		id, ok := r.Find(code)
		if _, can := r.Emit(id); !ok || !can {
			continue
		}
		if sum := w.sumOf(term); sum != 0 {
			if _, twice := out[sum]; !twice {
				out[sum] = named{id, wording(r, id, term)}
			}
		}
	}
	return out
}

// wording is the text under which id is the first answer of r: the given one,
// or the code's title where another code comes first under that.
func wording(r *ontology.Release, id ontology.CodeID, given string) string {
	if list := r.Exact(text.Normalize(given)); len(list) > 0 && r.CodeOf(list[0]) == id {
		return given
	}
	return r.Code(id).Display
}
