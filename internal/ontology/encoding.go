package ontology

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// toUTF8 removes a byte order mark and reads what is not UTF-8 as Windows-1252,
// which every byte string is.
func toUTF8(b []byte) []byte {
	b = bytes.TrimPrefix(b, bom)
	if utf8.Valid(b) {
		return b
	}
	if out, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
		return out
	}
	return bytes.ToValidUTF8(b, []byte("?"))
}
