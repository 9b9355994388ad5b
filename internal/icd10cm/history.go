package icd10cm

import "medcode/internal/ontology"

// History turns the codes of conditions that are over, or a relative's, into
// the codes of chapter 21 that say so (Official Guidelines I.C.21.c.4, and
// I.C.9.e.4, I.C.9.d.3 for old infarctions and strokes). The tables follow the
// code ranges that the Tabular List names below Z80–Z87.
type History struct{ release *ontology.Release }

// NewHistory answers with codes of one release.
func NewHistory(r *ontology.Release) History { return History{r} }

// Personal returns the code for a condition that the patient had and has no
// more; false where the classification has none.
func (h History) Personal(code string) (ontology.CodeID, bool) { return h.find(personal, code) }

// Family returns the code for a condition of a blood relative.
func (h History) Family(code string) (ontology.CodeID, bool) { return h.find(family, code) }

// find takes the row with the longest beginning of the code.
func (h History) find(table map[string]string, code string) (ontology.CodeID, bool) {
	for n := len(code); n > 0; n-- {
		to, ok := table[code[:n]]
		if !ok {
			continue
		}
		id, ok := h.release.Find(to)
		if !ok {
			return 0, false
		}
		return h.release.Emit(id)
	}
	return 0, false
}

// personal maps beginnings of codes to Z85–Z87 and the two old conditions that
// have a code elsewhere. What is missing has no code of its own: the codes for
// "other diseases of" an organ system say nothing that matters to later care.
var personal = map[string]string{
	"A15": "Z86.11", "A16": "Z86.11", "A17": "Z86.11", "A18": "Z86.11", "A19": "Z86.11", "A80": "Z86.12",
	"B50": "Z86.13", "B51": "Z86.13", "B52": "Z86.13", "B53": "Z86.13", "B54": "Z86.13", "B95.62": "Z86.14", "U07.1": "Z86.16",
	"C01": "Z85.810", "C02": "Z85.810", "C0": "Z85.818", "C10": "Z85.818", "C11": "Z85.818", "C12": "Z85.818", "C13": "Z85.818", "C14": "Z85.819",
	"C15": "Z85.01", "C16": "Z85.028", "C17": "Z85.068", "C18": "Z85.038", "C19": "Z85.048", "C20": "Z85.048", "C21": "Z85.048",
	"C22": "Z85.05", "C23": "Z85.09", "C24": "Z85.09", "C25": "Z85.07", "C26": "Z85.09",
	"C30": "Z85.22", "C31": "Z85.22", "C32": "Z85.21", "C33": "Z85.12", "C34": "Z85.118", "C37": "Z85.238", "C38": "Z85.29", "C39": "Z85.20",
	"C40": "Z85.830", "C41": "Z85.830", "C43": "Z85.820", "C44": "Z85.828", "C4A": "Z85.821", "C45": "Z85.89", "C46": "Z85.89",
	"C47": "Z85.831", "C48": "Z85.89", "C49": "Z85.831", "C50": "Z85.3", "C51": "Z85.44", "C52": "Z85.44", "C53": "Z85.41", "C54": "Z85.42",
	"C55": "Z85.42", "C56": "Z85.43", "C57": "Z85.44", "C58": "Z85.44", "C60": "Z85.49", "C61": "Z85.46", "C62": "Z85.47", "C63": "Z85.48",
	"C64": "Z85.528", "C65": "Z85.53", "C66": "Z85.54", "C67": "Z85.51", "C68": "Z85.59", "C69": "Z85.840", "C70": "Z85.848", "C71": "Z85.841",
	"C72": "Z85.848", "C73": "Z85.850", "C74": "Z85.858", "C75": "Z85.858", "C76": "Z85.89", "C80": "Z85.9",
	"C81": "Z85.71", "C82": "Z85.72", "C83": "Z85.72", "C84": "Z85.72", "C85": "Z85.72", "C88": "Z85.79", "C90": "Z85.79",
	"C91": "Z85.6", "C92": "Z85.6", "C93": "Z85.6", "C94": "Z85.6", "C95": "Z85.6", "C96": "Z85.79",
	"D03": "Z86.006", "D05": "Z86.000", "D06": "Z86.001", "D12": "Z86.0100", "K63.5": "Z86.0100",
	"D32": "Z86.011", "D33": "Z86.011", "O24.4": "Z86.32", "F17": "Z87.891",
	"G45": "Z86.73",
	"I21": "I25.2", "I22": "I25.2", "I63": "Z86.73", "I26": "Z86.711", "I82": "Z86.718", "I80": "Z86.72", "I46": "Z86.74",
	"J12": "Z87.01", "J13": "Z87.01", "J14": "Z87.01", "J15": "Z87.01", "J16": "Z87.01", "J17": "Z87.01", "J18": "Z87.01",
	"K25": "Z87.11", "K26": "Z87.11", "K27": "Z87.11", "K28": "Z87.11",
	"N20": "Z87.442", "N21": "Z87.442", "N22": "Z87.442", "N23": "Z87.442", "N39.0": "Z87.440",
	"N87": "Z87.410", "O60": "Z87.51",

	"S06": "Z87.820",
}

