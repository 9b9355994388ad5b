package ontology

import (
	"regexp"
	"strings"

	"medcode/internal/ontology/mce"
	"medcode/internal/ontology/rf2"
	"medcode/internal/ontology/rrf"
	"medcode/schemas"
)

// form is a kind of official file, known by its content.
type form struct {
	name     string
	ontology schemas.Ontology // empty: any
	used     bool             // false: recognised and kept for later
	matches  func(head string) bool
}

// The forms that are read.
const (
	icdOrder    = "ICD-10-CM order file"
	icdIndex    = "ICD-10-CM index terms (TSV)"
	icdTabular  = "ICD-10-CM Tabular List (XML)"
	icdNeoplasm = "ICD-10-CM neoplasm table (XML)"
	icdDrugs    = "ICD-10-CM drug table (XML)"
	icdCauses   = "ICD-10-CM external cause index (XML)"
	icdIndexXML = "ICD-10-CM index (XML)"
	icdCodes    = "ICD-10-CM codes file"
	icdGEM      = "general equivalence mapping (GEM)"
	icdChanges  = "spreadsheet of ICD-10-CM code conversions"
	icdExempt   = "list of POA-exempt codes"

	icdEdits       = "table of ICD-10-CM code edits (code, tab, kind)"
	icdExemptSheet = "spreadsheet of POA-exempt codes"
	hcpcsFixed     = "HCPCS alpha-numeric file (fixed width)"
	hcpcsTable     = "HCPCS table (TSV)"
	snomedTable    = "SNOMED CT Global Patient Set (TSV)"
	snomedSet      = "SNOMED CT value set (FHIR JSON)"
	rxNames        = "RxNorm names (TSV)"
	rxParts        = "RxNorm ingredients (TSV)"
	loincNames     = "LOINC names (TSV)"
	loincTable     = "LOINC table (CSV)"
	plainTable     = "table of codes and terms"
)

// The large forms, and those of other tables of the same publishers.
const (
	rf2Concepts      = "SNOMED CT concepts (RF2 snapshot)"
	rf2Descriptions  = "SNOMED CT descriptions (RF2 snapshot)"
	rf2Relationships = "SNOMED CT relationships (RF2 snapshot)"
	rf2Language      = "SNOMED CT language reference set (RF2 snapshot)"
	rf2Map           = "SNOMED CT extended map (RF2 snapshot)"
	rxConso          = "RxNorm RXNCONSO.RRF"
	rxRel            = "RxNorm RXNREL.RRF"
	rxSat            = "RxNorm RXNSAT.RRF"
	rxRetired        = "RxNorm RXNCUI.RRF"
	umlsConso        = "UMLS MRCONSO.RRF"
	hcpcsSheet       = "HCPCS alpha-numeric file (xlsx)"
	loincParts       = "LOINC Part.csv"
	loincLinks       = "LOINC LoincPartLink.csv"
	loincPanels      = "LOINC PanelsAndForms.csv"
	loincConsumer    = "LOINC ConsumerName.csv"
	loincMapTo       = "LOINC MapTo.csv"
	pcsOrder         = "ICD-10-PCS order file"
)

func rf2Forms() []string {
	return []string{rf2Concepts, rf2Descriptions, rf2Relationships, rf2Language, rf2Map}
}

func rrfForms() []string { return []string{rxConso, rxRel, rxSat, rxRetired, umlsConso} }

// extra tells which forms add to codes that another form lists.
func extra(form string) bool {
	switch form {
	case rf2Descriptions, rf2Relationships, rf2Language, rf2Map, rxRel, rxSat, rxRetired, umlsConso,
		loincParts, loincLinks, loincPanels, loincConsumer, loincMapTo,
		icdDrugs, icdCauses, icdIndexXML, icdCodes, icdGEM, icdChanges, icdExempt, icdExemptSheet, icdEdits:
		return true
	}
	return false
}

