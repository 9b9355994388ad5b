package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"medcode/internal/ontology/rf2"
)

// sct is an identifier of SNOMED CT's form; the content of all these files is
// invented.
func sct(item, partition string) string {
	return item + partition + string(rf2.CheckDigit(item+partition))
}

var sctFever, sctHurt, sctNone, sctOld = sct("1001", "00"), sct("1002", "00"), sct("1003", "00"), sct("1004", "00")

// crosswalkFiles are small releases with everything that leads from one system
// to another.
func crosswalkFiles(t *testing.T) map[string]map[string]string {
	t.Helper()
	var order strings.Builder
	for i, l := range []string{
		"A04 0 Infections", "A047 0 Colitis", "A0471 1 Colitis, recurrent", "A0472 1 Colitis, not recurrent", "N189 1 Kidney disease", "N19 1 Kidney failure",
		"P819 1 Fever of newborn", "R509 1 Fever", "S72001 0 Fracture", "S72001A 1 Fracture, initial encounter", "S72001D 1 Fracture, subsequent encounter", "Z90 1 A history",
	} {
		f := strings.SplitN(l, " ", 3)
		fmt.Fprintf(&order, "%05d %-7s %s %-60s %s\r\n", i+1, f[0], f[1], f[2], f[2])
	}
	row := func(f ...string) string { return strings.Join(f, "\t") + "\r\n" }
	const module = "900000000000207008"
	concepts := row("id", "effectiveTime", "active", "moduleId", "definitionStatusId")
	names := row("id", "effectiveTime", "active", "moduleId", "conceptId", "languageCode", "typeId", "term", "caseSignificanceId")
	for i, c := range []string{sctFever, sctHurt, sctNone, sctOld} {
		concepts += row(c, "20240301", "1", module, "900000000000074008")
		names += row(sct(fmt.Sprint(2001+i), "01"), "20240301", "1", module, c, "en", "900000000000003001", fmt.Sprintf("Zorvian state %d (disorder)", i), "900000000000448009")
	}
	maps := row("id", "effectiveTime", "active", "moduleId", "refsetId", "referencedComponentId", "mapGroup", "mapPriority", "mapRule", "mapAdvice", "mapTarget", "correlationId", "mapCategoryId")
	for _, m := range [][]string{
		{sctFever, "1", "1", "IFA 445518008 | Age at onset; in years (observable entity) | < 1.0", "IF NEWBORN CHOOSE P81.9", "P81.9"},
		{sctFever, "1", "2", "OTHERWISE TRUE", "ALWAYS R50.9 | CONSIDER MORE", "R50.9"},
		{sctHurt, "1", "1", "TRUE", "EPISODE OF CARE INFORMATION NEEDED", "S72.001?"},
		{sctHurt, "2", "1", "TRUE", "ALWAYS Z90", "Z90"},
		{sctNone, "1", "1", "TRUE", "CANNOT BE CLASSIFIED", ""},
		{sctOld, "1", "1", "TRUE", "ALWAYS B99.1", "B99.1"},
	} {
		maps += row("0b6c4a58-0000-5000-8000-000000000002", "20240301", "1", module, "6011000124106", m[0], m[1], m[2], m[3], m[4], m[5], "447561005", "447637006")
	}
	return map[string]map[string]string{
		"icd10cm": {
			"icd10cm-order-2026.txt": order.String(), "conversion.xlsx": conversionBook(t),
			"2018_I9gem.txt":  "00845 A047    10000\n5859  N189    10000\n585   N19     00000\n78650 Z90     10112\n78650 N19     10111\nV000  NoDx    11000\n30000 Q99     10000\n30001 B991    10000\n",
			"2018_I10gem.txt": "N189    5859  10000\nZ90     NoDx  11000\nN19     5850  10111\nN19     4019  10112\n",
		},
		"snomed": {"sct2_Concept_Snapshot_X_20240301.txt": concepts, "sct2_Description_Snapshot-en_X_20240301.txt": names, "der2_iisssccRefset_ExtendedMapSnapshot_X_20240301.txt": maps},
		"rxnorm": {
			"RXNCONSO.RRF": "9001|ENG|P|L1|PF|S1|Y|77001||9001||RXNORM|SCD|9001|zorvamine 10 MG Tablet|0|N|4096|\n9004|ENG|P|L7|PF|S7|Y|77007||9004||RXNORM|DF|9004|Oral Tablet|0|N|4096|\n",
			"RXNSAT.RRF": "9001||||CUI|9001|AT1||NDC|RXNORM|00093005801|N|4096|\n9001||||CUI|9001|AT2||NDC|RXNORM|12345067890|N|4096|\n9001||||CUI|9001|AT3||NDC|RXNORM|12345678900|N|4096|\n" +
				"9001||||CUI|9001|AT4||RXN_STRENGTH|RXNORM|10 MG|N|4096|\n",
			"RXNCUI.RRF": "8001|20AA_100907F|20AA_110101F|1|9001|\n8002|20AA_100907F|20AA_110101F|1|9004|\n",
		},
		"loinc": {
			"Loinc.csv": "\"LOINC_NUM\",\"COMPONENT\",\"LONG_COMMON_NAME\",\"STATUS\",\"CLASS\"\r\n\"2345-7\",\"Zorvin\",\"Zorvin in Serum\",\"ACTIVE\",\"CHEM\"\r\n\"718-7\",\"Zorvin\",\"Old Zorvin\",\"DEPRECATED\",\"CHEM\"\r\n",
			"MapTo.csv": "\"LOINC\",\"MAP_TO\",\"COMMENT\"\r\n\"718-7\",\"2345-7\",\"\"\r\n",
		},
	}
}

