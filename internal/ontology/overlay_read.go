package ontology

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"medcode/internal/text"
)

// Limits on a table of local terms; it is held in memory.
const (
	maxOverlay   = 64 << 20 // bytes
	maxLocalText = 1 << 10  // bytes of a term
	maxFaults    = 20       // refused lines that are listed
)

// overlayName is the name under which a table is kept: that of its file.
func overlayName(path string) string {
	name := filepath.Base(path)
	name = strings.TrimSuffix(name, filepath.Ext(name))
	name = strings.Map(func(c rune) rune {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			return c
		}
		return '-'
	}, name)
	if name = strings.TrimLeft(name, ".-"); name == "" {
		return "local"
	}
	return name[:min(len(name), 64)]
}

func readOverlay(path, name string) ([]LocalTerm, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxOverlay+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("read %s: %w", path, err)
	case len(data) > maxOverlay:
		return nil, fmt.Errorf("%s has more than %d MB; local terms are held in memory, split it or add what matters", path, maxOverlay>>20)
	}
	return parseOverlay(path, name, string(toUTF8(data)))
}

// parseOverlay reads a table of local terms, parted by tabs, commas or
// semicolons.
func parseOverlay(path, name, data string) ([]LocalTerm, error) {
	data = strings.TrimPrefix(data, string(bom))
	head, _, _ := strings.Cut(data, "\n")
	cols := headerOf(head)
	for _, c := range []string{"code", "term"} {
		if _, ok := cols[c]; !ok {
			return nil, fmt.Errorf("%s, line 1: no column %q; the first line has to name the columns: code, term and optionally kind", path, c)
		}
	}
	r := csv.NewReader(strings.NewReader(data))
	r.Comma, r.FieldsPerRecord, r.LazyQuotes = rune(separatorOf(head)[0]), -1, true
	var out []LocalTerm
	for first := true; ; first = false {
		rec, err := r.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if first {
			continue
		}
		line, _ := r.FieldPos(0)
		t, err := localTermOf(cells(cols, rec))
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", path, line, err)
		}
		t.Overlay, t.Line = name, line
		out = append(out, t)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%s holds no term below its header", path)
	}
	return out, nil
}

func localTermOf(get func(string) string) (LocalTerm, error) {
	t := LocalTerm{Code: strings.TrimRight(get("code"), ".-"), Term: strings.Join(strings.Fields(get("term")), " "), Kind: kindOf(get("kind"))}
	switch {
	case t.Code == "" || t.Term == "":
		return t, errors.New("a row needs a code and a term")
	case len(t.Code) > maxCode || len(t.Term) > maxLocalText:
		return t, fmt.Errorf("a code has at most %d bytes and a term %d", maxCode, maxLocalText)
	case text.Normalize(t.Term) == "":
		return t, fmt.Errorf("the term %q has no word", t.Term)
	}
	return t, nil
}

func writeOverlay(w io.Writer, terms []LocalTerm) error {
	out := csv.NewWriter(w)
	out.Comma = '\t'
	rows := [][]string{{"code", "term", "kind"}}
	for _, t := range terms {
		rows = append(rows, []string{t.Code, t.Term, t.Kind.String()})
	}
	return out.WriteAll(rows)
}
