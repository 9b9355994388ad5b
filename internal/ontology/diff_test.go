package ontology

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"medcode/schemas"
)

func TestCompare(t *testing.T) {
	a := []Listed{{"A00", "Cholera", "", false}, {"A00.0", "Old", "O", true}, {"B88.0", "Other acariasis", "", true}, {"C1", "same", "S", true}}
	b := []Listed{{"A00", "Cholera", "", false}, {"A000", "Old", "New short", true}, {"B88.0", "Other acariasis", "", false}, {"B88.01", "Mites", "", true}, {"C1", "changed", "S", true}}
	d := compare(a, b)
	if len(d.Added) != 1 || d.Added[0].Code != "B88.01" || len(d.Deleted) != 0 {
		t.Errorf("added %v, deleted %v", d.Added, d.Deleted)
	}
	if len(d.Billable) != 1 || d.Billable[0].After.Billable || len(d.Titles) != 2 {
		t.Errorf("billable %v, titles %v", d.Billable, d.Titles)
	}
	if back := compare(b, a); len(back.Deleted) != 1 || len(back.Added) != 0 {
		t.Errorf("backwards: %+v", back)
	}
}

// TestDiffOfficial compares the difference of two years' order files with what
// the publisher's own addenda say, line by line.
func TestDiffOfficial(t *testing.T) {
	dir := filepath.Join(data(t), "icd10cm")
	s := newStore(t)
	for _, years := range [][2]string{{"2024", "2025"}, {"2025", "2026"}} {
		zip := func(y string) string { return filepath.Join(dir, "FY"+y, "code-descriptions-"+y+".zip") }
		d, err := s.Diff(context.Background(), schemas.ICD10CM, zip(years[0]), zip(years[1]))
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "FY"+years[1], "icd10cm-order-addenda-"+years[1]+".txt"))
		if err != nil {
			t.Fatal(err)
		}
		want, got := addendaLines(string(text)), d.addenda()
		for _, l := range want {
			if !slices.Contains(got, l) {
				t.Errorf("FY%s: the addenda say, the files do not: %s", years[1], l)
			}
		}
		for _, l := range got {
			if !slices.Contains(want, l) {
				t.Errorf("FY%s: the files say, the addenda do not: %s", years[1], l)
			}
		}
		t.Logf("FY%s: %d lines; %d added, %d deleted, %d billable changed, %d titles", years[1], len(want), len(d.Added), len(d.Deleted), len(d.Billable), len(d.Titles))
	}
}

// addendaLines are the changes of an order addenda file, without its summary.
func addendaLines(text string) (out []string) {
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if action, rest, ok := strings.Cut(line, ": "); ok && slices.Contains([]string{"Add", "Delete", "Revise from", "Revise to"}, action) {
			f := strings.Fields(rest)
			at := strings.Index(line, f[1])
			out = append(out, lineOf(action, f[0] == "1", f[1], column(line, at+8, at+69), column(line, at+69, len(line))))
		}
	}
	slices.Sort(out)
	return out
}

func lineOf(action string, billable bool, code, short, long string) string {
	flag := "0"
	if billable {
		flag = "1"
	}
	return strings.Join([]string{action, flag, strings.ReplaceAll(code, ".", ""), short, long}, "|")
}

// addenda says a difference as the publisher does: a code whose billing changes
// is deleted and added.
func (d *Diff) addenda() (out []string) {
	say := func(action string, l Listed) { out = append(out, lineOf(action, l.Billable, l.Code, l.Short, l.Title)) }
	for _, l := range d.Added {
		say("Add", l)
	}
	for _, l := range d.Deleted {
		say("Delete", l)
	}
	for _, r := range d.Billable {
		say("Delete", r.Before)
		say("Add", r.After)
	}
	for _, r := range d.Titles {
		say("Revise from", r.Before)
		say("Revise to", r.After)
	}
	slices.Sort(out)
	return out
}
