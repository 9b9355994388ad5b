package model

import (
	"errors"
	"fmt"
	"slices"
)

// Errors that callers tell apart; the returned ones wrap them with details.
var (
	// ErrFolder means a folder that is not a whole model, or whose parts
	// contradict each other. The error names file and field and what to do.
	ErrFolder = errors.New("model: unusable model folder")
	// ErrKind means an encoder was asked of a tagger's folder or the reverse.
	ErrKind = errors.New("model: another kind of model")
	// ErrNumbers means that a model gave something that is no number.
	ErrNumbers = errors.New("model: the model gives no finite numbers for this text")
)

// Failed says which texts of a call have no result, and why. The results of
// the others came with it and are good. It holds no text.
type Failed struct {
	Of   int           // texts of the call
	Errs map[int]error // by number of the text, from 0
}

// Texts are the numbers of the texts without a result, in order.
func (f *Failed) Texts() []int {
	list := make([]int, 0, len(f.Errs))
	for i := range f.Errs {
		list = append(list, i)
	}
	slices.Sort(list)
	return list
}

// Error tells how many texts failed, and why the first did.
func (f *Failed) Error() string {
	list := f.Texts()
	if len(list) == 0 {
		return "model: no text failed"
	}
	return fmt.Sprintf("model: %d of %d texts have no result; number %d: %v", len(list), f.Of, list[0], f.Errs[list[0]])
}

// Unwrap are the errors of the texts, in their order.
func (f *Failed) Unwrap() []error {
	var errs []error
	for _, i := range f.Texts() {
		errs = append(errs, f.Errs[i])
	}
	return errs
}
