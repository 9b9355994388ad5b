package eval_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/internal/eval"
)

const procedureLines = `{"id":"1","kind":"procedure","subkind":"surgery","text":"s/p appy","start":4,"end":8,"code":"80146002","accept":["6025007"],"status":"historical"}
{"id":"2","kind":"procedure","subkind":"surgery","text":"no MRI","start":3,"end":6,"code":"113091000","accept":[],"status":"not_done"}
{"id":"3","kind":"finding","subkind":"symptom","text":"denies cough","start":7,"end":12,"code":"49727002","accept":[],"negated":true}
{"id":"4","kind":"negative","subkind":"place","text":"pain clinic","start":0,"end":11,"code":"","accept":[],"not":"finding"}
`

func TestProcedures(t *testing.T) {
	path := filepath.Join(t.TempDir(), "lines.jsonl")
	if err := os.WriteFile(path, []byte(procedureLines), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := eval.LoadProcedures(path)
	if err != nil {
		t.Fatal(err)
	}
	answers := map[string][]eval.ProcedureAnswer{
		"1": {{Kind: "finding", Codes: []string{"74400008"}}, {Kind: "procedure", Codes: []string{"1", "6025007"}, Given: true, Status: "historical"}},
		"2": {{Kind: "procedure", Codes: []string{"113091000"}, Status: "done"}},
		"3": {{Kind: "finding", Codes: []string{"49727002"}, Negated: true}},
		"4": {{Kind: "procedure", Codes: []string{"1"}, Given: true}},
	}
	rep, err := eval.Procedures(rows, func(l *eval.ProcedureLine) ([]eval.ProcedureAnswer, error) { return answers[l.ID], nil })
	if err != nil {
		t.Fatal(err)
	}
	if rep.All.Found.Hits != 3 || rep.All.First.Hits != 2 || rep.All.Five.Hits != 3 || rep.Negatives.Hits != 1 || rep.Negation.TP != 1 {
		t.Errorf("%+v", rep)
	}
	if rep.StatusSame.Hits != 1 || rep.StatusSame.N != 2 || rep.StatusF() != .5 || len(rep.Errors) != 2 {
		t.Errorf("status %+v, %v, %v", rep.StatusSame, rep.StatusF(), rep.Errors)
	}
}

func TestLoadProcedures(t *testing.T) {
	for _, line := range []string{`{"kind":"negative","text":"x","start":0,"end":1,"code":"1"}`, `{"kind":"procedure","text":"x","start":0,"end":2,"code":"1"}`, `{"kind":"other","text":"x","start":0,"end":1,"code":"1"}`, `{`} {
		path := filepath.Join(t.TempDir(), "lines.jsonl")
		if err := os.WriteFile(path, []byte("\n"+line), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := eval.LoadProcedures(path); err == nil || !strings.Contains(err.Error(), "line 2") {
			t.Errorf("%s: %v", line, err)
		}
	}
}
