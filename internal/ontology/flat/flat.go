// Package flat reads the flat text files in which publishers ship code
// systems: one record a line, fields between separators, gigabytes of them.
// A file is never held whole. A byte order mark and CRLF are taken off, and a
// line that is not UTF-8 is read as Windows-1252.
package flat

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// MaxLine is the length in bytes above which a line is refused: the longest
// field of an official file, a definition, has a few thousand.
const MaxLine = 1 << 20

var (
	errLong = fmt.Errorf("longer than %d bytes; the file is damaged or of another format", MaxLine)
	errNUL  = errors.New("a zero byte: the file is damaged or UTF-16; save it as UTF-8")
	bom     = []byte{0xef, 0xbb, 0xbf}
)

// Reader hands out the lines of a file. What it returns is valid until the
// next line.
type Reader struct {
	in     *bufio.Reader
	n      int
	line   []byte
	long   []byte
	fields [][]byte
	err    error
}

// NewReader reads from r.
func NewReader(r io.Reader) *Reader { return &Reader{in: bufio.NewReaderSize(r, 256<<10)} }

// Next goes to the next line that is not empty; false at the end or at an
// error, which Err tells.
func (r *Reader) Next() bool {
	for r.err == nil {
		line, err := r.read()
		if err != nil && (!errors.Is(err, io.EOF) || len(line) == 0) {
			r.err = err
			return false
		}
		r.n++
		if r.n == 1 {
			line = bytes.TrimPrefix(line, bom)
		}
		if line = bytes.TrimRight(line, "\r\n\x1a"); len(line) == 0 {
			continue
		}
		if bytes.IndexByte(line, 0) >= 0 {
			r.err = r.Errorf("%w", errNUL)
			return false
		}
		r.line = toUTF8(line)
		return true
	}
	return false
}

// read returns a line with its end, io.EOF with the last.
func (r *Reader) read() ([]byte, error) {
	line, err := r.in.ReadSlice('\n')
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line, r.wrap(err)
	}
	r.long = append(r.long[:0], line...)
	for errors.Is(err, bufio.ErrBufferFull) {
		if len(r.long) > MaxLine {
			return nil, fmt.Errorf("line %d: %w", r.n+1, errLong)
		}
		line, err = r.in.ReadSlice('\n')
		r.long = append(r.long, line...)
	}
	return r.long, r.wrap(err)
}

// wrap says where reading failed; the end of the file is no failure.
func (r *Reader) wrap(err error) error {
	if err == nil || errors.Is(err, io.EOF) {
		return err
	}
	return fmt.Errorf("after line %d: %w", r.n, err)
}

// Bytes is the line without its end.
func (r *Reader) Bytes() []byte { return r.line }

// Line is the number of the line, from 1.
func (r *Reader) Line() int { return r.n }

// Err is why Next stopped; nil at the end of the file.
func (r *Reader) Err() error {
	if errors.Is(r.err, io.EOF) {
		return nil
	}
	return r.err
}

// Errorf is an error that begins with the number of the line.
func (r *Reader) Errorf(format string, args ...any) error {
	return fmt.Errorf("line %d: %w", r.n, fmt.Errorf(format, args...))
}

// Fields splits the line at sep.
func (r *Reader) Fields(sep byte) [][]byte {
	r.fields = r.fields[:0]
	rest := r.line
	for {
		i := bytes.IndexByte(rest, sep)
		if i < 0 {
			r.fields = append(r.fields, rest)
			return r.fields
		}
		r.fields = append(r.fields, rest[:i])
		rest = rest[i+1:]
	}
}

func toUTF8(b []byte) []byte {
	if utf8.Valid(b) {
		return b
	}
	if out, err := charmap.Windows1252.NewDecoder().Bytes(b); err == nil {
		return out
	}
	return bytes.ToValidUTF8(b, []byte("?"))
}
