package samples

import (
	"strings"
	"testing"
)

func TestNotes(t *testing.T) {
	notes, err := Notes()
	if err != nil {
		t.Fatal(err)
	}
	if len(notes) != len(known()) || len(notes) < 14 {
		t.Fatalf("%d notes, %d with facts, want at least 14 of both", len(notes), len(known()))
	}
	for _, n := range notes {
		if n.Feed != Feed || n.Revision != 1 || n.DateOfService.IsZero() || n.Age == nil {
			t.Errorf("%s: feed %q, revision %d, date %v, age %v", n.ID, n.Feed, n.Revision, n.DateOfService, n.Age)
		}
		if l := len(n.Text); l < 400 || l > 2500 {
			t.Errorf("%s has %d characters, want 400-2500", n.ID, l)
		}
	}
}

// TestPromisedSentences holds the sentences that the first run must code.
func TestPromisedSentences(t *testing.T) {
	notes, err := Notes()
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"Patient with hypertension prescribed lisinopril. CBC shows elevated WBC.",
		"Denies chest pain. Mother had breast cancer.",
	} {
		found := false
		for _, n := range notes {
			found = found || strings.Contains(string(n.Text), want)
		}
		if !found {
			t.Errorf("no sample note says %q", want)
		}
	}
}
