package ner_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"medcode/internal/ontology"
	"medcode/internal/text"
	"medcode/router/ner"
	"medcode/schemas"
)

// harmRelease has the codes and the row of aspirin and of cocaine.
func harmRelease(t *testing.T) *ontology.Release {
	t.Helper()
	var order, table strings.Builder
	n := 0
	code := func(code string, billable int, title string) {
		fmt.Fprintf(&order, "%05d %-7s %d %-60s %s\n", n, code, billable, title, title)
		n++
	}
	table.WriteString(`<ICD10CM.index><version>2026</version><indexHeading><head col="1">Substance</head>`)
	for i, head := range []string{"Poisoning Accidental", "Poisoning Intentional self-harm", "Poisoning Assault", "Poisoning Undetermined", "Adverse effect", "Underdosing"} {
		fmt.Fprintf(&table, `<head col="%d">%s</head>`, i+2, head)
	}
	table.WriteString("</indexHeading><letter>")
	for _, s := range []struct{ name, stem string }{{"Aspirin", "T3901"}, {"Cocaine", "T405X"}} {
		code(s.stem[:3], 0, "Group of "+s.name)
		fmt.Fprintf(&table, "<mainTerm><title>%s</title>", s.name)
		for i := 1; i <= 6; i++ {
			six := fmt.Sprintf("%s%d", s.stem, i)
			code(six, 0, fmt.Sprintf("Harm %d by substance %s", i, s.stem))
			code(six+"A", 1, fmt.Sprintf("Harm %d by substance %s, initial encounter", i, s.stem))
			fmt.Fprintf(&table, `<cell col="%d">%s.%s</cell>`, i+1, six[:3], six[3:])
		}
		table.WriteString("</mainTerm>")
	}
	table.WriteString("</letter></ICD10CM.index>")
	dir := t.TempDir()
	var paths []string
	for name, body := range map[string]string{"order-2026.txt": order.String(), "drug.xml": table.String()} {
		paths = append(paths, filepath.Join(dir, name))
		if err := os.WriteFile(paths[len(paths)-1], []byte(body), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	if _, err := s.Add(context.Background(), schemas.ICD10CM, "", paths, func(string) {}); err != nil {
		t.Fatal(err)
	}
	r, _, err := s.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestHarmBySubstances(t *testing.T) {
	r := harmRelease(t)
	d := ner.NewDictionary(r)
	for _, c := range []struct{ note, want string }{
		{"Takes aspirin daily. Cocaine: denies. Drugs: aspirin, cocaine.", ""},
		{"She was admitted after an overdose of aspirin.", "overdose of aspirin=T39.011A"},
		{"She overdosed on 20 aspirin tablets.", "overdosed on 20 aspirin=T39.011A"},
		{"Aspirin administration and toxicity.", ""},
		{"Intentional aspirin overdose.", "Intentional aspirin overdose=T39.012A"},
		{"She overdosed on 20 aspirin tablets in a suicide attempt.", "aspirin tablets in a suicide attempt=T39.012A"},
		{"Intentional aspirin overdose. Accidental aspirin overdose last year.", "Intentional aspirin overdose=T39.012A|Accidental aspirin overdose=T39.011A"},
		{"Adverse reaction to aspirin; underdosing of aspirin.", "Adverse reaction to aspirin=T39.015A|underdosing of aspirin=T39.016A"},
		{"Cocaine intoxication. Cocaine overdose.", "Cocaine overdose=T40.5X1A"},
	} {
		spans, err := d.Recognise(context.Background(), ner.NewDocument(c.note))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range spans {
			if len(s.Terms) == 0 {
				continue
			}
			if code := codeOf(r, s.Terms[0].Text); code != "" && code[0] == 'T' && code < "T50.9" {
				got = append(got, c.note[s.Start:s.End]+"="+code)
			}
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%q:\n%q, want\n%q", c.note, strings.Join(got, "|"), c.want)
		}
	}
}

func codeOf(r *ontology.Release, wording string) string {
	terms := r.Exact(text.Normalize(wording))
	if len(terms) == 0 {
		return ""
	}
	id, _ := r.Emit(r.CodeOf(terms[0]))
	return r.Code(id).Code
}
