package ontology

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"medcode/schemas"
)

// TestWaiting gives a mapping before the codes: it is used when they come.
func TestWaiting(t *testing.T) {
	dir, s := t.TempDir(), newStore(t)
	gem := write(t, dir, "2018_I9gem.txt", "78650 R079    00000\n78652 R071    00000\n34690 G439    10000\n")
	if _, said, err := add(t, s, schemas.ICD10CM, "", gem); err != nil || !strings.Contains(said, "kept for later") {
		t.Fatal(said, err)
	}
	info, said, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "order-2026.txt", smallOrder()))
	if err != nil || !strings.Contains(said, "3 mappings") || len(info.Sources) != 2 || info.Sources[0].Name != "2018_I9gem.txt" {
		t.Error(said, err, info.Sources)
	}
}

// TestExemptSheet reads the POA exempt list from its spreadsheet alone.
func TestExemptSheet(t *testing.T) {
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range [][]any{{"Order26", "POAexemptCode", "Description"}, {"00002", "R07.1", "Chest pain on breathing"}} {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	dir, s := t.TempDir(), newStore(t)
	path := filepath.Join(dir, "POAexemptCodesFY26.xlsx")
	if err := book.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	_, said, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "order-2026.txt", smallOrder()), path)
	if err != nil || !strings.Contains(said, "1 codes exempt from POA") {
		t.Fatal(said, err)
	}
	r, _, err := s.InForce(schemas.ICD10CM, someDay)
	if err != nil || !r.POAExempt(find(t, r, "R07.1")) || r.POAExempt(find(t, r, "R07.9")) {
		t.Error("the list was not read", err)
	}
}
