package eval

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"unicode/utf8"
)

// contextLine is a row of a set of the project's own, testdata/context.
type contextLine struct {
	ID           string `json:"id"`
	Text         string `json:"text"`
	Start        int    `json:"start"`
	End          int    `json:"end"`
	Experiencer  string `json:"experiencer"`
	Hypothetical bool   `json:"hypothetical"`
	Negated      bool   `json:"negated"`
	Uncertain    bool   `json:"uncertain"`
	Historical   bool   `json:"historical"`
	Conditional  bool   `json:"conditional"`
	Kind         string `json:"kind"`
}

// LoadContextLines reads a context set of one JSON object a line, with the
// fields that testdata/context/README.md names.
func LoadContextLines(path string) ([]ContextRow, error) {
	raw, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("context set: %w; give a file of JSON lines such as testdata/context/experiencer.jsonl", err)
	}
	var rows []ContextRow
	for n, line := range bytes.Split(raw, []byte("\n")) {
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		row, err := parseContextLine(line)
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, n+1, err)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func parseContextLine(line []byte) (ContextRow, error) {
	var l contextLine
	dec := json.NewDecoder(bytes.NewReader(line))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return ContextRow{}, fmt.Errorf("want an object with id, text, start, end, experiencer, hypothetical, negated, uncertain, historical, kind and perhaps conditional: %w", err)
	}
	switch l.Experiencer {
	case Patient, Family, Other:
	default:
		return ContextRow{}, fmt.Errorf("experiencer %q is none of patient, family, other", l.Experiencer)
	}
	if l.Start < 0 || l.Start >= l.End || l.End > len(l.Text) || !utf8.ValidString(l.Text[l.Start:l.End]) {
		return ContextRow{}, fmt.Errorf("start %d and end %d are not bytes of a mention in the text", l.Start, l.End)
	}
	return ContextRow{
		ID: l.ID, Text: l.Text, Start: l.Start, End: l.End, Kind: l.Kind,
		Gold: ContextAnswer{
			Negated: l.Negated, Uncertain: l.Uncertain, Hypothetical: l.Hypothetical,
			Historical: l.Historical, Conditional: l.Conditional, Experiencer: l.Experiencer,
		},
	}, nil
}

// pastWords are the words that speak of earlier times, wherever they stand:
// wider than any rule, so that a row without one cannot be known from its
// sentence.
var pastWords = map[string]bool{
	"history": true, "hx": true, "h/o": true, "pmh": true, "pmhx": true, "fhx": true, "past": true, "previous": true, "previously": true,
	"prior": true, "former": true, "formerly": true, "ago": true, "old": true, "remote": true, "known": true, "s/p": true, "status": true,
	"since": true, "before": true, "earlier": true, "until": true, "quit": true, "ex": true, "childhood": true, "child": true,
	"had": true, "diagnosed": true, "underwent": true, "healed": true, "resolved": true, "survivor": true, "last": true, "recurrent": true,
	"years": true, "year": true, "months": true, "chronic": true, "longstanding": true, "long-standing": true, "baseline": true,
}

// HasPastWord tells whether a sentence holds a word of earlier times, or a
// year: the rows that a reader of the sentence alone could know to be of the
// past.
func HasPastWord(text string) bool {
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '/' && r != '-'
	}) {
		if pastWords[w] || len(w) == 4 && (w[:2] == "19" || w[:2] == "20") && strings.Trim(w, "0123456789") == "" {
			return true
		}
	}
	return false
}
