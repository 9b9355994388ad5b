package eval_test

import (
	"os"
	"path/filepath"
	"testing"

	"medcode/internal/eval"
)

func TestSocial(t *testing.T) {
	path := filepath.Join(t.TempDir(), "set.jsonl")
	set := `{"id":"a","group":"social","kind":"x","text":"Homeless, unemployed.","codes":[{"start":0,"end":8,"code":"Z59.00","accept":["Z59.02"]},{"start":10,"end":20,"code":"Z56.0","accept":[]}]}
{"id":"b","group":"external","kind":"y","text":"Fell at home.","codes":[{"start":0,"end":4,"code":"W19.XXXA","accept":[]}],"also":["Y92.009"]}

{"id":"c","group":"none","kind":"z","text":"Fell asleep.","codes":[]}
{"id":"d","group":"none","kind":"z","text":"BP fell.","codes":[]}
`
	if err := os.WriteFile(path, []byte(set), 0o600); err != nil {
		t.Fatal(err)
	}
	rows, err := eval.LoadSocial(path)
	if err != nil {
		t.Fatal(err)
	}
	given := map[string][]eval.SocialCode{
		"Homeless, unemployed.": {{Code: "Z59.02", Spans: [][2]int{{0, 8}}}, {Code: "Z56.0", Spans: [][2]int{{0, 8}}}, {Code: "I10", Spans: [][2]int{{0, 8}}}},
		"Fell at home.":         {{Code: "W19.XXXA", Spans: [][2]int{{0, 4}}}, {Code: "Y92.009", Spans: [][2]int{{5, 12}}}},
		"Fell asleep.":          {{Code: "W19.XXXA", Spans: [][2]int{{0, 4}}}},
	}
	rep, err := eval.Social(rows, func(text string) ([]eval.SocialCode, error) { return given[text], nil })
	if err != nil {
		t.Fatal(err)
	}
	if got := rep.Groups[0].Score.Counts; got != (eval.Counts{TP: 1, FN: 1, FP: 1}) {
		t.Errorf("social %+v", got)
	}
	if got := rep.Groups[1].Score.Counts; got != (eval.Counts{TP: 1, FP: 1}) {
		t.Errorf("external %+v", got)
	}
	if rep.None != (eval.Share{Hits: 1, N: 2}) || len(rep.Errors) != 2 || len(rep.Kinds) != 3 {
		t.Errorf("none %+v, errors %+v, kinds %+v", rep.None, rep.Errors, rep.Kinds)
	}
}

func TestLoadSocialRefuses(t *testing.T) {
	for _, line := range []string{
		`{`, `{"id":"a","group":"none","text":"x","codes":[{"start":0,"end":1,"code":"Z59.00"}]}`,
		`{"id":"a","group":"social","text":"x","codes":[]}`, `{"id":"a","group":"social","text":"x","codes":[{"start":0,"end":2,"code":"Z59.00"}]}`,
		`{"id":"a","group":"social","text":"x","codes":[{"start":0,"end":1,"code":"I10"}]}`, `{"id":"a","group":"other","text":"x","codes":[{"start":0,"end":1,"code":"Z59.00"}]}`,
	} {
		path := filepath.Join(t.TempDir(), "set.jsonl")
		if err := os.WriteFile(path, []byte(line), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := eval.LoadSocial(path); err == nil {
			t.Errorf("%s is taken", line)
		}
	}
}
