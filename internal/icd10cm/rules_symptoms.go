package icd10cm

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// symptomRow is symptoms that go with diagnoses as a rule, and are therefore
// not coded beside them (Official Guidelines I.B.5). The table is written from
// clinical knowledge and errs on the side of keeping a symptom.
type symptomRow struct {
	symptoms, diagnoses string
}

const (
	lungInfection  = "J09-J18 J20-J22 U07.1 A15 A37 A48.1 B44.0-B44.1"
	airways        = "J40-J44 J45 J47"
	heartFailures  = "I50 I11.0 I13.0 I13.2"
	coronary       = "I20-I22 I25.11 I25.7"
	upperAirway    = "J00-J06 J10 J11 J30-J32 J35"
	enteritis      = "A00-A09 K52"
	bowel          = "K50 K51"
	acuteAbdomen   = "K35-K37 K25-K28 K29 K57.0-K57.2 K57.32 K57.92 K80-K81 K85 K86.0 K86.1 K56 N20 N10 K65"
	infectedUrine  = "N10 N30 N34 N39.0 O23"
	systemic       = "A40 A41 A02.1 A22.7 A26.7 A32.7 A42.7 A54.86 B37.7 P36"
	jointDisease   = "M05-M19 M1A M22 M23 M70-M71 M75 S40-S99 T84"
	backDisease    = "M43 M45-M51 M54.3 M54.4 S22 S32"
	fevers         = lungInfection + " " + systemic + " A00-A32 A35-A49 A68-B09 B25-B27 B33-B34 J00-J06 J36 J39.0 J85 J86 K35 K57.0 K57.2 K57.32 K57.92 K65 K81.0 L02 L03 M00 M86 N10 N30.0 N39.0 N41.0 N45 N70 G00-G05 I33 I30.1 H66 O85 O86"
	depressions    = "F32-F33 F31 F34.1"
	thyroidHigh    = "E05"
	thyroidLow     = "E03 E06.3"
	sugarHigh      = "E08-E13"
	kidneyFailure  = "N17-N19"
	cirrhosis      = "K70-K74 K76.6"
	hepatic        = "B15-B19 K70-K77"
	parkinsonism   = "G20 G21"
	respiratoryBad = "J80 J96 J98.1 J93 J94.2 J90 J91 J81.0 I26"
)

// symptomRows is the table.
func symptomRows() []symptomRow {
	return slices.Concat(breathing(), circulation(), abdomen(), urine(), nerves(), joints(), skin(), wholeBody())
}

func breathing() []symptomRow {
	return []symptomRow{
		{"R05", lungInfection + " " + airways + " U07.0 J00 J04-J06 J30-J32 J84"},
		{"R06.02", lungInfection + " " + airways + " U07.0 " + heartFailures + " " + respiratoryBad + " J84 J43"},
		{"R06.00", lungInfection + " " + airways + " U07.0 " + heartFailures + " " + respiratoryBad + " J84 J43"},
		{"R06.09", lungInfection + " " + airways + " " + heartFailures + " " + respiratoryBad},
		{"R06.01", heartFailures},
		{"R06.2", airways + " J20 J21"},
		{"R06.1", "J05 J38.6"},
		{"R06.82 R06.03", respiratoryBad + " J12-J18"},
		{"R06.81", "G47.3"},
		{"R06.83", "G47.3"},
		{"R09.02", "J96.01 J96.11 J96.21 J96.91 J80"},
		{"R09.01", "J96 J80"},
		{"R09.1", "J90 J86"},
		{"R09.3", airways + " " + lungInfection},
		{"R09.81", upperAirway},
		{"R09.82", upperAirway},
		{"R07.1", "J12-J18 J90 I26 R09.1 J93 I30"},
		{"R07.2 R07.82 R07.89 R07.9", coronary + " I26 I30 J93 S22.3 S22.4"},
		{"R07.0", "J00-J06 J36 B27"},
		{"R04.0", "D69.3 I78.0"},
		{"R04.2", "A15"},
		{"R49.0", "J04 J38 C32"},
	}
}

