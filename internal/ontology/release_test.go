package ontology

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"medcode/internal/text"
	"medcode/schemas"
)

// smallCodes is a cut of an ICD-10-CM like tree, written for the tests.
var smallCodes = []CodeEntry{
	{Code: "I10", Display: "Essential (primary) hypertension", Billable: true},
	{Code: "R07", Display: "Pain in throat and chest"},
	{Code: "R07.1", Display: "Chest pain on breathing", Billable: true},
	{Code: "R07.9", Display: "Chest pain, unspecified", Billable: true, Default: true},
	{Code: "E11", Display: "Type 2 diabetes mellitus"},
	{Code: "E11.8", Display: "Type 2 diabetes mellitus with unspecified complications", Billable: true},
	{Code: "E11.9", Display: "Type 2 diabetes mellitus without complications", Billable: true},
	{Code: "S52", Display: "Fracture of forearm"},
	{Code: "S52.5", Display: "Fracture of lower end of radius"},
	{Code: "S52.50", Display: "Unspecified fracture of the lower end of radius"},
	{Code: "S52.501", Display: "Unspecified fracture of the lower end of right radius"},
	{Code: "S52.501A", Display: "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture", Billable: true},
	{Code: "S52.501D", Display: "Unspecified fracture of the lower end of right radius, subsequent encounter", Billable: true},
	{Code: "S52.51", Display: "Fracture of radial styloid process"},
	{Code: "S52.511A", Display: "Fracture of right radial styloid process, initial encounter for closed fracture", Billable: true},
	{Code: "B15.9", Display: "Hepatitis A without hepatic coma", Billable: true},
}