// document is a form that a whole archive may consist of without being of use.
const document = "PDF document (guidelines or addenda)"

// forms are tried in order: the more special before the more general.
func forms() []form {
	cm, hc, sn, rx, lo := schemas.ICD10CM, schemas.HCPCS, schemas.SNOMED, schemas.RxNorm, schemas.LOINC
	return []form{
		{document, "", false, prefix("%PDF")},
		{icdChanges, cm, true, xlsx("Current code assignment")},
		{icdExemptSheet, cm, true, xlsx("POA")},
		{hcpcsSheet, hc, true, xlsx("BETOS", "HCPC", "TERM DT")},
		{icdTabular, cm, true, contains("<ICD10CM.tabular>")},
		{icdNeoplasm, cm, true, contains("<ICD10CM.index>", ">Neoplasm</head>")},
		{icdDrugs, cm, true, contains("<ICD10CM.index>", ">Substance</head>")},
		{icdCauses, cm, true, contains("<ICD10CM.index>", "EXTERNAL CAUSE")},
		{icdIndexXML, cm, true, contains("<ICD10CM.index>")},
		{"XML schema", "", false, contains("<xs:schema")},
		{"XML schema", "", false, contains("<xsd:schema")},
		{icdOrder, cm, true, lines(`^\d{5} [A-Z]\d[0-9A-Z]{1,5} +[01] \S`, 3)},
		{pcsOrder, PCS, true, lines(`^\d{5} [0-9A-Z]{3,7} +[01] \S`, 3)},
		{"addenda to an order or codes file", cm, false, lines(`^(Add|Delete|Revise from|Revise to|No change): `, 1)},
		{icdGEM, cm, true, lines(`^[0-9A-Z]{3,7} +(NoDx|NoPCS|[0-9A-Z]{3,7}) +[01]\d{4}\s*$`, 3)},
		{icdCodes, cm, true, lines(`^[A-Z]\d[0-9A-Z]{1,5} +[A-Za-z\[]`, 3)},
		{icdExempt, cm, true, begins(`^Order\d*\tPOAexemptCode\tDescription`)},
		{"changes of the list of POA-exempt codes", cm, false, contains("POAexempt")},
		{icdEdits, cm, true, mce.Is},
		{icdIndex, cm, true, header("code", "term", "path")},
		{hcpcsFixed, hc, true, lines(`^(   [0-9A-Z]{2}|[A-Z]\d{4})\d{5}[3478].{80}`, 3)},
		{hcpcsTable, hc, true, header("code", "short", "long")},
		{hcpcsTable, hc, true, header("code", "short_description", "long_description")},
		{hcpcsTable, hc, true, header("hcpc", "long description")},
		{"HCPCS processing notes", hc, false, contains("PROCESSING NOTES")},
		{"HCPCS list of changes", hc, false, contains("TYPE OF CHANGE")},
		{snomedTable, sn, true, header("code", "fsn", "term", "semtag")},
		{snomedSet, sn, true, contains(`"resourceType"`, `"ValueSet"`, "snomed")},
		{rf2Concepts, sn, true, rf2Is(rf2.Concepts)},
		{rf2Descriptions, sn, true, rf2Is(rf2.Descriptions)},
		{rf2Relationships, sn, true, rf2Is(rf2.Relationships)},
		{rf2Language, sn, true, rf2Is(rf2.Language)},
		{rf2Map, sn, true, rf2Is(rf2.ExtendedMap)},
		{"SNOMED CT RF2 file of another kind", sn, false, rf2Is(rf2.Other)},
		{rxConso, rx, true, rrfIs(rrf.RxConso)},
		{rxRel, rx, true, rrfIs(rrf.RxRel)},
		{rxSat, rx, true, rrfIs(rrf.RxSat)},
		{rxRetired, rx, true, rrfIs(rrf.RxCUI)},
		{umlsConso, "", true, rrfIs(rrf.UMLSConso)},
		{"RxNorm or UMLS RRF file of another kind", "", false, rrfIs(rrf.Other)},
		{rxNames, rx, true, header("rxcui", "name")},
		{rxParts, rx, true, header("rxcui", "rxstring")},
		{loincTable, lo, true, header("loinc_num", "component", "long_common_name", "status")},
		{loincLinks, lo, true, header("loincnumber", "partnumber", "linktypename")},
		{loincParts, lo, true, header("partnumber", "parttypename", "partname")},
		{loincPanels, lo, true, header("parentloinc", "loinc", "loincname")},
		{loincConsumer, lo, true, header("loincnumber", "consumername")},
		{loincMapTo, lo, true, header("loinc", "map_to")},
		{"LOINC accessory file", lo, false, header("loincnumber")},
		{"LOINC accessory file", lo, false, header("loinc_num")},
		{"LOINC accessory file", lo, false, header("loinc")},
		{loincNames, lo, true, header("code", "name")},
		{plainTable, "", true, header("code", "term")},
	}
}

