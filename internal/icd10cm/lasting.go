package icd10cm

import "strings"

// Lasting tells whether a code names a condition that does not end by itself,
// or a status: what stands under past history is then current unless the note
// says that it is resolved (Official Guidelines IV.J), and what is found during
// a stay did not arise in it (Appendix I).
func Lasting(code string) bool {
	for p := range strings.FieldsSeq(lastingCodes + " Z") {
		if strings.HasPrefix(code, p) {
			return true
		}
	}
	return false
}

// lastingCodes are the categories of chronic and lifelong conditions that notes
// list under past history.
const lastingCodes = "B18 B20 D50.0 D56 D57 D66 D67 D68 D80 D81 D82 D83 D84 D86 " +
	"E03 E05 E06.3 E10 E11 E13 E21 E22 E23 E24 E25 E27 E55 E66 E70 E71 E72 E74 E75 E76 E78 E79 E83 E84 E85 E88 " +
	"F01 F02 F03 F10 F11 F12 F13 F14 F17 F20 F25 F31 F32 F33 F34 F41 F42 F43.1 F70 F71 F72 F79 F84 F90 " +
	"G10 G12 G20 G24 G25.81 G30 G31 G35 G40 G43 G47 G60 G62 G70 G71 G80 G82 G90 H35 H40 H54 H90 H91 " +
	"I05 I06 I07 I08 I10 I11 I12 I13 I20.8 I20.9 I25 I27 I34 I35 I36 I42 I44 I45 I48 I49 I50 I65 I69 I70 I71 I73 I83 I87 " +
	"J30 J41 J42 J43 J44 J45 J47 J84 J96.1 K21 K25.7 K27.7 K44 K50 K51 K57 K58 K70 K73 K74 K75.4 K76 K86 K90 " +
	"L20 L40 L80 L93 M05 M06 M08 M10 M15 M16 M17 M1A M19 M32 M33 M34 M35 M41 M45 M47 M48 M51 M79.7 M81 " +
	"N03 N04 N05 N18 N20 N25 N28.1 N31 N40 N80 Q"
