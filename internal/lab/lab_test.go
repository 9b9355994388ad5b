package lab_test

import (
	"testing"

	"medcode/internal/lab"
)

// TestUnit: the spellings of notes, the longest one, and what only looks like
// a unit.
func TestUnit(t *testing.T) {
	for _, c := range []struct {
		said, want string
		n          int
	}{
		{" mg/dL", "mg/dL", 6},
		{"MMOL/L LOW", "mmol/L", 6},
		{" µmol/L, urea", "umol/L", len(" µmol/L")},
		{" x10^9/L,", "10*9/L", 8},
		{" x 10^9 / L", "10*9/L", 11},
		{" K/uL (4.0-11.0)", "10*3/uL", 5},
		{" mL/min/1.73 m2", "mL/min/{1.73_m2}", 15},
		{" ng/mL FEU", "ng/mL{FEU}", 10},
		{" ng/mL", "ng/mL", 6},
		{"%", "%", 1},
		{"% bands", "%", 1},
		{" mEq/L", "meq/L", 6},
		{" °C", "Cel", len(" °C")},
		{"F", "[degF]", 1},
		{" mm Hg", "mm[Hg]", 6},
		{" /100 WBC", "/100{WBCs}", 9},
		{" cm H2O", "cm[H2O]", 7},
		{" sec", "s", 4},
		{" seen", "", 0},
		{" for", "", 0},
		{" mg/dLx", "", 0},
		{" H", "", 0},
		{"", "", 0},
	} {
		got, n := lab.Unit(c.said)
		if got != c.want || n != c.n {
			t.Errorf("%q: got %q, %d bytes; want %q, %d", c.said, got, n, c.want, c.n)
		}
	}
}

// TestCodes: the usual code, and those that unit, specimen and time ask for.
func TestCodes(t *testing.T) {
	table, err := lab.Read()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name                                  string
		value, unit, specimen, method, timing string
		want                                  string
	}{
		{name: "K", want: "2823-3"},
		{name: "glucose", value: "342", unit: "mg/dL", want: "2345-7"},
		{name: "glucose", value: "6.1", unit: "mmol/L", want: "14749-6"},
		{name: "creatinine", value: "156", want: "14682-9"},
		{name: "creatinine", value: "1.8", want: "2160-0"},
		{name: "HbA1c", value: "53", unit: "mmol/mol", want: "59261-8"},
		{name: "neutrophils", value: "82", unit: "%", want: "770-8"},
		{name: "WBC", value: "10", unit: "/[HPF]", want: "5821-4"},
		{name: "pH", value: "7.31", specimen: "arterial blood", want: "2744-1"},
		{name: "vancomycin level", value: "18", timing: "trough", want: "4092-3"},
		{name: "ANA", value: "1:320", want: "5048-4"},
		{name: "ANA", value: "positive", want: "8061-4"},
		{name: "ciprofloxacin susceptibility", value: "susceptible", want: "18906-8"},
		{name: "ciprofloxacin susceptibility", value: "<=0.25", want: "185-9"},
		{name: "urine output", value: "40", unit: "mL/h", want: "9187-6"},
		{name: "protein", value: "100", unit: "mg/dL", specimen: "urine", want: "2888-6"},
	} {
		test, ok := table.Named(c.name)
		if !ok {
			t.Errorf("%q is not in the table", c.name)
			continue
		}
		if got := test.Codes(lab.FactsOf(c.value, c.unit, c.specimen, c.method, c.timing)); got[0] != c.want {
			t.Errorf("%q %s %s: got %s, want %s", c.name, c.value, c.unit, got[0], c.want)
		}
	}
}