func circulation() []symptomRow {
	return []symptomRow{
		{"R00.2", "I47-I49"},
		{"R00.0", "I47-I49 " + thyroidHigh + " " + systemic},
		{"R00.1", "I44.1 I44.2 I49.5"},
		{"R01.1 R01.0", "I34-I38 I05-I08 Q21"},
		{"R60.0", heartFailures + " I87.2 N04 " + cirrhosis},
		{"R60.1 R60.9", heartFailures + " N04 " + cirrhosis},
		{"R03.0", "I10-I16 O10-O16"},
		{"R55", "I44.2 I49.5 I47.2 G90.0 I95.1"},
		{"R57.9 R57.8", "R65.21 R57.0 R57.1"},
		{"R65.10 R65.11", systemic},
		{"R78.81", systemic + " I33"},
	}
}

func abdomen() []symptomRow {
	return []symptomRow{
		{"R10.9 R10.8", acuteAbdomen + " " + enteritis + " " + bowel + " K58"},
		{"R10.0", acuteAbdomen},
		{"R10.10 R10.12", "K25-K29 K85"},
		{"R10.11 R10.10", "K80-K83"},
		{"R10.13", "K25-K30 K21 K85"},
		{"R10.31 R10.30", "K35-K37 N83 N20"},
		{"R10.32", "K57"},
		{"R10.2", "N70-N73 N80 O00"},
		{"R11.0 R11.1 R11.2", enteritis + " K29 K35 K56 K80-K81 K85 N10 N20 G43 O21 E08.1 E09.1 E10.1 E11.1 E13.1 K31.84 H81"},
		{"R10.A", "N10 N12 N13 N15.1 N20"},
		{"R12", "K21 K20"},
		{"R13.1", "K22.0 K22.2"},
		{"R14", "K56 K58"},
		{"R17", hepatic + " K80.3-K80.5 K83 P59"},
		{"R18.8", "K70.31 K70.11 K71.51"},
		{"R19.7", enteritis + " " + bowel + " K58.0 K90.0"},
		{"K59.00", "K58.1 K56 K56.41"},
		{"R63.0", depressions + " " + enteritis},
		{"R16.0", hepatic},
		{"R16.1", "C81-C96 K76.6"},
	}
}

func urine() []symptomRow {
	return []symptomRow{
		{"R30", infectedUrine + " N41"},
		{"R35", infectedUrine + " " + sugarHigh + " N32.81"},
		{"R39.15 R39.14 R39.12 R39.11", "N32.81 " + infectedUrine},
		{"R31", "N20 N30.01 N30.91 N02"},
		{"R80.9", "N04 E08.21 E09.21 E10.21 E11.21 E13.21 O14"},
		{"R34", kidneyFailure},
		{"R94.4", kidneyFailure},
		{"N23", "N20 N13.2"},
	}
}

func nerves() []symptomRow {
	return []symptomRow{
		{"R51.9", "G43 G44 G00-G05 I60 S06"},
		{"H53.14", "G43 G00-G03 H16 H20"},
		{"R42", "H81 I95.1"},
		{"R56.9", "G40"},
		{"R25.1", parkinsonism + " G25.0"},
		{"R26.0-R26.2 R26.81 R26.89", parkinsonism},
		{"R41.3", "F01-F03 G30 G31 F04"},
		{"R41.0", "F05 G93.4 F01-F03"},
		{"R41.82", "F05 G93.4"},
		{"R20", "G56 G57 G62 E08.4 E09.4 E10.4 E11.4 E13.4 M54.1"},
		{"R40.0 R40.1", "G93.4 F05"},
		{"R45.0-R45.3", "F41 F31 F30"},
		{"R45.851", "T14.91"},
		{"R53.83 R53.81", depressions + " " + thyroidLow + " D50-D64 " + lungInfection + " " + systemic + " M79.7 B27"},
		{"G47.00", depressions + " F41"},
		{"R44", "F20-F25 F05"},
	}
}

func joints() []symptomRow {
	return []symptomRow{
		{"M25.5", jointDisease}, // these four only of the part that they name, see samePart
		{"M25.4", jointDisease},
		{"M25.6", jointDisease},
		{"M54.50 M54.59 M54.9", backDisease},
		{"M54.2", "M50 S12 M47.812 M47.12 M47.22 M48.02"},
		{"M79.1", "M79.7 J09-J11 B34.9 M60 A90"},
		{"M79.6", "I70.2 I82.4 M1A M10 S40-S99"},
	}
}

