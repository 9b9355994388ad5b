package ner_test

import (
	"context"
	"errors"
	"testing"

	"medcode/router/ner"
)

// TestRecognise reads notes with the built-in vocabularies only.
func TestRecognise(t *testing.T) {
	rs := starters(t)
	d := dictionary(rs)
	for _, c := range []struct{ name, note, want string }{
		{"one of each", "Patient with hypertension prescribed lisinopril. CBC shows elevated WBC.", `hypertension: problem icd10cm:I10 snomed:38341003
lisinopril: medication rxnorm:29046
CBC: test loinc:58410-2
elevated WBC: problem icd10cm:D72.829 snomed:111583006
WBC: test loinc:6690-2
`},
		{"context is read elsewhere", "Denies chest pain. Mother had breast cancer.", `chest pain: problem icd10cm:R07.9 snomed:29857009
breast cancer: problem icd10cm:C50.919 snomed:254837009
`},
		{"any order", "Pain in the left chest.", "Pain in the left chest: problem icd10cm:R07.9 snomed:29857009\n"},
		{"a line goes on", "Chest\npain for two days.\nFever", "Chest\npain: problem icd10cm:R07.9 snomed:29857009\nFever: problem icd10cm:R50.9 snomed:386661006\n"},
		{"a new line begins", "Pain\nChest: clear", "Pain: problem icd10cm:R52\n"},
		{"not over a comma", "The chest, pain-free", "pain: problem icd10cm:R52\n"},
		{"drugs and tests of one name", "Glucose 180. Potassium 5.1. Potassium chloride 20 mEq daily.", `Glucose: test loinc:2345-7
Potassium: test loinc:2823-3
Potassium chloride: medication rxnorm:8591
`},
		{"a drug that is a problem", "He is allergic to penicillin.", "allergic to penicillin: problem icd10cm:Z88.0 snomed:91936005\n"},
		{"not over a bracket", "prothrombin time (PT) levels", "prothrombin time: test loinc:5902-2\n"},
		{"small words of prose", "Today the patient feels well. Name and date left. So be it.", ""},
		{"abbreviations in capitals", "SOB on exertion; he has CHF", `SOB: problem icd10cm:R06.02 snomed:60845006
CHF: problem icd10cm:I50.9 snomed:42343007
`},
		{"abbreviations no word is like", "pt with htn and chf", "htn: problem icd10cm:I10 snomed:38341003\nchf: problem icd10cm:I50.9 snomed:42343007\n"},
		{"capitals mean nothing", "SHE IS IN PAIN AND ALL OTHER ORGANS ARE AS BEFORE", "PAIN: problem icd10cm:R52\n"},
		{"a tumor is the one named", "Bladder cancer was found; the tumor was resected.", "Bladder cancer: problem icd10cm:C67.9 snomed:363346000\ntumor: problem\n"},
		{"the shorter name inside", "Type 2 diabetes mellitus with diabetic nephropathy", "Type 2 diabetes mellitus with diabetic nephropathy: problem icd10cm:E11.21 snomed:44054006\n"},
		{"I am no number", "I have diabetes.", "diabetes: problem icd10cm:E11.9 snomed:73211009\n"},
		{"devices", "He uses a wheelchair and a walker.", "wheelchair: device hcpcs:K0001\nwalker: device hcpcs:E0135\n"},
		{"nothing", "", ""},
		{"no words", "\x00\xff …!\n\n", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
			if err != nil {
				t.Fatal(err)
			}
			if got := show(t, rs, c.note, spans); got != c.want {
				t.Errorf("%q\ngot:\n%swant:\n%s", c.note, got, c.want)
			}
		})
	}
}

// TestSome reads with some of the vocabularies, or none.
func TestSome(t *testing.T) {
	rs := starters(t)
	doc := ner.NewDocument("Hypertension. Takes lisinopril.")
	for _, c := range []struct {
		d    *ner.Dictionary
		want int
	}{
		{ner.NewDictionary(), 0},
		{ner.NewDictionary(nil, rs["rxnorm"]), 1},
		{ner.NewDictionary(rs["rxnorm"], rs["icd10cm"]), 2},
	} {
		spans, err := c.d.Recognise(context.Background(), doc)
		if err != nil || len(spans) != c.want {
			t.Errorf("%d spans, want %d; %v", len(spans), c.want, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d := dictionary(starters(t))
	if _, err := d.Recognise(ctx, ner.NewDocument("Fever.")); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestConcurrent: one dictionary serves several notes at once.
func TestConcurrent(t *testing.T) {
	rs := starters(t)
	d := dictionary(rs)
	for range 4 {
		t.Run("note", func(t *testing.T) {
			t.Parallel()
			for range 20 {
				spans, err := d.Recognise(context.Background(), ner.NewDocument(story))
				if err != nil || len(spans) < 40 {
					t.Fatalf("%d spans, %v", len(spans), err)
				}
			}
		})
	}
}

func FuzzRecognise(f *testing.F) {
	rs := starters(f)
	d := dictionary(rs)
	for _, s := range []string{story, "type 2 (diabetes", "chest chest chest pain pain", "PAIN\npain,pain", "\xffpain\xfe", "WBC(WBC)WBC"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(s))
		if err != nil {
			t.Fatal(err)
		}
		last := 0
		for _, sp := range spans {
			if sp.Start < last || sp.End <= sp.Start || sp.End > len(s) || len(sp.Terms) == 0 || sp.Category == "" {
				t.Fatalf("bad span %+v after %d in %q", sp, last, s)
			}
			last = sp.Start
		}
		show(t, rs, s, spans)
	})
}
