package mce

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

func TestRead(t *testing.T) {
	got, err := Read(strings.NewReader("\ufeff# MCE\r\nC61\tmale\r\n\nr65.20\tUnacceptable_Principal\n"))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Edit{{"C61", Male}, {"R65.20", Principal}}, got); diff != "" {
		t.Error(diff)
	}
	for bad, line := range map[string]string{
		"C61 male": "line 1", "C61\tgent": "line 1", "\tmale": "line 1", "61C\tmale": "line 1", "C61.1234567\tmale": "line 1",
		"# x\nA00\tmale\n\nB\tmale": "line 4", "A00\tmale\n" + strings.Repeat("x", 1<<17): "line 2",
	} {
		if _, err := Read(strings.NewReader(bad)); !errors.Is(err, schemas.ErrInvalid) || !strings.Contains(err.Error(), line) {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
}

func TestIs(t *testing.T) {
	for head, want := range map[string]bool{
		"# Age and sex\n#\n# of this year\nC61\tmale\n": true, "C61\tmale\nC62\tgent\n": true, "C61\tgent\nC62\tman\nC63\tmale": false,
		"code\tterm\nC61\tprostate": false, "": false, "# nothing": false, "C61     Malignant neoplasm": false,
	} {
		if Is(head) != want {
			t.Errorf("%q: not %v", head, want)
		}
	}
}

func TestRefuses(t *testing.T) {
	for _, c := range []struct {
		kind    Kind
		age     int // -1: not known
		sex     string
		refuses bool
	}{
		{Newborn, 0, "", false},
		{Newborn, 1, "", true},
		{Newborn, -1, "", false},
		{Pediatric, 17, "", false},
		{Pediatric, 18, "", true},
		{Maternity, 8, "", true},
		{Maternity, 9, "", false},
		{Maternity, 65, "", true},
		{Adult, 14, "", true},
		{Adult, 15, "", false},
		{Female, 30, "male", true},
		{Female, 30, "", false},
		{Male, 30, "female", true},
		{Male, 30, "male", false},
		{Principal, 0, "male", false},
	} {
		age := &c.age
		if c.age < 0 {
			age = nil
		}
		if got := c.kind.Refuses(age, c.sex); (got != "") != c.refuses {
			t.Errorf("%+v: %q", c, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("C61\tmale\n# x\nR65.2\tunacceptable_principal")
	f.Fuzz(func(t *testing.T, table string) {
		edits, err := Read(strings.NewReader(table))
		for _, e := range edits {
			if err != nil || !plausible(e.Code) || !slices.Contains(Kinds(), e.Kind) {
				t.Errorf("%+v, %v", e, err)
			}
		}
		if err == nil && len(edits) > 0 && !Is(table) {
			t.Errorf("%q can be read and is not recognised", table)
		}
	})
}
