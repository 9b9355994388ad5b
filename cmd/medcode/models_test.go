package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/internal/onnx"
)

const tinyModels = "../../internal/model/testdata"

// models runs `medcode models` and returns what it says and its exit code.
func models(t *testing.T, in string, args ...string) (string, int) {
	t.Helper()
	var out, errs bytes.Buffer
	environ := append(os.Environ(), "MEDCODE_HOME="+t.TempDir())
	code := modelsCommand().start(context.Background(), args, stdio{strings.NewReader(in), &out, &errs, environ})
	return out.String() + errs.String(), code
}

// needLibrary skips where ONNX Runtime is not there, which
// MEDCODE_REQUIRE_NATIVE=1 forbids.
func needLibrary(t *testing.T) string {
	t.Helper()
	path, err := onnx.Library("", "../../var/lib")
	if errors.Is(err, onnx.ErrNoLibrary) && os.Getenv("MEDCODE_REQUIRE_NATIVE") != "1" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	return path
}

func TestModelsList(t *testing.T) {
	dir := t.TempDir()
	if said, code := models(t, "", "list", "--models-dir", dir); code != exitOK || !strings.Contains(said, "models pull fetches one") {
		t.Errorf("nothing there: %d %s", code, said)
	}
	if err := os.CopyFS(dir, os.DirFS(tinyModels)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "tagger", "medcode.json"), []byte(`{"labels":{"x":"test"}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	said, code := models(t, "", "list", "--models-dir", dir)
	if code != exitOK || !strings.Contains(said, "encoder  encoder  bert  8 wide  16 tokens  mean") || !strings.Contains(said, `tagger   cannot be used: model: unusable model folder`) {
		t.Errorf("%d %s", code, said)
	}
	said, _ = models(t, "", "list", "--json", "--models-dir", dir)
	var list struct{ Models []modelRow }
	if err := json.Unmarshal([]byte(said), &list); err != nil || len(list.Models) != 2 || list.Models[0].Dim != 8 || list.Models[1].Error == "" {
		t.Errorf("%v %s", err, said)
	}
}

func TestModelsVerify(t *testing.T) {
	lib, dir := needLibrary(t), t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(tinyModels)); err != nil {
		t.Fatal(err)
	}
	verify := func(args ...string) (string, int) {
		return models(t, "", append([]string{"verify", "--onnxruntime", lib, "--models-dir", dir}, args...)...)
	}
	for _, step := range []struct {
		args []string
		code int
		says []string
	}{
		{[]string{"encoder"}, exitOK, []string{"no SHA256SUMS", "8 wide, pooling mean", "length 1.000"}},
		{[]string{"tagger"}, exitOK, []string{"problem, medication, test", "ignored labels: Lab_value", `run: problem "Severe"`, `run: medication "aspirin"`}},
		{[]string{"--record"}, exitOK, []string{"4 recorded in SHA256SUMS", "3 recorded"}},
		{nil, exitOK, []string{"4 as recorded", "3 as recorded"}},
		{[]string{"nope"}, exitInput, []string{`no model "nope"`, "encoder, tagger"}},
	} {
		said, code := verify(step.args...)
		for _, s := range step.says {
			if code != step.code || !strings.Contains(said, s) {
				t.Errorf("verify %v: %d, want %d with %q: %s", step.args, code, step.code, s, said)
			}
		}
	}
	graph := filepath.Join(dir, "tagger", "model.onnx")
	raw, err := os.ReadFile(graph)
	if err == nil {
		err = os.WriteFile(graph, raw[:len(raw)/2], 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	if said, code := verify(); code != exitFailure || !strings.Contains(said, "FAILED: fetch: the file has changed: model.onnx") || !strings.Contains(said, "1 of 2 models") {
		t.Errorf("a damaged graph: %d %s", code, said)
	}
}

func TestModelsPull(t *testing.T) {
	files := http.StripPrefix("/owner/tiny/resolve/main/", http.FileServer(http.Dir(tinyModels+"/encoder")))
	s := httptest.NewServer(files)
	t.Cleanup(s.Close)
	dir := filepath.Join(t.TempDir(), "models")
	said, code := models(t, "", "pull", "--models-dir", dir, s.URL+"/owner/tiny")
	if code != exitOK || !strings.Contains(said, "tiny: encoder, bert") {
		t.Fatalf("%d %s", code, said)
	}
	for _, c := range []struct {
		args []string
		code int
		says string
	}{
		{[]string{s.URL + "/owner/tiny"}, exitInput, "is there already"},
		{[]string{s.URL + "/owner/nothing"}, exitInput, "no such file"},
		{[]string{"http://192.0.2.1/owner/x"}, exitInput, "only https"},
		{[]string{"nope"}, exitInput, "known are bge-m3"},
		{nil, exitUsage, "models pull NAME"},
		{[]string{"a/b", "c/d"}, exitUsage, "models pull NAME"},
		{[]string{"--sums", filepath.Join(tinyModels, "make_tiny.py"), "a/b"}, exitInput, "no sum"},
	} {
		said, code := models(t, "", append([]string{"pull", "--models-dir", dir}, c.args...)...)
		if code != c.code || !strings.Contains(said, c.says) {
			t.Errorf("pull %v: %d %s, want %d with %q", c.args, code, said, c.code, c.says)
		}
	}
	if list, err := os.ReadDir(dir); err != nil || !strings.HasPrefix(list[len(list)-1].Name(), "tiny") {
		t.Errorf("%v %v", list, err)
	}
}

func TestModelsBench(t *testing.T) {
	lib := needLibrary(t)
	bench := func(in string, args ...string) (string, int) {
		return models(t, in, append([]string{"bench", "--json", "--rounds", "1", "--onnxruntime", lib, "--models-dir", tinyModels}, args...)...)
	}
	said, code := bench("fever\n\nsevere chest pain with cough\n[poison]\n", "tagger", "-")
	var got struct{ Figures []modelFigure }
	if err := json.Unmarshal([]byte(said), &got); code != exitOK || err != nil || len(got.Figures) != 3 {
		t.Fatalf("%d %v %s", code, err, said)
	}
	for _, f := range got.Figures {
		if f.Texts <= 0 || f.Ratio <= 0 || f.Padding < 0 || f.Padding > 0.9 {
			t.Errorf("%+v", f)
		}
	}
	if said, code := bench("", "encoder"); code != exitOK || !strings.Contains(said, "16 tokens, 32 a batch") || strings.Contains(said, "128 tokens") {
		t.Errorf("%d %s", code, said)
	}
	if said, code := bench("\n", "encoder", "-"); code != exitInput || !strings.Contains(said, "no lines") {
		t.Errorf("%d %s", code, said)
	}
	if said, code := bench("", "--rounds", "0"); code != exitUsage {
		t.Errorf("%d %s", code, said)
	}
}
