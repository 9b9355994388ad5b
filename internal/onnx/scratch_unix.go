//go:build unix

package onnx

import "golang.org/x/sys/unix"

// scratch returns memory of n bytes and what gives it back at once. A model is
// hundreds of megabytes that are needed for a second; on Go's heap they would
// stay, and make it collect later, until somebody else needs as much.
func scratch(n int) ([]byte, func()) {
	b, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return make([]byte, n), func() {}
	}
	return b, func() { _ = unix.Munmap(b) }
}
