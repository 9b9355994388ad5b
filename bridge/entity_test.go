package bridge

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"medcode/schemas"
)

const sampleNote = "Ä: No fever. Pt's mother had <gout> \"often\"."

// sampleResult has a mention of each kind of doubt, out of order.
func sampleResult() *schemas.Result {
	at := func(text string) schemas.Mention {
		i := strings.Index(sampleNote, text)
		return schemas.Mention{Start: i, End: i + len(text), Text: schemas.Text(text), Section: "hpi", Category: schemas.Problem}
	}
	gout, fever, pt := at("<gout> \"often\""), at("No fever"), at("Pt's")
	gout.Experiencer, gout.Uncertain, gout.Hypothetical = "family", true, true
	fever.Negated = true
	fever.Codings = []schemas.Coding{
		{Ontology: schemas.ICD10CM, Code: "R50.9", Display: "Fever, unspecified", Confidence: .75},
		{Ontology: schemas.ICD10CM, Code: "A75.9", Display: "Typhus fever, unspecified", Confidence: .125},
		{Ontology: schemas.SNOMED, Code: "386661006", Display: "Fever", Confidence: .9},
	}
	pt.Historical = true
	return &schemas.Result{
		Mentions: []schemas.Mention{gout, fever, pt},
		Codes: []schemas.Code{
			{Ontology: schemas.LOINC, Code: "2345-7", Display: "of a", Confidence: .5, Mentions: []int{2, 7, -1}},
			{Ontology: schemas.ICD10CM, Code: "Z1", Display: "of b", Confidence: .625, Mentions: []int{2}},
			{Ontology: schemas.ICD10CM, Code: "Z2", Display: "of c\n<", Confidence: .875, Mentions: []int{2}},
			{Ontology: schemas.ICD10CM, Code: "Z3", Display: "of d", Confidence: .875, Mentions: []int{2}},
		},
	}
}

