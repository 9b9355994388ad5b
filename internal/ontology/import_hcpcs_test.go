package ontology

import (
	"bytes"
	"context"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"medcode/schemas"
)

// workbook makes an .xlsx file of rows.
func workbook(t testing.TB, rows ...[]any) string {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var buf bytes.Buffer
	if err := f.Write(&buf); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

var hcpcsColumns = []any{"HCPC", "SEQNUM", "RECID", "LONG DESCRIPTION", "SHORT DESCRIPTION", "BETOS", "ADD DT", "ACT EFF DT", "TERM DT"}

func TestHCPCSWorkbook(t *testing.T) {
	book := workbook(t, []any{"***Disclaimers"}, nil, []any{"  convey nothing."}, hcpcsColumns,
		[]any{"   ZZ", "0010", "7", "Invented modifier", "Inv mod", "", "20020701", "20020701", ""},
		[]any{"E9901", "0010", "3", "Invented chair, first", "Inv chair", "", "20020701", "20020701", ""},
		[]any{"E9901", "0020", "4", "and second line", "", "", "", "", ""},
		[]any{"E9902", "0010", "3", "Invented lamp", "Inv lamp", "", "20020701", "20020701", "20191231"},
		[]any{"E9903", "0010", "3", "Invented bed", "Inv bed", "", "20020701", "20020701", "20991231"})
	changes := workbook(t, []any{"HCPCS/MOD", "TYPE OF CHANGE", "SHORT DESCRIPTION", "LONG DESCRIPTION"}, []any{"E9901", "ADD", "Inv chair", "Invented chair"})
	tsv := "code\tshort\tlong\nE9904\tInv shoe\tInvented shoe, \nE9904\tnan\twith laces\nE9902\tInv lamp\tInvented lamp\n"
	r, info, said := addAll(t, schemas.HCPCS, map[string]string{"HCPC2024_JAN_ANWEB.xlsx": book, "changes2024.xlsx": changes, "more_2025.tsv": tsv})
	if info.Release != "2025" || info.Codes != 5 || info.Billable != 3 {
		t.Errorf("%+v; %q", info, said)
	}
	for code, want := range map[string]struct {
		class    string
		billable bool
		display  string
	}{
		"ZZ": {"modifier", false, "Invented modifier"}, "E9901": {"", true, "Invented chair, first and second line"},
		"E9902": {"ended 2019-12-31", false, "Invented lamp"}, "E9903": {"", true, "Invented bed"},
		"E9904": {"status not stated", true, "Invented shoe, with laces"},
	} {
		id, ok := r.Find(code)
		if c := r.Code(id); !ok || c.Class != want.class || c.Billable != want.billable || c.Display != want.display {
			t.Errorf("%s: %+v, want %+v", code, c, want)
		}
	}
	if text := strings.Join(said, "\n"); !strings.Contains(text, "of 1 codes the files do not say whether they ended") {
		t.Errorf("said %q", said)
	}
}

func TestHCPCSRefused(t *testing.T) {
	row := []any{"E9901", "0010", "3", "Invented chair", "Inv chair", "", "20020701", "20020701", ""}
	for name, c := range map[string]struct{ file, body, err string }{
		"twice in a workbook":   {"a.xlsx", workbook(t, hcpcsColumns, row, []any{"E9902", "0010", "3", "X", "X"}, row, row), "row 5: before this row: code E9901 stands twice"},
		"no dates":              {"a.xlsx", workbook(t, []any{"HCPC", "LONG DESCRIPTION", "SHORT DESCRIPTION", "BETOS"}, row), "row 1: column TERM DT is missing"},
		"out of pattern":        {"a.xlsx", workbook(t, hcpcsColumns, []any{"E99", "0010", "3", "X", "X"}), `code "E99" is out of pattern`},
		"twice in a table":      {"a.tsv", "code\tshort\tlong\nE9901\ta\ta\nE9902\tb\tb\nE9901\ta\ta\n", "code E9901 stands twice"},
		"no code":               {"a.tsv", "code\tshort\tlong\n\ta\ta\n", "a.tsv, line 2: a row needs a code"},
		"a cut line":            {"a.txt", smallHCPCS() + "E9998001\r\n", "shorter than a record"},
		"a workbook cut short":  {"a.xlsx", workbook(t, hcpcsColumns, row)[:2000], "cut short or damaged"},
		"a workbook of nothing": {"a.xlsx", workbook(t, []any{"BETOS"}, []any{"1"}), "no row has the column names"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			p := write(t, t.TempDir(), c.file, c.body)
			_, err := s.Add(context.Background(), schemas.HCPCS, "2025", []string{p}, func(string) {})
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

// TestHCPCSForms reads CMS's file of 2019 in both its forms: the second adds no
// code to the first, and the 506 codes that ended are known.
func TestHCPCSForms(t *testing.T) {
	dir := filepath.Join(data(t), "hcpcs")
	s := newStore(t)
	said := ""
	info, err := s.Add(context.Background(), schemas.HCPCS, "", []string{filepath.Join(dir, "2019-Alpha-Numeric-HCPCS-File.zip")}, func(l string) { said += l + "\n" })
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(said, "ANWEB.txt: 0 codes more") {
		t.Errorf("said %s", said)
	}
	r, err := Open(filepath.Join(s.Dir(), "hcpcs", info.Release, releaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	ended, modifiers, open := 0, 0, 0
	for id := range r.codes {
		switch c := r.Code(CodeID(id)); {
		case strings.HasPrefix(c.Class, classEnded):
			ended++
		case c.Class == classModifier:
			modifiers++
		case c.Class == statusOpen:
			open++
		}
	}
	t.Logf("%d codes, %d ended, %d modifiers, %d open", len(r.codes), ended, modifiers, open)
	if ended != 506 || modifiers < 300 || open != 0 {
		t.Errorf("%d ended, %d modifiers, %d open", ended, modifiers, open)
	}
}
