package sheet

import (
	"bytes"
	"errors"
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
	for name, in := range map[string][]byte{"cut short": b[:len(b)/2], "text": []byte("code,term\n"), "empty": nil} {
		if err := Rows(bytes.NewReader(in), func(int, []string) error { return nil }); err == nil || !strings.Contains(err.Error(), "cannot be read") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// FuzzRows: no workbook makes the reader panic.
func FuzzRows(f *testing.F) {
	b := book(f, []any{"Code", "Day"}, []any{"A1", 20020701})
	f.Add(b)
	f.Add(b[:len(b)/2])
	f.Fuzz(func(t *testing.T, b []byte) {
		_ = Rows(bytes.NewReader(b), func(int, []string) error { return nil })
	})
}
