//go:build !faiss && !faiss_avx2

package vector

import (
	"errors"
	"strings"
	"testing"
)

func TestWithoutFAISS(t *testing.T) {
	_, made := Factory(8, "Flat")
	_, read := ReadIndex("x")
	for _, err := range []error{made, read} {
		if !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "libfaiss-dev libopenblas-openmp-dev") {
			t.Errorf("%v does not say what to install", err)
		}
	}
	ix, err := Auto(4, clustered(1, 10, 4, 2))
	if err != nil {
		t.Fatal(err)
	}
	if got := ix.String(); got != "exact scan in Go, 10 rows" {
		t.Errorf("Auto made %q", got)
	}
	if Version() != "" {
		t.Error("a version without a library")
	}
}
