package attribute

import (
	"slices"

	"medcode/internal/text"
	"medcode/schemas"
)

// letterSide reads a side that notes write as letters: "R ear pain", "L hip
// fx", "b/l edema". A letter behind a number is a unit ("2 L"), one before a
// number a rate or a level ("R 18", "L 5"), and one that a word of
// classification goes before is a class of its own.
func letterSide(toks []text.Token, i, to int) (f found, ok bool) {
	side := ""
	switch toks[i].Norm {
	case "r":
		side = "right"
	case "l":
		side = "left"
	case "b":
		if i+1 < to && toks[i+1].Norm == "l" && toks[i+1].End-toks[i].Start == 3 {
			return found{cue: cue{key: schemas.AttrLaterality, value: "bilateral"}, first: i, last: i + 1}, true
		}
	}
	if side == "" || i+1 >= to || toks[i+1].Before != text.Space || len(toks[i+1].Norm) < 2 || !letter(toks[i+1].Norm[0]) || slices.Contains(notSided, toks[i+1].Norm) {
		return f, false
	}
	if i > 0 && toks[i].Before == text.Space {
		before := toks[i-1].Norm
		if before == "" || !letter(before[0]) || slices.Contains(classed, before) {
			return f, false
		}
	}
	return found{cue: cue{key: schemas.AttrLaterality, value: side}, first: i, last: i}, true
}

// classed are the words before a letter that names a class.
var classed = []string{"type", "class", "group", "factor", "vitamin", "chromosome", "hepatiti", "hepatitis", "stage", "grade", "variant", "protein"}

// notSided are words that an L before means something else with.
var notSided = []string{"spine", "dopa", "arginine", "carnitine", "thyroxine", "glutamine", "methylfolate", "per"}

func letter(c byte) bool { return c >= 'a' && c <= 'z' }
