package attribute

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"medcode/internal/text"
	"medcode/router/section"
)

// TestRead reads notes whose mentions stand in brackets.
func TestRead(t *testing.T) {
	for _, c := range []struct{ note, want string }{
		{"Pain in the left knee: [knee pain] on the left.", "laterality=left"},
		{"Left [lower lobe pneumonia] was seen.", "laterality=left"},
		{"[Pneumonia] of the right lower lobe.", "detail=lower lobe;laterality=right"},
		{"Right-handed man with [knee pain].", ""},
		{"He left the hospital with [knee pain].", ""},
		{"R [ear pain] for two days.", "laterality=right"},
		{"L hip [fracture].", "laterality=left;site=hip"},
		{"[Edema] b/l, 2 L of fluid.", "laterality=bilateral"},
		{"B/L knee [pain].", "laterality=bilateral;site=knee"},
		{"R 18, [cough]. Drains 2 L bloody [ascites].", "|"},
		{"Type R [tumor].", ""},
		{"[Cataract] of both eyes.", "laterality=bilateral;site=eye"},
		{"Acute on chronic [heart failure].", "acuity=acute on chronic"},
		{"[acute kidney injury] and chronic [kidney disease], stage 3b.", "acuity=acute|acuity=chronic;stage=3b"},
		{"[Chronic kidney disease] stage IIIb.", "acuity=chronic;stage=3b"},
		{"Severe [aortic stenosis], no [mitral stenosis].", "severity=severe|"},
		{"[Fracture] of the right radius with delayed healing.", "healing=delayed;laterality=right;site=radius"},
		{"Displaced open [fracture] of the tibia.", "displacement=displaced;fracture=open;site=tibia"},
		{"[Migraine], not intractable.", "intractable=false"},
		{"[Hemiplegia] as sequela of a stroke.", "encounter=sequela"},
		{"[Glaucoma] of the left eye, moderate stage on admission, severe stage at discharge.", "laterality=left;severity=severe;site=eye"},
		{"Right [hemiplegia].", "laterality=right"},
		{"Left-handed man. Left [hemiplegia], right [hemiparesis].", "dominance=dominant;laterality=left|dominance=nondominant;laterality=right"},
		{"Ambidextrous. Left [hemiplegia].", "dominance=dominant;laterality=left"},
		{"[Melanoma] of the back.", "site=back"},
		{"[Gestational diabetes], diet controlled.", "detail=diet controlled"},
		{"[Ulcer] of the left heel without necrosis of bone.", "laterality=left;site=heel"},
		{"Open fracture type IIIA, [fracture] of the tibia.", "fracture=open iii;site=tibia"},
		{"[Abdominal pain]. The left arm is fine.", ""},
	} {
		note, mentions := bracketed(c.note)
		toks := text.Tokens(nil, note)
		got := New().Read(toks, section.Sentences(note, section.Split(note)), mentions)
		parts := make([]string, len(got))
		for i, attributes := range got {
			var kv []string
			for _, k := range slices.Sorted(maps.Keys(attributes)) {
				kv = append(kv, k+"="+attributes[k])
			}
			parts[i] = strings.Join(kv, ";")
		}
		if s := strings.Join(parts, "|"); s != c.want {
			t.Errorf("%q: got %q, want %q", c.note, s, c.want)
		}
	}
}

func bracketed(s string) (note string, mentions []section.Span) {
	var b strings.Builder
	start := 0
	for _, r := range s {
		switch r {
		case '[':
			start = b.Len()
		case ']':
			mentions = append(mentions, section.Span{Start: start, End: b.Len()})
		default:
			b.WriteRune(r)
		}
	}
	return b.String(), mentions
}

func TestFacts(t *testing.T) {
	for note, want := range map[string]string{
		"A 57-year-old woman with chest pain.":                                "57 female false 0",
		"57 yo M c/o cough":                                                   "57 male false 0",
		"Sex: F. Age: 33. Pregnant, 32 weeks of gestation.":                   "33 female true 32",
		"This 4-month-old boy was born at 32 weeks of gestation.":             "0 male false 0",
		"Newborn girl, gestational age 34 weeks.":                             "0 female false 0",
		"A pleasant 28 year old lady, G2P1 at 20 weeks, pregnancy uneventful": "28 female true 20",
		"She is not pregnant.":                                                "-  false 0",
		"Patient with cough for 3 weeks.":                                     "-  false 0",
		"A 61 year-old man, pregnant wife.":                                   "61 male false 0",
	} {
		f := FactsOf(text.Tokens(nil, note))
		age := "-"
		if f.Age != nil {
			age = fmt.Sprint(*f.Age)
		}
		if got := fmt.Sprintf("%s %s %v %d", age, f.Sex, f.Pregnant, f.Weeks); got != want {
			t.Errorf("%q: got %q, want %q", note, got, want)
		}
	}
}

func TestTrimester(t *testing.T) {
	for weeks, want := range map[int]string{0: "", 3: "first", 13: "first", 14: "second", 27: "second", 28: "third", 42: "third"} {
		if got := Trimester(weeks); got != want {
			t.Errorf("%d weeks: %q, want %q", weeks, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("Pain in the left knee, stage 3b.", 1, 4)
	r := New()
	f.Fuzz(func(_ *testing.T, note string, start, end int) {
		start, end = max(0, min(start, len(note))), max(0, min(end, len(note)))
		toks := text.Tokens(nil, note)
		r.Read(toks, section.Sentences(note, section.Split(note)), []section.Span{{Start: min(start, end), End: max(start, end)}})
		FactsOf(toks)
	})
}
