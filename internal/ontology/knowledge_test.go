package ontology

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/schemas"
)

var someDay = time.Date(2026, 1, 15, 0, 0, 0, 0, time.UTC)

// knowingOrder is an order file in the publisher's order: C7A before C76.
func knowingOrder() string {
	var b strings.Builder
	for i, c := range []struct {
		code     string
		billable int
		title    string
	}{
		{"C75", 1, "Neoplasm of glands"},
		{"C7A", 0, "Neuroendocrine tumor"},
		{"C7A1", 1, "Poorly differentiated tumor"},
		{"C76", 1, "Neoplasm of ill-defined sites"},
		{"H36", 0, "Retinal disorders in diseases classified elsewhere"},
		{"H368", 1, "Other retinal disorder in diseases classified elsewhere"},
		{"I43", 1, "Cardiomyopathy after something"},
		{"N18", 0, "Chronic kidney disease"},
		{"N189", 1, "Chronic kidney disease, unspecified"},
		{"N19", 1, "Kidney failure, new title"},
		{"N1A", 1, "A new disease"},
		{"S52", 0, "Fracture of forearm"},
		{"S521", 0, "Fracture of radius"},
		{"S521X1", 0, "Fracture of radius, right"},
		{"S521X1A", 1, "Fracture of radius, right, initial encounter"},
		{"S521X1D", 1, "Fracture of radius, right, subsequent encounter"},
		{"T39", 0, "Poisoning by analgesics"},
		{"T3901", 0, "Poisoning by aspirin"},
		{"T39011", 0, "Poisoning by aspirin, accidental"},
		{"T39011A", 1, "Poisoning by aspirin, accidental, initial encounter"},
		{"T39015", 0, "Adverse effect of aspirin"},
		{"T39015A", 1, "Adverse effect of aspirin, initial encounter"},
		{"Z90", 1, "A history"},
	} {
		b.WriteString(orderLine(i+1, c.code, c.billable, c.title, c.title))
	}
	return b.String()
}

const (
	knowingTabular = `<ICD10CM.tabular><version>2025</version>
<chapter><name>2</name><desc>Neoplasms (C00-D49)</desc><excludes2><note>kidney disease (N18.-)</note></excludes2>
<section id="C75-C76"><desc>Some neoplasms (C75-C76)</desc>
<diag><name>C75</name><desc>Neoplasm of glands</desc><excludes1><note>neuroendocrine tumors (C7A-C76)</note></excludes1></diag>
<diag><name>C7A</name><desc>Neuroendocrine tumor</desc><diag><name>C7A.1</name><desc>Poorly differentiated tumor</desc></diag></diag>
<diag><name>C76</name><desc>Neoplasm of ill-defined sites</desc></diag></section></chapter>
<chapter><name>14</name><desc>Genitourinary diseases</desc><codeAlso><note>injury, if any (Chapter 19)</note></codeAlso>
<section id="N17-N19"><desc>Kidney failure (N17-N19)</desc><useAdditionalCode><note>code for drug (T36-T50 with fifth or sixth character 5)</note></useAdditionalCode>
<diag><name>N18</name><desc>Chronic kidney disease</desc><codeFirst><note>retinal disorder (H36.8, Q99.99)</note></codeFirst><diag><name>N18.9</name><desc>Chronic kidney disease, unspecified</desc></diag></diag>
<diag><name>N19</name><desc>Kidney failure, old title</desc><excludes1><note>nothing (Z90)</note></excludes1></diag></section></chapter>
<chapter><name>9</name><desc>Circulatory</desc><section id="I30-I52"><desc>Heart</desc><diag><name>I43</name><desc>Cardiomyopathy after something</desc><codeFirst><note>the cause</note></codeFirst></diag></section></chapter>
<chapter><name>19</name><desc>Injury</desc><section id="S50-S59"><desc>Forearm</desc><diag><name>S52</name><desc>Fracture of forearm</desc>
<sevenChrDef><extension char="A">initial</extension><extension char="D">subsequent</extension><extension char="S">sequela</extension></sevenChrDef></diag></section></chapter></ICD10CM.tabular>`
	knowingDrugs = `<ICD10CM.index><version>2026</version><indexHeading><head col="1">Substance</head><head col="2">Poisoning Accidental (unintentional)</head>
<head col="3">Poisoning Intentional self-harm</head><head col="4">Poisoning Assault</head><head col="5">Poisoning Undetermined</head><head col="6">Adverse effect</head><head col="7">Underdosing</head></indexHeading>
<letter><mainTerm><title>Aspirin<nemod>(soluble)</nemod></title><cell col="2">T39.011</cell><cell col="3">--</cell><cell col="6">T39.015</cell></mainTerm>
<mainTerm><title>Pain killer</title><see>Aspirin</see></mainTerm><mainTerm><title>Nothing</title><see>Void</see></mainTerm></letter></ICD10CM.index>`
	knowingIndex = `<ICD10CM.index><version>2017</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title><letter>
<mainTerm><title>Failure<nemod>(total)</nemod></title><term level="1"><title>kidney<nemod>(old)</nemod></title><code>N19</code></term>
<term level="1"><title>heart</title><code>C75</code><manif>I43</manif></term></mainTerm>
<mainTerm><title>Zootremia</title><see>Failure, kidney</see></mainTerm>
<mainTerm><title>Malaise</title><seeAlso>Failure, by type</seeAlso></mainTerm></letter></ICD10CM.index>`
	knowingGEM  = "5859  N189    10000\n585   N19     00000\n78650 Z90     10112\n78650 N19     10111\nV000  NoDx    11000\n"
	knowingBack = "N189    5859  10000\nZ90     NoDx  11000\n"
)