// TestEntities: names, codes and doubts, as they are on the wire.
func TestEntities(t *testing.T) {
	const doubt = `"uncertain":%t,"historical":%t,"hypothetical":%t,"experiencer":"%s","partial":false}`
	want := "[" + strings.Join([]string{
		`{"entity_name":"gout often","extracted_text":"<gout> \"often\"","category":"problem","section":"hpi","negated":false,"position":{"start":29,"end":43},` +
			`"ner_confidence":0,"codes":{},"candidates":{},` + fmt.Sprintf(doubt, true, false, true, "family"),
		`{"entity_name":"no fever","extracted_text":"No fever","category":"problem","section":"hpi","negated":true,"position":{"start":3,"end":11},` +
			`"ner_confidence":0.9,"codes":{},"candidates":{"icd10cm":[{"code":"R50.9","display":"Fever, unspecified","confidence":0.75},` +
			`{"code":"A75.9","display":"Typhus fever, unspecified","confidence":0.125}],"snomed":[{"code":"386661006","display":"Fever","confidence":0.9}]},` +
			fmt.Sprintf(doubt, false, false, false, "patient"),
		`{"entity_name":"of c\u000a<","extracted_text":"Pt's","category":"problem","section":"hpi","negated":false,"position":{"start":13,"end":17},` +
			`"ner_confidence":0,"codes":{"icd10cm":"Z2","loinc":"2345-7"},"candidates":{},` + fmt.Sprintf(doubt, false, true, false, "patient"),
	}, ",") + "]"
	got, err := entities(sampleNote, sampleResult())
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestAppendString: every string comes back from a JSON reader, and no client
// sees a line end in it.
func TestAppendString(t *testing.T) {
	for _, s := range []string{
		"", "a\"b\\c/d", "<&>'", "\x00\t\n\v\f\r\x1c\x1d\x1e\x1f", "\x7f\u0080\u0085\u009f\u00a0", "\u2028\u2029", "é糖😀\ufeff\ufffd",
	} {
		b := appendString([]byte("x"), s)
		var got string
		if err := json.Unmarshal(b[1:], &got); err != nil || got != s {
			t.Errorf("%q: %s reads as %q, %v", s, b, got, err)
		}
		if bytes.ContainsAny(b, "\n\v\f\r\x1c\x1d\x1e\u0085\u2028\u2029") {
			t.Errorf("%q: %q has a line end", s, b)
		}
	}
	if b := appendString(nil, "a\xffb"); string(b) != `"a\ufffdb"` {
		t.Errorf("not UTF-8: %q", b)
	}
}

// TestEntitiesOfAnIncompleteResult: what is missing is said, and where all is
// missing there is no array.
func TestEntitiesOfAnIncompleteResult(t *testing.T) {
	r := sampleResult()
	r.Status = schemas.Partial
	if _, err := entities(sampleNote, r); !errors.Is(err, errUnanswered) {
		t.Errorf("no part answered: %v", err)
	}
	r.Releases = map[schemas.Ontology]schemas.ReleaseUse{schemas.ICD10CM: {}}
	got, err := entities(sampleNote, r)
	if err != nil || strings.Count(got, `"partial":true}`) != len(r.Mentions) {
		t.Errorf("%s, %v", got, err)
	}
	r.Status = schemas.Failed
	if _, err := entities(sampleNote, r); !errors.Is(err, errUnanswered) {
		t.Errorf("failed: %v", err)
	}
}

// TestEntitiesOfAForeignResult: a position that does not hold is never shown.
func TestEntitiesOfAForeignResult(t *testing.T) {
	for name, m := range map[string]schemas.Mention{
		"before":      {Start: -1, End: 2, Text: "Ä"},
		"behind":      {Start: 2, End: len(sampleNote) + 1, Text: schemas.Text(sampleNote[2:])},
		"backwards":   {Start: 5, End: 2},
		"other words": {Start: 4, End: 6, Text: "no"},
	} {
		got, err := entities(sampleNote, &schemas.Result{Mentions: []schemas.Mention{m}})
		if !errors.Is(err, errForeign) || got != "" {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
}

// manyMentions is a result of n mentions with ten candidates each.
func manyMentions(n int) (note string, r *schemas.Result) {
	const word = "fever, "
	r = &schemas.Result{}
	for i := range n {
		m := schemas.Mention{Start: i * len(word), End: i*len(word) + 5, Text: "fever", Category: schemas.Problem}
		for _, o := range schemas.Ontologies()[:2] {
			for k := range 5 {
				m.Codings = append(m.Codings, schemas.Coding{
					Ontology: o, Code: fmt.Sprintf("R50.%d", k), Display: "Fever, unspecified", Confidence: 1 / float64(k+2),
				})
			}
		}
		r.Mentions = append(r.Mentions, m)
		r.Codes = append(r.Codes, schemas.Code{Ontology: schemas.ICD10CM, Code: "R50.0", Display: "Fever", Mentions: []int{i}})
	}
	return strings.Repeat(word, n), r
}

// TestLongArrayKeepsTheBest of the candidates, and every mention.
func TestLongArrayKeepsTheBest(t *testing.T) {
	for n, candidates := range map[int]int{100: 10, 6000: 2} {
		note, r := manyMentions(n)
		got, err := entities(note, r)
		if err != nil {
			t.Fatal(err)
		}
		if len(got) > maxArray {
			t.Errorf("%d bytes for %d mentions", len(got), n)
		}
		if strings.Count(got, `"entity_name"`) != n || strings.Count(got, `"confidence":0.5}`) != 2*n ||
			strings.Count(got, `"confidence":0.`) != candidates*n {
			t.Errorf("%d mentions: %.2000s", n, got)
		}
	}
}

// everyWord finds all words of a note and puts them wherever text may stand.
type everyWord struct{}

func (everyWord) Note(_ context.Context, note schemas.Text) (r schemas.Result, err error) {
	for _, at := range regexp.MustCompile(`\S+`).FindAllStringIndex(string(note), -1) {
		word := string(note[at[0]:at[1]])
		m := schemas.Mention{Start: at[0], End: at[1], Text: schemas.Text(word), Section: word}
		m.Codings = []schemas.Coding{{Ontology: schemas.SNOMED, Code: word, Display: word}}
		r.Mentions = append(r.Mentions, m)
	}
	slices.Reverse(r.Mentions)
	return r, nil
}

// FuzzNoteLine: whatever a line is, its reply is one line that begins with its
// seq and goes on with a word or an array that says where its texts stand.
func FuzzNoteLine(f *testing.F) {
	for _, s := range []string{
		"1,fever and pain", "HEALTH", "no comma", ",", " 1,", "\xff,\xff", "1,\x00 a\rb\u2028c", "1,糖尿病 😀 \"<&>\" \\", "1,\u0085 \ufffd",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		n := &notes{coder: everyWord{}, warn: func(msg string, _ ...any) { t.Fatalf("%q: %s", line, msg) }}
		r, ok := n.parse(line)
		if bytes.IndexByte(line, '\n') >= 0 || !ok {
			return
		}
		if !r.settled {
			r.answer = n.look(context.Background(), r.description)
		}
		var b batch
		b.add(&slot{seq: r.seq}, r.answer)
		reply, ending, _ := strings.Cut(string(b.buf), "\n")
		if len(b.buf) != len(reply)+1 || ending != "" {
			t.Fatalf("%q: not one line: %q", line, b.buf)
		}
		if r.answer.whole {
			if reply != "OK" && !strings.HasSuffix(reply, noteInvalid) {
				t.Fatalf("%q: %q", line, reply)
			}
			return
		}
		seq, note, _ := strings.Cut(strings.TrimLeft(string(line), blanks), ",")
		array, found := strings.CutPrefix(reply, seq+",")
		if !found {
			t.Fatalf("%q: reply %q", line, reply)
		}
		checkArray(t, note, array)
	})
}

// checkArray reads an array as a client would, who counts characters.
func checkArray(t *testing.T, note, array string) {
	t.Helper()
	if array == noteTooLong || array == noteNotText {
		return
	}
	var list []struct {
		Section  string `json:"section"`
		Text     string `json:"extracted_text"`
		Position struct{ Start, End int }
	}
	if err := json.Unmarshal([]byte(array), &list); err != nil || list == nil {
		t.Fatalf("%q: %q is no array: %v", note, array, err)
	}
	characters := []rune(strings.NewReplacer("\x00", " ", "\r", "\n").Replace(note))
	for _, e := range list {
		if got := string(characters[e.Position.Start:e.Position.End]); got != e.Text || e.Section != got {
			t.Fatalf("%q: %q stands at %v, where %q is", note, e.Text, e.Position, got)
		}
	}
}

func BenchmarkEntities(b *testing.B) {
	for _, n := range []int{20, 5000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			note, r := manyMentions(n)
			b.ReportAllocs()
			for b.Loop() {
				if _, err := entities(note, r); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
