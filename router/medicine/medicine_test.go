package medicine

import (
	"strings"
	"testing"

	"medcode/router/ner"
	"medcode/schemas"
)

// spansOf marks the names in a line, in their order.
func spansOf(t testing.TB, line string, names ...string) []ner.Span {
	t.Helper()
	var spans []ner.Span
	at := 0
	for _, name := range names {
		i := strings.Index(line[at:], name)
		if i < 0 {
			t.Fatalf("%q is not in %q", name, line)
		}
		spans = append(spans, ner.Span{Start: at + i, End: at + i + len(name), Category: schemas.Medication})
		at += i + len(name)
	}
	return spans
}

// said writes attributes in one line, in the order of a sig.
func said(a map[string]string) string {
	var b strings.Builder
	for _, k := range []string{
		schemas.AttrStrength, schemas.AttrForm, schemas.AttrRoute, schemas.AttrDose, schemas.AttrFrequency, schemas.AttrDuration, schemas.AttrPRN, schemas.AttrStatus,
	} {
		b.WriteString(a[k] + "|")
	}
	return strings.TrimSuffix(b.String(), "|")
}

func TestRead(t *testing.T) {
	r := New()
	for _, c := range []struct{ line, names, want string }{
		// strength|form|route|dose|frequency|duration|prn|status
		{"enalapril 5 mg tab 1 po bid", "enalapril", "5 mg|tablet|oral|1 tablet|2/d|||active"},
		{"Enalapril 5mg tablets: ii tabs p.o. q.d. x10d #20", "Enalapril", "5 mg|tablet|oral|2 tablets|1/d|10 d||active"},
		{"take 1/2 to 1 tab of doxepin 10 mg at bedtime as needed", "doxepin", "10 mg|tablet||0.5-1 tablet|1/d||true|active"},
		{"doxepin ½ tablet qhs", "doxepin", "|tablet||0.5 tablet|1/d|||active"},
		{"verapamil SR 240 mg caplet every 12 hours", "verapamil", "240 mg|tablet ER 12 h|||q12h|||active"},
		{"codeine/acetaminophen 30/300 1-2 tabs q4-6h prn pain", "codeine/acetaminophen", "30/300 mg|tablet||1-2 tablets|q4-6h||true|active"},
		{"morphine 2-4 mg IV q2h prn", "morphine", "||intravenous|2-4 mg|q2h||true|active"},
		{"cefixime susp 100 mg/5 mL, 8 mL po daily for 7 days", "cefixime", "100 mg/5 mL|suspension|oral|8 mL|1/d|7 d||active"},
		{"ceftriaxone 2 g IV q24h", "ceftriaxone", "2 g||intravenous||q24h|||active"},
		{"dopamine 5 mcg/kg/min", "dopamine", "|||5 mcg/kg/min||||active"},
		{"heparin 900 units/hr", "heparin", "|||900 units/hr||||active"},
		{"buprenorphine patch 10 mcg/hr weekly", "buprenorphine", "10 mcg/h|patch|||1/wk|||active"},
		{"insulin detemir 18 units subq nightly", "insulin detemir", "||subcutaneous|18 units|1/d|||active"},
		{"insulin lispro per sliding scale", "insulin lispro", "|||sliding scale||||active"},
		{"betaxolol 0.25% 1 gtt OS bid", "betaxolol", "0.25 %|eye drops|ophthalmic|1 drop|2/d|||active"},
		{"budesonide 180 mcg 2 puffs BID", "budesonide", "180 mcg||inhaled|2 puffs|2/d|||active"},
		{"gave 4 mg of morphine IV", "morphine", "4 mg||intravenous|||||historical"},
		{"Nadolol was increased from 20 to 40 mg daily.", "Nadolol", "40 mg||||1/d|||changed"},
		{"We stopped nadolol and started timolol 10 mg twice daily.", "nadolol,timolol", "|||||||stopped;10 mg||||2/d|||started"},
		{"Switched from nadolol to timolol 10 mg bid", "nadolol,timolol", "|||||||stopped;10 mg||||2/d|||started"},
		{"Hold nadolol for 3 days", "nadolol", "|||||3 d||held"},
		{"nadolol 40 mg daily, hold for SBP < 100", "nadolol", "40 mg||||1/d|||active"},
		{"She is allergic to cefixime and codeine", "cefixime,codeine", "|||||||allergy;|||||||allergy"},
		{"Her father takes nadolol.", "nadolol", "|||||||other person"},
		{"Consider adding nadolol", "nadolol", "|||||||considered"},
		{"nadolol 40 mg MWF", "nadolol", "40 mg||||3/wk|||active"},
		{"nadolol 40 mg 3 times a week", "nadolol", "40 mg||||3/wk|||active"},
		{"nadolol 40 mg every other day", "nadolol", "40 mg||||1/2d|||active"},
		{"nadolol 20 mg in the morning and 40 mg at night", "nadolol", "20 mg||||2/d|||active"},
		{"take 2 capsules (50 mg) of doxepin", "doxepin", "25 mg|capsule||2 capsules||||active"},
		{"ibuprofen 850 mg/8 h", "ibuprofen", "850 mg||||q8h|||active"},
		{"potassium 4.4 mEq/L", "potassium", "|||||||active"},
		{"nadolol", "nadolol", "|||||||active"},
	} {
		doc := ner.NewDocument(c.line)
		var got []string
		for _, a := range r.Read(doc, spansOf(t, c.line, strings.Split(c.names, ",")...)) {
			got = append(got, said(a))
		}
		if s := strings.Join(got, ";"); s != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.line, s, c.want)
		}
	}
}

