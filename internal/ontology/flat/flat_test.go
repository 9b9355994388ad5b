package flat

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func collect(r io.Reader) (lines []string, numbers []int, err error) {
	x := NewReader(r)
	for x.Next() {
		lines = append(lines, string(x.Bytes()))
		numbers = append(numbers, x.Line())
	}
	return lines, numbers, x.Err()
}

func TestReader(t *testing.T) {
	long := strings.Repeat("x", 700<<10)
	for name, c := range map[string]struct {
		in    string
		lines []string
		at    []int
		err   string
	}{
		"BOM, CRLF, empty lines": {"\xef\xbb\xbfa\tb\r\n\r\n\nc", []string{"a\tb", "c"}, []int{1, 4}, ""},
		"Latin-1 beside UTF-8":   {"M\xe9ni\xe8re\nM\u00e9ni\u00e8re\n", []string{"M\u00e9ni\u00e8re", "M\u00e9ni\u00e8re"}, []int{1, 2}, ""},
		"end mark of DOS":        {"a\n\x1a", []string{"a"}, []int{1}, ""},
		"longer than the buffer": {long + "\nb\n", []string{long, "b"}, []int{1, 2}, ""},
		"too long":               {"a\n" + strings.Repeat("x", MaxLine*2) + "\n", []string{"a"}, []int{1}, "line 2: longer"},
		"UTF-16":                 {"a\x00b\x00\n", nil, nil, "line 1: a zero byte"},
		"empty":                  {"", nil, nil, ""},
	} {
		t.Run(name, func(t *testing.T) {
			lines, at, err := collect(strings.NewReader(c.in))
			if d := cmp.Diff(c.lines, lines); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(c.at, at); d != "" {
				t.Error(d)
			}
			if (err != nil) != (c.err != "") || err != nil && !strings.HasPrefix(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("disk gone")
	lines, _, err := collect(io.MultiReader(strings.NewReader("a\nb"), failing{broken}))
	if !errors.Is(err, broken) || len(lines) != 1 {
		t.Errorf("lines %q, error %v", lines, err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestFields(t *testing.T) {
	x := NewReader(strings.NewReader("a||c|\n"))
	x.Next()
	var got []string
	for _, f := range x.Fields('|') {
		got = append(got, string(f))
	}
	if d := cmp.Diff([]string{"a", "", "c", ""}, got); d != "" {
		t.Error(d)
	}
	if err := x.Errorf("no %s", "code"); err.Error() != "line 1: no code" {
		t.Error(err)
	}
}

// FuzzReader: no input makes the reader panic or loop, and every line it hands
// out is valid UTF-8 without a line end.
func FuzzReader(f *testing.F) {
	for _, s := range []string{"a\tb\r\nc", "\xef\xbb\xbf\xff\n", "\x00", "a\n\n\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		lines, _, _ := collect(strings.NewReader(string(b)))
		for _, l := range lines {
			if strings.ContainsAny(l, "\n\x00") || strings.ToValidUTF8(l, "") != l {
				t.Fatalf("line %q", l)
			}
		}
	})
}
