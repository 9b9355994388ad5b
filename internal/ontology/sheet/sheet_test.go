package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func book(t testing.TB, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, r := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		if err != nil {
			t.Fatal(err)
		}
		if err := f.SetSheetRow("Sheet1", cell, &r); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestRows(t *testing.T) {
	b := book(t, []any{"Code", "Day"}, nil, []any{"\u00a0A1 ", 20020701})
	var got [][]string
	err := Rows(bytes.NewReader(b), func(n int, cells []string) error {
		if len(cells) > 0 {
			got = append(got, append([]string{string(rune('0' + n))}, cells...))
		}
		return nil
	})
	if d := cmp.Diff([][]string{{"1", "Code", "Day"}, {"3", "A1", "20020701"}}, got); d != "" || err != nil {
		t.Error(err, d)
	}
	stop := errors.New("enough")
	if err := Rows(bytes.NewReader(b), func(n int, _ []string) error { return stop }); !errors.Is(err, stop) || !strings.HasPrefix(err.Error(), "row 1: ") {
		t.Error(err)
	}
	far := with(t, b, map[string][]byte{"xl/worksheets/sheet1.xml": []byte(`<worksheet><sheetData><row r="99999999"><c r="A99999999"/></row></sheetData></worksheet>`)})
	if err := Rows(bytes.NewReader(far), func(int, []string) error { return nil }); err == nil || !strings.Contains(err.Error(), "more than") {
		t.Errorf("a row far away: %v", err)
	}
	for name, in := range map[string][]byte{"cut short": b[:len(b)/2], "text": []byte("code,term\n"), "empty": nil} {
		if err := Rows(bytes.NewReader(in), func(int, []string) error { return nil }); err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// with replaces parts of a workbook.
func with(t testing.TB, b []byte, parts map[string][]byte) []byte {
	t.Helper()
	in, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		body, ok := parts[f.Name]
		if !ok {
			r, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		p, err := w.Create(f.Name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = p.Write(body)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// FuzzRows: no workbook makes the reader panic, neither as an archive nor in
// the parts that it reads.
func FuzzRows(f *testing.F) {
	b := book(f, []any{"Code", "Day"}, []any{"A1", 20020701})
	cells := []byte(`<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row></sheetData></worksheet>`)
	f.Add(b, cells, []byte("<sst><si><t>Code</t></si></sst>"))
	f.Add(b[:len(b)/2], []byte(`<row r="99999999"><c r="ZZZZ1"/></row>`), []byte("<sst>"))
	f.Fuzz(func(t *testing.T, whole, cells, texts []byte) {
		none := func(int, []string) error { return nil }
		_ = Rows(bytes.NewReader(whole), none)
		_ = Rows(bytes.NewReader(with(t, b, map[string][]byte{"xl/worksheets/sheet1.xml": cells, "xl/sharedStrings.xml": texts})), none)
	})
}
