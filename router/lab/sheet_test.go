package lab_test

import (
	"fmt"
	"strings"
	"testing"

	"medcode/router/lab"
	"medcode/router/ner"
	"medcode/schemas"
)

// TestTables: results in columns, under headings and below their names.
func TestTables(t *testing.T) {
	r := lab.New()
	for _, c := range []struct{ name, text, want string }{
		{
			"what the columns hold",
			"Component     Value   Flag   Ref Range    Units\nSodium        138            136-145      mmol/L\nCreatinine    1.4     H      0.6 - 1.2    mg/dL\n",
			"Sodium=138 mmol/L; Creatinine=1.4 mg/dL H",
		},
		{
			"the range before the value",
			"Test        Ref          3/14\nNa (mmol/L) 136-145      138\nK (mmol/L)  3.5-5.1      4.1\n",
			"Na=138 mmol/L|3/14; K=4.1 mmol/L|3/14",
		},
		{"bars", "| Test | Result | Units | Flag |\n|---|---|---|---|\n| WBC | 14.2 | K/uL | H |\n| Plt | 402 | K/uL | |\n", "WBC=14.2 10*3/uL H; Plt=402 10*3/uL"},
		{"an empty cell between bars", "| Date | WBC | Hgb | Plt |\n| 3/14 | 12.1 | | 390 |\n", "WBC=12.1|3/14; Plt=390|3/14"},
		{"tabs", "WBC\t14.2\tH\tK/uL\t4.0-11.0\nHgb\t9.8\tL\tg/dL\t12-16\n", "WBC=14.2 10*3/uL H; Hgb=9.8 g/dL L"},
		{"dots", "Sodium........138\nPotassium.....5.9 H\n", "Sodium=138; Potassium=5.9 H"},
		{"values under names", "Na K Cl CO2 BUN Cr\n138 4.1 103 25 14 0.9\n", "Na=138; K=4.1; Cl=103; CO2=25; BUN=14; Cr=0.9"},
		{"slashes over slashes", "Na/K/Cl/CO2<Glu\n138/4.2/102/24<104\n", "Na=138; K=4.2; Cl=102; CO2=24; Glu=104"},
		{
			"dates side by side",
			"            3/12    3/13\nSodium      138     140\nCreatinine  1.1     1.3 H\n",
			"Sodium=138|3/12; Sodium=140|3/13; Creatinine=1.1|3/12; Creatinine=1.3 H|3/13",
		},
		{"hours under dates", "           3/12    3/13\n           0500    0610\nK          3.2*    3.9\nNa         --      140\n", "K=3.2 A|3/12 0500; K=3.9|3/13 0610; Na=140|3/13 0610"},
		{"one blank", "Lab 3/12 3/13\nNa 138 140\nHgb 8.7 8.2 L\n", "Na=138|3/12; Na=140|3/13; Hgb=8.7|3/12; Hgb=8.2 L|3/13"},
		{
			"times down the page",
			"Time    BP       HR   Temp\n0600    128/76   88   98.6\n1200    130/80   90   98.9\n",
			"BP=128|0600; BP=76|0600; BP=130|1200; BP=80|1200; HR=88|0600; HR=90|1200; Temp=98.6|0600; Temp=98.9|1200",
		},
		{"a value is missing", "        WBC    Hgb    Plt\n3/12    12.1   10.2   250\n3/13    10.4          245\n", "WBC=12.1|3/12; WBC=10.4|3/13; Hgb=10.2|3/12; Plt=250|3/12; Plt=245|3/13"},
		{"down the page", "Sodium\n138 mmol/L\n136-145\nPotassium\n5.9\nH\n", "Sodium=138 mmol/L; Potassium=5.9 H"},
		{"with a word for each line", "Test Name: Sodium\nResult: 138 mmol/L\nReference Range: 136-145\n", "Sodium=138 mmol/L"},
		{"two columns", "BP 128/76        HR 88\nTemp 98.6 F      SpO2 97% RA\n", "BP=128; BP=76; HR=88; Temp=98.6 [degF]; SpO2=97 %"},
		{"a log", "Creatinine\n  3/12: 1.1\n  3/13: 1.9 (H)\n", "Creatinine=1.1|3/12; Creatinine=1.9 H|3/13"},
		{"a log in a line", "Hgb 9.1 (3/12), 8.7 (3/13)\n", "Hgb=9.1|3/12; Hgb=8.7|3/13"},
		{"the time of a block", "Collected: 12/02 0510\nCBC\n WBC     11.2   H\n Hgb     10.1   L\n", "CBC=|12/02 0510; WBC=11.2 H|12/02 0510; Hgb=10.1 L|12/02 0510"},
		{"a share and a count", "Differential     %      Abs (K/uL)\nLymphocytes      12     1.3\n", "Lymphocytes=12 %; Lymphocytes=1.3 10*3/uL"},
		{"urine below its name", "Urinalysis:\nProtein: 1+\nBlood: Moderate\nWBC: 25-50 /hpf\n\nCBC\nWBC: 12.1\n", "Urinalysis=|urine; Protein=1+|urine; Blood=moderate|urine; WBC=25-50 /[HPF]|urine; CBC=; WBC=12.1"},
		{"a gas below its name", "ABG on 2L NC\npH 7.31   pCO2 48\n", "ABG=|arterial blood; pH=7.31|arterial blood; pCO2=48|arterial blood"},
		{
			"a culture", "Urine culture\nEscherichia coli >100,000 CFU/mL\nAntibiotic      MIC     Interp\nAmpicillin      >=32    R\nCiprofloxacin   <=0.25  S\n",
			"Urine culture=Escherichia coli|urine; Ampicillin=>=32 R; Ciprofloxacin=<=0.25 S",
		},
		{"letters alone", "Blood culture: MRSA\nVancomycin - S\nOxacillin - R\n", "Blood culture=MRSA|blood; Vancomycin=susceptible; Oxacillin=resistant"},
	} {
		if got := shown(r, c.text); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestLayouts: headings of blocks, logs, cut lines, and what only looks like a
// table.
func TestLayouts(t *testing.T) {
	r := lab.New()
	for _, c := range []struct{ name, text, want string }{
		{"a line cut where it is full", "Labs: Na 130, K 3.1, Mg\n1.4, Phos 1.9, INR\n1.7 and WBC 8.8.\n", "Na=130; K=3.1; Mg=1.4; Phos=1.9; INR=1.7; WBC=8.8"},
		{"the hours of a day", "FLOWSHEET 10/3\n        0800    1200\nHR      88      92\n", "HR=88|10/3 0800; HR=92|10/3 1200"},
		{"meals", "FSBG   AC lunch   HS\n3/14   164        190\n", "FSBG=164|capillary blood|glucometer|3/14 AC lunch; FSBG=190|capillary blood|glucometer|3/14 HS"},
		{"a log that goes on", "Wt trend: 102.4 kg (9/3)\n          100.8 kg (9/4)\n", "Wt=102.4 kg|9/3; Wt=100.8 kg|9/4"},
		{"the last day", "Vitals last 24h\nHR 70-88  BP 110-132/64-80\n", "HR=70-88|last 24 h; BP=110-132|last 24 h; BP=64-80|last 24 h"},
		{"one unit for all", "All in mg/dL\nTC    TG    HDL\n176   92    58\n", "TC=176 mg/dL; TG=92 mg/dL; HDL=58 mg/dL"},
		{"the unit behind the flag", "SODIUM 126 L MEQ/L\n", "SODIUM=126 meq/L L"},
		{"both eyes", "IOP: OD 16, OS 18\n", "IOP=16; IOP=18"},
		{"names behind a comma", "Bilirubin, Direct    0.4\nD. bili    0.4\n", "Bilirubin, Direct=0.4; D. bili=0.4"},
		{"the name last", "138   Sodium   (136-145)\n", "Sodium=138"},
		{"columns with their names in each line", "Test: TSH   Result: 4.2   Units: uIU/mL   Ref: 0.4-4.0   Flag: H\n", "TSH=4.2 u[IU]/mL H"},
		{"levels of medicines", "Drug levels\nLithium 0.8\nCarbamazepine 6.1\n", "Lithium=0.8; Carbamazepine=6.1"},
		{"the time of printing is none", "Printed 3/15/2024\nNa    138\nK     4.1\n", "Na=138; K=4.1"},
		{"a disease with a word for a value", "HIV positive\n", ""},
		{"an order for a rule out", "MI was ruled out.\n", ""},
		{"a list of medicines", "Potassium     20 mEq   daily\nLisinopril    10 mg    daily\nIron          325 mg   daily\n", ""},
		{"prose", "He has no complaints.  He ate 3 meals.  He sleeps 8 hours.\n", ""},
		{"a sentence about a culture", "Culture pending, given vancomycin. I called the lab.\n", ""},
	} {
		if got := shown(r, c.text); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

// TestRange: the range of reference of a result is kept as written.
func TestRange(t *testing.T) {
	r := lab.New()
	for _, line := range []string{"Sodium 138 mmol/L (136-145)", "Sodium    138    mmol/L    136-145\n", "Component  Value  Ref Range\nSodium     138    136-145\n"} {
		doc := ner.NewDocument(line)
		spans := r.Find(doc, nil)
		if got := r.Read(doc, spans)[0]["range"]; got != "136-145" {
			t.Errorf("%q: range %q", line, got)
		}
	}
}

// TestUnknownRow: a row under a heading of results is a test though its name is
// in no table.
func TestUnknownRow(t *testing.T) {
	r := lab.New()
	doc := ner.NewDocument("Component     Value   Ref Range   Units\nZonulin       48      <30         ng/mL\n")
	spans := r.Find(doc, nil)
	if len(spans) != 1 || spans[0].Terms[0] != (ner.Term{Ontology: schemas.LOINC}) {
		t.Fatalf("got %+v", spans)
	}
	if a := r.Read(doc, spans)[0]; a[schemas.AttrValue] != "48" || a[schemas.AttrUnit] != "ng/mL" {
		t.Errorf("got %v", a)
	}
}

// FuzzTables: any lines are read without a panic, spans stay inside them, and
// what is read is the same each time.
func FuzzTables(f *testing.F) {
	for _, s := range []string{
		"Na K Cl\n138 4 101", "|a|b|\n|-|-|\n|Na|138|", "  3/12  3/13\nNa  1  2", "Na\t1\tH\n\t\t\t", "Test  Result  Range\nK  4  (3-5", "Urine culture\nAmpicillin >=",
		"BP\n120/80\n1200", "Glucose log\n0600 1\n1200 2", "Na......1....2", "NEUT% 81\nWBC/HPF 1-2", "IOP (mmHg) OD", "(<", "[1", "|||||\n|Na|", "Sodium\n\n\n138\nH",
	} {
		f.Add(s)
	}
	r := lab.New()
	f.Fuzz(func(t *testing.T, s string) {
		doc := ner.NewDocument(s)
		spans := r.Find(doc, nil)
		for _, p := range spans {
			if p.Start < 0 || p.End > len(s) || p.Start >= p.End {
				t.Fatalf("span %d to %d of %d bytes", p.Start, p.End, len(s))
			}
		}
		if a, b := fmt.Sprint(r.Read(doc, spans)), fmt.Sprint(r.Read(doc, spans)); a != b {
			t.Fatalf("read %s, then %s", a, b)
		}
	})
}

// TestLongTables: the time for a table grows with its size; one whose does not
// would not end here.
func TestLongTables(t *testing.T) {
	r := lab.New()
	const size = 256 << 10
	for _, c := range []string{
		strings.Repeat("Na\t", 10000) + "\n" + strings.Repeat("138\t", 10000), strings.Repeat("| Na ", size/5),
		strings.Repeat("Na  ", 30) + "\n" + strings.Repeat(strings.Repeat("138  ", 30)+"\n", size/160), strings.Repeat("3/12  3/13\n", size/11),
		strings.Repeat("Sodium\n138\n", size/11), strings.Repeat("Urine culture\nAmpicillin R\n", size/28), strings.Repeat("Urinalysis\n", size/11),
		strings.Repeat("3/12\n", size/5), strings.Repeat("(((", size/3), strings.Repeat("Component  Value\nNa  138\n", size/25), strings.Repeat("\n", size), strings.Repeat("E", size),
		strings.Repeat("urine culture ", size/14), strings.Repeat("Na 1  ", size/6),
	} {
		doc := ner.NewDocument(c)
		r.Read(doc, r.Find(doc, nil))
	}
}
