package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

func claimRows(t *testing.T, results ...schemas.Result) [][]string {
	t.Helper()
	var b bytes.Buffer
	table, err := newClaimTable(&b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range results {
		if err := table.add(&results[i]); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(b.String(), "\r\n"); n < strings.Count(b.String(), "\n") {
		t.Errorf("%d of the lines end with CR LF", n)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if want := "note_id sequence qualifier form_locator code poa hi display why"; strings.Join(rows[0], " ") != want {
		t.Errorf("header %v", rows[0])
	}
	return rows[1:]
}

func claimResult(id string, poa bool, lines ...schemas.ClaimLine) schemas.Result {
	for i := range lines {
		lines[i].Sequence = i + 1
	}
	return schemas.Result{ID: id, Claim: schemas.Claim{Lines: lines, POARequired: poa}}
}

// TestClaimTable: columns as billing systems take them, and cells that a
// spreadsheet does not take for formulas.
func TestClaimTable(t *testing.T) {
	got := claimRows(t,
		claimResult("=HYPERLINK(\"x\")", true, schemas.ClaimLine{Code: "S52.501A", POA: "Y", Display: "Fracture, \"closed\"", Why: "-1+2"},
			schemas.ClaimLine{Code: "I10", POA: "N"}, schemas.ClaimLine{Code: "Z87.891", POA: "exempt"}, schemas.ClaimLine{Code: "W19.XXXA", POA: "exempt"}),
		claimResult("nothing", true),
		claimResult("+out\nside", false, schemas.ClaimLine{Code: "R07.9", POA: "Y", Display: "@pain"}),
	)
	want := [][]string{
		{"'=HYPERLINK(\"x\")", "1", "ABK", "67", "S52501A", "Y", "ABK:S52501A:::::::Y", "Fracture, \"closed\"", "'-1+2"},
		{"'=HYPERLINK(\"x\")", "2", "ABF", "67A", "I10", "N", "ABF:I10:::::::N", "", ""},
		{"'=HYPERLINK(\"x\")", "3", "ABF", "67B", "Z87891", "", "ABF:Z87891", "", ""},
		{"'=HYPERLINK(\"x\")", "4", "ABN", "72a", "W19XXXA", "", "ABN:W19XXXA", "", ""},
		{"'+out\nside", "1", "ABK", "67", "R079", "", "ABK:R079", "'@pain", ""},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestClaimTablePlaces: the form has seventeen places for others and three for
// external causes; the rest is told without one.
func TestClaimTablePlaces(t *testing.T) {
	var lines []schemas.ClaimLine
	for i := range 20 {
		lines = append(lines, schemas.ClaimLine{Code: fmt.Sprintf("A%02d", i)})
	}
	for range 4 {
		lines = append(lines, schemas.ClaimLine{Code: "W19.XXXA"})
	}
	var places []string
	for _, row := range claimRows(t, claimResult("a", true, lines...)) {
		places = append(places, row[3])
	}
	if got := strings.Join(places, " "); got != "67 67A 67B 67C 67D 67E 67F 67G 67H 67I 67J 67K 67L 67M 67N 67O 67P 67Q   72a 72b 72c " {
		t.Errorf("%q", got)
	}
}

// TestCodeClaim: the command writes the header and the diagnoses of each note,
// in the order of the notes.
func TestCodeClaim(t *testing.T) {
	notes := `{"id":"a","text":"Hypertension. Chest pain.","encounter_class":"inpatient"}` + "\n" + `{"id":"b","text":"Nothing."}` + "\n" + `{"id":"c","text":"Hypertension."}` + "\n"
	rows, err := csv.NewReader(strings.NewReader(run1(t, notes, "code", "--claim", "csv", "-"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range rows[1:] {
		got = append(got, strings.Join(r[:6], " "))
	}
	for _, want := range []string{"a 1 ABK 67 I10 Y", "c 1 ABK 67 I10 "} {
		if !slices.Contains(got, want) {
			t.Errorf("%q lacks %q", got, want)
		}
	}
	if slices.ContainsFunc(got, func(s string) bool { return s[0] == 'b' }) || !slices.IsSorted(got) {
		t.Errorf("%q", got)
	}
	for _, args := range [][]string{{"--claim", "xml", "-"}, {"--claim", "csv", "--json", "-"}} {
		if _, errs, rc := crosswalkRun(t, t.TempDir(), append([]string{"code"}, args...)...); rc != exitUsage {
			t.Errorf("%v left with %d: %s", args, rc, errs)
		}
	}
}

// TestCodeEdits: a table of code edits that was added with a release warns in
// claims and in validate; a bad one is refused with file and line.
func TestCodeEdits(t *testing.T) {
	files := map[string]string{"icd10cm-order-2026.txt": string(orderText("2026")), "edits.tsv": "# of a house\nR07.9\tfemale\n"}
	store := crosswalkStore(t, map[string]map[string]string{"icd10cm": files})
	out, errs, rc := crosswalkRun(t, store, "validate", "--sex", "male", "icd10cm", "R07.9")
	if rc != exitOK || !strings.Contains(out, "other sex") {
		t.Errorf("left with %d: %s%s", rc, out, errs)
	}
	var b bytes.Buffer
	args := []string{"code", "--json", "-", "--data", store}
	in := strings.NewReader(`{"id":"a","text":"Chest pain of 2026.","sex":"male","date_of_service":"2026-01-15"}`)
	if rc := run(t.Context(), args, stdio{in: in, out: &b, err: &b}); rc != exitOK {
		t.Fatalf("left with %d: %s", rc, b.String())
	}
	var res schemas.Result
	if err := json.Unmarshal(b.Bytes()[bytes.IndexByte(b.Bytes(), '{'):], &res); err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(res.Claim.Changes, func(s string) bool { return strings.Contains(s, "R07.9 is a code of the other sex") }) {
		t.Errorf("%q", res.Claim.Changes)
	}
	files["edits.tsv"] = "R07.9\tfemale\nR07.9\tyoung\n"
	bad := t.TempDir()
	for name, body := range files {
		writeFile(t, bad, name, body)
	}
	if _, errs, rc := crosswalkRun(t, t.TempDir(), "ontology", "add", "icd10cm", bad); rc != exitInput || !strings.Contains(errs, "edits.tsv: ") || !strings.Contains(errs, "line 2: ") {
		t.Errorf("left with %d: %s", rc, errs)
	}
}