// TestReadSections reads what headings and following lines say.
func TestReadSections(t *testing.T) {
	note := "ALLERGIES: codeine\n\nMEDICATIONS:\nnadolol 40 mg tab\nSig: one tab po bid\nenalapril 5 mg daily\n"
	doc := ner.NewDocument(note)
	got := New().Read(doc, spansOf(t, note, "codeine", "nadolol", "enalapril"))
	for i, want := range []string{"|||||||allergy", "40 mg|tablet|oral|1 tablet|2/d|||active", "5 mg||||1/d|||active"} {
		if s := said(got[i]); s != want {
			t.Errorf("medicine %d: got %s, want %s", i, s, want)
		}
	}
}

func TestReadOthers(t *testing.T) {
	doc := ner.NewDocument("chest pain 5 mg")
	if got := New().Read(doc, []ner.Span{{Start: 0, End: 10, Category: schemas.Problem}}); got[0] != nil {
		t.Errorf("a problem has the attributes %v", got[0])
	}
	if got := New().Read(doc, nil); len(got) != 0 {
		t.Errorf("%d attributes of no span", len(got))
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"nadolol 40 mg 1/2 tab q4-6h x 7d", "nadolol q.d. ½ µg 5/325/1-2 mg/5 mL/kg/min", "nadolol from 2 to 4 mg, hold for < 1", "nadolol \xff 12 h on / 12 h off İ", "nadolol # 1 1/2"} {
		f.Add(s)
	}
	r := New()
	f.Fuzz(func(t *testing.T, s string) {
		i := strings.Index(s, "nadolol")
		if i < 0 || len(s) > 4096 {
			return
		}
		doc := ner.NewDocument(s)
		a := r.Read(doc, []ner.Span{{Start: i, End: i + 7, Category: schemas.Medication}})
		if a[0][schemas.AttrStatus] == "" {
			t.Errorf("%q: no status", s)
		}
	})
}

func BenchmarkRead(b *testing.B) {
	line := "enalapril maleate 5 mg tablet - take 1 tablet by mouth twice daily for 30 days, disp #60"
	r := New()
	doc := ner.NewDocument(line)
	spans := spansOf(b, line, "enalapril maleate")
	b.ReportAllocs()
	for b.Loop() {
		r.Read(doc, spans)
	}
}
