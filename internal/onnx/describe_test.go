package onnx

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDescribe(t *testing.T) {
	free, states := []int64{-1, -1}, []int64{-1, -1, 6}
	for name, want := range map[string]*description{
		"hidden": {
			17,
			[]tensorInfo{{inputIDs, elemInt64, free}, {inputMask, elemInt64, free}, {inputTypes, elemInt64, free}},
			[]tensorInfo{{"pooler_output", elemFloat, []int64{-1, 6}}, {"last_hidden_state", elemFloat, states}},
		},
		// Its table is listed among the inputs, as was the rule.
		"old": {
			11,
			[]tensorInfo{{inputIDs, elemInt32, free}, {inputMask, elemInt32, free}},
			[]tensorInfo{{"states", elemFloat, states}},
		},
		"logits": {
			17,
			[]tensorInfo{{inputIDs, elemInt64, free}, {inputMask, elemInt64, free}},
			[]tensorInfo{{"logits", elemFloat, []int64{-1, -1, -1}}},
		},
	} {
		text := read(t, name+".onnx")
		got, err := describe(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(description{}, tensorInfo{})); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		for size := range int64(len(text)) { // a file that was cut is never taken for a whole one
			if d, err := describe(bytes.NewReader(text[:size]), size); err == nil && len(d.outputs) == len(want.outputs) && d.opset == want.opset {
				t.Errorf("%s cut to %d bytes was read", name, size)
			}
		}
	}
}

func read(t testing.TB, name string) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// FuzzDescribe: no file makes reading panic or the plan meet an input that it
// could not feed.
func FuzzDescribe(f *testing.F) {
	for _, name := range []string{"tiny", "wrong", "hidden", "old", "half", "external", "endless", "fixed", "whole"} {
		f.Add(read(f, name+".onnx"))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		d, err := describe(bytes.NewReader(text), int64(len(text)))
		if err != nil {
			return
		}
		p, err := makePlan(d, Options{Pool: PoolCLS, Normalize: true})
		if err != nil {
			return
		}
		if !has(p.inputs, inputIDs) || len(p.inputs) > len(d.inputs) {
			t.Errorf("plan %+v of %+v", p, d)
		}
		longer, name := p.extend(text, d.opset)
		after, err := describe(bytes.NewReader(longer), int64(len(longer)))
		if err != nil || !has(after.outputs, name) || len(after.outputs) <= len(d.outputs) {
			t.Errorf("extended: %v, outputs %v", err, after)
		}
	})
}