func skin() []symptomRow {
	return []symptomRow{
		{"R21", "L20-L30 L50 L40 B01 B02 B05 B06 B08 A38 L93"},
		{"L29.9 L29.8", "L20-L30 L50 B86"},
		{"H92.0", "H60 H65 H66"},
		{"H57.1", "H10 H15 H16 H20 H40.21"},
	}
}

func wholeBody() []symptomRow {
	return []symptomRow{
		{"R50.9 R50.81", fevers},
		{"R68.83", fevers},
		{"R61", "E05 A15 C81-C86"},
		{"R63.4", thyroidHigh + " A15"},
		{"R63.1 R63.2", sugarHigh},
		{"R73.9 R73.09", sugarHigh + " R73.03"},
		{"R63.5", "E66 " + thyroidLow},
		{"R59", "C77 C81-C86 B27 D86"},
		{"R79.1", "D65-D68"},
		{"R74.0 R94.5", hepatic},
		{"R76.11", "A15 Z22.7"},
		{"R87.61", "C53 D06"},
		{"N94.6", "N80"},
		{"N63", "C50 D05 D24 N60 N61"}, // of one side, see explains
		{"R52", "G89 F45.4 M25.5 M54 M79.6 R07 R10 R51"},
		{"R58", "D62 I85.01 I85.11 K25.0 K25.2 K25.4 K25.6 K26.0 K26.2 K26.4 K26.6 K27.0 K27.2 K27.4 K27.6 K28.0 K28.2 K28.4 K28.6 K29.01 K55.21 I60-I62 J95.83 K62.5 K91.84 K91.87 K92.0-K92.2 L76.2 M96.83 N92 N93 N99.82 N99.84 O04.6 O20 O46 O67 O72 R04 T79.2"},
		{"R22.2 R19.0", "K40-K46"},
	}
}

// symptomRule is a row for one release.
type symptomRule struct {
	symptoms, diagnoses set
	part                bool // only of the same part of the body
}

func compileSymptoms(r *ontology.Release) []symptomRule {
	rows := symptomRows()
	out := make([]symptomRule, len(rows))
	for i, row := range rows {
		out[i] = symptomRule{compile(r, row.symptoms), compile(r, row.diagnoses), strings.HasPrefix(row.symptoms, "M25") || row.symptoms == "M79.6"}
		out[i].diagnoses = out[i].diagnoses.without(out[i].symptoms)
	}
	return out
}

// symptomsOf returns the rows that a code is a symptom of.
func (e *Engine) symptomsOf(id ontology.CodeID) (rows []int) {
	for i := range e.symptom {
		if e.symptom[i].symptoms.has(id) {
			rows = append(rows, i)
		}
	}
	return rows
}

// integral leaves out symptoms that go with a definite diagnosis of the claim;
// other symptoms stay (I.B.4–I.B.6).
func (s *sheet) integral() {
	for i := len(s.lines) - 1; i >= 0; i-- {
		if d := s.explains(i); d >= 0 {
			s.drop(i, "part of "+s.lines[d].facts.code+" as a rule", section("I.B.5"))
		}
	}
}

// explains returns the diagnosis that a symptom goes with, -1 for none. A
// diagnosis that is only suspected explains nothing but at the end of a stay
// (II.H), and sides must agree.
func (s *sheet) explains(i int) int {
	for _, r := range s.lines[i].facts.symptoms {
		for k := range s.lines {
			a, b := s.lines[i].facts, s.lines[k].facts
			if k == i || !s.symptom[r].diagnoses.has(s.lines[k].id) || s.symptom[r].part && !samePart(a, b) {
				continue
			}
			if (inpatient(s.in.Class) || !s.suspected(k)) && !sides(a, b) && !s.unlinked(i, k) {
				return k
			}
		}
	}
	return -1
}

// samePart tells whether the titles of two codes share a word for a part of the
// body: the pain of a knee is not part of a broken wrist.
func samePart(a, b *facts) bool {
	for _, w := range a.words {
		if w != "pain" && w != "joint" && w != "stiffness" && w != "effusion" && slices.Contains(b.words, w) {
			return true
		}
	}
	return false
}
