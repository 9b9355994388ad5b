package main

import (
	"strings"
	"testing"
	"time"

	"medcode/internal/eval"
	"medcode/internal/ontology"
	"medcode/schemas"
)

func starterKinds(t *testing.T) *kindReader {
	t.Helper()
	s, err := ontology.OpenStore(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	rel, _, err := s.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	return newKindReader(rel, .5)
}

// mentionOf makes a mention of the patient with candidates, the first the likeliest.
func mentionOf(codes ...string) schemas.Mention {
	m := schemas.Mention{Category: schemas.Problem, Experiencer: "patient"}
	for i, c := range codes {
		m.Codings = append(m.Codings, schemas.Coding{Ontology: schemas.ICD10CM, Code: c, Confidence: .9 - float64(i)/2})
	}
	return m
}

func TestKindsOfMisses(t *testing.T) {
	k := starterKinds(t)
	denied := mentionOf("R50.9")
	denied.Negated = true
	weak := mentionOf("R05.9")
	weak.Codings[0].Confidence = .2
	worded := mentionOf("N18.6")
	worded.Text = "chronic cough and end stage renal failure"
	res := &schemas.Result{Mentions: []schemas.Mention{mentionOf("E11.9", "E10.9"), denied, weak, mentionOf("M25.569"), worded}}
	named := []string{"E11.9", "R50.9", "M25.569"}
	given := []string{"E11.9", "M25.569"}
	doc := &eval.CodiEspDoc{ID: "a", Text: "Essential hypertension is known. Her renal function is good."}
	for _, c := range []struct{ gold, want string }{
		{"E11", missEndedBelow},
		{"M54.5", missEnded},
		{"R50.9", missWithheld + "negated"},
		{"R05.9", missUnder},
		{"E10.9", missNotFirst},
		{"M25.561", missSide},
		{"E11.65", missOther},
		{"M25.562", missSide},
		{"I10", missWorded},
		{"N19", missPart},
		{"J45.909", missUnsaid},
	} {
		if got := k.miss(doc, res, c.gold, named, given); got != c.want {
			t.Errorf("%s: %s, want %s", c.gold, got, c.want)
		}
	}
}

func TestKindsOfAlarms(t *testing.T) {
	k := starterKinds(t)
	denied := mentionOf("R50.9")
	denied.Negated = true
	res := &schemas.Result{Mentions: []schemas.Mention{denied, mentionOf("R05.9"), mentionOf("R51.9")}}
	for _, c := range []struct {
		code string
		gold []string
		want string
	}{
		{"R51.9", []string{"R51"}, alarmEnded},
		{"M25.569", []string{"M25.561"}, alarmSide},
		{"R50.9", nil, alarmContext + "negated"},
		{"R05.9", nil, alarmSymptom},
		{"Z79.4", nil, alarmFactor},
		{"I10", nil, alarmOutside},
	} {
		if got := k.alarm(res, c.code, c.gold); got != c.want {
			t.Errorf("%s: %s, want %s", c.code, got, c.want)
		}
	}
}

func TestKindTable(t *testing.T) {
	table := newKindTable("named", "patient")
	for range 3 {
		table.add("a", 0)
	}
	table.add("b", 1)
	var b strings.Builder
	table.write(&b, "misses")
	const want = "| misses | named | patient |\n|---|---|---|\n| a | 3 (1.000) | 0 (0.000) |\n| b | 0 (0.000) | 1 (1.000) |\n| all | 3 (1.000) | 1 (1.000) |\n"
	if b.String() != want {
		t.Errorf("%s", b.String())
	}
}
