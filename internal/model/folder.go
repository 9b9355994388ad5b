// Package model opens model folders as Hugging Face lays them out and runs
// what is in them: encoders, which turn phrases into vectors, and taggers,
// which find entities in text.
//
// A folder has config.json, tokenizer.json and an ONNX file; the files of
// sentence-transformers beside them say how vectors are pooled, and a file of
// our own, medcode.json, says what the publisher left open. Texts go through a
// model in batches of like length within a budget of tokens (see [Sorted]),
// long ones in overlapping windows.
package model

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// Kind is what a model does.
type Kind string

// The kinds of models.
const (
	EncoderKind Kind = "encoder"
	TaggerKind  Kind = "tagger"
)

// Pooling is how the vectors of tokens become the one of a phrase.
type Pooling string

// The ways of pooling. Inside means that the ONNX graph does it.
const (
	Inside Pooling = "inside"
	CLS    Pooling = "cls"
	Mean   Pooling = "mean"
)

// Folder is what a model folder says of its model, checked. Its fields are not
// to be changed.
type Folder struct {
	Dir       string
	Name      string // of the folder
	Kind      Kind
	Type      string // model_type of config.json, such as "bert"
	Dim       int    // hidden_size
	Layers    int    // 0: not said
	Inner     int    // intermediate_size; 0: not said
	Vocab     int    // vocab_size; 0: not said
	MaxLength int    // tokens of a row, special ones included
	PadID     int64
	ONNX      string // path of the graph
	Precision string // of the weights where the name of the file says it: "fp16", "int8"
	Licence   string
	Source    string

	// of encoders
	Pooling   Pooling
	Normalize bool   // to unit length
	Prefix    string // put before every phrase
	Truncate  bool   // long phrases are cut; else their windows are averaged

	// of taggers
	Labels   []Label // by number of the class
	Join     Join
	MinScore float32 // below it an entity is dropped
}

// Open reads the folder dir. It reads no weights; see [Folder.Version] for
// their hash. Errors: ErrFolder, fs.ErrNotExist.
func Open(dir string) (*Folder, error) {
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return nil, fmt.Errorf("%w: %s is no folder; medcode models list shows those that are there: %w", ErrFolder, dir, fs.ErrNotExist)
	}
	f := &Folder{Dir: dir, Name: filepath.Base(filepath.Clean(dir))}
	p := &parts{}
	if err := p.read(dir); err != nil {
		return nil, err
	}
	for _, step := range []func(*parts) error{f.general, f.length, f.encoder, f.tagger, f.weights} {
		if err := step(p); err != nil {
			return nil, err
		}
	}
	if _, err := os.Stat(filepath.Join(dir, tokenizerFile)); err != nil {
		return nil, f.fault(tokenizerFile, "", "is missing; the publisher's tokenizer in its fast form goes there: %w", err)
	}
	return f, nil
}

// general takes over what config.json says of every model.
func (f *Folder) general(p *parts) error {
	c := &p.config
	f.Type, f.Dim, f.Vocab = c.ModelType, first(c.HiddenSize, c.Dim), c.VocabSize
	f.Layers, f.Inner = first(c.Layers, c.NLayers), first(c.Inner, c.HiddenDim)
	f.Licence, f.Source = p.own.Licence, p.own.Source
	switch {
	case f.Type == "":
		return f.fault(configFile, "model_type", "is missing; it names the family, such as bert")
	case f.Dim < 1 || f.Dim > maxDim:
		return f.fault(configFile, "hidden_size", "is %d; it is the width of the model, 1 to %d", f.Dim, maxDim)
	}
	if c.PadID != nil {
		f.PadID = *c.PadID
	}
	if f.PadID < 0 || f.Vocab > 0 && f.PadID >= int64(f.Vocab) {
		return f.fault(configFile, "pad_token_id", "is %d, outside the vocabulary of %d", f.PadID, f.Vocab)
	}
	var err error
	f.Kind, err = f.kind(p)
	return err
}

// kind is what medcode.json says, else what the model was built for.
func (f *Folder) kind(p *parts) (Kind, error) {
	said, tokens, others := p.own.Kind, false, ""
	for _, a := range p.config.Architectures {
		switch what := headOf(a); what {
		case "TokenClassification":
			tokens = true
		case "", "Model", "MaskedLM", "PreTraining":
		default:
			others = a
		}
	}
	switch {
	case said != "" && said != EncoderKind && said != TaggerKind:
		return "", f.fault(ownFile, "kind", "is %q; write encoder or tagger", said)
	case said == EncoderKind && tokens:
		return "", f.fault(ownFile, "kind", "is encoder, but architectures in config.json classifies tokens; remove one of the two")
	case said != "":
		return said, nil
	case f.Type == hashType:
		return EncoderKind, nil
	case tokens || len(p.config.Architectures) == 0 && p.config.named():
		return TaggerKind, nil
	case others != "":
		return "", f.fault(configFile, "architectures", "is %s, neither an encoder nor a token classifier; where it is one all the same, say so as kind in %s", others, ownFile)
	}
	return EncoderKind, nil
}

// length is the number of tokens that a row may have: the least of what the
// files say.
func (f *Folder) length(p *parts) error {
	positions := min(first(p.config.Positions, p.config.MaxLength, defaultLength), maxPositions)
	if offsetPositions(f.Type) && p.config.Positions > 2 {
		positions -= 2 // the first two rows of the table are never used
	}
	if f.Type == hashType {
		positions = first(p.config.MaxLength, hashLength)
	}
	limit := positions
	for _, n := range []float64{p.tokenizer.MaxLength, p.sentence.MaxLength} {
		if n >= 1 && n < float64(limit) {
			limit = int(n)
		}
	}
	if own := p.own.MaxLength; own != 0 {
		if own < minLength || own > positions {
			return f.fault(ownFile, "max_length", "is %d; the model takes %d to %d tokens a row", own, minLength, positions)
		}
		limit = own
	}
	if limit < minLength {
		return f.fault(configFile, "max_position_embeddings", "leaves %d tokens a row; a model needs %d at least", limit, minLength)
	}
	f.MaxLength = limit
	return nil
}

func (f *Folder) fault(file, field, format string, args ...any) error {
	place := filepath.Join(f.Dir, file)
	if field != "" {
		place += ": " + field
	}
	return fmt.Errorf("%w: %s "+format, append([]any{ErrFolder, place}, args...)...)
}

func first(values ...int) int {
	for _, v := range values {
		if v != 0 {
			return v
		}
	}
	return 0
}
