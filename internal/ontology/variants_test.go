package ontology

import (
	"slices"
	"testing"

	"medcode/internal/text"
)

func TestVariants(t *testing.T) {
	for _, c := range []struct {
		kind       Kind
		text, path string
		want       []string
		not        []string
	}{
		{Title, "Essential (primary) hypertension", "", []string{"Essential (primary) hypertension", "Essential hypertension", "primary hypertension"}, nil},
		{Title, "Chest pain, unspecified", "", []string{"Chest pain"}, nil},
		{Title, "Pneumonia, unspecified organism", "", []string{"Pneumonia"}, nil},
		{Inclusion, "Escherichia coli enteritis NOS", "", []string{"Escherichia coli enteritis"}, nil},
		{Inclusion, "Pain, chest", "", []string{"chest Pain"}, nil},
		{Title, "Human immunodeficiency virus [HIV] disease", "", []string{"Human immunodeficiency virus disease"}, nil},
		{Title, "Pneumonia, not elsewhere classified", "", []string{"Pneumonia"}, nil},
		{Title, "Diagnosis, with nostrils", "", nil, []string{"with nostrils Diagnosis", "Diagnosis, with tril"}},
		{Abbreviation, "CHF", "", []string{"CHF"}, nil},
		{
			Index, "Abdomen, abdominal acute", "Abdomen, abdominal > acute",
			[]string{"Abdomen acute", "acute Abdomen", "abdominal acute", "acute abdominal"},
			nil,
		},
		{
			Index, "Diabetes, diabetic with nephropathy", "Diabetes, diabetic > with > nephropathy",
			[]string{"Diabetes with nephropathy", "diabetic nephropathy", "nephropathy diabetic"},
			[]string{"with Diabetes"},
		},
		{
			Index, "Fracture, traumatic femur neck", "Fracture, traumatic > femur > neck",
			[]string{"Fracture traumatic femur neck", "neck femur Fracture traumatic", "femur neck Fracture traumatic"},
			nil,
		},
		{Index, "Anemia due to blood loss", "Anemia > due to > blood loss", []string{"Anemia due to blood loss", "blood loss Anemia"}, nil},
	} {
		got := Variants(c.kind, c.text, c.path)
		if got[0] != c.text {
			t.Errorf("%q: the printed form is not first: %q", c.text, got)
		}
		norms := make([]string, len(got))
		for i, g := range got {
			norms[i] = text.Normalize(g)
		}
		for _, w := range c.want {
			if !slices.Contains(norms, text.Normalize(w)) {
				t.Errorf("%q (%s): no %q in %q", c.text, c.path, w, got)
			}
		}
		for _, w := range c.not {
			if slices.Contains(norms, text.Normalize(w)) {
				t.Errorf("%q: %q in %q", c.text, w, got)
			}
		}
		if len(got) > maxVariants {
			t.Errorf("%q: %d variants", c.text, len(got))
		}
	}
}

func TestStem(t *testing.T) {
	for _, pair := range [][2]string{
		{"fracture", "fractured"}, {"swelling", "swell"}, {"dislocate", "dislocated"}, {"plan", "plan"}, {"bleed", "bleed"},
	} {
		if stem(pair[0]) != stem(pair[1]) {
			t.Errorf("%q and %q: %q, %q", pair[0], pair[1], stem(pair[0]), stem(pair[1]))
		}
	}
	for _, w := range []string{"ring", "red", "2025", "king"} {
		if stem(w) != w {
			t.Errorf("stem(%q) = %q", w, stem(w))
		}
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"pain", "pain", 0}, {"pian", "pain", 1}, {"pneumona", "pneumonia", 1}, {"asthma", "astma", 1}, {"abc", "xyz", 3}, {"hypertention", "hypertension", 1}} {
		if got := distance(c.a, []byte(c.b), 2); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
