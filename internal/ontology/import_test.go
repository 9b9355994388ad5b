package ontology

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/internal/text"
	"medcode/schemas"
)

// orderLine writes a line of an order file.
func orderLine(n int, code string, billable int, short, long string) string {
	return fmt.Sprintf("%05d %-7s %d %-60s %s\r\n", n, code, billable, short, long)
}

func smallOrder() string {
	return orderLine(1, "R07", 0, "Pain in throat and chest", "Pain in throat and chest") +
		orderLine(2, "R071", 1, "Chest pain on breathing", "Chest pain on breathing") +
		orderLine(3, "R079", 1, "Chest pain, unspecified", "Chest pain, unspecified") +
		orderLine(4, "G43", 0, "Migraine", "Migraine") +
		orderLine(5, "G439", 1, "Migraine, unsp", "Migraine, unspecified")
}

const (
	smallIndex   = "code\tterm\tpath\tsince\tin_fy2026_order\tbillable\nR07.9\tPain chest\tPain > chest\t2017\t1\t1\nZ99.99\tGone\tGone\t2017\t0\t0\n"
	smallTabular = `<?xml version="1.0" encoding="utf-8"?><ICD10CM.tabular><version>2021</version><chapter><section>
<diag><name>R07</name><desc>Pain in throat and chest</desc><diag><name>R07.9</name><desc>Chest pain, unspecified</desc>
<inclusionTerm><note>Thoracodynia NOS</note></inclusionTerm></diag>
<diag><name>R07.1</name><desc>Another title</desc><inclusionTerm><note>Old wording</note></inclusionTerm></diag></diag></section></chapter></ICD10CM.tabular>`
	smallLabs = "\"LOINC_NUM\",\"COMPONENT\",\"CLASS\",\"STATUS\",\"RELATEDNAMES2\",\"SHORTNAME\",\"LONG_COMMON_NAME\",\"COMMON_TEST_RANK\",\"DISPLAYNAME\",\"CONSUMER_NAME\"\n" +
		"\"2345-7\",\"Glucose\",\"CHEM\",\"ACTIVE\",\"Glu; Serum\",\"Glucose SerPl-mCnc\",\"Glucose [Mass/volume] in Serum or Plasma\",\"1\",\"Glucose [Mass/Vol]\",\"\"\n"
	smallLOINC = "code\tname\tsources\n1-8\tAcyclovir [Susceptibility]\tphinvads/fhir\n9999-4\tGlucose\tcomponent\n2345-7\tGlucose\tcomponent\n"
)

// smallHCPCS has a disclaimer, a modifier, a code of two lines and an ended one.
func smallHCPCS() string {
	line := func(code, seq string, kind byte, long, short, ended string) string {
		return fmt.Sprintf("%-5s%s%c%-80s%-28s%-165s%-8s%-28s\r\n", code, seq, kind, long, short, "", ended, "")
	}
	return "***Disclaimers\t\r\n\xa0convey nothing\r\n" +
		line("   AA", "00100", '7', "Services by anyone", "By anyone", "") +
		line("E1130", "00100", '3', "Standard wheelchair, fixed full length arms, fixed or swing away", "Whlchr stand", "") +
		line("E1130", "00200", '4', "detachable footrests", "", "") +
		line("E9999", "00100", '3', "Ended thing", "Ended", "20181231")
}

