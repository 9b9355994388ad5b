package conversion

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func book(t testing.TB, rows ...[]any) *bytes.Buffer {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

var head = []any{"Current code assignment", "Effective", "Previous Code(s) Assignment"}

func TestRead(t *testing.T) {
	var got []Row
	err := Read(book(t, []any{"About the table"}, head, []any{"A04.71", 2017, "A04.7"}, []any{"Z28.39", "44652", "Z28.3"},
		[]any{"W453XXA", 2025, "W45.8XXA"}, []any{"K59.03", 2016, "K59.09 AND Code from categories T36-T50"},
		[]any{"L03.213", 2016, "H05.011-H05.013; H05.019"}, []any{"P91.829", 2020, "I63.- and P91.88"}, []any{"Z67.A4", 2024, "None"}, []any{}),
		func(r Row) error { got = append(got, r); return nil })
	want := []Row{
		{Code: "A04.71", Effective: "2017-10-01", Previous: []Previous{{"A04.7", "A04.7"}}},
		{Code: "Z28.39", Effective: "2022-04-01", Previous: []Previous{{"Z28.3", "Z28.3"}}},
		{Code: "W453XXA", Effective: "2025-10-01", Previous: []Previous{{"W45.8XXA", "W45.8XXA"}}},
		{Code: "K59.03", Effective: "2016-10-01", Previous: []Previous{{"K59.09", "K59.09"}, {"T36", "T50"}}, Together: true},
		{Code: "L03.213", Effective: "2016-10-01", Previous: []Previous{{"H05.011", "H05.013"}, {"H05.019", "H05.019"}}},
		{Code: "P91.829", Effective: "2020-10-01", Previous: []Previous{{"I63", "I63"}, {"P91.88", "P91.88"}}, Together: true},
		{Code: "Z67.A4", Effective: "2024-10-01"},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestCodes(t *testing.T) {
	for p, want := range map[Previous]string{
		{"A04.7", "A04.7"}: "A04.7", {"H05.011", "H05.013"}: "H05.011 H05.012 H05.013", {"T15", "T19"}: "T15 T16 T17 T18 T19",
		{"Y93.01", "Y93.9"}: "Y93.01 Y93.9", {"Y93.A1", "Y93.A3"}: "Y93.A1 Y93.A2 Y93.A3", {"H35.052", "H35.051"}: "H35.052 H35.051", {"T36", "T50"}: "T36 T37 T38 T39 T40 T41 T42 T43 T44 T45 T46 T47 T48 T49 T50",
	} {
		if got := strings.Join(p.Codes(), " "); got != want {
			t.Errorf("%v holds %q, want %q", p, got, want)
		}
	}
}

func TestReadFaults(t *testing.T) {
	for says, rows := range map[string][][]any{
		"are missing":            {{"A04.71", 2017, "A04.7"}},
		"without codes":          {head},
		"row 2: \"hello\"":       {head, {"hello", 2017, "A04.7"}},
		"no year":                {head, {"A04.71", "soon", "A04.7"}},
		"names no earlier code":  {head, {"A04.71", 2017, "whatever"}},
		"a row needs a code":     {head, {"A04.71", 2017}},
		"workbook cannot be rea": nil,
	} {
		var in *bytes.Buffer
		if in = bytes.NewBufferString("PK\x03\x04 no zip"); rows != nil {
			in = book(t, rows...)
		}
		if err := Read(in, func(Row) error { return nil }); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

// TestPublished reads the table of FY2026.
func TestPublished(t *testing.T) {
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "icd10cm/FY2026/conversion-table-FY2026.xlsx"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	n, without := 0, 0
	err = Read(f, func(r Row) error {
		if n++; len(r.Previous) == 0 {
			without++
		}
		return nil
	})
	if err != nil || n < 5800 || without != 125 {
		t.Errorf("%d codes, %d without an earlier one, %v", n, without, err)
	}
}
