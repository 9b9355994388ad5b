package concept_test

import (
	"strings"
	"testing"

	"medcode/internal/concept"
	"medcode/internal/text"
)

// TestFind: names, the words that say more of them, and what only looks like
// one, in invented phrases.
func TestFind(t *testing.T) {
	l := lexicon(t, concept.Official{Code: "300589005", Name: "Excision of sebaceous cyst"}, concept.Official{Code: "172132001", Name: "Enucleation of eyeball"})
	for s, want := range map[string]string{
		"s/p CABG x3, lap chole":                     "CABG x3 232721002 | lap chole 45595009",
		"her gallbladder was removed":                "gallbladder was removed 38102005",
		"left total knee replacement":                "left total knee replacement 443681002",
		"TKA of the right knee":                      "TKA of the right 443682009",
		"sebaceous cyst excised under local":         "sebaceous cyst excised 300589005",
		"CT of the head without contrast":            "CT of the head 303653007",
		"CT chest":                                   "CT chest 77477000",
		"MRI brain and CT abdomen":                   "MRI brain 113091000 | CT abdomen 77477000",
		"2+ pitting edema":                           "2+ pitting edema 421605005",
		"unsteady gait":                              "unsteady gait 22631008",
		"graft versus host disease":                  "graft versus host !",
		"the drain was removed and the sutures":      "drain was removed 128538000",
		"Plan: I&D of the abscess":                   "I&D of the abscess 284181007",
		"hernia repair, inguinal":                    "hernia repair, inguinal 44558001",
		"counseled on smoking cessation":             "counseled on smoking 225323000",
		"removed his shoes":                          "",
		"the patient, a lawyer, likes fishing alone": "",
	} {
		toks := text.Tokens(nil, s)
		var got []string
		for _, f := range l.Find(s, toks, false) {
			got = append(got, s[toks[f.First].Start:toks[f.Last].End]+" "+f.Code)
		}
		if g := strings.Join(got, " | "); g != want {
			t.Errorf("%q: %q, not %q", s, g, want)
		}
	}
}

// TestAlso: the neighbours of a concept begin with the wider one of its class.
func TestAlso(t *testing.T) {
	l := lexicon(t)
	f, ok := l.Read("left TKA")
	if also := l.Also(&f); !ok || f.Code != "443681002" || len(also) == 0 || also[0] != "609588000" {
		t.Errorf("%+v, %v", f, also)
	}
}

// TestTable: what a table must not hold is refused with its line.
func TestTable(t *testing.T) {
	for _, table := range []string{"head\n\t123\tmark", "head\nname\t", "head\n(a|)\t1", "head\na\t1\tx & |"} {
		if _, err := concept.New([]byte(table), nil); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%q: %v", table, err)
		}
	}
}

func FuzzFind(f *testing.F) {
	l := lexicon(f)
	for _, s := range []string{"I&D", "CT A/P w/o", "left left TKA right", "\xff lap chole", "pain pain pain 10/10", "removed, removed"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		toks := text.Tokens(nil, s)
		last := -1
		for _, d := range l.Find(s, toks, len(s)%2 == 0) {
			if d.First < 0 || d.Last < d.First || d.Last >= len(toks) || d.Code == "" || d.Last < last {
				t.Fatalf("%+v of %d tokens", d, len(toks))
			}
			last = d.First
		}
		l.Read(s)
	})
}
