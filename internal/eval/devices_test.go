package eval_test

import (
	"os"
	"path/filepath"
	"testing"

	"medcode/internal/eval"
)

func TestDevices(t *testing.T) {
	path := filepath.Join(t.TempDir(), "set.jsonl")
	set := `{"id":"a","category":"mobility","text":"a cane","start":2,"end":6,"code":"E0100","accept":["E0105"]}
{"id":"b","category":"mobility","text":"bariatric walker","start":10,"end":16,"outside":true,"code":"E0148"}

{"id":"c","category":"none","text":"Dr. Walker","start":4,"end":10,"none":true,"kind":"name"}
{"id":"d","category":"none","text":"ETT placed","start":0,"end":3,"none":true,"kind":"device without code"}
`
	if err := os.WriteFile(path, []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := eval.LoadDevices(path)
	if err != nil {
		t.Fatal(err)
	}
	read := func(p *eval.DevicePhrase) (eval.DeviceAnswer, error) {
		return map[string]eval.DeviceAnswer{
			"a": {Device: true, Codes: []string{"E0105", "E0100"}, Given: true},
			"b": {Device: true, Codes: []string{"E0135", "E0148"}, Given: true},
			"c": {Device: true, Codes: []string{"E0135"}, Given: true},
			"d": {Device: true},
		}[p.ID], nil
	}
	rep, err := eval.Devices(rows, read, func(string) (eval.DeviceAnswer, error) { return eval.DeviceAnswer{}, nil })
	if err != nil {
		t.Fatal(err)
	}
	f, n := rep.All, rep.None
	if f.Found != (eval.Share{Hits: 2, N: 2}) || f.First != (eval.Share{Hits: 1, N: 2}) || f.Five != (eval.Share{Hits: 2, N: 2}) || f.LookFirst != (eval.Share{N: 1}) {
		t.Errorf("positives %+v", f)
	}
	if n.NoDevice != (eval.Share{N: 1}) || n.NoCode != (eval.Share{Hits: 1, N: 2}) || n.NoLookups != (eval.Share{Hits: 2, N: 2}) {
		t.Errorf("negatives %+v", n)
	}
	if len(rep.Errors) != 3 {
		t.Errorf("errors %+v", rep.Errors)
	}
}

func TestLoadDevicesRefuses(t *testing.T) {
	for _, line := range []string{`{`, `{"id":"a","text":"cane","start":3,"end":9,"code":"E0100"}`, `{"id":"a","text":"cane","start":0,"end":4}`} {
		path := filepath.Join(t.TempDir(), "set.jsonl")
		if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := eval.LoadDevices(path); err == nil {
			t.Errorf("%s is taken", line)
		}
	}
}
