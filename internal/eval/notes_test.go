package eval

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/schemas"
)

func TestNoteCodes(t *testing.T) {
	notes := []GoldNote{{
		ID: "n", Text: "gout, no asthma, on aspirin",
		Gold:  []NoteCode{{Ontology: schemas.ICD10CM, Code: "M10.9"}, {Ontology: schemas.ICD10CM, Code: "I10", Accept: []string{"I11.9"}}, {Ontology: schemas.RxNorm, Code: "1191"}},
		Also:  []NoteCode{{Ontology: schemas.ICD10CM, Code: "R52"}},
		Never: []NoteCode{{Ontology: schemas.ICD10CM, Code: "J45"}},
	}}
	given := []schemas.Code{
		{Ontology: schemas.ICD10CM, Code: "I11.9"},
		{Ontology: schemas.ICD10CM, Code: "R52"},
		{Ontology: schemas.ICD10CM, Code: "J45.909"},
		{Ontology: schemas.RxNorm, Code: "aspirin 81 MG"},
	}
	same := func(o schemas.Ontology, given, asked string) bool {
		return o == schemas.RxNorm && strings.HasPrefix(given, "aspirin") && asked == "1191"
	}
	rep, err := NoteCodes(notes, func(*GoldNote) ([]schemas.Code, error) { return given, nil }, same)
	if err != nil {
		t.Fatal(err)
	}
	icd, rx := rep.Scores[schemas.ICD10CM], rep.Scores[schemas.RxNorm]
	if icd.TP != 1 || icd.FN != 1 || icd.FP != 1 || icd.Traps != 1 || icd.Trapped != 1 {
		t.Errorf("ICD-10-CM: %+v", icd)
	}
	if rx.TP != 1 || rx.FP != 0 || rx.FN != 0 {
		t.Errorf("RxNorm: %+v", rx)
	}
	if len(rep.Errors) != 3 {
		t.Errorf("errors: %+v", rep.Errors)
	}
}

func TestLoadNotes(t *testing.T) {
	dir := t.TempDir()
	for content, ok := range map[string]bool{
		`{"id":"a","age":0.75,"text":"x","gold":[{"ontology":"icd10cm","code":"I10"}]}`: true,
		`{"id":"a","text":"","gold":[]}`:                                                false,
		`[]`:                                                                            false,
	} {
		path := filepath.Join(dir, "n.jsonl")
		if err := os.WriteFile(path, []byte(content+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := LoadNotes(path); (err == nil) != ok {
			t.Errorf("%s: %v", content, err)
		}
	}
	if _, err := LoadNotes(filepath.Join(dir, "none")); err == nil || !strings.Contains(err.Error(), "testdata/wholenotes") {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := LoadNotes("../../testdata/wholenotes/notes.jsonl"); err != nil {
		t.Error(err)
	}
}