func knowing(t testing.TB) (*Release, string) {
	t.Helper()
	dir, s := t.TempDir(), newStore(t)
	var paths []string
	for name, body := range map[string]string{
		"order-2026.txt": knowingOrder(), "t.xml": knowingTabular, "drug.xml": knowingDrugs, "index.xml": knowingIndex,
		"I9gem.txt": knowingGEM, "I10gem.txt": knowingBack,
		"POAexemptCodesFY26.txt": "Order26\tPOAexemptCode\tDescription\r\n00023\tZ90\tA history\r\n", "POAexemptAddCodesFY26.txt": "Order26\tPOAexemptCode\tDescription\r\n00001\tC75\tNeoplasm\r\n",
	} {
		paths = append(paths, write(t, dir, name, body))
	}
	_, said, err := add(t, s, schemas.ICD10CM, "", paths...)
	if err != nil {
		t.Fatal(err)
	}
	r, _, err := s.InForce(schemas.ICD10CM, someDay)
	if err != nil {
		t.Fatal(err)
	}
	return r, said
}

func names(r *Release, ranges []CodeRange) string {
	var out []string
	for _, c := range ranges {
		for id := c.Lo; id < c.Hi; id++ {
			out = append(out, r.Code(id).Code)
		}
	}
	return strings.Join(out, " ")
}

