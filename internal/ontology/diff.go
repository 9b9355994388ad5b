package ontology

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"medcode/schemas"
)

// Listed is a code as a release lists it.
type Listed struct {
	Code     string `json:"code"`
	Title    string `json:"title"`
	Short    string `json:"short,omitempty"` // only where an order file states it
	Billable bool   `json:"billable"`
}

// Revised is a code before and after.
type Revised struct {
	Before Listed `json:"before"`
	After  Listed `json:"after"`
}

// Diff is what changed between two releases, by code.
type Diff struct {
	Ontology schemas.Ontology `json:"ontology"`
	From     string           `json:"from"`
	To       string           `json:"to"`
	Added    []Listed         `json:"added"`
	Deleted  []Listed         `json:"deleted"`
	Billable []Revised        `json:"billable"` // codes that became billable, or headers
	Titles   []Revised        `json:"titles"`   // other codes whose long or short title was revised
}

// Diff compares two releases, each named by its label in the store or, for
// ICD-10-CM, by the path of an order file or an archive with one.
func (s *Store) Diff(ctx context.Context, o schemas.Ontology, from, to string) (Diff, error) {
	a, err := s.listed(ctx, o, from)
	if err != nil {
		return Diff{}, err
	}
	b, err := s.listed(ctx, o, to)
	if err != nil {
		return Diff{}, err
	}
	d := compare(a, b)
	d.Ontology, d.From, d.To = o, from, to
	return d, nil
}

// compare walks two lists, each sorted by code without dot.
func compare(a, b []Listed) Diff {
	d := Diff{Added: []Listed{}, Deleted: []Listed{}, Billable: []Revised{}, Titles: []Revised{}}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case j == len(b) || i < len(a) && compareCodes(a[i].Code, b[j].Code) < 0:
			d.Deleted = append(d.Deleted, a[i])
			i++
		case i == len(a) || compareCodes(a[i].Code, b[j].Code) > 0:
			d.Added = append(d.Added, b[j])
			j++
		default:
			d.both(a[i], b[j])
			i, j = i+1, j+1
		}
	}
	return d
}

func (d *Diff) both(before, after Listed) {
	short := before.Short != "" && after.Short != "" && before.Short != after.Short
	switch {
	case before.Billable != after.Billable:
		d.Billable = append(d.Billable, Revised{before, after})
	case before.Title != after.Title || short:
		d.Titles = append(d.Titles, Revised{before, after})
	}
}

// listed returns the codes of a release, sorted by code without dot.
func (s *Store) listed(ctx context.Context, o schemas.Ontology, name string) ([]Listed, error) {
	if strings.ContainsAny(name, `/\.`) {
		if _, err := os.Stat(name); err == nil {
			return orderFile(ctx, o, name)
		}
	}
	if list, err := s.fromSources(ctx, o, name); err != nil || list != nil {
		return list, err
	}
	p := s.Pin()
	defer p.Unpin()
	r, err := p.Release(o, name)
	if err != nil {
		return nil, fmt.Errorf("%w; the path of an order file can be given too", err)
	}
	out := make([]Listed, r.Info().Codes)
	for i := range out {
		c := r.Code(CodeID(i))
		out[i] = Listed{Code: c.Code, Title: c.Display, Billable: c.Billable}
	}
	return out, nil
}

// fromSources reads the order file that a stored ICD-10-CM release was built
// from: a release file does not keep short titles that say the same as the long
// one.
func (s *Store) fromSources(ctx context.Context, o schemas.Ontology, label string) ([]Listed, error) {
	if o != schemas.ICD10CM || label != filepath.Base(label) {
		return nil, nil
	}
	paths, err := storedFiles(filepath.Join(s.dir, string(o), label, sourcesDir))
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(paths) {
		list, err := orderFile(ctx, o, p)
		if err == nil {
			return list, nil
		}
		if !errors.Is(err, errNoOrder) {
			return nil, err
		}
	}
	return nil, nil
}

var errNoOrder = errors.New("no ICD-10-CM order file in it")

// orderFile reads the order file at path, or the one in an archive.
func orderFile(ctx context.Context, o schemas.Ontology, path string) (out []Listed, err error) {
	if o != schemas.ICD10CM {
		return nil, fmt.Errorf("%w: only ICD-10-CM has order files; name two releases of the store", schemas.ErrInvalid)
	}
	is := lines(orderLinePattern, 3)
	err = walkFile(ctx, path, func(m *member) error {
		if out != nil || !is(string(m.head)) {
			return nil
		}
		var err error
		out, err = readOrder(m.where(), m.body)
		return err
	})
	switch {
	case err != nil:
		return nil, refused(err)
	case out == nil:
		return nil, fmt.Errorf("%w: %s: %w", schemas.ErrInvalid, path, errNoOrder)
	}
	slices.SortFunc(out, func(a, b Listed) int { return compareCodes(a.Code, b.Code) })
	return out, nil
}

const orderLinePattern = `^\d{5} [A-Z]\d[0-9A-Z]{1,5} +[01] \S`

// readOrder reads an order file: columns 1–5 number, 7–13 code without dot, 15
// billable, 17–76 short title, 78– long title (CMS, "ICD-10-CM Order File
// layout").
func readOrder(where string, r io.Reader) ([]Listed, error) {
	var out []Listed
	sc := bufio.NewScanner(r)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimPrefix(string(toUTF8(sc.Bytes())), string(bom))
		if line = strings.TrimRight(line, "\r"); strings.TrimSpace(line) == "" {
			continue
		}
		if len(line) < 78 || line[14] != '0' && line[14] != '1' {
			return nil, fmt.Errorf("%s, line %d: not a line of an order file (a long title from column 78, 0 or 1 in column 15); is the file cut short?", where, n)
		}
		out = append(out, Listed{
			Code: dotted(column(line, 6, 14)), Billable: line[14] == '1',
			Short: column(line, 16, 77), Title: column(line, 77, len(line)),
		})
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("read %s: %w", where, archiveError(err))
	}
	return out, nil
}
