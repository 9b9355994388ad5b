package onnx

import (
	"errors"
	"fmt"

	ort "github.com/yalue/onnxruntime_go"
)

// The devices that Options.Device may name.
const (
	CPU    = "cpu"
	CUDA   = "cuda"
	CoreML = "coreml"
	// Auto is CUDA where a session can be made and run on it, else the CPU.
	Auto = "auto"
)

// Pool is how the vectors of a row's tokens become one.
type Pool int

// The ways to pool. PoolMean weights by the attention mask, so padding does
// not count (Reimers and Gurevych 2019, Sentence-BERT).
const (
	PoolNone Pool = iota // as the model gives it
	PoolCLS              // that of the first token
	PoolMean             // the mean of all that are not padding
)

// Options are how a session runs. The zero value is what a server wants of a
// model that gives embeddings: the CPU, one thread a run, nothing added.
type Options struct {
	// Device is CPU (also when empty), CUDA, CoreML or Auto. One that is named
	// and absent is an error of Open.
	Device string
	// Threads is how many a single run uses; 0 means 1. Several runs at once
	// with one thread each do more than one with several.
	Threads int
	// Output names the output to use. Empty means the only one that fits:
	// with Pool a [batch, length, hidden], else an embedding, else logits.
	Output string
	// Pool and Normalize add pooling, and scaling to length 1, to the graph.
	Pool      Pool
	Normalize bool
	// PadID fills rows up to the longest.
	PadID int64
	// Vocab is how many ids there are and MaxLength how long a row may be. Rows
	// outside are refused before the library sees them; 0 means unknown, which
	// on the CPU is an error of the run and on a GPU may be a wrong answer.
	Vocab, MaxLength int
}

// devices are what to try, in order.
func (o Options) devices() ([]string, error) {
	switch o.Device {
	case "", CPU:
		return []string{CPU}, nil
	case CUDA, CoreML:
		return []string{o.Device}, nil
	case Auto:
		return []string{CUDA, CPU}, nil
	}
	return nil, fmt.Errorf("%w: %q is none of %s, %s, %s, %s", ErrDevice, o.Device, Auto, CPU, CUDA, CoreML)
}

// settings turns o into the library's form, to be destroyed by the caller.
// Plans of memory are off: the library keeps one for every shape it has seen,
// and batches come in thousands of shapes. The arena is on: what a run frees
// the next one takes. A model given as bytes has no folder of its own, so the
// one of its external weights is named.
func (o Options) settings(device, folder string) (*ort.SessionOptions, error) {
	settings, err := ort.NewSessionOptions()
	if err != nil {
		return nil, fmt.Errorf("onnx: session options: %w", err)
	}
	err = errors.Join(
		settings.SetIntraOpNumThreads(max(1, o.Threads)),
		settings.SetInterOpNumThreads(1),
		settings.SetMemPattern(false),
		settings.SetCpuMemArena(true),
		settings.AddSessionConfigEntry("session.model_external_initializers_file_folder_path", folder),
	)
	if err != nil {
		return nil, fmt.Errorf("onnx: session options: %w", errors.Join(err, settings.Destroy()))
	}
	if err := appendDevice(settings, device); err != nil {
		return nil, errors.Join(err, settings.Destroy())
	}
	return settings, nil
}

func appendDevice(settings *ort.SessionOptions, device string) (err error) {
	switch device {
	case CUDA:
		err = appendCUDA(settings)
	case CoreML:
		err = settings.AppendExecutionProviderCoreMLV2(nil)
	}
	if err != nil {
		return fmt.Errorf("%w: %s cannot be used: %w; install ONNX Runtime's build for %s with the libraries it needs and set %s, or choose %s",
			ErrDevice, device, err, device, LibraryEnv, CPU)
	}
	return nil
}

// appendCUDA asks for CUDA. Making its options succeeds without it; only
// appending tells. TF32 keeps 10 bits of a mantissa, too few for the answers to
// be those of the CPU.
func appendCUDA(settings *ort.SessionOptions) error {
	options, err := ort.NewCUDAProviderOptions()
	if err != nil {
		return err
	}
	defer func() { _ = options.Destroy() }()
	if err := options.Update(map[string]string{"use_tf32": "0"}); err != nil {
		return err
	}
	return settings.AppendExecutionProviderCUDA(options)
}
