package ontology

import (
	"testing"

	"medcode/schemas"
)

func TestEdits(t *testing.T) {
	b := NewBuilder(Info{Ontology: schemas.ICD10CM, Release: "FY2026"})
	for code, title := range map[string]string{
		"C61": "Malignant neoplasm of prostate", "O80": "Encounter for full-term uncomplicated delivery", "P29.2": "Neonatal hypertension",
		"I10": "Essential (primary) hypertension", "N83.20": "Unspecified ovarian cysts", "Z12.4": "Encounter for screening for malignant neoplasm of cervix",
		"Z80.42": "Family history of malignant neoplasm of prostate", "R62.7": "Adult failure to thrive", "R62.51": "Failure to thrive (child)",
		"Z62.810": "Personal history of physical and sexual abuse in childhood", "Q55.9": "Congenital malformation of male genital organ, unspecified",
	} {
		if _, err := b.AddCode(CodeEntry{Code: code, Display: title, Billable: true}); err != nil {
			t.Fatal(err)
		}
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	years := func(n int) *int { return &n }
	for _, c := range []struct {
		code string
		age  *int
		sex  string
		want int
	}{
		{"C61", years(70), "male", 0},
		{"C61", years(70), "female", 1},
		{"C61", nil, "", 0},
		{"O80", years(30), "female", 0},
		{"O80", years(30), "male", 1},
		{"O80", years(70), "male", 2},
		{"O80", years(8), "", 1},
		{"P29.2", years(0), "female", 0},
		{"P29.2", years(40), "female", 1},
		{"I10", years(3), "male", 0},
		{"N83.20", years(20), "male", 1},
		{"R62.7", years(10), "", 1},
		{"R62.7", years(60), "", 0},
		{"R62.51", years(60), "", 1},
		{"R62.51", years(17), "", 0},
		{"Z62.810", years(60), "", 0},
		{"Q55.9", years(0), "female", 1},
		{"Z80.42", years(50), "female", 0},
		{"Q55.9", years(0), "unknown", 0},
	} {
		id, _ := r.Find(c.code)
		if got := r.Edits(id, c.age, c.sex); len(got) != c.want {
			t.Errorf("%s for %v %s: %q, want %d", c.code, c.age, c.sex, got, c.want)
		}
	}
	if r.Edits(CodeID(9999), nil, "male") != nil {
		t.Error("a code that is not there")
	}
}
