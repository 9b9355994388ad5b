package ontology

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Limits on what is unpacked. Official tables shrink to a twentieth and stay
// far below the size; what goes beyond both is made to fill memory.
const (
	headBytes   = 64 << 10
	maxUnpacked = 1 << 30
	bombSize    = 32 << 20
	bombRatio   = 200
	maxMembers  = 20000
	maxNesting  = 3
)

// member is one plain file: the file given, or one inside an archive.
type member struct {
	outer string // path as the user gave it
	name  string // base name, of the innermost file
	head  []byte // its first bytes, BOM removed
	body  io.Reader
	inZip bool
}

// read returns the file as UTF-8; Latin-1 is converted, a workbook left as it
// is.
func (m *member) read() ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(m.body, maxUnpacked+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", m.where(), archiveError(err))
	}
	if len(b) > maxUnpacked {
		return nil, fmt.Errorf("%s unpacks to more than %d MB; unpack it and give the files", m.where(), maxUnpacked>>20)
	}
	if bytes.HasPrefix(m.head, xlsxMark) {
		return b, nil
	}
	return toUTF8(b), nil
}

func (m *member) where() string {
	if filepath.Base(m.outer) == m.name {
		return m.outer
	}
	return m.outer + ": " + m.name
}

// walkFile calls visit for every plain file in the file at p.
func walkFile(ctx context.Context, p string, visit func(*member) error) error {
	f, err := os.Open(p)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	w := walker{ctx: ctx, outer: p, visit: visit}
	return w.file(sourceName(p), f, st.Size(), 0, false)
}

// sourceName undoes the prefix under which a store keeps a source.
func sourceName(p string) string {
	name := filepath.Base(p)
	dir := filepath.Base(filepath.Dir(p))
	if i := strings.IndexByte(name, '_'); i == storedPrefix && (dir == sourcesDir || dir == laterDir) {
		return name[i+1:]
	}
	return name
}

type walker struct {
	ctx   context.Context //nolint:containedctx // lives for one call of walkFile
	outer string
	visit func(*member) error
	count int
}

// file looks through zip and gzip until it finds a plain file.
func (w *walker) file(name string, r io.Reader, size int64, depth int, inZip bool) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.count++; w.count > maxMembers || depth > maxNesting {
		return fmt.Errorf("%s holds too many files, or archives in archives; unpack it and give the files", w.outer)
	}
	br := bufio.NewReaderSize(&guard{r: r, packed: size, where: w.outer + ": " + name, inside: depth > 0}, headBytes)
	head, err := br.Peek(headBytes)
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read %s: %w", name, archiveError(err))
	}
	switch {
	case bytes.HasPrefix(head, []byte{0x1f, 0x8b}):
		zr, err := gzip.NewReader(br)
		if err != nil {
			return fmt.Errorf("read %s: %w", w.outer, archiveError(err))
		}
		return w.file(strings.TrimSuffix(name, ".gz"), zr, size, depth+1, inZip)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return w.zip(name, r, br, size, depth)
	}
	return w.visit(&member{outer: w.outer, name: name, head: bytes.TrimPrefix(head, bom), body: br, inZip: inZip})
}

// zip visits the members of an archive; a spreadsheet is one file.
func (w *walker) zip(name string, r, br io.Reader, size int64, depth int) error {
	at, ok := r.(io.ReaderAt)
	if !ok { // a zip inside an archive
		b, err := io.ReadAll(io.LimitReader(br, maxUnpacked))
		if err != nil {
			return fmt.Errorf("read %s: %w", name, archiveError(err))
		}
		at, size = bytes.NewReader(b), int64(len(b))
	}
	z, err := zip.NewReader(at, size)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", w.outer, name, archiveError(err))
	}
	if head, ok, err := spreadsheet(z); ok || err != nil {
		if err != nil {
			return fmt.Errorf("%s: %s: %w", w.outer, name, archiveError(err))
		}
		body := &guard{r: io.NewSectionReader(at, 0, size), packed: size, where: w.outer + ": " + name}
		return w.visit(&member{outer: w.outer, name: name, head: head, body: body, inZip: depth > 0})
	}
	for _, f := range z.File {
		if f.FileInfo().IsDir() {
			continue
		}
		if err := w.member(f, depth); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) member(f *zip.File, depth int) error {
	rc, err := f.Open()
	if err != nil {
		return fmt.Errorf("%s: %s: %w", w.outer, f.Name, archiveError(err))
	}
	defer rc.Close()
	return w.file(path.Base(strings.ReplaceAll(f.Name, `\`, "/")), rc, int64(f.CompressedSize64), depth+1, true)
}

// spreadsheet returns the first texts of an .xlsx file.
func spreadsheet(z *zip.Reader) (head []byte, ok bool, err error) {
	if _, err := z.Open("xl/workbook.xml"); err != nil {
		return nil, false, nil //nolint:nilerr // no spreadsheet
	}
	f, err := z.Open("xl/sharedStrings.xml")
	if err != nil {
		return xlsxMark, true, nil //nolint:nilerr // one without texts
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, headBytes))
	return append(bytes.Clone(xlsxMark), b...), true, err
}

var (
	bom      = []byte{0xef, 0xbb, 0xbf}
	xlsxMark = []byte("xlsx\n")
)

func archiveError(err error) error {
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, zip.ErrFormat), errors.Is(err, gzip.ErrHeader):
		return errors.New("the archive is cut short or damaged; download it again")
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, zip.ErrChecksum):
		return errors.New("the archive is damaged (checksum); download it again")
	case errors.Is(err, zip.ErrAlgorithm):
		return errors.New("the archive uses a compression that is not read here; unpack it and give the files")
	}
	return err
}

// guard stops reading what unpacks to far more than was packed.
type guard struct {
	r      io.Reader
	packed int64
	read   int64
	where  string
	inside bool
}

func (g *guard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.read += int64(n)
	if g.inside && g.read > bombSize && g.read > bombRatio*max(1, g.packed) {
		return 0, fmt.Errorf("%s unpacks to more than %d times its size; it is refused", g.where, bombRatio)
	}
	return n, err
}
