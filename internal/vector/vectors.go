package vector

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
)

// Manifest says what the rows of a vectors file are. A caller compares it with
// what it wants before it uses them.
type Manifest struct {
	Ontology string `json:"ontology"`
	Release  string `json:"release"`
	Content  string `json:"content"` // digest of the strings that were encoded
	Encoder  string `json:"encoder"` // name and digest of the model
	Dim      int    `json:"dim"`
	Rows     int    `json:"rows"`
	SHA256   string `json:"sha256"` // of the rows as they stand in the file, hexadecimal
}

// Vectors is an open vectors file: rows of half precision that were whole and
// sound when it was opened. Any number may read at once.
//
// The file is the one place where the vectors of a release are kept; an index
// is made of it and may be thrown away. It holds, little-endian, a head of
// 4,096 bytes (see head.go) and the rows.
type Vectors struct {
	file     *os.File
	manifest Manifest
}

// OpenVectors opens a file that WriteVectors wrote, and reads it once, to
// compare it with its SHA-256. Errors: ErrDamaged, os.ErrNotExist.
func OpenVectors(path string) (*Vectors, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	v := &Vectors{file: f}
	if err := v.check(path); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return v, nil
}

func (v *Vectors) check(path string) (err error) {
	if v.manifest, err = readHead(v.file); err != nil {
		return fmt.Errorf("%w (%s: %w)", ErrDamaged, path, err)
	}
	st, err := v.file.Stat()
	if err != nil {
		return err
	}
	size := int64(v.manifest.Rows) * v.rowBytes()
	if st.Size() != headBytes+size {
		return fmt.Errorf("%w (%s is %d bytes long, want %d)", ErrDamaged, path, st.Size(), headBytes+size)
	}
	h := sha256.New()
	if _, err := io.Copy(h, io.NewSectionReader(v.file, headBytes, size)); err != nil {
		return err
	}
	if hex.EncodeToString(h.Sum(nil)) != v.manifest.SHA256 {
		return fmt.Errorf("%w (SHA-256 of the rows of %s differs from its manifest)", ErrDamaged, path)
	}
	return nil
}

// Manifest is what the file says of its rows.
func (v *Vectors) Manifest() Manifest { return v.manifest }

// Len is the number of rows.
func (v *Vectors) Len() int { return v.manifest.Rows }

// Dim is the number of columns.
func (v *Vectors) Dim() int { return v.manifest.Dim }

// Close closes the file. It may be called more than once.
func (v *Vectors) Close() error {
	if err := v.file.Close(); !errors.Is(err, os.ErrClosed) {
		return err
	}
	return nil
}

func (v *Vectors) rowBytes() int64 { return 2 * int64(v.manifest.Dim) }

// readStep bounds the bytes that are read at once.
const readStep = 1 << 20

// Float32 fills dst, [(to-from)*dim], with the rows from..to. Errors:
// ErrShape, ErrClosed, and those of reading.
func (v *Vectors) Float32(dst []float32, from, to int) error {
	if from < 0 || to < from || to > v.Len() || len(dst) != (to-from)*v.Dim() {
		return fmt.Errorf("%w: rows %d to %d of %d into %d numbers", ErrShape, from, to, v.Len(), len(dst))
	}
	buf := make([]byte, min(readStep, 2*len(dst)))
	at := headBytes + int64(from)*v.rowBytes()
	for len(dst) > 0 {
		n := min(len(dst), len(buf)/2)
		if _, err := v.file.ReadAt(buf[:2*n], at); errors.Is(err, os.ErrClosed) {
			return ErrClosed
		} else if err != nil {
			return err
		}
		halves(dst[:n], buf)
		dst, at = dst[n:], at+int64(2*n)
	}
	return nil
}

// All returns every row, [Len*Dim].
func (v *Vectors) All() ([]float32, error) {
	rows := make([]float32, v.Len()*v.Dim())
	return rows, v.Float32(rows, 0, v.Len())
}

// WriteVectors puts the rows at path, as half precision and in the order in
// which they come, and returns m with Rows and SHA256 filled in. rows calls
// its argument with any whole number of rows at a time, [n*dim], and returns
// the error of that or its own. What stood at path before stays until the new
// file is whole. Errors: ErrShape, ErrValue (also above half precision).
func WriteVectors(path string, m Manifest, rows func(add func(flat []float32) error) error) (Manifest, error) {
	if _, err := count(m.Dim, nil); err != nil {
		return m, err
	}
	m.Rows = 0
	err := replaceFile(path, func(f *os.File) error {
		if _, err := f.Seek(headBytes, io.SeekStart); err != nil {
			return err
		}
		h := sha256.New()
		to := &halfWriter{to: io.MultiWriter(f, h), dim: m.Dim}
		if err := rows(to.add); err != nil {
			return err
		}
		m.Rows, m.SHA256 = to.rows, hex.EncodeToString(h.Sum(nil))
		return writeHead(f, m)
	})
	return m, err
}

// halfWriter turns rows into halves on their way to a file.
type halfWriter struct {
	to        io.Writer
	buf       bytes.Buffer
	dim, rows int
}

func (w *halfWriter) add(flat []float32) error {
	n, err := count(w.dim, flat)
	if err != nil {
		return err
	}
	for i, x := range flat {
		if x > maxHalf || x < -maxHalf {
			return fmt.Errorf("%w: %g in row %d is above half precision", ErrValue, x, w.rows+i/w.dim)
		}
	}
	w.buf.Reset()
	w.buf.Grow(2 * len(flat))
	out := w.buf.AvailableBuffer()[:2*len(flat)]
	putHalves(out, flat)
	w.rows += n
	_, err = w.to.Write(out)
	return err
}
