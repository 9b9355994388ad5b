package vector

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// The head of a vectors file: magic, version, length of the manifest and its
// CRC-32C, the manifest as JSON, zeros up to headBytes, so that the rows start
// on a page.
const (
	headMagic   = "MCVECTOR"
	headVersion = 1
	headFixed   = 20
	headBytes   = 4096
)

func writeHead(w io.WriterAt, m Manifest) error {
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	if len(text) > headBytes-headFixed {
		return fmt.Errorf("%w: a manifest of %d bytes does not fit the head of a vectors file", ErrShape, len(text))
	}
	head := make([]byte, headBytes)
	copy(head, headMagic)
	binary.LittleEndian.PutUint32(head[8:], headVersion)
	binary.LittleEndian.PutUint32(head[12:], uint32(len(text)))
	binary.LittleEndian.PutUint32(head[16:], castagnoli(text))
	copy(head[headFixed:], text)
	_, err = w.WriteAt(head, 0)
	return err
}

// readHead returns the manifest, whose shape then is usable and whose product
// of rows and columns does not overflow.
func readHead(r io.ReaderAt) (m Manifest, err error) {
	head := make([]byte, headBytes)
	if _, err := r.ReadAt(head, 0); err != nil {
		return m, fmt.Errorf("no head: %w", err)
	}
	if string(head[:8]) != headMagic {
		return m, errors.New("not a vectors file")
	}
	if v := binary.LittleEndian.Uint32(head[8:]); v != headVersion {
		return m, fmt.Errorf("version %d, want %d", v, headVersion)
	}
	n := binary.LittleEndian.Uint32(head[12:])
	if n > headBytes-headFixed {
		return m, errors.New("its manifest is too long")
	}
	text := head[headFixed : headFixed+n]
	if castagnoli(text) != binary.LittleEndian.Uint32(head[16:]) {
		return m, errors.New("the checksum of its manifest is wrong")
	}
	dec := json.NewDecoder(bytes.NewReader(text))
	if err := dec.Decode(&m); err != nil {
		return m, err
	}
	if m.Dim < 1 || m.Dim > maxDim || m.Rows < 0 || m.Rows > maxRows {
		return m, fmt.Errorf("%w: %d rows of %d columns", ErrShape, m.Rows, m.Dim)
	}
	return m, nil
}

// maxRows keeps rows*dim*4 within 63 bits for every allowed dimension.
const maxRows = 1 << 40

func castagnoli(b []byte) uint32 { return crc32.Checksum(b, crc32.MakeTable(crc32.Castagnoli)) }
