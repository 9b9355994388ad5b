package ontology

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/internal/ontology/mce"
	"medcode/schemas"
)

// TestCodeEdits: a table is known by its content, belongs to the release, and
// the newest stands.
func TestCodeEdits(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	order := write(t, dir, "icd10cm-order-2026.txt", knowingOrder())
	table := write(t, dir, "edits.tsv", "# ages and sexes\r\nN18\tfemale\r\nn18.9\tadult\r\nC75\tunacceptable_principal\r\nQ99\tmale\r\n")
	if _, said, err := add(t, s, schemas.ICD10CM, "", order, table); err != nil || !strings.Contains(said, "3 code edits; 1 of codes") {
		t.Fatal(said, err)
	}
	r, _, err := s.InForce(schemas.ICD10CM, someDay)
	if err != nil {
		t.Fatal(err)
	}
	want := []mce.Edit{{Code: "N18.9", Kind: mce.Adult}, {Code: "N18", Kind: mce.Female}, {Code: "C75", Kind: mce.Principal}}
	if diff := cmp.Diff(want, r.CodeEdits()); diff != "" {
		t.Error(diff)
	}
	child := 7
	if got := r.Edits(find(t, r, "N18.9"), &child, "male"); len(got) != 2 {
		t.Errorf("against N18.9: %q", got)
	}
	if got := r.Edits(find(t, r, "N19"), &child, "male"); len(got) != 0 {
		t.Errorf("against N19: %q", got)
	}
	if _, said, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "edits2.tsv", "N19\tmale\n")); err != nil || !strings.Contains(said, "edits.tsv: not used any more") {
		t.Fatal(said, err)
	}
	if r, _, err = s.InForce(schemas.ICD10CM, someDay); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]mce.Edit{{Code: "N19", Kind: mce.Male}}, r.CodeEdits()); diff != "" {
		t.Error(diff)
	}
}

// TestBadCodeEdits: the error names file and line, and the release stays.
func TestBadCodeEdits(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	if _, _, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "icd10cm-order-2026.txt", knowingOrder())); err != nil {
		t.Fatal(err)
	}
	_, _, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "edits.tsv", "N18\tfemale\nN19\tgent\n"))
	if err == nil || !errors.Is(err, schemas.ErrInvalid) || !strings.Contains(err.Error(), "edits.tsv") || !strings.Contains(err.Error(), "line 2") {
		t.Error(err)
	}
	if r, _, err := s.InForce(schemas.ICD10CM, someDay); err != nil || len(r.CodeEdits()) != 0 {
		t.Error(err)
	}
	if _, _, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "edits.tsv", "N18\tfemale\n")); err != nil {
		t.Error(err)
	}
}
