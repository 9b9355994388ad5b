package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"medcode/internal/eval"
)

// What the medication lines have to reach; the lines stay as they are.
const (
	floorIngredient = 0.94 // F1 of ingredients
	floorDrug       = 0.88 // F1 of the most specific code
	floorFields     = 0.80 // F1 of each field
)

// TestMedicationLines reads and codes the lines as `medcode eval medications`
// does, with the shared RxNorm names and without models.
func TestMedicationLines(t *testing.T) {
	data := os.Getenv("MEDCODE_DATA")
	if data == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	store := t.TempDir()
	t.Setenv("MEDCODE_MODELS_DIR", t.TempDir())
	guidelineRun(t, "ontology", "add", "--data", store, "rxnorm", filepath.Join(data, "rxnorm", "rxnorm_names.tsv.gz"), filepath.Join(data, "rxnorm", "rxnorm_ingredients.tsv.gz"))
	var reports []eval.MedicationReport
	if err := json.Unmarshal(guidelineRun(t, "eval", "--json", "--data", store, "medications", "../../"+medicationSet), &reports); err != nil {
		t.Fatal(err)
	}
	if len(reports) != 3 {
		t.Fatalf("%d reports, want one of each half and one of all lines", len(reports))
	}
	for _, r := range []eval.MedicationReport{reports[0], reports[2]} { // the second half was not seen while the rules were written
		t.Logf("%d lines: ingredient %s; drug %s", r.Lines, r.Ingredient, r.Drug)
		if r.Ingredient.F1() < floorIngredient || r.Drug.F1() < floorDrug {
			t.Errorf("%d lines: ingredient %.3f, floor %.2f; drug %.3f, floor %.2f", r.Lines, r.Ingredient.F1(), floorIngredient, r.Drug.F1(), floorDrug)
		}
		for _, f := range r.Fields {
			if f.Score.F1() < floorFields {
				t.Errorf("%d lines: %s %.3f, floor %.2f", r.Lines, f.Name, f.Score.F1(), floorFields)
			}
		}
	}
}
