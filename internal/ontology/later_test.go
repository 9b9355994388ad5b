package ontology

import (
	"strings"
	"testing"

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
