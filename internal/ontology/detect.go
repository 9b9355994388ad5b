package ontology

import (
	"regexp"
	"strings"

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
	hcpcsFixed  = "HCPCS alpha-numeric file (fixed width)"
	hcpcsTable  = "HCPCS table (TSV)"
	snomedTable = "SNOMED CT Global Patient Set (TSV)"
	snomedSet   = "SNOMED CT value set (FHIR JSON)"
	rxNames     = "RxNorm names (TSV)"
	rxParts     = "RxNorm ingredients (TSV)"
	loincNames  = "LOINC names (TSV)"
	loincTable  = "LOINC table (CSV)"
	plainTable  = "table of codes and terms"
)

// document is a form that a whole archive may consist of without being of use.
const document = "PDF document (guidelines or addenda)"

// forms are tried in order: the more special before the more general.
func forms() []form {
	cm, hc, sn, rx, lo := schemas.ICD10CM, schemas.HCPCS, schemas.SNOMED, schemas.RxNorm, schemas.LOINC
	return []form{
		{document, "", false, prefix("%PDF")},
		{"spreadsheet of ICD-10-CM code conversions", cm, false, xlsx("Current code assignment")},
		{"spreadsheet of POA-exempt codes", cm, false, xlsx("POA")},
		{"spreadsheet of HCPCS codes", hc, false, xlsx("BETOS", "HCPC", "HCPCS/MOD")},
		{icdTabular, cm, true, contains("<ICD10CM.tabular>")},
		{icdNeoplasm, cm, true, contains("<ICD10CM.index>", ">Neoplasm</head>")},
		{"ICD-10-CM drug table (XML)", cm, false, contains("<ICD10CM.index>", ">Substance</head>")},
		{"ICD-10-CM external cause index (XML)", cm, false, contains("<ICD10CM.index>", "EXTERNAL CAUSE")},
		{"ICD-10-CM index (XML)", cm, false, contains("<ICD10CM.index>")},
		{"XML schema", "", false, contains("<xs:schema")},
		{"XML schema", "", false, contains("<xsd:schema")},
		{icdOrder, cm, true, lines(`^\d{5} [A-Z]\d[0-9A-Z]{1,5} +[01] \S`, 3)},
		{"ICD-10-PCS order file", cm, false, lines(`^\d{5} [0-9A-Z]{3,7} +[01] \S`, 3)},
		{"addenda to an order or codes file", cm, false, lines(`^(Add|Delete|Revise from|Revise to|No change): `, 1)},
		{"general equivalence mapping (GEM)", cm, false, lines(`^[0-9A-Z]{3,7} +(NoDx|NoPCS|[0-9A-Z]{3,7}) +[01]\d{4}\s*$`, 3)},
		{"ICD-10-CM codes file", cm, false, lines(`^[A-Z]\d[0-9A-Z]{1,5} +[A-Za-z\[]`, 3)},
		{"list of POA-exempt codes", cm, false, contains("POAexempt")},
		{icdIndex, cm, true, header("code", "term", "path")},
		{hcpcsFixed, hc, true, lines(`^(   [0-9A-Z]{2}|[A-Z]\d{4})\d{5}[3478].{80}`, 3)},
		{hcpcsTable, hc, true, header("code", "short", "long")},
		{hcpcsTable, hc, true, header("code", "short_description", "long_description")},
		{"HCPCS processing notes", hc, false, contains("PROCESSING NOTES")},
		{"HCPCS list of changes", hc, false, contains("TYPE OF CHANGE")},
		{snomedTable, sn, true, header("code", "fsn", "term", "semtag")},
		{snomedSet, sn, true, contains(`"resourceType"`, `"ValueSet"`, "snomed")},
		{"SNOMED CT RF2 file", sn, false, prefix("id\teffectiveTime\tactive\t")},
		{"RxNorm or UMLS RRF file", rx, false, lines(`^([^|\n]*\|){8,}\r?$`, 2)},
		{rxNames, rx, true, header("rxcui", "name")},
		{rxParts, rx, true, header("rxcui", "rxstring")},
		{loincTable, lo, true, header("loinc_num", "component", "long_common_name")},
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