func zipOf(t testing.TB, files map[string]string) string {
	t.Helper()
	var buf bytes.Buffer
	w := zip.NewWriter(&buf)
	for name, body := range files {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func gzOf(t testing.TB, body string) string {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.String()
}

func write(t testing.TB, dir, name, body string) string {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(body), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

func newStore(t testing.TB) *Store {
	t.Helper()
	s, err := OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

// imported is files given to Add, and what the release made of them answers.
type imported struct {
	name    string
	o       schemas.Ontology
	label   string
	files   map[string]string
	release string
	finds   map[string]string // term → code, billable
	never   string            // a code without answer
	says    string
}

func TestImportICD(t *testing.T) {
	for _, c := range []imported{
		{
			"order zip, index gz, tabular", schemas.ICD10CM, "",
			map[string]string{
				"descr.zip": zipOf(t, map[string]string{"icd10cm-order-2026.txt": smallOrder(), "read.me": "nothing"}),
				"index.gz":  gzOf(t, smallIndex), "t.xml": smallTabular,
			},
			"FY2026",
			map[string]string{"pain chest": "R07.9", "thoracodynia": "R07.9", "migraine": "G43.9"},
			"", "1 of codes that are not in this release",
		},
		{
			"neoplasm table", schemas.ICD10CM, "",
			map[string]string{
				"order-2026.txt": orderLine(1, "C50919", 1, "Malig breast", "Malignant neoplasm of unspecified site of unspecified female breast"),
				"neo.xml": `<?xml version="1.0"?><ICD10CM.index><version>2026</version><indexHeading><head col="1">Neoplasm</head></indexHeading>
<letter><mainTerm><title>Neoplasm, neoplastic</title><term level="1"><title>breast</title><cell col="2">C50.919</cell><cell col="3">C79.81</cell></term></mainTerm></letter></ICD10CM.index>`,
			},
			"FY2026",
			map[string]string{"breast cancer": "C50.919", "carcinoma of the breast": ""},
			"", "1 of codes that are not",
		},
		{"order of another name", schemas.ICD10CM, "FY2025", map[string]string{"x.dat": "\xef\xbb\xbf" + smallOrder()}, "FY2025", map[string]string{"chest pain": "R07.9"}, "", ""},
	} {
		t.Run(c.name, c.check)
	}
}

func TestImport(t *testing.T) {
	codes := func(names ...string) string { return strings.Join(names, "\n") }
	for _, c := range []imported{
		{
			"hcpcs", schemas.HCPCS, "",
			map[string]string{"HCPC2019.txt": smallHCPCS(), "hcpcs_2025.tsv": codes("code\tshort\tlong", "E1130\tWheelchair\tNewest wheelchair")},
			"2025",
			map[string]string{"Newest wheelchair": "E1130"},
			"E9999", "",
		},
		{
			"snomed", schemas.SNOMED, "",
			map[string]string{"gps_2020.tsv": codes("code\tfsn\tterm\tsemtag", "195967001\tAsthma (disorder)\tAsthma\tdisorder")},
			"2020",
			map[string]string{"asthma": "195967001"},
			"", "",
		},
		{
			"snomed json", schemas.SNOMED, "GPS",
			map[string]string{"v.json": `{"resourceType" : "ValueSet","name":"snomed","compose":{"include":[{"concept":[{"code":"195967001","display":"Asthma (disorder)"}]}]}}`},
			"GPS",
			map[string]string{"asthma": "195967001"},
			"", "",
		},
		{
			"rxnorm", schemas.RxNorm, "",
			map[string]string{"n.tsv": codes("rxcui\tname\tsources", "1191\taspirin\tvsac"), "i.tsv": codes("rxcui\trxstring", "1191\taspirin", "5\tgone")},
			"undated",
			map[string]string{"aspirin": "1191"},
			"", "1 of codes that are not",
		},
		{"loinc", schemas.LOINC, "", map[string]string{"l.csv": smallLabs, "n.tsv": smallLOINC}, "undated", map[string]string{"glucose": "2345-7", "glu": "2345-7"}, "9999-4", ""},
		{"table", schemas.RxNorm, "mine", map[string]string{"t.csv": "code,term,kind\n7,\"alpha, beta\",title\n7,AB,abbreviation\n"}, "mine", map[string]string{"alpha beta": "7", "ab": "7"}, "", ""},
	} {
		t.Run(c.name, c.check)
	}
}

func (c imported) check(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	var paths, said []string
	for name, body := range c.files {
		paths = append(paths, write(t, dir, name, body))
	}
	info, err := s.Add(context.Background(), c.o, c.label, paths, func(l string) { said = append(said, l) })
	if err != nil || info.Release != c.release {
		t.Fatalf("release %q, %v", info.Release, err)
	}
	if !strings.Contains(strings.Join(said, "\n"), c.says) {
		t.Errorf("no %q in %q", c.says, said)
	}
	r, err := Open(filepath.Join(s.Dir(), string(c.o), c.release, releaseFile))
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for term, code := range c.finds {
		terms := r.Exact(text.Normalize(term))
		if code == "" {
			if len(terms) > 0 {
				t.Errorf("%q finds %v", term, codesOf(r, terms))
			}
			continue
		}
		if len(terms) == 0 {
			t.Errorf("%q not found", term)
			continue
		}
		e, ok := r.Emit(r.CodeOf(terms[0]))
		if !ok || r.Code(e).Code != code || !r.Billable(e) {
			t.Errorf("%q finds %s, want %s", term, r.Code(e).Code, code)
		}
	}
	if id, ok := r.Find(c.never); c.never != "" && ok {
		if _, answer := r.Emit(id); answer {
			t.Errorf("%s is an answer", c.never)
		}
	}
	if len(r.Exact("old wording")) > 0 {
		t.Error("a term of a code whose title changed was taken")
	}
}
