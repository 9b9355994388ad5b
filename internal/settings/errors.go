package settings

// Error is one thing wrong with the settings: the caller's mistake, mended by
// other arguments or another environment. Commands end with their exit code
// for wrong usage on it.
type Error struct {
	Setting string // the setting, or the name that is none
	Source  string // where its value came from; empty where Setting says it
	Problem string // what is wrong
	Allowed string // what would be right
}

func (e *Error) Error() string {
	s := e.Setting
	if e.Source != "" {
		s += " (from " + e.Source + ")"
	}
	return s + ": " + e.Problem + "; allowed: " + e.Allowed
}

// meant returns a hint at the nearest of the known names, or nothing where
// none is near.
func meant(prefix, name string, known []string) string {
	best, least := "", 3
	for _, k := range known {
		if d := distance(name, k); d < least {
			best, least = k, d
		}
	}
	if best == "" {
		return ""
	}
	return " (did you mean " + prefix + best + "?)"
}

// distance counts the bytes to insert, delete or change to turn a into b
// (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], cost
		}
	}
	return row[len(b)]
}