func TestNotes(t *testing.T) {
	r, said := knowing(t)
	for code, want := range map[string][]string{
		"N18.9": {"N18 Code first: H36.8", "N17-N19 Use additional code: T39.015 T39.015A", "Chapter 14 Code also: S52 S52.1 S52.1X1 S52.1X1A S52.1X1D"},
		"N18":   {"N18 Code first: H36.8", "N17-N19 Use additional code: T39.015 T39.015A", "Chapter 14 Code also: S52 S52.1 S52.1X1 S52.1X1A S52.1X1D"},
		"N19":   {"N17-N19 Use additional code: T39.015 T39.015A", "Chapter 14 Code also: S52 S52.1 S52.1X1 S52.1X1A S52.1X1D"}, // its title changed
		"N1A":   {"N17-N19 Use additional code: T39.015 T39.015A", "Chapter 14 Code also: S52 S52.1 S52.1X1 S52.1X1A S52.1X1D"}, // new
		"C75":   {"C75 Excludes1: C76 C7A C7A.1", "Chapter 2 Excludes2: N18 N18.9"},
		"I43":   {"I43 Code first: "},
		"Z90":   nil,
	} {
		var got []string
		for _, n := range r.Notes(find(t, r, code)) {
			got = append(got, fmt.Sprintf("%s %v: %s", n.At, n.Kind, names(r, n.Codes)))
			if n.Edition != "2025" {
				t.Errorf("edition %q", n.Edition)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s has %q, want %q", code, got, want)
		}
	}
	if n := r.NotesAt(find(t, r, "N18.9")); len(n) != 0 {
		t.Errorf("own notes %v", n)
	}
	if !strings.Contains(said, "1 gone") || !strings.Contains(said, "2 codes left out") && !strings.Contains(said, "notes of 1 codes") {
		t.Error(said)
	}
}

func TestTree(t *testing.T) {
	r, _ := knowing(t)
	s := find(t, r, "S52")
	if got := names(r, []CodeRange{{r.Children(s)[0], r.Children(s)[0] + 1}}); len(r.Children(s)) != 1 || got != "S52.1" {
		t.Errorf("children of S52: %v", r.Children(s))
	}
	if up, ok := r.Parent(find(t, r, "S52.1X1D")); !ok || r.Code(up).Code != "S52.1X1" {
		t.Error("parent of S52.1X1D")
	}
	if _, ok := r.Parent(s); ok {
		t.Error("S52 has a parent")
	}
	d, ok := r.Block(find(t, r, "C7A.1"))
	if !ok || d.Name != "C75-C76" || d.Title != "Some neoplasms" || names(r, d.Codes) != "C75 C76 C7A C7A.1" {
		t.Errorf("%+v", d)
	}
	if _, ok := r.Chapter(find(t, r, "Z90")); ok || len(r.Divisions(true)) != 4 || len(r.Divisions(false)) != 4 {
		t.Error("chapters")
	}
}

func TestSevenths(t *testing.T) {
	r, _ := knowing(t)
	for code, want := range map[string]string{
		"S52": "A initial, D subsequent, S sequela", "S52.1X1A": "A initial, D subsequent, S sequela",
		"T39.011": "A initial encounter", "T39": "A initial encounter", "N18": "",
	} {
		var got []string
		for _, s := range r.SeventhCharacters(find(t, r, code)) {
			got = append(got, fmt.Sprintf("%c %s", s.Char, s.Meaning))
		}
		if strings.Join(got, ", ") != want {
			t.Errorf("%s takes %q, want %q", code, got, want)
		}
	}
}

func TestFlags(t *testing.T) {
	r, _ := knowing(t)
	var manifestations, exempt []string
	for i := range r.codes {
		if r.Manifestation(CodeID(i)) {
			manifestations = append(manifestations, r.Code(CodeID(i)).Code)
		}
		if r.POAExempt(CodeID(i)) {
			exempt = append(exempt, r.Code(CodeID(i)).Code)
		}
	}
	if !slices.Equal(manifestations, []string{"H36", "H36.8", "I43"}) || !slices.Equal(exempt, []string{"Z90"}) {
		t.Error(manifestations, exempt)
	}
}

func TestDrug(t *testing.T) {
	r, _ := knowing(t)
	for name, ok := range map[string]bool{"ASPIRIN": true, "soluble aspirin": true, "killer pain": true, "Nothing": false, "": false, "water": false} {
		d, found := r.Drug(name)
		if found != ok || ok && (r.Code(d.Accidental.ID).Code != "T39.011" || d.SelfHarm.OK || r.Code(d.Adverse.ID).Code != "T39.015" || d.Substance != "Aspirin") {
			t.Errorf("%q: %+v %v", name, d, found)
		}
	}
	if terms := r.Exact("aspirin"); len(terms) != 0 {
		t.Errorf("a drug alone finds %v", codesOf(r, terms))
	}
}

func TestCrosswalk(t *testing.T) {
	r, _ := knowing(t)
	for code, want := range map[string]string{"585.9": "N18.9 approximate", "585": "N19", "78650": "N19 approximate 1.1, Z90 approximate 1.2", "V000": "none", "1": ""} {
		if got := mapped(r, r.Crosswalk(SystemICD9CM, code), false); got != want {
			t.Errorf("%s leads to %q, want %q", code, got, want)
		}
	}
	for code, want := range map[string]string{"N18.9": "5859 approximate", "Z90": " none", "N19": ""} {
		if got := mapped(r, r.MapTo(SystemICD9CM, find(t, r, code)), true); got != want {
			t.Errorf("%s leads to %q, want %q", code, got, want)
		}
	}
	if got := r.Crosswalk("nowhere", "585"); got != nil {
		t.Error(got)
	}
}

func mapped(r *Release, ms []Mapping, back bool) string {
	var out []string
	for _, m := range ms {
		s := m.Code
		if !back {
			s = ""
			if m.OK {
				s = r.Code(m.ID).Code
			}
		}
		switch {
		case m.None && (s == "" && !back):
			s = "none"
		case m.None:
			s += " none"
		case m.Approximate:
			s += " approximate"
		}
		if m.Combination {
			s += fmt.Sprintf(" %d.%d", m.Scenario, m.Choice)
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestRelations(t *testing.T) {
	b := NewBuilder(Info{Ontology: schemas.SNOMED, Release: "x"})
	for _, c := range []string{"1", "2", "3"} {
		if _, err := b.AddCode(CodeEntry{Code: c, Display: "thing " + c, Billable: true}); err != nil {
			t.Fatal(err)
		}
	}
	for _, rel := range [][3]string{{"3", "is a", "1"}, {"2", "is a", "1"}, {"3", "is a", "2"}, {"3", "part of", "1"}, {"3", "is a", "9"}, {"2", "is a", "1"}} {
		b.Relate(rel[0], rel[1], rel[2])
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	if got := r.Related(2, "is a"); !slices.Equal(got, []CodeID{0, 1}) {
		t.Error(got)
	}
	if got := r.RelatedBy(0, "is a"); !slices.Equal(got, []CodeID{1, 2}) {
		t.Error(got)
	}
	if r.Related(2, "") != nil || r.RelatedBy(0, "part") != nil || len(r.RelatedBy(0, "part of")) != 1 {
		t.Error("relations of another kind")
	}
}

// TestIndexXML reads an index on its own: codes, references, modifiers.
func TestIndexXML(t *testing.T) {
	r, said := knowing(t)
	for term, want := range map[string]string{"kidney failure": "N19", "zootremia": "N19", "old kidney failure": "N19", "malaise": "", "heart failure": "C75"} {
		got := ""
		if terms := r.Exact(term); len(terms) > 0 {
			got = r.Code(r.CodeOf(terms[0])).Code
		}
		if got != want {
			t.Errorf("%q leads to %q, want %q", term, got, want)
		}
	}
	if terms := r.Exact("zootremia"); len(terms) > 0 && (r.Term(terms[0]).Path != "Zootremia > see Failure, kidney" || terms[0].Distance() == 0) {
		t.Errorf("%+v", r.Term(terms[0]))
	}
	for term, want := range map[string]string{"zootremia": "ICD-10-CM index (XML), 2017", "poorly differentiated tumor": "ICD-10-CM order file, 2026"} {
		if terms := r.Exact(term); len(terms) == 0 || r.Term(terms[0]).Source != want {
			t.Errorf("%q does not come from %s", term, want)
		}
	}
	if !strings.Contains(said, "1 references without one target") {
		t.Error(said)
	}
}

// TestOrderFaults gives order files that must not become a release.
func TestOrderFaults(t *testing.T) {
	good := smallOrder()
	for name, c := range map[string]struct {
		files map[string]string
		says  string
	}{
		"twice":         {map[string]string{"order-2026.txt": good + orderLine(9, "R079", 1, "Again", "Again")}, "line 6: code R079 stands twice"},
		"pattern":       {map[string]string{"order-2026.txt": good + orderLine(9, "0R79", 1, "Bad", "Bad")}, `line 6: "0R79" is no ICD-10-CM code`},
		"column":        {map[string]string{"order-2026.txt": good + "00009 R51    X Headache\n"}, "line 6: not a line of an order file"},
		"another":       {map[string]string{"order-2026.txt": good, "b/order-2026.txt": good + orderLine(9, "R51", 1, "Headache", "Headache")}, "line 6: differs from"},
		"codes missing": {map[string]string{"order-2026.txt": good, "codes-2026.txt": "R071    Chest pain on breathing\nR079    Chest pain, unspecified\n"}, "line 2: the file ends after 2 codes, the order file has 3"},
		"codes strange": {map[string]string{"order-2026.txt": good, "codes-2026.txt": "R071    Chest pain on breathing\nR999    Chest pain, unspecified\nG439 Migraine\n"}, `line 2: "R999" is no billable code`},
		"cut zip":       {map[string]string{"order-2026.zip": zipOf(t, map[string]string{"order-2026.txt": good})[:200]}, "cut short or damaged"},
		"drug columns":  {map[string]string{"order-2026.txt": good, "d.xml": strings.Replace(knowingDrugs, "Underdosing", "Other", 1)}, `no column "underdosing"`},
		"gem":           {map[string]string{"order-2026.txt": good, "g.txt": "78650 R079 00000\n78651 R079 00000\n78652 R079 00000\n78653 R079\n"}, "line 4"},
		"tabular":       {map[string]string{"order-2026.txt": good, "t.xml": knowingTabular[:900]}, "t.xml, line"},
		"poa":           {map[string]string{"order-2026.txt": good, "p.txt": "Order26\tPOAexemptCode\tDescription\n1\t\tx\n"}, "line 2: a row needs a code"},
	} {
		dir, s := t.TempDir(), newStore(t)
		var paths []string
		for _, f := range slices.Sorted(maps.Keys(c.files)) {
			paths = append(paths, write(t, dir, f, c.files[f]))
		}
		_, _, err := add(t, s, schemas.ICD10CM, "", paths...)
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
		if list, _ := s.List(); len(list) != 0 {
			t.Errorf("%s left a release", name)
		}
	}
}

// TestSecondOrderFile adds another order file of a year that stands already.
func TestSecondOrderFile(t *testing.T) {
	dir, s := t.TempDir(), newStore(t)
	if _, _, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "order-2026.txt", smallOrder())); err != nil {
		t.Fatal(err)
	}
	other := write(t, dir, "x/order-2026.txt", strings.Replace(smallOrder(), "Migraine, unspecified", "Migraine, whatever  ", 1))
	_, err := s.Add(context.Background(), schemas.ICD10CM, "", []string{other}, func(string) {})
	if err == nil || !strings.Contains(err.Error(), "line 5: differs from") {
		t.Error(err)
	}
	r, _, err := s.InForce(schemas.ICD10CM, someDay)
	if err != nil || len(r.Exact("migraine unspecified")) == 0 {
		t.Error("the release in force changed", err)
	}
}
