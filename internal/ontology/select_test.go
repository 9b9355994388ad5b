package ontology

import (
	"strings"
	"testing"

	"medcode/schemas"
)

func selectRelease(t testing.TB, o schemas.Ontology, codes ...string) *Release {
	t.Helper()
	b := NewBuilder(Info{Ontology: o, Release: "FY2026"})
	for _, c := range codes {
		if _, err := b.AddCode(CodeEntry{Code: c, Display: "Title of " + c, Billable: true}); err != nil {
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
	return r
}

func TestSelect(t *testing.T) {
	icd := selectRelease(t, schemas.ICD10CM, "C00", "C00.0", "C43", "C75", "C75.9", "C76", "E11", "E11.9", "E11.65", "M1A", "M1A.0")
	loinc := selectRelease(t, schemas.LOINC, "2345-7", "2345-9", "718-7")
	for _, c := range []struct {
		r          *Release
		in, want   string
		complained string
	}{
		{icd, "e119", "E11.9", ""},
		{icd, " E11.9 ", "E11.9", ""},
		{icd, "E11*", "E11 E11.65 E11.9", ""},
		{icd, "E11.-", "E11 E11.65 E11.9", ""},
		{icd, "m1a*", "M1A M1A.0", ""},
		{icd, "C00..C75", "C00 C00.0 C43 C75 C75.9", ""},
		{icd, "C00-C75", "C00 C00.0 C43 C75 C75.9", ""},
		{icd, "C01..C42", "", "no code"},
		{icd, "C75..C00", "", "wrong way round"},
		{icd, "E11.99", "", "E11.9 is (Title of E11.9)"},
		{icd, "X*", "", "begins with"},
		{icd, "*", "", "begins with"},
		{icd, "", "", "not a code"},
		{icd, "..", "", "not a code"},
		{loinc, "2345-7", "2345-7", ""},
		{loinc, "2345*", "2345-7 2345-9", ""},
	} {
		got, err := c.r.Select(c.in)
		var codes []string
		for id := got.Lo; id < got.Hi; id++ {
			codes = append(codes, c.r.Code(id).Code)
		}
		if strings.Join(codes, " ") != c.want || (err == nil) != (c.complained == "") || err != nil && !strings.Contains(err.Error(), c.complained) {
			t.Errorf("%q: %v %v, want %s %s", c.in, codes, err, c.want, c.complained)
		}
	}
}

func FuzzSelect(f *testing.F) {
	r := selectRelease(f, schemas.ICD10CM, "C00", "C00.0", "E11", "E11.9", "M1A")
	for _, s := range []string{"E11*", "C00..C75", "-", "..", "E11.-", "a-b-c", "\xff*"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := r.Select(s)
		if err == nil && (got.Lo >= got.Hi || int(got.Hi) > r.Info().Codes) {
			t.Errorf("%q selects %v", s, got)
		}
	})
}