// family maps beginnings of codes to Z80–Z84.
var family = map[string]string{
	"A": "Z83.1", "B": "Z83.1", "B20": "Z83.0",
	"C15": "Z80.0", "C16": "Z80.0", "C17": "Z80.0", "C18": "Z80.0", "C19": "Z80.0", "C2": "Z80.0", "C33": "Z80.1", "C34": "Z80.1", "C3": "Z80.2",
	"C50": "Z80.3", "C56": "Z80.41", "C61": "Z80.42", "C62": "Z80.43", "C51": "Z80.49", "C52": "Z80.49", "C53": "Z80.49", "C54": "Z80.49",
	"C55": "Z80.49", "C57": "Z80.49", "C60": "Z80.49", "C63": "Z80.49", "C64": "Z80.51", "C67": "Z80.52", "C65": "Z80.59", "C66": "Z80.59", "C68": "Z80.59",
	"C91": "Z80.6", "C92": "Z80.6", "C93": "Z80.6", "C94": "Z80.6", "C95": "Z80.6", "C8": "Z80.7", "C90": "Z80.7", "C96": "Z80.7", "C80": "Z80.9", "C": "Z80.8",
	"D5": "Z83.2", "D6": "Z83.2", "D7": "Z83.2", "D8": "Z83.2", "D12": "Z83.719", "K63.5": "Z83.719",
	"E08": "Z83.3", "E09": "Z83.3", "E10": "Z83.3", "E11": "Z83.3", "E13": "Z83.3", "E78.0": "Z83.42", "E": "Z83.49",
	"F7": "Z81.0", "F10": "Z81.1", "F17": "Z81.2", "F11": "Z81.3", "F12": "Z81.3", "F13": "Z81.3", "F14": "Z81.3", "F15": "Z81.3", "F16": "Z81.3",
	"F18": "Z81.3", "F19": "Z81.3", "F": "Z81.8", "G": "Z82.0", "H54": "Z82.1", "H90": "Z82.2", "H91": "Z82.2", "H40": "Z83.511",
	"H0": "Z83.518", "H1": "Z83.518", "H2": "Z83.518", "H3": "Z83.518", "H4": "Z83.518", "H5": "Z83.518", "H6": "Z83.52", "H7": "Z83.52", "H8": "Z83.52", "H9": "Z83.52",
	"I46": "Z82.41", "I6": "Z82.3", "I": "Z82.49", "J4": "Z82.5", "J": "Z83.6", "K": "Z83.79", "L": "Z84.0",
	"M05": "Z82.61", "M06": "Z82.61", "M1": "Z82.61", "M80": "Z82.62", "M81": "Z82.62", "M": "Z82.69",
	"N0": "Z84.1", "N1": "Z84.1", "N2": "Z84.1", "N": "Z84.2", "Q61": "Z82.71", "Q": "Z82.79",
}