func conversionBook(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range [][]any{
		{"Current code assignment", "Effective", "Previous Code(s) Assignment"},
		{"A04.71", 2017, "A04.7"},
		{"A04.72", 2017, "A04.7"},
		{"N18.9", 2020, "B99.1"},
	} {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// crosswalkStore adds files by ontology to a new store.
func crosswalkStore(t *testing.T, files map[string]map[string]string) string {
	t.Helper()
	t.Setenv("MEDCODE_MODELS_DIR", t.TempDir())
	store := t.TempDir()
	for o, list := range files {
		dir := t.TempDir()
		for name, body := range list {
			writeFile(t, dir, name, body)
		}
		if _, errs, rc := crosswalkRun(t, store, "ontology", "add", o, dir); rc != exitOK {
			t.Fatalf("%s: left with %d: %s", o, rc, errs)
		}
	}
	return store
}

func writeFile(t *testing.T, dir, name, body string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
}

func crosswalkRun(t *testing.T, store string, args ...string) (out, errs string, rc int) {
	t.Helper()
	var o, e bytes.Buffer
	rc = run(t.Context(), append(args, "--data", store), stdio{in: strings.NewReader(""), out: &o, err: &e, environ: os.Environ()})
	return o.String(), e.String(), rc
}

// TestCrosswalk: every way, in words.
func TestCrosswalk(t *testing.T) {
	store := crosswalkStore(t, crosswalkFiles(t))
	for args, want := range map[string][]string{
		"icd9cm 585.9":                     {"icd9cm 585.9", "N18.9", "approximate", "GEM 2018"},
		"ICD-9-CM 585":                     {"N19", "the same in meaning"},
		"icd9 78650":                       {"scenario 1, choice list 1", "N19", "choice list 2", "Z90", "together"},
		"icd9cm v00.0":                     {"no map: icd10cm has nothing for it"},
		"icd9cm 008.45":                    {"- A04.7 ", "not billable in FY2026: no answer", "A04.71", "A04.72"},
		"icd9cm 300.00":                    {"to Q99", "no code of FY2026"},
		"icd9cm 30001":                     {"N18.9", "by way of B99.1"},
		"icd10cm n18.9":                    {"icd9cm", "585.9", "approximate"},
		"--to icd9cm icd10cm Z90":          {"no map: icd9cm has nothing for it"},
		"icd10cm N19":                      {"scenario 1, choice list 2", "401.9"},
		"icd10cm A047":                     {"not to be used itself in FY2026", "A04.71", "in use since 2017-10-01; before, A04.7"},
		"icd10cm B99.1":                    {"N18.9", "since 2020-10-01"},
		"--to icd10cm icd10cm R50.9":       {"in use in FY2026", "no mapping of it is loaded"},
		"snomed " + sctFever:               {"map group 1: the first", "P81.9", "if the record has: Age at onset; in years (observable entity) < 1.0", "R50.9", "otherwise", "advice: ALWAYS R50.9; CONSIDER MORE"},
		"snomed " + sctHurt:                {"- S72.001 ", "depends on the encounter", "S72.001A", "map group 2", "Z90"},
		"snomed " + sctNone:                {"no map: ICD-10-CM has no code for it", "always"},
		"snomed " + sctOld:                 {"- B99.1", "no code of FY2026: no answer", "it has become:", "N18.9"},
		"ndc 0093-0058-01":                 {"ndc 00093-0058-01", "9001", "zorvamine"},
		"ndc 00093005801":                  {"9001"},
		"ndc NDC:0093005801":               {"ndc 00093-0058-01", "9001"},
		"rxcui 9001":                       {"00093-0058-01"},
		"rxnorm 8001":                      {"9001", "in place of the retired 8001"},
		"rxnorm 8002":                      {"- 9004", "not in use"},
		"loinc 718-7":                      {"not to be used itself", "2345-7", "in its place"},
		"--date 2020-01-01 icd10cm A04.71": {"FY2026"},
	} {
		text, errs, rc := crosswalkRun(t, store, append([]string{"crosswalk"}, strings.Fields(args)...)...)
		if rc != exitOK {
			t.Errorf("%s left with %d: %s", args, rc, errs)
		}
		for _, w := range want {
			if !strings.Contains(text, w) {
				t.Errorf("%s: %q is missing in\n%s", args, w, text)
			}
		}
	}
}

// TestCrosswalkJSON: what is no answer is never given as one.
func TestCrosswalkJSON(t *testing.T) {
	store := crosswalkStore(t, crosswalkFiles(t))
	for args, want := range map[string]string{
		"icd9cm 00845": "", "icd9cm 5859": "N18.9", "icd9cm 78650": "N19 Z90", "icd9cm V000": "", "icd9cm 30000": "",
		"snomed " + sctHurt: "Z90", "snomed " + sctOld: "", "rxnorm 8002": "", "ndc 0093-0058-01": "9001",
	} {
		var x crossing
		text, errs, rc := crosswalkRun(t, store, append([]string{"crosswalk", "--json"}, strings.Fields(args)...)...)
		if err := json.Unmarshal([]byte(text), &x); err != nil || rc != exitOK {
			t.Fatalf("%s: %v, %s", args, err, errs)
		}
		var answers []string
		for _, w := range x.Routes {
			for _, k := range w.Targets {
				if k.Answer {
					answers = append(answers, k.Code)
				}
				if slices.ContainsFunc(k.Instead, func(l codeLine) bool { return !l.Billable }) {
					t.Errorf("%s: %+v", args, k)
				}
			}
		}
		if got := strings.Join(answers, " "); got != want {
			t.Errorf("%s answers with %q, want %q", args, got, want)
		}
	}
}

func TestCrosswalkRefuses(t *testing.T) {
	store := crosswalkStore(t, crosswalkFiles(t))
	for args, want := range map[string]string{
		"icd9cm 99999": "icd9cm 999.99 is not known", "foo 1": `from "foo"`, "hcpcs J0120": "loaded:\n  icd9cm → icd10cm",
		"--to snomed icd10cm N19": "to snomed", "icd10cm Q12.3": "is not known", "ndc 12": "is no drug code",
		"ndc 1234567890": "several drug codes: 12345-0678-90 or 12345-6789-00",
		"loinc 9-9":      "is not known", "--date soon icd9cm 585": "--date",
	} {
		if _, errs, rc := crosswalkRun(t, store, append([]string{"crosswalk"}, strings.Fields(args)...)...); rc != exitInput || !strings.Contains(errs, want) {
			t.Errorf("%s left with %d: %s", args, rc, errs)
		}
	}
	if _, errs, rc := crosswalkRun(t, store, "crosswalk", "icd9cm"); rc != exitUsage {
		t.Errorf("left with %d: %s", rc, errs)
	}
	if _, errs, rc := crosswalkRun(t, t.TempDir(), "crosswalk", "icd9cm", "585"); rc != exitInput || !strings.Contains(errs, "general equivalence mappings; add it") {
		t.Errorf("without releases: %d, %s", rc, errs)
	}
}