// expected says what could have been given instead of a file nobody knows.
func expected(o schemas.Ontology) string {
	var names []string
	for _, f := range forms() {
		if f.used && (f.ontology == o || f.ontology == "") && (len(names) == 0 || names[len(names)-1] != f.name) {
			names = append(names, f.name)
		}
	}
	return strings.Join(names, ", ") + " with the columns code, term and optionally kind"
}

func prefix(s string) func(string) bool {
	return func(head string) bool { return strings.HasPrefix(head, s) }
}

func rf2Is(k rf2.Kind) func(string) bool {
	return func(head string) bool { return rf2.KindOf(head) == k }
}

func rrfIs(k rrf.Kind) func(string) bool {
	return func(head string) bool { return rrf.KindOf(head) == k }
}

// begins tells whether a file begins with a pattern.
func begins(pattern string) func(string) bool { return regexp.MustCompile(pattern).MatchString }

func contains(all ...string) func(string) bool {
	return func(head string) bool {
		for _, s := range all {
			if !strings.Contains(head, s) {
				return false
			}
		}
		return true
	}
}

func xlsx(anyOf ...string) func(string) bool {
	return func(head string) bool {
		if !strings.HasPrefix(head, string(xlsxMark)) {
			return false
		}
		for _, s := range anyOf {
			if strings.Contains(head, s) {
				return true
			}
		}
		return false
	}
}

// lines tells whether at least half of the first lines, and n of them, match.
func lines(pattern string, n int) func(string) bool {
	re := regexp.MustCompile(pattern)
	return func(head string) bool {
		seen, matched := 0, 0
		for line := range strings.Lines(head) {
			if strings.TrimSpace(line) == "" {
				continue
			}
			if seen++; re.MatchString(strings.TrimRight(line, "\r\n")) {
				matched++
			}
			if seen == 40 {
				break
			}
		}
		return 2*matched >= seen && matched > 0 && (matched >= n || matched == seen)
	}
}

// header tells whether the first line is a table header with these columns.
func header(columns ...string) func(string) bool {
	return func(head string) bool {
		have := headerOf(head)
		for _, c := range columns {
			if _, ok := have[c]; !ok {
				return false
			}
		}
		return true
	}
}

// headerOf maps the lower-case column names of a TSV or CSV file to places.
func headerOf(head string) map[string]int {
	line, _, _ := strings.Cut(head, "\n")
	sep := separatorOf(line)
	cols := map[string]int{}
	for i, c := range strings.Split(strings.TrimRight(line, "\r"), sep) {
		cols[strings.ToLower(strings.Trim(strings.TrimSpace(c), `"`))] = i
	}
	return cols
}

func separatorOf(line string) string {
	switch {
	case strings.Contains(line, "\t"):
		return "\t"
	case strings.Count(line, ";") > strings.Count(line, ","):
		return ";"
	}
	return ","
}
