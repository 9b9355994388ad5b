package starter

import (
	"bufio"
	"slices"
	"strings"
	"testing"
	"unicode"
)

// row is one line of a starter table.
type row struct {
	code, display   string
	synonyms, abbrs []string
	isDefault       bool
}

const header = "code\tdisplay\tsynonyms\tabbreviations\tdefault"

func readTable(t *testing.T, ontology string) []row {
	t.Helper()
	f, err := Open(ontology)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var rows []row
	sc := bufio.NewScanner(f)
	for n := 1; sc.Scan(); n++ {
		if n == 1 {
			if sc.Text() != header {
				t.Fatalf("%s: header is %q", ontology, sc.Text())
			}
			continue
		}
		rows = append(rows, parseRow(t, ontology, n, sc.Text()))
	}
	if err := sc.Err(); err != nil {
		t.Fatal(err)
	}
	return rows
}

func parseRow(t *testing.T, ontology string, n int, line string) row {
	t.Helper()
	c := strings.Split(line, "\t")
	if len(c) != 5 {
		t.Fatalf("%s line %d: %d columns, want 5", ontology, n, len(c))
	}
	if c[4] != "" && c[4] != "1" {
		t.Errorf("%s line %d: default is %q", ontology, n, c[4])
	}
	return row{code: c[0], display: c[1], synonyms: list(c[2]), abbrs: list(c[3]), isDefault: c[4] == "1"}
}

func list(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, " | ")
}

// key is what two terms must not share: letters, digits and plus signs, in
// lower case, with possessives dropped.
func key(s string) string {
	s = strings.ReplaceAll(strings.ToLower(s), "'", "")
	return strings.Join(strings.FieldsFunc(s, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '+'
	}), " ")
}

func TestTables(t *testing.T) {
	least := map[string]int{"icd10cm": 580, "snomed": 110, "loinc": 110, "rxnorm": 110, "hcpcs": 110}
	for _, name := range Names() {
		t.Run(name, func(t *testing.T) {
			rows := readTable(t, name)
			if len(rows) < least[name] {
				t.Errorf("%d codes, want at least %d", len(rows), least[name])
			}
			checkUnique(t, rows)
		})
	}
}

// checkUnique holds that no code stands twice, and that no synonym, display or
// abbreviation leads to two codes.
func checkUnique(t *testing.T, rows []row) {
	t.Helper()
	codes, terms, abbrs := map[string]bool{}, map[string]string{}, map[string]string{}
	claim := func(owner map[string]string, term, code string) {
		if strings.TrimSpace(term) != term || term == "" {
			t.Errorf("%s: term %q is empty or padded", code, term)
		}
		if other, taken := owner[term]; taken && other != code {
			t.Errorf("%q is on %s and on %s", term, other, code)
		}
		owner[term] = code
	}
	for _, r := range rows {
		if codes[r.code] {
			t.Errorf("code %s stands twice", r.code)
		}
		codes[r.code] = true
		claim(terms, key(r.display), r.code)
		for _, s := range r.synonyms {
			claim(terms, key(s), r.code)
		}
		for _, a := range r.abbrs {
			claim(abbrs, a, r.code)
		}
	}
}

// TestSettled pins the answers that the documentation promises.
func TestSettled(t *testing.T) {
	tests := []struct{ ontology, term, code string }{
		{"icd10cm", "chest pain", "R07.9"},
		{"icd10cm", "hypertension", "I10"},
		{"icd10cm", "high blood pressure", "I10"},
		{"icd10cm", "heart attack", "I21.9"},
		{"icd10cm", "asthma", "J45.909"},
		{"icd10cm", "UTI", "N39.0"},
		{"icd10cm", "breast cancer", "C50.919"},
		{"icd10cm", "elevated WBC", "D72.829"},
		{"icd10cm", "type 2 diabetes", "E11.9"},
		{"snomed", "asthma", "195967001"},
		{"loinc", "glucose", "2345-7"},
		{"loinc", "CBC", "58410-2"},
		{"loinc", "WBC", "6690-2"},
		{"rxnorm", "aspirin", "1191"},
		{"rxnorm", "lisinopril", "29046"},
		{"hcpcs", "wheelchair", "K0001"},
		{"hcpcs", "Foley catheter", "A4338"},
	}
	for _, tt := range tests {
		t.Run(tt.ontology+"/"+tt.term, func(t *testing.T) {
			i := slices.IndexFunc(readTable(t, tt.ontology), func(r row) bool { return r.code == tt.code && r.has(tt.term) })
			if i < 0 {
				t.Errorf("%q does not lead to %s", tt.term, tt.code)
			}
		})
	}
}

func (r row) has(term string) bool {
	same := func(s string) bool { return key(s) == key(term) }
	return same(r.display) || slices.ContainsFunc(r.synonyms, same) || slices.Contains(r.abbrs, term)
}

func TestOpenUnknown(t *testing.T) {
	_, err := Open("icd9")
	if err == nil || !strings.Contains(err.Error(), "icd10cm") {
		t.Errorf("error %v does not name the known ontologies", err)
	}
}
