package ontology

import (
	"slices"
	"testing"

	"medcode/schemas"
)

// rxRows are codes with the names that RxNorm gives such things.
var rxRows = [][2]string{
	{"1", "metoprolol"},
	{"2", "metoprolol tartrate"},
	{"3", "metoprolol tartrate 25 MG"},
	{"4", "metoprolol succinate 25 MG"},
	{"5", "metoprolol tartrate 25 MG Oral Tablet"},
	{"6", "24 HR metoprolol succinate 25 MG Extended Release Oral Tablet"},
	{"7", "Toprol-XL"},
	{"8", "24 HR metoprolol succinate 50 MG Extended Release Oral Tablet [Toprol-XL]"},
	{"9", "metoprolol succinate 50 MG [Toprol-XL]"},
	{"10", "metoprolol Oral Tablet"},
	{"11", "acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet"},
	{"12", "oxycodone"},
	{"13", "acetaminophen"},
	{"14", "acetaminophen / oxycodone"},
	{"15", "furosemide"},
	{"16", "furosemide 20 MG"},
	{"17", "furosemide 20 MG Oral Tablet"},
	{"18", "furosemide 10 MG/ML Injectable Solution"},
	{"19", "Prednisone"},
	{"20", "prednisone"},
	{"21", "prednisone 10 MG Oral Tablet"},
	{"22", "amoxicillin 80 MG/ML Oral Suspension"},
	{"23", "amoxicillin"},
	{"24", "0.4 ML enoxaparin sodium 100 MG/ML Prefilled Syringe"},
	{"25", "enoxaparin"},
	{"26", "triamcinolone acetonide 1 MG/ML Topical Cream"},
	{"27", "triamcinolone acetonide 0.001 MG/MG Topical Ointment"},
	{"28", "triamcinolone"},
	{"29", "folic acid 1 MG Oral Tablet"},
	{"30", "72 HR fentanyl 0.025 MG/HR Transdermal System"},
	{"31", "fentanyl"},
	{"32", "NDA021457 200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler"},
	{"33", "albuterol"},
	{"34", "{21 (ethinyl estradiol 0.02 MG Oral Tablet) / 7 (inert ingredients 1 MG Oral Tablet) } Pack"},
	{"35", "acetaminophen Pill"},
	{"36", "Cipro 500"},
	{"37", "ciprofloxacin"},
}

func smallFormulary(t testing.TB) (*Formulary, *Release) {
	t.Helper()
	b := NewBuilder(Info{Ontology: schemas.RxNorm, Release: "test"})
	for _, row := range rxRows {
		if _, err := b.AddCode(CodeEntry{Code: row[0], Display: row[1], Billable: true}); err != nil {
			t.Fatal(err)
		}
	}
	b.AddTerm("36", Synonym, "ciprofloxacin 500 MG Oral Tablet", "")
	b.AddTerm("13", Synonym, "paracetamol", "")
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	return NewFormulary(r), r
}

func TestSpecific(t *testing.T) {
	f, r := smallFormulary(t)
	for _, c := range []struct {
		name, strength, form, route string
		want                        string // code, empty for none
	}{
		{"metoprolol", "25 mg", "", "oral", ""}, // which salt?
		{"metoprolol tartrate", "25 mg", "", "oral", "3"},
		{"metoprolol", "25 mg", "tablet", "", "5"},
		{"metoprolol", "25 mg", "tablet ER", "", "6"},
		{"metoprolol", "37 mg", "tablet", "", "10"}, // not made: the form alone
		{"metoprolol", "", "tablet", "", "10"},
		{"metoprolol", "37 mg", "", "", ""},
		{"Toprol-XL", "50 mg", "", "", "9"},
		{"Toprol-XL", "50 mg", "tablet ER", "", "8"},
		{"acetaminophen / oxycodone", "5/325 mg", "tablet", "", "11"},
		{"acetaminophen / oxycodone", "5-325 mg", "", "oral", "11"},
		{"acetaminophen / oxycodone", "10/325 mg", "tablet", "", ""},
		{"furosemide", "20 mg", "", "oral", "16"},
		{"furosemide", "0.02 g", "", "", "16"},
		{"furosemide", "20 mg", "", "intravenous", ""}, // that is a tablet
		{"furosemide", "10 mg/mL", "injection", "intravenous", "18"},
		{"prednisone", "10 mg", "", "", "21"}, // no component, one product
		{"amoxicillin", "400 mg/5 mL", "suspension", "", "22"},
		{"enoxaparin", "40 mg", "syringe", "subcutaneous", "24"},
		{"enoxaparin", "40 mg", "", "subcutaneous", ""},
		{"triamcinolone", "0.1 %", "cream", "topical", "26"},
		{"triamcinolone", "0.1 %", "ointment", "", "27"},
		{"folic acid", "1 mg", "tablet", "", "29"},
		{"fentanyl", "25 mcg/h", "patch", "", "30"},
		{"albuterol", "90 mcg", "MDI", "inhaled", "32"},
		{"albuterol", "90 mcg/spray", "MDI", "inhaled", "32"},
		{"ciprofloxacin", "500 mg", "tablet", "", "36"}, // shown under a short name
		{"paracetamol", "", "", "", ""},
		{"albuterol", "lots", "MDI", "", ""},
		{"albuterol", "-1 mg", "", "", ""},
	} {
		concept, ok := f.Named(c.name)
		if !ok {
			t.Errorf("%s is not known", c.name)
			continue
		}
		got := ""
		if id, why, ok := f.Specific(concept, RxStatement{c.strength, c.form, c.route}); ok {
			if got = r.Code(id).Code; why == "" {
				t.Errorf("%+v: no reason", c)
			}
		}
		if got != c.want {
			t.Errorf("%s %q %q %q: %q, want %q", c.name, c.strength, c.form, c.route, got, c.want)
		}
	}
}

