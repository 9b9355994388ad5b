package section

import (
	"regexp"
	"testing"
)

// TestCodes holds that the codes of sections are LOINC codes: a number, a
// hyphen and the check digit of it, by the formula of Luhn.
func TestCodes(t *testing.T) {
	form := regexp.MustCompile(`^[0-9]{3,6}-[0-9]$`)
	coded := map[string]bool{}
	for _, row := range table {
		if row.code == "" {
			continue
		}
		coded[row.name] = true
		n := len(row.code)
		if !form.MatchString(row.code) || luhn(row.code[:n-2]) != row.code[n-1] {
			t.Errorf("%s has the code %q, whose check digit is wrong", row.name, row.code)
		}
	}
	for _, name := range []string{HPI, PastMedical, PastSurgical, Family, Social, Medications, Allergies, Review, Exam, Assessment, Plan, Course, Instructions} {
		if !coded[name] {
			t.Errorf("%s has no code", name)
		}
	}
}

func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}

// TestCodeOfHeading holds that the code says more than the name where LOINC
// has more.
func TestCodeOfHeading(t *testing.T) {
	for heading, want := range map[string][2]string{
		"HPI":                    {HPI, "10164-2"},
		"Subjective":             {HPI, "61150-9"},
		"S":                      {HPI, "61150-9"},
		"Objective":              {Exam, "61149-1"},
		"Physical Examination":   {Exam, "29545-1"},
		"Reason for Visit":       {"chief_complaint", "29299-5"},
		"Chief Complaint":        {"chief_complaint", "10154-3"},
		"Preoperative Diagnosis": {Assessment, "10219-4"},
		"Problem List":           {Assessment, "11450-4"},
		"A/P":                    {"assessment_plan", "51847-2"},
		"Discharge Condition":    {"discharge_condition", ""},
		"Meds at d/c":            {"discharge_medications", "10183-2"},
		"D/C meds":               {"discharge_medications", "10183-2"},
		"Meds on adm":            {Medications, "10160-0"},
		"d/c dx":                 {"discharge_diagnosis", "11535-2"},
		"Adm dx":                 {Assessment, "46241-6"},
		"Hosp course":            {Course, "8648-8"},
		"Fam hx":                 {Family, "10157-6"},
		"PTA meds":               {Medications, "10160-0"},
	} {
		secs := Split(heading + ": text")
		if len(secs) != 1 || secs[0].Name != want[0] || secs[0].Code != want[1] {
			t.Errorf("%s: %+v, want %v", heading, secs, want)
		}
	}
}
