package icdindex

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const small = `<?xml version="1.0"?><ICD10CM.index><version>2017</version><title>INDEX OF THINGS</title>
<indexHeading><head col="1">Substance</head><head col="2">Poisoning</head></indexHeading>
<letter><title>A</title>
<mainTerm><title>Attack<nemod>(acute) (s)</nemod> NEC</title><see>Seizure</see>
<term level="1"><title>heart</title><code>I21.9</code><manif>I43</manif><seeAlso>Infarct, myocardium</seeAlso>
<term level="2"><title><nemod>(old)</nemod></title><code>I25.2</code></term></term></mainTerm>
<mainTerm><title>Acid</title><cell col="1">T54.2X1</cell><cell col="2">--</cell></mainTerm></letter></ICD10CM.index>`

func TestRead(t *testing.T) {
	var got []Term
	head, err := Read(strings.NewReader(small), func(x *Term) error {
		x.Line = 0
		got = append(got, *x)
		return nil
	})
	if err != nil || head.Edition != "2017" || head.Title != "INDEX OF THINGS" || len(head.Columns) != 2 {
		t.Fatalf("%+v, %v", head, err)
	}
	want := []Term{
		{Path: []string{"Attack NEC"}, Modifiers: [][]string{{"acute", "s"}}, See: []string{"Seizure"}},
		{Path: []string{"Attack NEC", "heart"}, Modifiers: [][]string{{"acute", "s"}, nil}, Code: "I21.9", Manif: "I43", SeeAlso: []string{"Infarct, myocardium"}},
		{Path: []string{"Attack NEC", "heart", "old"}, Modifiers: [][]string{{"acute", "s"}, nil, nil}, Code: "I25.2"},
		{Path: []string{"Acid"}, Modifiers: [][]string{nil}, Cells: map[int]string{1: "T54.2X1"}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReadFaults(t *testing.T) {
	for name, c := range map[string]struct{ from, to, says string }{
		"another document": {"ICD10CM.index", "ICD10CM.tabular", "begins with <ICD10CM.tabular>"},
		"cut short":        {"<term level=\"2\">", "\x00", "line 6"},
		"no title":         {"<title>heart</title>", "", "a term without <title>"},
		"a column too far": {`col="2">--`, `col="77">--`, "without a column from 1 to 16"},
		"a stray term":     {"<term level=\"1\">", "</mainTerm><term>", "a subterm outside"},
	} {
		doc := strings.ReplaceAll(small, c.from, c.to)
		if _, err := Read(strings.NewReader(doc), func(*Term) error { return nil }); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
	if _, err := Read(strings.NewReader(small[:60]), func(*Term) error { return nil }); err == nil {
		t.Error("a document without terms was read")
	}
}

// FuzzRead reads arbitrary documents: terms that come out have a path.
func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Fuzz(func(t *testing.T, doc string) {
		_, _ = Read(strings.NewReader(doc), func(x *Term) error {
			if x.Title() == "" || len(x.Path) != len(x.Modifiers) {
				t.Errorf("%+v", x)
			}
			return nil
		})
	})
}