func TestFormularyNames(t *testing.T) {
	f, r := smallFormulary(t)
	if c, ok := f.Named("PREDNISONE"); !ok || r.Code(c.ID).Code != "20" {
		t.Errorf("prednisone is %+v; of two codes the one written as ingredients are is meant", c)
	}
	if c, ok := f.Named("Paracetamol"); !ok || r.Code(c.ID).Code != "13" {
		t.Errorf("paracetamol is %+v", c)
	}
	if c, ok := f.Named("folic acid"); !ok || c.Coded || c.Key != "folic acid" {
		t.Errorf("folic acid is %+v; only products name it", c)
	}
	if c, ok := f.Named("toprol XL"); !ok || !c.Brand || !slices.Equal(f.Ingredients(c), []string{"metoprolol"}) {
		t.Errorf("Toprol XL is %+v", c)
	}
	if c, ok := f.Combined([]string{"oxycodone", "acetaminophen"}); !ok || r.Code(c.ID).Code != "14" {
		t.Errorf("oxycodone and acetaminophen are %+v", c)
	}
	if c, ok := f.Combined([]string{"oxycodone", "furosemide"}); ok {
		t.Errorf("nothing is made of oxycodone and furosemide, but there is %+v", c)
	}
	for code, want := range map[string]string{"5": "metoprolol tartrate", "8": "toprol-xl", "11": "acetaminophen / oxycodone", "20": "prednisone"} {
		id, _ := r.Find(code)
		if c, ok := f.Of(id); !ok || c.Name != want {
			t.Errorf("%s is of %q, want %q", code, c.Name, want)
		}
	}
	if _, ok := f.Of(1 << 20); ok {
		t.Error("a code that is not there has a name")
	}
}

func TestClosest(t *testing.T) {
	f, _ := smallFormulary(t)
	s := NewRxSpelling(f)
	for word, want := range map[string]string{
		"metoprlol": "metoprolol", "furosmide": "furosemide", "amoxicilin": "amoxicillin", "metro": "", "mountain": "", "": "", "éléphant": "",
	} {
		if got, ok := s.Closest(word); got != want && ok || ok != (want != "") {
			t.Errorf("%q is %q, %t; want %q", word, got, ok, want)
		}
	}
}

func FuzzReadRxName(f *testing.F) {
	for _, row := range rxRows {
		f.Add(row[1])
	}
	f.Add(" / ")
	f.Add("1 ML [")
	forms := map[string]bool{"oral tablet": true}
	f.Fuzz(func(t *testing.T, name string) {
		p := readRxName(name, forms)
		if p.kind != rxPack && len(p.parts) == 0 {
			t.Errorf("%q has no part", name)
		}
		_ = p.key()
	})
}

func FuzzStrength(f *testing.F) {
	for _, s := range []string{"20 mg", "5/325 mg", "400 mg/5 mL", "25 mcg/h", "0.1 %", "2 %+0.5 %", "1 mg/72 h", "/ -+", "1e9 mg"} {
		f.Add(s)
	}
	p := readRxName("acetaminophen 325 MG / oxycodone hydrochloride 5 MG Oral Tablet", nil)
	f.Fuzz(func(t *testing.T, s string) {
		if st, ok := rxStatedOf(s); ok {
			st.fits(&p)
			for _, a := range st.amounts {
				if !(a > 0) {
					t.Errorf("%q has the amount %v", s, a)
				}
			}
		}
	})
}
