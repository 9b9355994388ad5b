// Package pcs reads ICD-10-PCS order files and validates procedure codes along
// their seven axes. Sources: CMS, ICD-10-PCS Order File layout; ICD-10-PCS
// Official Guidelines, section A.
package pcs

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"medcode/internal/ontology/flat"
)

// Length is the number of characters of a complete code.
const Length = 7

// ErrInvalid marks a code that is none.
var ErrInvalid = errors.New("no ICD-10-PCS code")

// Entry is a line of the order file: a table (three characters) or a code.
type Entry struct {
	Code        string
	Valid       bool // complete and reportable
	Short, Long string
}

// Read visits the lines of an order file: columns 1–5 number, 7–13 code, 15
// valid, 17–76 short title, 78– long title. A code out of pattern, out of
// order or twice is an error with its line.
func Read(r io.Reader, visit func(Entry) error) error {
	x := flat.NewReader(r)
	last := ""
	for x.Next() {
		line := string(x.Bytes())
		e, err := parse(line)
		if err != nil {
			return x.Errorf("%w", err)
		}
		if e.Code <= last {
			return x.Errorf("code %s comes after %s; the codes of an order file ascend, each once", e.Code, last)
		}
		last = e.Code
		if err := visit(e); err != nil {
			return x.Errorf("%w", err)
		}
	}
	return x.Err()
}

func parse(line string) (Entry, error) {
	if len(line) < 78 || line[5] != ' ' || line[13] != ' ' || line[15] != ' ' || line[14] != '0' && line[14] != '1' {
		return Entry{}, errors.New("not a line of an order file (a long title from column 78, 0 or 1 in column 15); is the file cut short?")
	}
	e := Entry{
		Code: strings.TrimSpace(line[6:13]), Valid: line[14] == '1',
		Short: strings.TrimSpace(line[16:77]), Long: strings.TrimSpace(line[77:]),
	}
	if i := strings.IndexFunc(e.Code, func(c rune) bool { return !letter(c) }); i >= 0 || e.Code == "" {
		return e, fmt.Errorf("code %.10q is out of pattern: digits and letters without I and O", e.Code)
	}
	if e.Valid != (len(e.Code) == Length) {
		return e, fmt.Errorf("code %s has %d characters and is marked valid: %v; a valid code has %d", e.Code, len(e.Code), e.Valid, Length)
	}
	return e, nil
}

// letter tells whether c stands in codes: digits and letters but I and O,
// which look like digits (guideline A1, A2).
func letter(c rune) bool {
	return c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' && c != 'I' && c != 'O'
}

// Axes names the seven characters of a code for messages. Sections other than
// Medical and Surgical name some otherwise; these are the names of most.
func Axes() [Length]string {
	return [Length]string{"section", "body system", "root operation", "body part", "approach", "device", "qualifier"}
}

// Tables are the valid codes of a release.
type Tables struct{ codes []string }

// NewTables takes the valid codes of a release, in any order.
func NewTables(codes []string) *Tables {
	t := &Tables{codes: slices.Clone(codes)}
	slices.Sort(t.codes)
	return t
}

// Len is the number of valid codes.
func (t *Tables) Len() int { return len(t.codes) }

// Next returns the characters that may follow the beginning of a code, in
// order; empty where no code begins so or where it is complete.
func (t *Tables) Next(prefix string) string {
	lo, hi := t.below(prefix)
	var out []byte
	for lo < hi && len(prefix) < Length {
		c := t.codes[lo][len(prefix)]
		out = append(out, c)
		_, lo = t.below(prefix + string(c))
	}
	return string(out)
}

// below is the range of the codes that begin with prefix.
func (t *Tables) below(prefix string) (lo, hi int) {
	lo, _ = slices.BinarySearch(t.codes, prefix)
	hi, _ = slices.BinarySearch(t.codes, prefix+"\x7f")
	return lo, hi
}

// Validate checks a code along its axes: seven characters, no I or O, and
// every character one that a row of its table has after those before it. The
// error wraps ErrInvalid and names the first axis that is wrong and what may
// stand there.
func (t *Tables) Validate(code string) error {
	code = strings.ToUpper(strings.TrimSpace(code))
	for i, c := range code {
		if !letter(c) {
			return fmt.Errorf("%w: character %d of %.10q is %q; only digits and letters without I and O are used", ErrInvalid, i+1, code, c)
		}
	}
	if len(code) > Length {
		return fmt.Errorf("%w: %.20q has %d characters, a code has %d", ErrInvalid, code, len(code), Length)
	}
	for i := range len(code) {
		if lo, hi := t.below(code[:i+1]); lo == hi {
			return fmt.Errorf("%w: character %d (%s) of %s cannot be %c after %q; it is one of %s", ErrInvalid,
				i+1, Axes()[i], code, code[i], code[:i], t.Next(code[:i]))
		}
	}
	if len(code) < Length {
		return fmt.Errorf("%w: %q has %d characters, a code has %d; character %d (%s) is one of %s", ErrInvalid,
			code, len(code), Length, len(code)+1, Axes()[len(code)], t.Next(code))
	}
	return nil
}
