package icd10cm

import (
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// few are the codes of a few families.
var few = []ontology.CodeEntry{
	{Code: "M25", Display: "Other joint disorder, not elsewhere classified"},
	{Code: "M25.5", Display: "Pain in joint"},
	{Code: "M25.56", Display: "Pain in knee"},
	{Code: "M25.561", Display: "Pain in right knee", Billable: true},
	{Code: "M25.562", Display: "Pain in left knee", Billable: true},
	{Code: "M25.569", Display: "Pain in unspecified knee", Billable: true},
	{Code: "M25.571", Display: "Pain in right ankle and joints of right foot", Billable: true},
	{Code: "N18", Display: "Chronic kidney disease (CKD)"},
	{Code: "N18.30", Display: "Chronic kidney disease, stage 3 unspecified", Billable: true},
	{Code: "N18.32", Display: "Chronic kidney disease, stage 3b", Billable: true},
	{Code: "N18.9", Display: "Chronic kidney disease, unspecified", Billable: true},
	{Code: "S52", Display: "Fracture of forearm"},
	{Code: "S52.50", Display: "Unspecified fracture of the lower end of radius"},
	{Code: "S52.501", Display: "Unspecified fracture of the lower end of right radius"},
	{Code: "S52.501A", Display: "Unspecified fracture of the lower end of right radius, initial encounter for closed fracture", Billable: true},
	{Code: "S52.501D", Display: "Unspecified fracture of the lower end of right radius, subsequent encounter for closed fracture with routine healing", Billable: true},
	{Code: "S52.501G", Display: "Unspecified fracture of the lower end of right radius, subsequent encounter for closed fracture with delayed healing", Billable: true},
	{Code: "S52.501S", Display: "Unspecified fracture of the lower end of right radius, sequela", Billable: true},
	{Code: "S52.509A", Display: "Unspecified fracture of the lower end of unspecified radius, initial encounter for closed fracture", Billable: true},
	{Code: "C18", Display: "Malignant neoplasm of colon"},
	{Code: "C18.7", Display: "Malignant neoplasm of sigmoid colon", Billable: true},
	{Code: "C18.9", Display: "Malignant neoplasm of colon, unspecified", Billable: true},
	{Code: "C43", Display: "Malignant melanoma of skin"},
	{Code: "C43.59", Display: "Malignant melanoma of other part of trunk", Billable: true},
	{Code: "C43.71", Display: "Malignant melanoma of right lower limb, including hip", Billable: true},
	{Code: "C43.9", Display: "Malignant melanoma of skin, unspecified", Billable: true},
	{Code: "G81", Display: "Hemiplegia and hemiparesis"},
	{Code: "G81.90", Display: "Hemiplegia, unspecified affecting unspecified side", Billable: true},
	{Code: "G81.91", Display: "Hemiplegia, unspecified affecting right dominant side", Billable: true},
	{Code: "G81.92", Display: "Hemiplegia, unspecified affecting left dominant side", Billable: true},
	{Code: "G81.94", Display: "Hemiplegia, unspecified affecting left nondominant side", Billable: true},
	{Code: "S06", Display: "Intracranial injury"},
	{Code: "S06.5", Display: "Traumatic subdural hemorrhage"},
	{Code: "S06.5X0A", Display: "Traumatic subdural hemorrhage without loss of consciousness, initial encounter", Billable: true},
	{Code: "S06.5X1A", Display: "Traumatic subdural hemorrhage with loss of consciousness of 30 minutes or less, initial encounter", Billable: true},
	{Code: "S06.5X9A", Display: "Traumatic subdural hemorrhage with loss of consciousness of unspecified duration, initial encounter", Billable: true},
	{Code: "S82", Display: "Fracture of lower leg, including ankle"},
	{Code: "S82.20", Display: "Unspecified fracture of shaft of tibia"},
	{Code: "S82.202A", Display: "Unspecified fracture of shaft of left tibia, initial encounter for closed fracture", Billable: true},
	{Code: "S82.202B", Display: "Unspecified fracture of shaft of left tibia, initial encounter for open fracture type I or II", Billable: true},
	{Code: "S82.202C", Display: "Unspecified fracture of shaft of left tibia, initial encounter for open fracture type IIIA, IIIB, or IIIC", Billable: true},
	{Code: "L02", Display: "Cutaneous abscess, furuncle and carbuncle"},
	{Code: "L02.411", Display: "Cutaneous abscess of right axilla", Billable: true},
	{Code: "L02.91", Display: "Cutaneous abscess, unspecified", Billable: true},
}

// release builds a small release with the codes of a few families.
func release(t testing.TB) *ontology.Release {
	t.Helper()
	b := ontology.NewBuilder(ontology.Info{Ontology: schemas.ICD10CM, Release: "test", From: time.Unix(0, 0)})
	for _, e := range few {
		if _, err := b.AddCode(e); err != nil {
			t.Fatal(err)
		}
	}
	file, err := b.Build()
	if err != nil {
		t.Fatal(err)
	}
	r, err := ontology.FromBytes(file)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestComplete(t *testing.T) {
	r := release(t)
	c := NewCompleter(r)
	for _, x := range []struct {
		named, said string
		attributes  map[string]string
		want, why   string
	}{
		{"M25.569", "knee pain", nil, "M25.569", ""},
		{"M25.569", "knee pain", map[string]string{"laterality": "left"}, "M25.562", "laterality left"},
		{"M25.56", "knee pain", map[string]string{"laterality": "right"}, "M25.561", "laterality right"},
		{"M25.569", "knee pain", map[string]string{"laterality": "bilateral"}, "M25.569", ""},
		{"N18.9", "chronic kidney disease", map[string]string{"stage": "3b"}, "N18.32", "stage 3b"},
		{"N18.9", "chronic kidney disease", map[string]string{"stage": "3"}, "N18.30", "stage 3"},
		{"S52.50", "radius fracture", map[string]string{"laterality": "right"}, "S52.501A", "laterality right"},
		{"S52.50", "radius fracture", map[string]string{"laterality": "right", "encounter": "subsequent"}, "S52.501D", "laterality right, encounter subsequent"},
		{"S52.50", "radius fracture", map[string]string{"laterality": "right", "healing": "delayed", "encounter": "subsequent"}, "S52.501G", "laterality right, encounter subsequent, healing delayed"},
		{"S52.50", "radius fracture", map[string]string{"laterality": "right", "encounter": "sequela"}, "S52.501S", "laterality right, encounter sequela"},
		{"L02.91", "abscess", map[string]string{"laterality": "right"}, "L02.91", ""},
		{"L02.91", "abscess in the axilla", map[string]string{"laterality": "right"}, "L02.411", "laterality right"},
		{"L02.91", "abscess", map[string]string{"no such": "x"}, "L02.91", ""},
		{"L02.91", "abscess", map[string]string{"laterality": "right", "site": "axilla"}, "L02.411", "laterality right, said: axilla"},
		{"C18.9", "colon cancer", map[string]string{"detail": "sigmoid"}, "C18.7", "said: sigmoid"},
		{"C43.9", "malignant melanoma", map[string]string{"site": "back"}, "C43.59", "said: trunk"},
		{"C43.9", "malignant melanoma", map[string]string{"site": "knee", "laterality": "right"}, "C43.71", "laterality right, said: limb lower"},
		{"C43.9", "malignant melanoma", map[string]string{"site": "lip"}, "C43.9", ""},
		{"G81.90", "hemiplegia", map[string]string{"laterality": "right"}, "G81.91", "laterality right, dominance dominant"},
		{"G81.90", "hemiplegia", map[string]string{"laterality": "left"}, "G81.94", "laterality left, dominance nondominant"},
		{"G81.90", "hemiplegia", map[string]string{"laterality": "left", "dominance": "dominant"}, "G81.92", "laterality left, dominance dominant"},
		{"S06.5", "subdural hemorrhage", map[string]string{"detail": "loss of consciousness"}, "S06.5X9A", "not without consciousness loss"},
		{"S82.20", "tibia shaft fracture", map[string]string{"laterality": "left", "fracture": "open"}, "S82.202B", "laterality left, fracture open"},
		{"S82.20", "tibia shaft fracture", map[string]string{"laterality": "left", "fracture": "open iii"}, "S82.202C", "laterality left, fracture open iii"},
	} {
		named, ok := r.Find(x.named)
		if !ok {
			t.Fatal(x.named)
		}
		usual, _ := r.Emit(named)
		got := c.Complete(named, usual, x.said, StatementsOf(x.attributes))
		if code := r.Code(got.Code).Code; code != x.want || got.Why != x.why {
			t.Errorf("%s %v: got %s (%s), want %s (%s)", x.said, x.attributes, code, got.Why, x.want, x.why)
		}
	}
}

// TestBeyond: what a mention says beside its wording, and nothing where it was
// asked for in its own words.
func TestBeyond(t *testing.T) {
	for _, c := range []struct {
		stated, mention, wording, want Statements
	}{
		{"", "cancer of the sigmoid colon", "colon cancer", "beyond=sigmoid"},
		{"laterality=left", "abscess of the left thigh", "abscess", "laterality=left;beyond=thigh"},
		{"", "colon cancer", "", ""},
		{"", "colon cancer", "colon cancer", ""},
		{"acuity=acute", "acute pain", "pain", "acuity=acute"},
	} {
		if got := c.stated.Beyond(string(c.mention), string(c.wording)); got != c.want {
			t.Errorf("%q as %q: got %q, want %q", c.mention, c.wording, got, c.want)
		}
	}
}

// TestReadings holds the table of phrases against its order and spelling.
func TestReadings(t *testing.T) {
	for _, r := range readings {
		for _, phrase := range r.is {
			words := titleWords(phrase)
			if got, n := phraseAt(words); got == nil || n != len(words) || got.axis != r.axis || got.value != r.value {
				t.Errorf("%q reads as %+v", phrase, got)
			}
		}
	}
}

func BenchmarkComplete(b *testing.B) {
	r := release(b)
	c := NewCompleter(r)
	named, _ := r.Find("S52.50")
	usual, _ := r.Emit(named)
	stated := StatementsOf(map[string]string{"laterality": "right", "encounter": "subsequent"})
	b.ReportAllocs()
	for b.Loop() {
		c.Complete(named, usual, "radius fracture", stated)
	}
}
