//go:build faiss && !faiss_avx2

package vector

/*
#cgo LDFLAGS: -lfaiss -lopenblas -lgomp
*/
import "C"

// linked names what FAISS's distances were compiled for, beyond the
// distribution's baseline: nothing.
const linked = ""

// usable is asked before the first call of FAISS; the distribution's library
// runs wherever the distribution does.
func usable() error { return nil }
