package ontology

import (
	"fmt"
	"hash/crc32"
)

// Digest names what a release says, whenever it was built: 24 characters made
// of the checksums of its codes, terms and strings. Local terms do not count.
func (r *Release) Digest() string {
	sum := func(b []byte) uint32 { return crc32.Checksum(b, crcTable) }
	return fmt.Sprintf("%08x%08x%08x", sum(bytesOf(r.codes)), sum(bytesOf(r.terms)), sum(r.strings))
}
