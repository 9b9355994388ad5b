package gem

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRead(t *testing.T) {
	var got []Row
	err := Read(strings.NewReader("\ufeffA000    0010  00000\r\n\r\nT1491   NoDx  11000\r\nT8853XD v5889 10000\r\nI2510   41401 10112\r\n"), func(r Row) error {
		got = append(got, r)
		return nil
	})
	want := []Row{
		{Source: "A000", Target: "0010"},
		{Source: "T1491", Approximate: true, None: true},
		{Source: "T8853XD", Target: "V5889", Approximate: true},
		{Source: "I2510", Target: "41401", Approximate: true, Combination: true, Scenario: 1, Choice: 2},
	}
	if d := cmp.Diff(want, got); d != "" || err != nil {
		t.Error(d, err)
	}
}

func TestReadFaults(t *testing.T) {
	for file, says := range map[string]string{
		"":                           "without mappings",
		"A000 0010 00000\nA001 0011": "line 2",
		"A000 0010 00000 x":          "line 1",
		"A000 0010 20000":            "line 1",
		"A000 NoDx 00000":            "do not agree",
		"A000 0010 11000":            "do not agree",
		"a-b 0010 00000":             "line 1",
		"A000 0010 0000":             "five flags",
		strings.Repeat("A", 70<<10):  "line 1",
	} {
		if err := Read(strings.NewReader(file), func(Row) error { return nil }); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%.30q: %v, want %q", file, err, says)
		}
	}
}

// FuzzRead reads arbitrary files: a row has a target or says that there is none.
func FuzzRead(f *testing.F) {
	f.Add("A000    0010  00000\r\nT1491   NoDx  11000\r\n")
	f.Fuzz(func(t *testing.T, file string) {
		_ = Read(strings.NewReader(file), func(r Row) error {
			if r.Source == "" || (r.Target == "") != r.None {
				t.Errorf("%+v", r)
			}
			return nil
		})
	})
}
