package ontology

import "medcode/internal/text"

// drugCells are the columns of the drug table.
const drugCells = 6

// DrugRow is a row of the Table of Drugs and Chemicals (CDC,
// icd10cm_drug_YYYY.xml). Codes are headers or complete but for the seventh
// character.
type DrugRow struct {
	Substance                                                         string // as printed, "Penicillin > any"
	Accidental, SelfHarm, Assault, Undetermined, Adverse, Underdosing DrugCode
}

// DrugCode is a cell of the drug table; OK is false for an empty one.
type DrugCode struct {
	ID CodeID
	OK bool
}

type drugEntry struct {
	substance string   // as printed
	names     []string // under which it is found, the printed one first
	cells     [drugCells]string
}

// Drug returns the row of a substance: by its words in order, else by the same
// words in any order. Names that the table refers elsewhere ("see") have the
// row that they refer to.
func (r *Release) Drug(substance string) (DrugRow, bool) {
	if len(r.drugs) == 0 {
		return DrugRow{}, false
	}
	v, ok := r.drugKeys.get(normHash(text.Normalize(substance)))
	if !ok {
		sum, n := bagSum(text.Tokens(nil, substance))
		if n == 0 || n > maxBag {
			return DrugRow{}, false
		}
		v, ok = r.drugKeys.get(bagHash(sum))
	}
	if !ok || v == 0 {
		return DrugRow{}, false
	}
	d := &r.drugs[v-1]
	cell := func(i int) DrugCode { return DrugCode{CodeID(max(d.Cells[i], 1) - 1), d.Cells[i] > 0} }
	return DrugRow{
		Substance:  string(r.strings[d.Off : d.Off+d.Len]),
		Accidental: cell(0), SelfHarm: cell(1), Assault: cell(2), Undetermined: cell(3), Adverse: cell(4), Underdosing: cell(5),
	}, true
}
