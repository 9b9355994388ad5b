package model

import (
	"errors"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"
)

func TestOpenRefuses(t *testing.T) {
	enc := func(old, with string) string { return edited(t, tinyEncoder+"/config.json", old, with) }
	tag := func(old, with string) string { return edited(t, tinyTagger+"/config.json", old, with) }
	for name, c := range map[string]struct {
		from string
		edit map[string]string
		says []string
	}{
		"no config":         {tinyEncoder, map[string]string{"config.json": ""}, []string{"config.json", "models pull"}},
		"no JSON":           {tinyEncoder, map[string]string{"config.json": "{"}, []string{"config.json", "correct it"}},
		"endless JSON":      {tinyEncoder, map[string]string{"config.json": strings.Repeat(" ", maxJSON+1)}, []string{"config.json", "larger than 4 MB"}},
		"no family":         {tinyEncoder, map[string]string{"config.json": enc(`"model_type": "bert"`, `"x": 1`)}, []string{"config.json: model_type", "missing"}},
		"no width":          {tinyEncoder, map[string]string{"config.json": enc(`"hidden_size": 8`, `"hidden_size": -8`)}, []string{"hidden_size", "-8"}},
		"padding":           {tinyEncoder, map[string]string{"config.json": enc(`"pad_token_id": 0`, `"pad_token_id": 500`)}, []string{"pad_token_id", "500"}},
		"no length":         {tinyEncoder, map[string]string{"config.json": enc(`"max_position_embeddings": 16`, `"max_position_embeddings": 2`)}, []string{"max_position_embeddings"}},
		"another head":      {tinyEncoder, map[string]string{"config.json": enc("BertModel", "BertForSequenceClassification"), "medcode.json": `{}`}, []string{"architectures", "medcode.json"}},
		"kinds contradict":  {tinyTagger, map[string]string{"medcode.json": `{"kind":"encoder"}`}, []string{"medcode.json: kind", "architectures"}},
		"no such kind":      {tinyTagger, map[string]string{"medcode.json": `{"kind":"x"}`}, []string{"kind", "encoder or tagger"}},
		"unknown field":     {tinyEncoder, map[string]string{"medcode.json": `{"pool":"cls"}`}, []string{"medcode.json", `"pool"`}},
		"two values":        {tinyEncoder, map[string]string{"medcode.json": `{"pooling":"cls"}{}`}, []string{"medcode.json", "more than one"}},
		"no pooling":        {tinyEncoder, map[string]string{"medcode.json": ""}, []string{"medcode.json: pooling", "cls"}},
		"no such pooling":   {tinyEncoder, map[string]string{"medcode.json": `{"pooling":"max"}`}, []string{"pooling", `"max"`}},
		"pooling elsewhere": {tinyEncoder, map[string]string{"medcode.json": "", "1_Pooling/config.json": `{"pooling_mode_max_tokens":true}`}, []string{"1_Pooling", "pooling_mode"}},
		"width elsewhere":   {tinyEncoder, map[string]string{"medcode.json": "", "1_Pooling/config.json": `{"word_embedding_dimension":9,"pooling_mode_cls_token":true}`}, []string{"word_embedding_dimension", "hidden_size"}},
		"dense behind it":   {tinyEncoder, map[string]string{"modules.json": `[{"type":"sentence_transformers.models.Dense"}]`}, []string{"modules.json", "Dense"}},
		"too long":          {tinyEncoder, map[string]string{"medcode.json": `{"pooling":"cls","max_length":17}`}, []string{"max_length", "8 to 16"}},
		"no such long":      {tinyEncoder, map[string]string{"medcode.json": `{"pooling":"cls","long":"cut"}`}, []string{"long", "truncate"}},
		"no graph":          {tinyEncoder, map[string]string{"model.onnx": ""}, []string{"model.onnx", "optimum-cli"}},
		"another graph":     {tinyEncoder, map[string]string{"medcode.json": `{"pooling":"cls","onnx":"x.onnx"}`}, []string{"x.onnx"}},
		"graph outside":     {tinyEncoder, map[string]string{"medcode.json": `{"pooling":"cls","onnx":"../x.onnx"}`}, []string{"medcode.json: onnx", "below the folder"}},
		"no tokenizer":      {tinyEncoder, map[string]string{"tokenizer.json": ""}, []string{"tokenizer.json"}},
		"no labels":         {tinyTagger, map[string]string{"config.json": `{"model_type":"bert","hidden_size":8,"architectures":["BertForTokenClassification"]}`}, []string{"id2label", "0 named"}},
		"label missing":     {tinyTagger, map[string]string{"config.json": tag(`"3": "B-treatment"`, `"9": "B-treatment"`)}, []string{"id2label", `"9"`}},
		"labels disagree":   {tinyTagger, map[string]string{"config.json": tag(`"B-treatment": 3`, `"B-treatment": 4`)}, []string{"label2id", "B-treatment"}},
		"no such category":  {tinyTagger, map[string]string{"medcode.json": `{"labels":{"test":"lab"}}`}, []string{"labels", `"lab"`}},
		"no such label":     {tinyTagger, map[string]string{"medcode.json": `{"labels":{"tset":"test"}}`}, []string{"labels", `"tset"`}},
		"nothing mapped":    {tinyTagger, map[string]string{"medcode.json": `{"labels":{"test":"","problem":"","treatment":""}}`}, []string{"labels", "Lab_value, problem, test, treatment"}},
		"no such join":      {tinyTagger, map[string]string{"medcode.json": `{"join":"mean"}`}, []string{"join", "first"}},
		"no probability":    {tinyTagger, map[string]string{"medcode.json": `{"min_score":2}`}, []string{"min_score"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(copied(t, c.from, c.edit))
			if !errors.Is(err, ErrFolder) {
				t.Fatalf("error %v, want ErrFolder", err)
			}
			for _, s := range c.says {
				if !strings.Contains(err.Error(), s) {
					t.Errorf("%v; it should say %q", err, s)
				}
			}
		})
	}
	if _, err := Open(filepath.Join(t.TempDir(), "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no folder: %v", err)
	}
}

