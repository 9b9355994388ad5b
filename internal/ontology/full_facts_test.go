package ontology

import (
	"slices"
	"strings"
	"testing"

	"medcode/internal/text"
)

// auxiliary are the files that add to the codes, the index and the Tabular
// List, named from the folder of ICD-10-CM.
func auxiliary() []string {
	return []string{
		"index/ICD10CM_FY2017_Full_XML.zip", "tables/icd10cm-drug-April-1-2026.xml.gz", "tables/icd10cm-eindex-April-1-2026.xml.gz",
		"gem/2018_I9gem.txt.gz", "gem/2018_I10gem.txt.gz", "FY2026/POAexemptCodesFY26.zip", "FY2026/conversion-table-FY2026.xlsx",
	}
}

// fullFacts holds FY2026 to what the Tabular List says of some codes, and
// every seven-character code to its set of seventh characters.
func fullFacts(t *testing.T, r *Release) {
	fullTree(t, r)
	fullNotes(t, r)
	fullSevenths(t, r)
	fullFlags(t, r)
	fullDrugs(t, r)
	fullMaps(t, r)
	fullReferences(t, r)
}

func fullFlags(t *testing.T, r *Release) {
	exempt, manifestations := 0, 0
	for i := range r.codes {
		if r.POAExempt(CodeID(i)) {
			exempt++
		}
		if r.Manifestation(CodeID(i)) {
			manifestations++
		}
	}
	if exempt != 38349 { // as the list's own description says
		t.Errorf("%d codes exempt from POA", exempt)
	}
	t.Logf("%d manifestations", manifestations)
	for code, want := range map[string]bool{"F02.80": true, "H42": true, "E11.9": false, "G13.0": true, "M14.80": true, "J45.909": false, "R09.89": false} {
		if r.Manifestation(find(t, r, code)) != want {
			t.Errorf("manifestation %s: not %v", code, want)
		}
	}
}

func fullDrugs(t *testing.T, r *Release) {
	for name, want := range map[string]string{
		"aspirin": "T39.011 T39.012 T39.013 T39.014 T39.015 T39.016", "Warfarin": "T45.511 T45.512 T45.513 T45.514 T45.515 T45.516",
		"Aleve": "T39.311 T39.312 T39.313 T39.314 T39.315 T39.316", "acid sulfuric": "T54.2X1 T54.2X2 T54.2X3 T54.2X4 - -",
		"soluble aspirin": "T39.011 T39.012 T39.013 T39.014 T39.015 T39.016", "pizza": "",
	} {
		d, ok := r.Drug(name)
		got := ""
		for _, c := range []DrugCode{d.Accidental, d.SelfHarm, d.Assault, d.Undetermined, d.Adverse, d.Underdosing} {
			if c.OK {
				got += r.Code(c.ID).Code + " "
			} else {
				got += "- "
			}
		}
		if ok != (want != "") || ok && strings.TrimSpace(got) != want {
			t.Errorf("%s: %s", name, got)
		}
	}
	for _, name := range []string{"aspirin", "warfarin", "insulin", "morphine"} {
		if terms := r.Exact(text.Normalize(name)); len(terms) > 0 {
			t.Errorf("%s alone finds %v", name, codesOf(r, terms))
		}
	}
}

func fullMaps(t *testing.T, r *Release) {
	t.Logf("%d mappings", len(r.maps))
	for _, c := range []struct{ system, code, want string }{
		{SystemICD9CM, "4019", "I10 I16.9"}, {SystemICD9CM, "78650", "R07.9"}, {SystemICD9CM, "250.00", "E11.9"}, {SystemICD9CM, "nonsense", ""}, {SystemEarlier, "R10.8", ""}, {SystemEarlier, "A04.7", "A04.71 A04.72"},
	} {
		var got []string
		for _, m := range r.Crosswalk(c.system, c.code) {
			got = append(got, r.Code(m.ID).Code)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s leads to %v, want %s", c.system, c.code, got, c.want)
		}
	}
	back := r.MapTo(SystemICD9CM, find(t, r, "I10"))
	if len(back) != 3 || back[2].Code != "4019" || !back[2].Approximate {
		t.Errorf("I10 goes back to %+v", back)
	}
	if m := r.MapTo(SystemEarlier, find(t, r, "A04.71")); len(m) != 1 || m[0].Code != "A04.7" || m[0].Note != "since 2017-10-01" {
		t.Errorf("A04.71 was %+v", m)
	}
}

func fullReferences(t *testing.T, r *Release) {
	for term, want := range map[string]string{
		"abdominalgia": "R10.9", "heart attack": "I21.9", "brain infarct": "I63.9", "acute pneumonia": "J18.9", "septic pneumonia": "J18.9",
		"fall from ladder": "W11.XXXA", "dog bite": "W54.0XXA",
	} {
		terms := r.Exact(text.Normalize(term))
		if len(terms) == 0 {
			t.Errorf("%q not found", term)
			continue
		}
		e, _ := r.Emit(r.CodeOf(terms[0]))
		if got := r.Code(e).Code; got != want {
			t.Errorf("%q leads to %s by %+v, want %s", term, got, r.Term(terms[0]), want)
		}
	}
}

