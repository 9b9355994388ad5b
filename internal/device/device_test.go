package device_test

import (
	"bufio"
	"compress/gzip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"medcode/internal/device"
	"medcode/internal/ontology/overlay"
	"medcode/internal/text"
)

func lexicon(t testing.TB) *device.Lexicon {
	t.Helper()
	l, err := device.New(overlay.Devices())
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestWordings: the wording of every row leads to the code of that row.
func TestWordings(t *testing.T) {
	l := lexicon(t)
	n := 0
	for code, wordings := range l.Wordings() {
		if code == device.None {
			continue // what is no device is never asked for
		}
		for _, w := range wordings {
			n++
			if f, ok := l.Read(w); !ok || f.Code != code {
				t.Errorf("%q is read as %s, not %s", w, f.Code, code)
			}
		}
	}
	if n < 1000 {
		t.Errorf("only %d rows", n)
	}
}

// TestCodes: every code of the table is one of the January-2025 release.
func TestCodes(t *testing.T) {
	dir := os.Getenv("MEDCODE_DATA")
	if dir == "" {
		if os.Getenv("MEDCODE_REQUIRE_DATA") == "1" {
			t.Fatal("MEDCODE_DATA is not set")
		}
		t.Skip("MEDCODE_DATA is not set")
	}
	f, err := os.Open(filepath.Join(dir, "hcpcs", "hcpcs_2025_jan.tsv.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[string]bool{}
	for sc := bufio.NewScanner(z); sc.Scan(); {
		code, _, _ := strings.Cut(sc.Text(), "\t")
		codes[code] = true
	}
	l := lexicon(t)
	for code := range l.Wordings() {
		if !codes[code] && code != device.None {
			t.Errorf("%s is not in the release", code)
		}
	}
	for _, code := range l.Also() {
		if !codes[code] {
			t.Errorf("%s (also) is not in the release", code)
		}
	}
}

func TestRead(t *testing.T) {
	l := lexicon(t)
	for phrase, want := range map[string]string{
		"Foley":                                "A4338",
		"urinary catheter":                     "A4338",
		"18 Fr all-silicone Foley":             "A4344",
		"latex Foley, not silicone":            "A4338",
		"wheelchair cushion":                   "E2601",
		"bariatric wheeled walker":             "E0149",
		"wheelchair for a boy, 7 years old":    "E1229",
		"short leg cast, fiberglass, age 9":    "Q4040",
		"short leg cast, fiberglass, age 40":   "Q4038",
		"foam dressing 6 x 6":                  "A6210",
		"foam dressing 10x10 cm with border":   "A6212",
		"non-pneumatic walking boot":           "L4387",
		"pneumatic walking boot":               "L4361",
		"proton pump inhibitor":                device.None,
		"catheter-associated infection":        device.None,
		"reading glasses":                      "V2020",
		"two glasses of wine":                  device.None,
		"rivaroxaban":                          "",
		"commode for a weight of 410 lb":       "E0168",
		"hospital bed, semi-electric, no rail": "E0294",
		"foam adhesive dressing, 4x4":          "A6212",
		"battery for the left hearing aid":     "V5266",
		"prosthesis of the left eye":           "V2623",
		"tunnelled pleural drain":              "C1729",
		"external ventricular catheter":        "C1729",
		"brace":                                device.None,
		"brace for the right thumb":            "L3924",
	} {
		if f, ok := l.Read(phrase); f.Code != want || ok != (want != "") {
			t.Errorf("%q is %q, not %q", phrase, f.Code, want)
		}
	}
}

// TestAlso: the further codes of a phrase begin with those that it says nothing
// against.
func TestAlso(t *testing.T) {
	l := lexicon(t)
	for phrase, want := range map[string]string{
		"pediatric tilt-in-space wheelchair": "E1232",
		"gauze, 8x8":                         "A6403",
		"mask":                               "A7034",
	} {
		f, ok := l.Read(phrase)
		if !ok || !slices.Contains(f.Also[:min(4, len(f.Also))], want) {
			t.Errorf("%q: %s and %v, not among them %s", phrase, f.Code, f.Also, want)
		}
	}
}

func TestFind(t *testing.T) {
	l := lexicon(t)
	for note, want := range map[string]string{
		"Foley removed, PICC in place.":               "Foley A4338 | PICC C1751",
		"Needs a full electric hospital bed at home.": "electric hospital bed E0265",
		"Mask for CPAP and a rolling walker":          "Mask for CPAP A7034 | rolling walker E0143",
		"Dandy Walker malformation":                   "Dandy Walker malformation -",
		"Seen by Dr. Walker, uses a walker":           "Walker - | walker E0135",
		"Asked to cast a vote; James Foley, MD":       "cast - | Foley, MD -",
		"stocking-glove distribution, mesh erosion":   "stocking-glove distribution - | mesh -",
		"Foley tray with a drainage bag":              "Foley tray A4314 | drainage bag A4357",
	} {
		toks := text.Tokens(nil, note)
		var got []string
		for _, f := range l.Find(note, toks, false) {
			got = append(got, note[toks[f.First].Start:toks[f.Last].End]+" "+f.Code)
		}
		if s := strings.Join(got, " | "); s != want {
			t.Errorf("%q: %s, not %s", note, s, want)
		}
	}
}

func FuzzFind(f *testing.F) {
	l := lexicon(f)
	for _, s := range []string{"Foley 16 Fr", "age 9 cast", "4x4 x", "w/c", "\xff walker"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		toks := text.Tokens(nil, s)
		for _, d := range l.Find(s, toks, false) {
			if d.First < 0 || d.Last < d.First || d.Last >= len(toks) || d.Code == "" {
				t.Fatalf("%+v of %d tokens", d, len(toks))
			}
		}
		l.Read(s)
	})
}
