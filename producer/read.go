package producer

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"medcode/schemas"
)

// maxLine bounds one line of NDJSON: a note at its limit, escaped.
const maxLine = 6*schemas.MaxTextBytes + 64<<10

// Source is where notes are read from, and what their feed is called.
type Source struct {
	Feed  string    // feed of notes that name none
	Stdin io.Reader // read for the path "-"
}

// Each reads the notes of all paths in order: NDJSON where the name ends in
// .ndjson or .jsonl or the content begins with "{", else one text a file. A
// note without id gets one from its content. yield's error ends the reading;
// a bad line is reported to yield with its place and reading goes on.
func (s Source) Each(paths []string, yield func(n schemas.Note, err error) error) error {
	for _, p := range paths {
		if err := s.path(p, yield); err != nil {
			return err
		}
	}
	return nil
}

func (s Source) path(p string, yield func(schemas.Note, error) error) error {
	if p == "-" {
		return s.read("standard input", s.Stdin, yield)
	}
	info, err := os.Stat(p)
	if err != nil {
		return yield(schemas.Note{}, fmt.Errorf("%w: %w", schemas.ErrInvalid, err))
	}
	if info.IsDir() {
		return s.folder(p, yield)
	}
	f, err := os.Open(p)
	if err != nil {
		return yield(schemas.Note{}, err)
	}
	defer f.Close()
	return s.read(p, f, yield)
}

func (s Source) folder(dir string, yield func(schemas.Note, error) error) error {
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		return err
	}
	for _, name := range names {
		if info, err := os.Stat(name); err != nil || info.IsDir() {
			continue
		}
		if err := s.path(name, yield); err != nil {
			return err
		}
	}
	return nil
}

func (s Source) read(name string, r io.Reader, yield func(schemas.Note, error) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	head, _ := in.Peek(512)
	if isLines(name, head) {
		return s.lines(name, in, yield)
	}
	text, err := io.ReadAll(io.LimitReader(in, schemas.MaxTextBytes+1))
	if err != nil {
		return yield(schemas.Note{}, fmt.Errorf("%s: %w", name, err))
	}
	if len(text) > schemas.MaxTextBytes {
		return yield(schemas.Note{}, fmt.Errorf("%s: %w: the text is longer than the limit of %d bytes; split the document", name, schemas.ErrInvalid, schemas.MaxTextBytes))
	}
	n := schemas.Note{Feed: s.Feed, ID: idFor(name, text), Text: schemas.Text(text)}
	n.Normalize()
	if err := n.Validate(); err != nil {
		return yield(schemas.Note{}, fmt.Errorf("%s: %w", name, err))
	}
	return yield(n, nil)
}

func isLines(name string, head []byte) bool {
	if strings.HasSuffix(name, ".ndjson") || strings.HasSuffix(name, ".jsonl") {
		return true
	}
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n\ufeff"), []byte(`{"`))
}

// idFor names a note by its file, or by its content where it came by a pipe.
func idFor(name string, text []byte) string {
	if name != "standard input" {
		base := filepath.Base(name)
		return strings.TrimSuffix(base, filepath.Ext(base))
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

func (s Source) lines(name string, in *bufio.Reader, yield func(schemas.Note, error) error) error {
	for number := 1; ; number++ {
		line, err := readLine(in)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		var n schemas.Note
		switch {
		case errors.Is(err, errLong):
			err = fmt.Errorf("%s:%d: %w: the line has more than %d bytes", name, number, schemas.ErrInvalid, maxLine)
		case err != nil && !errors.Is(err, io.EOF):
			return yield(n, fmt.Errorf("%s:%d: %w", name, number, err))
		case len(bytes.TrimSpace(line)) == 0:
			continue
		default:
			if n, err = s.parse(line); err != nil {
				err = fmt.Errorf("%s:%d: %w", name, number, err)
			}
		}
		if err := yield(n, err); err != nil {
			return err
		}
	}
}

func (s Source) parse(line []byte) (schemas.Note, error) {
	var n schemas.Note
	if !json.Valid(line) {
		return n, fmt.Errorf("%w: not a JSON object; each line is {\"id\":…,\"text\":…}", schemas.ErrInvalid)
	}
	if err := schemas.Decode(line, schemas.ContentTypeJSON, &n); err != nil {
		return n, err
	}
	if n.Feed == "" {
		n.Feed = s.Feed
	}
	if n.ID == "" {
		sum := sha256.Sum256(line)
		n.ID = hex.EncodeToString(sum[:8])
	}
	n.Normalize()
	return n, n.Validate()
}

var errLong = errors.New("line too long")

// readLine reads up to LF. A line over the limit is read to its end and
// reported, so that the next one is in step.
func readLine(in *bufio.Reader) ([]byte, error) {
	var line []byte
	long := false
	for {
		part, err := in.ReadSlice('\n')
		if long = long || len(line)+len(part) > maxLine; !long {
			line = append(line, part...)
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if long {
			return line, errLong
		}
		return bytes.TrimPrefix(line, []byte("\ufeff")), err
	}
}