func TestOpenReads(t *testing.T) {
	for name, c := range map[string]struct {
		edit map[string]string
		fits func(*Folder) bool
	}{
		"ours": {nil, func(f *Folder) bool {
			return f.Pooling == Mean && f.Normalize && f.MaxLength == 16 && f.Licence == "Apache-2.0"
		}},
		"theirs":    {map[string]string{"medcode.json": "", "1_Pooling/config.json": `{"word_embedding_dimension":8,"pooling_mode_cls_token":true}`, "modules.json": `[{"type":"sentence_transformers.models.Transformer"}]`, "sentence_bert_config.json": `{"max_seq_length":12}`}, func(f *Folder) bool { return f.Pooling == CLS && !f.Normalize && f.MaxLength == 12 }},
		"normalize": {map[string]string{"modules.json": `[{"type":"sentence_transformers.models.Normalize"}]`}, func(f *Folder) bool { return f.Normalize }},
		"boundless": {map[string]string{"tokenizer_config.json": `{"model_max_length":1000000000000000019884624838656}`}, func(f *Folder) bool { return f.MaxLength == 16 }},
		"shorter":   {map[string]string{"tokenizer_config.json": `{"model_max_length":10}`}, func(f *Folder) bool { return f.MaxLength == 10 }},
		"prompt":    {map[string]string{"config_sentence_transformers.json": `{"prompts":{"q":"find: "},"default_prompt_name":"q"}`}, func(f *Folder) bool { return f.Prefix == "find: " }},
		"no prompt": {map[string]string{"config_sentence_transformers.json": `{"prompts":{"q":"find: "},"default_prompt_name":null}`}, func(f *Folder) bool { return f.Prefix == "" }},
		"prefix":    {map[string]string{"medcode.json": `{"pooling":"cls","prefix":"term: ","long":"truncate","normalize":false}`}, func(f *Folder) bool { return f.Prefix == "term: " && f.Truncate && !f.Normalize }},
		"roberta":   {map[string]string{"config.json": edited(t, tinyEncoder+"/config.json", `"bert"`, `"xlm-roberta"`)}, func(f *Folder) bool { return f.MaxLength == 14 }},
		"graph": {map[string]string{"model.onnx": "", "onnx/model_quantized.onnx": "x"}, func(f *Folder) bool {
			return f.Precision == "int8" && strings.HasSuffix(f.ONNX, "model_quantized.onnx")
		}},
		"exact": {map[string]string{"model_fp16.onnx": "x"}, func(f *Folder) bool { return f.Precision == "" && strings.HasSuffix(f.ONNX, "/model.onnx") }},
	} {
		f, err := Open(copied(t, tinyEncoder, c.edit))
		if err != nil || !c.fits(f) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	f, err := Open(tinyTagger)
	if err != nil || f.Kind != TaggerKind || len(f.Labels) != 8 || strings.Join(f.Ignored(), " ") != "Lab_value" {
		t.Errorf("%+v, %v", f, err)
	}
}

// TestVersionIsOfWhatCounts: the version changes with all that changes a
// vector, and with nothing else.
func TestVersionIsOfWhatCounts(t *testing.T) {
	version := func(edit map[string]string) string {
		f, err := Open(copied(t, tinyEncoder, edit))
		if err != nil {
			t.Fatal(err)
		}
		v, err := f.Version()
		if err != nil || len(v) != 12 {
			t.Fatalf("version %q, %v", v, err)
		}
		return v
	}
	base := version(nil)
	for name, c := range map[string]struct {
		edit map[string]string
		same bool
	}{
		"nothing":       {nil, true},
		"its card":      {map[string]string{"README.md": "x"}, true},
		"licence":       {map[string]string{"medcode.json": `{"pooling":"mean","licence":"MIT"}`}, true},
		"pooling":       {map[string]string{"medcode.json": `{"pooling":"cls"}`}, false},
		"prefix":        {map[string]string{"medcode.json": `{"pooling":"mean","prefix":"x"}`}, false},
		"length":        {map[string]string{"medcode.json": `{"pooling":"mean","max_length":12}`}, false},
		"tokenizer":     {map[string]string{"tokenizer.json": "{}"}, false},
		"weights":       {map[string]string{"model.onnx": "x"}, false},
		"their weights": {map[string]string{"model.onnx_data": "x"}, false},
	} {
		if got := version(c.edit); (got == base) != c.same {
			t.Errorf("%s: version %s, before %s", name, got, base)
		}
	}
}

func TestBudgetFollowsSize(t *testing.T) {
	for _, c := range []struct{ layers, dim, inner, want int }{{2, 128, 512, 2034}, {6, 384, 1536, 256}, {12, 768, 3072, 256}, {0, 128, 0, 2048}} {
		f := &Folder{Layers: c.layers, Dim: c.dim, Inner: c.inner}
		if got := f.Budget(); got != c.want {
			t.Errorf("%d × %d: %d tokens, want %d", c.layers, c.dim, got, c.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	config := edited(f, tinyTagger+"/config.json", "bert", "bert")
	f.Add(config, `{"labels":{"test":"test"}}`)
	f.Add(`{"model_type":"bert","hidden_size":8}`, `{"pooling":"cls"}`)
	f.Fuzz(func(t *testing.T, config, own string) {
		if config == "" || own == "" {
			return
		}
		folder, err := Open(copied(t, tinyTagger, map[string]string{"config.json": config, "medcode.json": own}))
		if err != nil && !errors.Is(err, ErrFolder) {
			t.Fatalf("error without ErrFolder: %v", err)
		}
		if err == nil && (folder.MaxLength < minLength || folder.Dim < 1) {
			t.Fatalf("%+v", folder)
		}
	})
}
