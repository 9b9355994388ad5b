//go:build faiss_avx2

package vector

/*
#cgo LDFLAGS: ${SRCDIR}/../../var/lib/faiss-avx2.o -lfaiss -lopenblas -lgomp
*/
import "C"

import (
	"fmt"

	"golang.org/x/sys/cpu"
)

// linked names what FAISS's distances were compiled for. The object holds the
// whole of some of the library's translation units, so that the linker finds
// their names there and never opens those members of the library; it has to
// come before it.
const linked = ", AVX2"

// errProcessor is returned where the object's instructions are missing; FAISS
// is not called then.
var errProcessor = fmt.Errorf("%w: this binary was built for processors with AVX2, FMA and F16C, which this one lacks; "+
	"to use FAISS here, run make deps && make build on this machine", ErrUnavailable)

// usable is asked before the first call of FAISS.
func usable() error {
	if cpu.X86.HasAVX2 && cpu.X86.HasFMA && cpu.X86.HasF16C {
		return nil
	}
	return errProcessor
}
