package concept_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/internal/concept"
	"medcode/internal/ontology/overlay"
)

func lexicon(t testing.TB, official ...concept.Official) *concept.Lexicon {
	t.Helper()
	l, err := concept.New(overlay.Concepts(), official)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// patientSet reads the concepts of the release that the table is written for.
func patientSet(t *testing.T) map[string]string {
	t.Helper()
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "snomed", "snomed_gps_2020.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for sc := bufio.NewScanner(z); sc.Scan(); {
		cells := strings.Split(sc.Text(), "\t")
		out[cells[0]] = cells[3]
	}
	return out
}

// TestCodes: every code of the table is a concept of the release that a note
// may be coded with.
func TestCodes(t *testing.T) {
	tags := patientSet(t)
	codes := lexicon(t).Codes()
	for _, code := range codes {
		switch tag := tags[code]; tag {
		case "procedure", "regime/therapy", "finding", "disorder", "situation":
		default:
			t.Errorf("%s is %q in the release", code, tag)
		}
	}
	if len(codes) < 900 {
		t.Errorf("only %d codes", len(codes))
	}
}
