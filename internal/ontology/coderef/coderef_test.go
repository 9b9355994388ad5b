package coderef

import (
	"fmt"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for text, want := range map[string]string{
		"chronic kidney disease (N18.-)":                 "N18",
		"diabetes (E08-E13)":                             "E08-E13",
		"agent (B95-B97, C00.1)":                         "B95-B97 C001",
		"rheumatic fever (I01.0 -I01.9)":                 "I010-I019",
		"use (F10.- -F19.-)":                             "F10-F19",
		"head injury (S00.- to S09.-)":                   "S00-S09",
		"thrombosis (I82.4-, I82.5-, I82.62-. I82.72-)":  "I824 I825 I8262 I8272",
		"adverse effects (A00-R94 and T80-T88.6, T88.8)": "A00-R94 T80-T886 T888",
		"new category (QA0.0-)":                          "QA00",
		"hypertension (I10-I1A)":                         "I10-I1A",
		"glucose-6-phosphate dehydrogenase (G6PD) deficiency without anemia (D75.A)":      "D75A",
		"vitamin B12 deficiency (E53.8)":                                                  "E538",
		"diabetes (mellitus) of (old) age":                                                "",
		"hearing loss as classified in H90.-":                                             "H90",
		"carcinoma in situ of nose NOS D09.8":                                             "D098",
		"conditions classified to Q67.0-Q67.4":                                            "Q670-Q674",
		"diabetic acidosis - see categories E08-E10, E13 with ketoacidosis":               "",
		"code (Chapter 20) to identify external cause":                                    "chapter 20",
		"any condition in I51.4-I51.9 due to hypertension (I11.-)":                        "I11",
		"(T36-T50 with fifth or sixth character 5)":                                       "T36-T50?",
		"open fracture of ankle (S92.-with 7th character B)":                              "S92?",
		"dementia (F10-F19, with .17, .27, .97)":                                          "F10-F19?",
		"aphasia following cerebrovascular disease (I69. with final characters -20)":      "I69?",
		"something (T36-T50 with a blue cover)":                                           "unknown",
		"amnestic disorder (F10, F13, F19 with .26, .96)":                                 "F10? F13? F19?",
		"poisoning due to salicylates, if applicable (T39.0-, with sixth character 1-4)":  "T390?",
		"open fracture of elbow and forearm (S52.- with open fracture 7th character)":     "S52?",
		"code to identify any applicable history of disease code (Z86.-. Z87.-)":          "Z86 Z87",
		"abscess of intestine with Crohn's disease (K50.014, K50.114, K50.814, K50.914,)": "K50014 K50114 K50814 K50914",
	} {
		if got := show(text); got != want {
			t.Errorf("%q names %q, want %q", text, got, want)
		}
	}
}

func show(text string) string {
	refs, unknown := Parse(text)
	var out []string
	for _, r := range refs {
		s := r.Lo
		if r.Hi != r.Lo {
			s += "-" + r.Hi
		}
		if r.Chapter > 0 {
			s = fmt.Sprint("chapter ", r.Chapter)
		}
		if r.Qualified() {
			s += "?"
		}
		out = append(out, s)
	}
	if unknown > 0 {
		out = append(out, "unknown")
	}
	return strings.Join(out, " ")
}

func TestQualifier(t *testing.T) {
	for _, c := range []struct{ text, yes, no string }{
		{"(T36-T50 with fifth or sixth character 5)", "T360X5A T3695XA T40415A T45515A", "T360X1A T3691XA T40411A T40416A T45511A"},
		{"(T36-T65 with fifth or sixth character 1-4 or 6)", "T360X1A T40414A T360X6A T3691XA", "T360X5A T40415A"},
		{"(F10-F19 with .151, .251, .951)", "F10151 F19951", "F10150 F1015"},
		{"(E08-E13 with .51-.52)", "E1151 E0852", "E1159"},
		{"(E08-E13 with .61-)", "E11610 E1161", "E1162"},
		{"(I69. with final characters -23)", "I69023 I69923", "I69232"},
		{"(S42.- with 7th character B or C)", "S42001B S42001C", "S42001A S42001"},
		{"(B27.0-B27.9 with .9)", "B2709 B2799", "B2701"},
		{"(F10-F19 with 5th character .6)", "F1026", "F1062"},
		{"(F11-F19 with fifth to sixth characters 51)", "F11151", "F11150"},
		{"(A37 with fifth-character 1)", "A3701", "A3710"},
		{"(T51-T65 with fifth or sixth character to indicate intent)", "T510X1A", "T510XXA"},
	} {
		refs, unknown := Parse(c.text)
		if len(refs) != 1 || unknown > 0 {
			t.Errorf("%q: %d refs, %d unknown", c.text, len(refs), unknown)
			continue
		}
		for _, key := range strings.Fields(c.yes) {
			if !refs[0].Means(key) {
				t.Errorf("%q does not mean %s", c.text, key)
			}
		}
		for _, key := range strings.Fields(c.no) {
			if refs[0].Means(key) {
				t.Errorf("%q means %s", c.text, key)
			}
		}
	}
}

// FuzzParse reads arbitrary notes: what comes out is a code.
func FuzzParse(f *testing.F) {
	f.Add("(T36-T50 with fifth or sixth character 5) and (N18.-)")
	f.Add("classified to Q67.0-Q67.4, with .1-.9")
	f.Fuzz(func(t *testing.T, s string) {
		refs, _ := Parse(s)
		for _, r := range refs {
			r.Means("T360X5A")
			r.Means("")
			if r.Chapter == 0 && (len(r.Lo) < 3 || len(r.Lo) > 7 || strings.Contains(r.Lo, ".")) {
				t.Errorf("%q gives %+v", s, r)
			}
		}
	})
}