func smallFile(t testing.TB) []byte {
	t.Helper()
	b := NewBuilder(Info{Ontology: schemas.ICD10CM, Release: "FY2026"})
	for _, e := range smallCodes {
		if _, err := b.AddCode(e); err != nil {
			t.Fatal(err)
		}
	}
	for _, w := range []struct {
		code       string
		kind       Kind
		text, path string
	}{
		{"R07.9", Index, "Pain chest", "Pain > chest"},
		{"R07.1", Index, "Pain chest on breathing", "Pain > chest > on breathing"},
		{"I10", Index, "Hypertension, hypertensive", "Hypertension, hypertensive"},
		{"I10", Abbreviation, "HTN", ""},
		{"E11.9", Index, "Diabetes, diabetic type 2", "Diabetes, diabetic > type 2"},
	} {
		if !b.AddTerm(w.code, w.kind, w.text, w.path) {
			t.Fatal(w.code)
		}
	}
	if b.AddTerm("Z99.9", Index, "nothing", "nothing") {
		t.Error("a term of an unknown code was taken")
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	return file
}

func small(t testing.TB) *Release {
	t.Helper()
	r, err := FromBytes(smallFile(t))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// codesOf names the codes of terms in order.
func codesOf(r *Release, terms []TermID) []string {
	var out []string
	for _, t := range terms {
		out = append(out, r.Code(r.CodeOf(t)).Code)
	}
	return out
}

func TestExact(t *testing.T) {
	r := small(t)
	for _, c := range []struct {
		term string
		want []string
	}{
		{"Chest pain, unspecified", []string{"R07.9"}},
		{"chest pain", []string{"R07.9"}},
		{"Pain chest", []string{"R07.9"}},
		{"primary hypertension", []string{"I10"}},
		{"essential hypertension", []string{"I10"}},
		{"hypertensive", []string{"I10"}},
		{"HTN", []string{"I10"}},
		{"type 2 diabetic", []string{"E11.9"}},
		{"Type 2 diabetes mellitus", []string{"E11"}},
		{"fracture of the forearm", nil},
		{"", nil},
	} {
		if got := codesOf(r, r.Exact(text.Normalize(c.term))); !slices.Equal(got, c.want) {
			t.Errorf("Exact(%q) = %v, want %v", c.term, got, c.want)
		}
	}
	if d := r.Exact(text.Normalize("primary hypertension"))[0].Distance(); d == 0 {
		t.Error("a variant has the distance of a printed title")
	}
}

func TestBag(t *testing.T) {
	r := small(t)
	for _, c := range []struct{ term, want string }{
		{"pain in the chest", "R07.9"},
		{"the fracture of forearm", "S52"},
		{"thoracic pain", "R07.9"},
		{"hypertension primary essential", "I10"},
		{"hepatitis A", ""}, // the title says more
	} {
		got := codesOf(r, r.Bag(BagKey(text.Tokens(nil, c.term))))
		if c.want == "" && len(got) > 0 || c.want != "" && (len(got) == 0 || got[0] != c.want) {
			t.Errorf("Bag(%q) = %v, want %s", c.term, got, c.want)
		}
	}
	if got := BagKey(text.Tokens(nil, "The pain in a chest, hepatitis A")); got != "a chest hepatitis pain" && got != "a chest hepatiti pain" {
		t.Errorf("BagKey = %q", got)
	}
}

func TestLongest(t *testing.T) {
	r := small(t)
	for _, c := range []struct {
		text string
		n    int
		code string
	}{
		{"chest pain on breathing since", 4, "R07.1"},
		{"chest pain on exertion", 2, "R07.9"},
		{"chest pain. On breathing", 2, "R07.9"},
		{"chest. pain", 0, ""},
		{"chest", 0, ""},
		{"pain, chest", 2, "R07.9"},
	} {
		n, terms := r.Longest(text.Tokens(nil, c.text), 0)
		if n != c.n || n > 0 && codesOf(r, terms)[0] != c.code {
			t.Errorf("Longest(%q) = %d %v, want %d %s", c.text, n, codesOf(r, terms), c.n, c.code)
		}
	}
}

func TestLexical(t *testing.T) {
	r := small(t)
	for _, c := range []struct{ query, first string }{
		{"right radius fracture lower end", "S52.501"},
		{"diabetes uncomplicated type 2", "E11.9"},
		{"hypertention", "I10"},
		{"hepattis", "B15.9"},
		{"styloid process broken", "S52.51"},
	} {
		hits := r.Lexical(c.query, 3)
		if len(hits) == 0 || r.Code(hits[0].Code).Code[:3] != c.first[:3] {
			t.Errorf("Lexical(%q) = %+v, want %s first", c.query, hits, c.first)
			continue
		}
		for i, h := range hits {
			if h.QueryCoverage <= 0 || h.QueryCoverage > 1 || h.TermCoverage <= 0 || h.TermCoverage > 1 {
				t.Errorf("%q: coverage of %+v", c.query, h)
			}
			if i > 0 && (h.Score > hits[i-1].Score || slices.ContainsFunc(hits[:i], func(g Hit) bool { return g.Code == h.Code })) {
				t.Errorf("%q: not in order or not distinct: %+v", c.query, hits)
			}
		}
	}
	if hits := r.Lexical("the of zzzzzz", 5); len(hits) != 0 {
		t.Errorf("nonsense finds %+v", hits)
	}
}

func TestHierarchy(t *testing.T) {
	r := small(t)
	for _, c := range []struct{ code, emit string }{
		{"I10", "I10"}, {"r07", "R07.9"}, {"E11", "E11.9"}, {"s52", "S52.501A"}, {"S5250", "S52.501A"}, {"S52.51", "S52.511A"},
	} {
		id, ok := r.Find(c.code)
		if !ok {
			t.Fatalf("Find(%s)", c.code)
		}
		if e, ok := r.Emit(id); !ok || r.Code(e).Code != c.emit {
			t.Errorf("Emit(%s) = %s, want %s", c.code, r.Code(e).Code, c.emit)
		}
	}
	id, _ := r.Find("S52.5")
	if lo, hi := r.Descendants(id); hi-lo != 7 {
		t.Errorf("S52.5 has %d codes", hi-lo)
	}
	for _, code := range []string{"", "X", "I1", "I100", "I10.1"} {
		if _, ok := r.Find(code); ok {
			t.Errorf("Find(%q)", code)
		}
	}
	if _, ok := r.Emit(9999); ok || r.Code(9999).Code != "" || r.Term(99999).Text != "" {
		t.Error("ids out of range")
	}
}

func TestNoAllocation(t *testing.T) {
	r := small(t)
	toks := text.Tokens(nil, "chest pain on breathing")
	if n := testing.AllocsPerRun(50, func() {
		r.Exact("chest pain")
		r.Longest(toks, 0)
		r.Bag("chest pain")
		r.Find("S52.501A")
	}); n != 0 {
		t.Errorf("%v allocations a look-up", n)
	}
}

func TestOpen(t *testing.T) {
	path := filepath.Join(t.TempDir(), "r")
	file := smallFile(t)
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	if i := r.Info(); i.Codes != len(smallCodes) || i.Billable != 9 || i.Release != "FY2026" {
		t.Errorf("info %+v", i)
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Errorf("Close is not idempotent: %v", err)
		}
	}
	for _, n := range []int{0, 10, 100, len(file) / 2, len(file) - 16} {
		if err := os.WriteFile(path, file[:n], 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("cut to %d bytes: %v", n, err)
		}
	}
}

// FuzzOpen damages a release: it must be refused, or be whole where only
// padding changed.
func FuzzOpen(f *testing.F) {
	file := smallFile(f)
	f.Add(0, byte(1), len(file))
	f.Add(30, byte(0x80), len(file))
	f.Add(len(file)/2, byte(0xff), len(file)-3)
	f.Fuzz(func(t *testing.T, at int, flip byte, size int) {
		b := slices.Clone(file[:min(max(size, 0), len(file))])
		if len(b) > 0 {
			b[uint(at)%uint(len(b))] ^= flip
		}
		r, err := FromBytes(b)
		if err != nil {
			return
		}
		if got := codesOf(r, r.Exact("chest pain")); !slices.Equal(got, []string{"R07.9"}) {
			t.Errorf("damage went unseen: %v", got)
		}
	})
}

// FuzzBytes opens arbitrary bytes.
func FuzzBytes(f *testing.F) {
	f.Add(smallFile(f))
	f.Add([]byte(magic))
	f.Fuzz(func(_ *testing.T, b []byte) {
		if r, err := FromBytes(b); err == nil {
			r.Lexical("chest pain", 3)
		}
	})
}
