package tabular

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const small = `<?xml version="1.0" encoding="utf-8"?>
<ICD10CM.tabular><version>2021</version><introduction><introSection><title>How to read</title></introSection></introduction>
<chapter><name>4</name><desc>Endocrine diseases (E00-E89)</desc><excludes1><note>something of
 the newborn (P70-P74)</note></excludes1>
<sectionIndex><sectionRef first="E08" last="E13" id="E08-E13">Diabetes</sectionRef></sectionIndex>
<section id="E08-E13"><desc>Diabetes mellitus (E08-E13)</desc>
<diag><name>E11</name><desc>Type 2 diabetes</desc><includes><note>diabetes NOS</note></includes><useAdditionalCode><note>code for insulin (Z79.4)</note></useAdditionalCode>
<diag><name>E11.3</name><desc>With eye complications</desc>
<sevenChrNote><note>One of these</note></sevenChrNote><sevenChrDef><extension char="1">right eye</extension><note>or so</note><extension char="9">unspecified eye</extension></sevenChrDef>
<diag><name>E11.32</name><desc>With retinopathy</desc></diag></diag></diag></section></chapter></ICD10CM.tabular>`

func TestRead(t *testing.T) {
	var got []Entry
	edition, err := Read(strings.NewReader(strings.ReplaceAll(small, "\n", "\r\n")), func(e *Entry) error {
		e.Line = 0
		got = append(got, *e)
		return nil
	})
	if err != nil || edition != "2021" {
		t.Fatalf("edition %q, %v", edition, err)
	}
	want := []Entry{
		{Level: Chapter, Name: "4", Title: "Endocrine diseases (E00-E89)", Notes: []Note{{Excludes1, "something of the newborn (P70-P74)"}}},
		{Level: Block, Name: "E08-E13", Title: "Diabetes mellitus (E08-E13)"},
		{Level: Code, Name: "E11", Title: "Type 2 diabetes", Notes: []Note{{Includes, "diabetes NOS"}, {UseAdditional, "code for insulin (Z79.4)"}}},
		{Level: Code, Name: "E11.3", Title: "With eye complications", Seventh: []Seventh{{'1', "right eye; or so"}, {'9', "unspecified eye"}}},
		{Level: Code, Name: "E11.32", Title: "With retinopathy"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestReadFaults(t *testing.T) {
	for name, c := range map[string]struct{ from, to, says string }{
		"another document": {"ICD10CM.tabular", "ICD10CM.index", "begins with <ICD10CM.index>"},
		"cut short":        {"<diag><name>E11.32", "", "line 10"},
		"no code":          {"E11.32<", "11.32<", `line 10: "11.32" is no ICD-10-CM code`},
		"twice":            {"E11.32<", "E11.3<", "code E11.3 stands twice"},
		"no title":         {"<desc>With retinopathy</desc>", "", "code E11.32 has no <desc>"},
		"seventh":          {`char="9"`, `char="99"`, "no seventh character"},
	} {
		doc := strings.Replace(small, c.from, c.to, -1)
		if c.to == "" && name == "cut short" {
			doc = small[:strings.Index(small, c.from)]
		}
		if _, err := Read(strings.NewReader(doc), func(*Entry) error { return nil }); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

// FuzzRead reads arbitrary documents: entries that come out are whole.
func FuzzRead(f *testing.F) {
	f.Add(small)
	f.Add("<ICD10CM.tabular><chapter><chapter><diag>")
	f.Fuzz(func(t *testing.T, doc string) {
		_, _ = Read(strings.NewReader(doc), func(e *Entry) error {
			if e.Name == "" || e.Title == "" {
				t.Errorf("an entry without name or title: %+v", e)
			}
			return nil
		})
	})
}
