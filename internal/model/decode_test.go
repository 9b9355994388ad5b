package model

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"medcode/internal/text/tokenizer"
	"medcode/schemas"
)

// readingOf makes a reading of pieces such as "chest/B-problem pain/I-problem",
// where | instead of a blank joins pieces without a gap, and :0.4 behind a
// label is its probability.
func readingOf(t *testing.T, labels []Label, pieces string) (string, *reading) {
	t.Helper()
	var text strings.Builder
	r := &reading{tokens: &tokenizer.Encoding{}}
	for word := range strings.FieldsSeq(pieces) {
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		for piece := range strings.SplitSeq(word, "|") {
			i := strings.LastIndex(piece, "/")
			name, p := piece[i+1:], float32(0.9)
			if at, prob, ok := strings.Cut(name, ":"); ok {
				name = at
				if _, err := fmt.Sscan(prob, &p); err != nil {
					t.Fatal(err)
				}
			}
			class := slices.IndexFunc(labels, func(l Label) bool { return l.Name == name })
			if class < 0 {
				t.Fatalf("no label %q", name)
			}
			r.tokens.IDs = append(r.tokens.IDs, 7)
			r.tokens.Starts = append(r.tokens.Starts, int32(text.Len()))
			text.WriteString(piece[:i])
			r.tokens.Ends = append(r.tokens.Ends, int32(text.Len()))
			r.class, r.score = append(r.class, int32(class)), append(r.score, p)
		}
	}
	return text.String(), r
}

func TestDecode(t *testing.T) {
	f := &Folder{Join: FirstPiece}
	var err error
	f.Labels, err = f.mapped([]string{
		"O", "B-problem", "I-problem", "E-problem", "S-problem", "B-DRUG", "I-DRUG", "L-DRUG", "U-DRUG", "disease", "B-Lab_value",
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, pieces, want string }{
		{"two words", "has/O chest/B-problem pain/I-problem today/O", "problem:chest pain"},
		{"begins with I", "has/O pain/I-problem", "problem:pain"},
		{"two in a row", "pain/B-problem fever/B-problem", "problem:pain problem:fever"},
		{"another type", "pain/I-problem aspirin/I-DRUG", "problem:pain medication:aspirin"},
		{"IOBES", "acute/B-problem renal/I-problem failure/E-problem pain/I-problem gout/S-problem ache/S-problem", "problem:acute renal failure problem:pain problem:gout problem:ache"},
		{"BILOU", "insulin/B-DRUG glargine/L-DRUG aspirin/U-DRUG", "medication:insulin glargine medication:aspirin"},
		{"no places", "type/disease 2/disease diabetes/disease and/O gout/disease", "problem:type 2 diabetes problem:gout"},
		{"pieces follow the first", "neph/B-problem|ritis/O|es/B-DRUG now/O", "problem:nephritises"},
		{"first piece outside", "neph/O|ritis/B-problem", ""},
		{"hyphen inside", "covid/B-problem|-/I-problem|19/I-problem now/O", "problem:covid-19"},
		{"hyphen outside", "covid/B-problem|-/O|19/I-problem now/O", "problem:covid problem:19"},
		{"hyphen with blanks", "pain/B-problem -/O fever/I-problem", "problem:pain problem:fever"},
		{"slash between", "nausea/B-problem|//O|vomiting/B-problem", "problem:nausea problem:vomiting"},
		{"ignored", "high/B-Lab_value pain/B-problem", "problem:pain"},
		{"punctuation alone", "pain/O ,/B-problem ./I-problem", ""},
		{"nothing", "all/O well/O", ""},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			text, r := readingOf(t, f.Labels, c.pieces)
			var got []string
			for _, e := range r.entities(text, f) {
				got = append(got, string(e.Label)+":"+text[e.Start:e.End])
			}

			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("got %q, want %q", s, c.want)
			}
		})
	}
}

func TestBestPieceDecides(t *testing.T) {
	f := &Folder{Join: BestPiece}
	f.Labels, _ = f.mapped([]string{"O", "B-problem", "I-problem"}, nil)
	text, r := readingOf(t, f.Labels, "neph/O:0.6|ritis/B-problem:0.8")
	got := r.entities(text, f)
	if want := []Entity{{0, 9, schemas.Problem, "problem", 0.8}}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	f.MinScore = 0.81
	if got := r.entities(text, f); len(got) != 0 {
		t.Errorf("below the least score: %v", got)
	}
}

func TestScoreIsMeanOfWords(t *testing.T) {
	f := &Folder{Join: FirstPiece}
	f.Labels, _ = f.mapped([]string{"O", "B-problem", "I-problem"}, nil)
	text, r := readingOf(t, f.Labels, "chest/B-problem:0.5 pa/I-problem:1|in/O:0.1")
	if got := r.entities(text, f); len(got) != 1 || got[0].Score != 0.75 {
		t.Errorf("got %v, want a score of 0.75", got)
	}
}

func TestEntitiesLoseBlanks(t *testing.T) {
	f := &Folder{}
	f.Labels, _ = f.mapped([]string{"O", "B-problem"}, nil)
	text := "has\u00a0pain \n."
	r := &reading{
		tokens: &tokenizer.Encoding{IDs: []int64{1, 2, 3}, Starts: []int32{0, 3, 11}, Ends: []int32{3, 11, 12}},
		class:  []int32{0, 1, 0}, score: []float32{1, 1, 1},
	}
	if got := r.entities(text, f); len(got) != 1 || text[got[0].Start:got[0].End] != "pain" {
		t.Errorf("got %v", got)
	}
}

func TestPlacesOfLabels(t *testing.T) {
	for name, want := range map[string]Label{
		"O": {Place: Outside}, "0": {Place: Outside}, "B-problem": {Place: Begin, Type: "problem"}, "I_DRUG": {Place: Within, Type: "DRUG"},
		"E-x": {Place: End, Type: "x"}, "L-x": {Place: End, Type: "x"}, "S-x": {Place: Single, Type: "x"}, "U-x": {Place: Single, Type: "x"},
		"Disease": {Place: Within, Type: "Disease"}, "B": {Place: Within, Type: "B"}, "LOC-x": {Place: Within, Type: "LOC-x"},
	} {
		if place, kind := split(name); place != want.Place || kind != want.Type {
			t.Errorf("%s: %d %q, want %d %q", name, place, kind, want.Place, want.Type)
		}
	}
}

// TestPublishedLabels knows the label sets of published taggers by name.
func TestPublishedLabels(t *testing.T) {
	for _, c := range []struct {
		names      []string
		categories string
		ignored    string
	}{
		{[]string{"O", "B-problem", "I-problem", "B-test", "I-test", "B-treatment", "I-treatment"}, "problem medication test", ""},
		{[]string{"O", "B-DISEASE", "I-DISEASE"}, "problem", ""},
		{[]string{"O", "B-Disease_disorder", "I-Sign_symptom", "B-Medication", "B-Lab_value", "B-Diagnostic_procedure", "B-Therapeutic_procedure", "I-Biological_structure", "B-Severity"}, "problem medication test procedure anatomy", "Lab_value Severity"},
	} {
		f := &Folder{}
		var err error
		if f.Labels, err = f.mapped(c.names, nil); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(f.Categories(), " "); got != c.categories {
			t.Errorf("%v: categories %q, want %q", c.names, got, c.categories)
		}
		if got := strings.Join(f.Ignored(), " "); got != c.ignored {
			t.Errorf("%v: ignored %q, want %q", c.names, got, c.ignored)
		}
	}
}