func find(t testing.TB, r *Release, code string) CodeID {
	t.Helper()
	id, ok := r.Find(code)
	if !ok {
		t.Fatalf("no code %s", code)
	}
	return id
}

func fullTree(t *testing.T, r *Release) {
	for _, c := range []struct{ code, parent, block, chapter string }{
		{"E11.21", "E11.2", "E08-E13", "4"},
		{"C4A.9", "C4A", "C43-C44", "2"},
		{"I1A.0", "I1A", "I10-I16", "9"},
		{"QA0.0101", "QA0.010", "", "17"},
		{"S72.001A", "S72.001", "S70-S79", "19"},
		{"U07.1", "U07", "U00-U49", "22"},
		{"I10", "", "I10-I16", "9"},
	} {
		id := find(t, r, c.code)
		up, _ := r.Parent(id)
		block, _ := r.Block(id)
		chapter, _ := r.Chapter(id)
		if got := r.Code(up).Code; c.parent != "" && got != c.parent || block.Name != c.block || chapter.Name != c.chapter {
			t.Errorf("%s stands in %s, %s, chapter %s; want %+v", c.code, got, block.Name, chapter.Name, c)
		}
		if c.block != "" && !slices.ContainsFunc(block.Codes, func(cr CodeRange) bool { return cr.Has(id) }) {
			t.Errorf("block %s lacks %s", block.Name, c.code)
		}
	}
	for id := range r.codes {
		if _, ok := r.Chapter(CodeID(id)); !ok {
			t.Errorf("%s has no chapter", r.Code(CodeID(id)).Code)
		}
		for _, child := range r.Children(CodeID(id)) {
			if up, ok := r.Parent(child); !ok || up != CodeID(id) {
				t.Fatalf("the parent of %s is not %s", r.Code(child).Code, r.Code(CodeID(id)).Code)
			}
		}
	}
}

// fullNotes looks for notes that name a code, and for some that must not.
func fullNotes(t *testing.T, r *Release) {
	for _, c := range []struct {
		code  string
		kind  NoteKind
		other string
		want  bool
	}{
		{"E11.9", Excludes1, "E10.9", true},
		{"E11.9", Excludes1, "I10", false},
		{"E11.22", UseAdditional, "N18.30", true},
		{"N18.30", CodeFirst, "E11.22", true},
		{"I10", UseAdditional, "F17.210", true},
		{"R07.9", Excludes1, "I10", false},
		{"J96.01", Excludes1, "J80", true},
		{"D61.1", UseAdditional, "T45.1X5A", true},
		{"D61.1", UseAdditional, "T40.411A", false},
		{"D61.1", UseAdditional, "T40.415A", true},
		{"D61.1", UseAdditional, "T45.1X1A", false},
		{"A01.00", UseAdditional, "Z16.10", true}, // from the chapter
		{"O24.011", Excludes2, "Z34.00", false},
	} {
		id, other := find(t, r, c.code), find(t, r, c.other)
		got := slices.ContainsFunc(r.Notes(id), func(n Note) bool { return n.Kind == c.kind && n.Names(other) })
		if got != c.want {
			t.Errorf("%s %v names %s: %v, want %v", c.code, c.kind, c.other, got, c.want)
		}
	}
	if n := r.Notes(find(t, r, "I1A.0")); len(n) == 0 || n[len(n)-1].At != "Chapter 9" || n[0].Edition != "2021" {
		t.Errorf("notes of a new code: %+v", n)
	}
}

// fullSevenths holds every seven-character code to its set.
func fullSevenths(t *testing.T, r *Release) {
	none, misfit, seven := 0, 0, 0
	for i := range r.codes {
		c := r.Code(CodeID(i))
		key := compact(c.Code)
		set := r.SeventhCharacters(CodeID(i))
		if len(key) != seventhPlace {
			if c.Billable && len(set) > 0 {
				t.Errorf("%s is complete and wants a seventh character: %v", c.Code, set)
			}
			continue
		}
		seven++
		switch has := slices.ContainsFunc(set, func(s SeventhCharacter) bool { return s.Char == key[6] }); {
		case len(set) == 0:
			none++
		case !has:
			misfit++
		}
	}
	t.Logf("%d codes of seven characters, %d without a set, %d not in it", seven, none, misfit)
	if none > 0 || misfit > 0 || seven < 50000 {
		t.Error("seventh characters")
	}
	for code, want := range map[string]string{
		"S72.001": "ABCDEFGHJKMNPQRS", "S52.01": "ADGKPS", "S00.03": "ADS", "O31.00": "0123459", "H40.111": "01234", "E11.321": "1239",
		"S72": "ABCDEFGHJKMNPQRS", "M48.5": "ADGS", "W44": "ADS", "I10": "", "T40.415": "ADS",
	} {
		got := ""
		for _, s := range r.SeventhCharacters(find(t, r, code)) {
			got += string(s.Char)
		}
		if got != want {
			t.Errorf("%s takes %q, want %q", code, got, want)
		}
	}
}
