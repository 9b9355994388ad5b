package icd10cm

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/ontology/mce"
)

// TestPOA: indicators are reported for stays alone.
func TestPOA(t *testing.T) {
	e := full(t)
	for _, c := range []struct{ note, want string }{
		{"J18.9 I10", " "},
		{"J18.9 I10 inpatient", "Y Y"},
		{"J18.9=pneumonia,section:hospital_course I10=hypertension,section:hospital_course inpatient", "N Y"},
		{"K81.0=cholecystitis,section:complications inpatient", "N"},
		{"J44.9=copd J18.9=pneumonia,section:hospital_course inpatient", "Y N"},
		{"J18.9=pneumonia,section:hospital_course,acuity:chronic inpatient", "Y"},
		{"I10 Z87.891 inpatient", "Y exempt"},
		{"K80.20=stones K81.0=cholecystitis,section:hospital_course inpatient", "N"},
	} {
		in := note(c.note)
		out := e.Claim(in)
		var got []string
		for _, l := range out.Lines {
			got = append(got, string(l.POA))
		}
		if c.note[:5] == "J44.9" {
			got = []string{string(out.Lines[0].POA), string(out.Lines[1].POA)}
		}
		if diff := cmp.Diff(c.want, strings.Join(got, " ")); diff != "" || out.POARequired != (in.Class == "inpatient") {
			t.Errorf("%s: %s%+v", c.note, diff, out)
		}
	}
}

func TestDiagnoses(t *testing.T) {
	e := full(t)
	want := []Diagnosis{{"ABK", "S52501A", "Y"}, {"ABF", "I10", "Y"}, {"ABF", "Z87891", ""}, {"ABN", "W19XXXA", "Y"}}
	if diff := cmp.Diff(want, e.Claim(note("W19.XXXA S52.501A I10 Z87.891 inpatient")).Diagnoses()); diff != "" {
		t.Error(diff)
	}
	if got := (ClaimOutput{}).Diagnoses(); len(got) != 0 {
		t.Errorf("%v", got)
	}
}

// TestEdits: what does not fit the patient is warned of and stays.
func TestEdits(t *testing.T) {
	e := full(t)
	for _, c := range []struct{ note, warns string }{
		{"N40.0 female", "N40.0"},
		{"N40.0 male", ""},
		{"N40.0", ""},
		{"O10.019 male", "O10.019"},
		{"O10.019 age=70", "O10.019"},
		{"P07.10 age=30", "P07.10"},
		{"P07.10 age=0", ""},
		{"F03.90 age=8", "F03.90"},
		{"Z00.121 age=40", "Z00.121"},
		{"B96.20 I10", "B96.20"},
		{"B96.20 N39.0", ""},
		{"F02.80", "F02.80"},
		{"F02.80 G30.9", ""},
	} {
		out := e.Claim(note(c.note))
		warned := ""
		for _, w := range out.Changes {
			if strings.HasPrefix(w.What, "warning: ") {
				warned = w.Code
			}
		}
		if warned != c.warns || !strings.Contains(codesOf(out), c.note[:5]) {
			t.Errorf("%s: warned of %q: %v", c.note, warned, out)
		}
	}
}

// TestImportedEdits: a table adds to the derived edits.
func TestImportedEdits(t *testing.T) {
	e := NewEngine(full(t).release, Edit{Code: "R07.9", Kind: mce.Principal}, Edit{Code: "J45", Kind: mce.Male})
	out := e.Claim(note("R07.9 inpatient"))
	if len(out.Changes) != 1 || out.Changes[0].Rule != "edit unacceptable_principal" {
		t.Errorf("%v", out.Changes)
	}
	if out := e.Claim(note("J45.40 female")); len(out.Changes) != 1 {
		t.Errorf("%v", out.Changes)
	}
}

// TestSmallRelease: an engine over few codes and no Tabular List has fewer
// rules and the same promises.
func TestSmallRelease(t *testing.T) {
	e := NewEngine(release(t))
	in := note("N18.9 N18.32 M25.561 M25.5 I10 S52.50")
	out := e.Claim(in)
	if got := codesOf(out); got != "N18.32 M25.561 S52.509A" && got != "N18.32 M25.561 S52.501A" {
		t.Errorf("%s: %v", got, out.Changes)
	}
	sound(t, e, in, out)
}

// TestChangesSayWhy: each change names a rule, and a line that a rule made
// says so.
func TestChangesSayWhy(t *testing.T) {
	out := full(t).Claim(note("I10 I50.9 R06.02"))
	want := []string{
		"I10 → I11.0: hypertension with heart failure, presumed related (Official Guidelines FY2026 I.C.9.a)",
		"R06.02 left out: part of I11.0 as a rule (Official Guidelines FY2026 I.B.5)",
	}
	var got []string
	for _, c := range out.Changes {
		got = append(got, c.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if out.Lines[0].Why != "hypertension with heart failure, presumed related (Official Guidelines FY2026 I.C.9.a)" || out.Lines[1].Why != "named by the note" {
		t.Errorf("%+v", out.Lines)
	}
	if diff := cmp.Diff([]int{0}, out.Lines[0].From); diff != "" {
		t.Error(diff)
	}
}
