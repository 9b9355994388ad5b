package addenda

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func line(action string, flag int, code, short, long string) string {
	return fmt.Sprintf("%-12s %d %-7s %-60s %s\r\n", action+":", flag, code, short, long)
}

func TestRead(t *testing.T) {
	file := line("Delete", 1, "B880", "Old", "Old thing") + line("Add", 0, "B880", "Old", "Old thing") +
		line("Revise from", 1, "A77", "Typo", "A typo") + line("Revise to", 1, "A77", "Typo", "No typo") +
		"\r\nSummary\r\n     3 additions\r\n"
	got, err := Read(strings.NewReader(file))
	want := []Change{
		{Delete, "B880", true, true, "Old", "Old thing", 1},
		{Add, "B880", true, false, "Old", "Old thing", 2},
		{ReviseFrom, "A77", true, true, "Typo", "A typo", 3},
		{ReviseTo, "A77", true, true, "Typo", "No typo", 4},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
	got, err = Read(strings.NewReader("Add:         B8801   Infestation by mites\r\n"))
	if err != nil || len(got) != 1 || got[0].Code != "B8801" || got[0].Title != "Infestation by mites" || got[0].Order {
		t.Error(got, err)
	}
}

func TestReadFaults(t *testing.T) {
	for file, says := range map[string]string{
		"":             "without changes",
		"Summary\n1\n": "without changes",
		"Add:         1 B8801   Short title alone\n": "line 1",
		"Add:         B8801\n":                       "line 1",
		"Add:         B8\n":                          "line 1",
	} {
		if _, err := Read(strings.NewReader(file)); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", file, err, says)
		}
	}
}

// TestPublished holds the published addenda to the numbers of their own
// summaries.
func TestPublished(t *testing.T) {
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	for year, want := range map[string]map[Action]int{
		"2024": {Add: 131 + 395, Delete: 25, ReviseFrom: 26, ReviseTo: 26},
		"2025": {Add: 72 + 252, Delete: 36, ReviseFrom: 14, ReviseTo: 14},
		"2026": {Add: 143 + 487, Delete: 28, ReviseFrom: 45, ReviseTo: 45},
	} {
		f, err := os.Open(filepath.Join(dir, "icd10cm", "FY"+year, "icd10cm-order-addenda-"+year+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		changes, err := Read(f)
		f.Close()
		got := map[Action]int{}
		for _, c := range changes {
			got[c.Action]++
		}
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Error(year, d, err)
		}
	}
}

// FuzzRead reads arbitrary files: every change has a code and a title.
func FuzzRead(f *testing.F) {
	f.Add(line("Delete", 1, "B880", "Old", "Old thing"))
	f.Add("Add:         B8801   Infestation by mites\r\n")
	f.Fuzz(func(t *testing.T, file string) {
		changes, _ := Read(strings.NewReader(file))
		for _, c := range changes {
			if c.Line < 1 || !known(c.Action) {
				t.Errorf("%+v", c)
			}
		}
	})
}
