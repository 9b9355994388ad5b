package model

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Files of a model folder.
const (
	configFile    = "config.json"
	tokenizerFile = "tokenizer.json"
	ownFile       = "medcode.json"
	poolingFile   = "1_Pooling/config.json"
)

const (
	maxJSON       = 4 << 20 // of a settings file
	maxDim        = 1 << 16
	maxLabels     = 4096
	maxPositions  = 1 << 17
	minLength     = 8
	defaultLength = 512
	hashType      = "hash-ngram"
	hashLength    = 512
)

// parts is what the files of a folder say.
type parts struct {
	config    config
	tokenizer struct {
		MaxLength float64 `json:"model_max_length"` // 1e30 where there is none
	}
	sentence struct {
		MaxLength float64 `json:"max_seq_length"`
	}
	pooling *pooling
	modules []module
	prompts struct {
		Prompts map[string]string `json:"prompts"`
		Default string            `json:"default_prompt_name"`
	}
	own own
}

// config is config.json as transformers writes it; distilbert has names of its
// own for three sizes.
type config struct {
	ModelType     string            `json:"model_type"`
	Architectures []string          `json:"architectures"`
	HiddenSize    int               `json:"hidden_size"`
	Dim           int               `json:"dim"`
	Layers        int               `json:"num_hidden_layers"`
	NLayers       int               `json:"n_layers"`
	Inner         int               `json:"intermediate_size"`
	HiddenDim     int               `json:"hidden_dim"`
	VocabSize     int               `json:"vocab_size"`
	Positions     int               `json:"max_position_embeddings"`
	MaxLength     int               `json:"max_length"`
	PadID         *int64            `json:"pad_token_id"`
	Labels        map[string]string `json:"id2label"`
	IDs           map[string]int    `json:"label2id"`
}

// named says whether the labels are more than the placeholders of transformers.
func (c *config) named() bool {
	for _, l := range c.Labels {
		if !strings.HasPrefix(l, "LABEL_") {
			return true
		}
	}
	return false
}

// module is one step of modules.json of sentence-transformers.
type module struct {
	Type string `json:"type"`
	Path string `json:"path"`
}

// pooling is 1_Pooling/config.json of sentence-transformers.
type pooling struct {
	Dim        int   `json:"word_embedding_dimension"`
	CLS        bool  `json:"pooling_mode_cls_token"`
	Mean       bool  `json:"pooling_mode_mean_tokens"`
	Max        bool  `json:"pooling_mode_max_tokens"`
	MeanSqrt   bool  `json:"pooling_mode_mean_sqrt_len_tokens"`
	Weighted   bool  `json:"pooling_mode_weightedmean_tokens"`
	Last       bool  `json:"pooling_mode_lasttoken"`
	WithPrompt *bool `json:"include_prompt"`
}

// own is medcode.json: what we need to know and the publisher's files leave
// open. Every field may be absent, none else is accepted.
type own struct {
	Kind      Kind              `json:"kind"`
	Pooling   Pooling           `json:"pooling"`
	Normalize *bool             `json:"normalize"`
	Prefix    *string           `json:"prefix"`
	MaxLength int               `json:"max_length"`
	Long      string            `json:"long"` // windows, truncate
	Labels    map[string]string `json:"labels"`
	Join      Join              `json:"join"`
	MinScore  float32           `json:"min_score"`
	ONNX      string            `json:"onnx"`
	Licence   string            `json:"licence"`
	Source    string            `json:"source"`
}

func (p *parts) read(dir string) error {
	if err := readJSON(dir, configFile, &p.config, true); err != nil {
		return err
	}
	p.pooling = &pooling{}
	err := errors.Join(
		readJSON(dir, "tokenizer_config.json", &p.tokenizer, false),
		readJSON(dir, "sentence_bert_config.json", &p.sentence, false),
		readJSON(dir, "config_sentence_transformers.json", &p.prompts, false),
		readJSON(dir, "modules.json", &p.modules, false),
		readJSON(dir, ownFile, &p.own, false),
	)
	if _, gone := os.Stat(filepath.Join(dir, poolingFile)); errors.Is(gone, fs.ErrNotExist) {
		p.pooling = nil
		return err
	}
	return errors.Join(err, readJSON(dir, poolingFile, p.pooling, false))
}

// readJSON reads one settings file. Only ours is read strictly: publishers add
// fields as they like.
func readJSON(dir, name string, into any, needed bool) error {
	path := filepath.Join(dir, filepath.FromSlash(name))
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) && !needed {
		return nil
	}
	if err != nil {
		return fmt.Errorf("%w: %s cannot be read; the publisher's repository has it, medcode models pull fetches it: %w", ErrFolder, path, err)
	}
	defer f.Close()
	raw, err := io.ReadAll(io.LimitReader(f, maxJSON+1))
	if err == nil && len(raw) > maxJSON {
		err = fmt.Errorf("it is larger than %d MB", maxJSON>>20)
	}
	if err == nil {
		err = decode(raw, into, name == ownFile)
	}
	if err != nil {
		return fmt.Errorf("%w: %s is not what it should be; fetch it again or correct it: %w", ErrFolder, path, err)
	}
	return nil
}

func decode(raw []byte, into any, strict bool) error {
	if !strict {
		return json.Unmarshal(raw, into)
	}
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return err
	}
	if d.More() {
		return errors.New("there is more than one value in it")
	}
	return nil
}

// headOf is what an architecture was built for: "TokenClassification" of
// "BertForTokenClassification", "Model" of "BertModel".
func headOf(architecture string) string {
	if _, head, ok := strings.Cut(architecture, "For"); ok {
		return head
	}
	if strings.HasSuffix(architecture, "Model") {
		return "Model"
	}
	return architecture
}

// offsetPositions says whether a family numbers its positions from
// padding_idx + 1, so that two rows of the table serve no token
// (transformers, modeling_roberta).
func offsetPositions(family string) bool {
	return slices.Contains([]string{"roberta", "xlm-roberta", "xlm-roberta-xl", "camembert", "longformer", "mpnet", "data2vec-text", "roberta-prelayernorm"}, family)
}
