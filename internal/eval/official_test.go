package eval

import (
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func zipped(t *testing.T, name, content string) (dir string) {
	t.Helper()
	dir = t.TempDir()
	f, err := os.Create(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(f)
	if _, err := z.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestLoadIndexTerms(t *testing.T) {
	got, err := LoadIndexTerms(zipped(t, "i.tsv.gz", "code\tterm\tpath\nR07.9\tPain chest\tPain > chest\nS52.-\tFracture \"radius\tx\n"))
	want := []OfficialRow{{Code: "R07.9", Text: "Pain chest"}, {Code: "S52", Text: "Fracture \"radius"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v", got, err)
	}
	for name, content := range map[string]string{"columns": "code\tpath\nA\tB\n", "short line": "code\tterm\nA00\n", "empty": ""} {
		if _, err := LoadIndexTerms(zipped(t, "i.tsv.gz", content)); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := LoadIndexTerms(t.TempDir()); err == nil {
		t.Error("an empty folder: no error")
	}
}

func TestLoadInclusionTerms(t *testing.T) {
	got, err := LoadInclusionTerms(zipped(t, "t.xml.gz", `<?xml version="1.0"?><ICD10CM.tabular><version>2021</version>
<chapter><name>1</name><desc>Chapter</desc><section id="A00-A09"><desc>Block</desc>
<diag><name>A00</name><desc>Cholera</desc><inclusionTerm><note>Asiatic cholera</note></inclusionTerm>
<excludes1><note>something else (B00)</note></excludes1></diag></section></chapter></ICD10CM.tabular>`))
	want := []OfficialRow{{"A00", "Asiatic cholera", "Cholera"}}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %v", got, err)
	}
	if _, err := LoadInclusionTerms(zipped(t, "t.xml.gz", "<ICD10CM.tabular>")); err == nil {
		t.Error("a cut file: no error")
	}
}

func TestSpoiledWordings(t *testing.T) {
	const text = "Pain in the left knee"
	short, ok := DropWord(text)
	if n := len(strings.Fields(short)); !ok || n != 4 {
		t.Errorf("%q %v", short, ok)
	}
	if again, _ := DropWord(text); again != short {
		t.Errorf("%q, then %q", short, again)
	}
	if s, ok := DropWord("Chest pain"); ok {
		t.Errorf("%q", s)
	}
	turned, ok := Reorder(text)
	if !ok || turned == text || !slices.Equal(slices.Sorted(slices.Values(strings.Fields(turned))), slices.Sorted(slices.Values(strings.Fields(text)))) {
		t.Errorf("%q %v", turned, ok)
	}
	for _, s := range []string{"Pain", "pain pain", ""} {
		if got, ok := Reorder(s); ok {
			t.Errorf("%q: %q", s, got)
		}
	}
}
