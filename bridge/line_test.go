package bridge

import (
	"bytes"
	"errors"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

const tooLongMark = "\x00too long"

// naiveLines is what lineReader shall do, on all bytes at once.
func naiveLines(data []byte, limit int) (lines []string) {
	for len(data) > 0 {
		line, rest, _ := bytes.Cut(data, []byte{'\n'})
		whole := len(rest)+len(line) < len(data)
		data = rest
		line = bytes.TrimSuffix(line, []byte{'\r'})
		switch {
		case len(line) > limit:
			lines = append(lines, tooLongMark)
		case whole || len(line) > 0:
			lines = append(lines, string(line))
		}
	}
	return lines
}

func readLines(t *testing.T, l *lineReader) (lines []string) {
	t.Helper()
	for {
		line, err := l.next()
		switch {
		case errors.Is(err, io.EOF):
			return lines
		case errors.Is(err, errLineTooLong):
			lines = append(lines, tooLongMark)
		case err != nil:
			t.Fatal(err)
		default:
			lines = append(lines, string(line))
		}
		if room := max(l.max+2, largeBuffer); len(l.buf) > room {
			t.Fatalf("holds %d bytes, allowed are %d", len(l.buf), room)
		}
	}
}

// chunks returns a reader that gives out data in pieces of random size.
func chunks(data []byte, seed uint64) io.Reader {
	r := rand.New(rand.NewPCG(seed, 0))
	var parts []io.Reader
	for len(data) > 0 {
		n := 1 + r.IntN(min(len(data), 1+r.IntN(3000)))
		parts = append(parts, bytes.NewReader(data[:n]))
		data = data[n:]
	}
	return io.MultiReader(parts...)
}

func FuzzLineReader(f *testing.F) {
	for _, s := range []string{
		"", "\n", "\r\n", "\r", "a", "a\r", "a\n", "a\r\r\nb", "a\nb\n\nc", "abcdefgh\n", "abcdefghi\nx\n",
		"abcdefgh\r\nx", "abcdefgh\r", "abcdefgh\rx\ny", "abcdefghijklmnop", "\x00\xff,\n",
		strings.Repeat("x", 3000) + "\n1,a\n", strings.Repeat("1,a\n", 4000),
	} {
		f.Add([]byte(s), uint16(8), uint64(1))
		f.Add([]byte(s), uint16(4097), uint64(2))
	}
	f.Fuzz(func(t *testing.T, data []byte, limit uint16, seed uint64) {
		want := naiveLines(data, int(limit))
		for name, r := range map[string]io.Reader{
			"chunks": chunks(data, seed), "whole": bytes.NewReader(data),
			"EOF with data": iotest.DataErrReader(bytes.NewReader(data)),
		} {
			if got := readLines(t, &lineReader{r: r, max: int(limit)}); !slices.Equal(got, want) {
				t.Fatalf("%s: got %.300q, want %.300q", name, got, want)
			}
		}
	})
}

// TestLineReaderGivesRoomBack: one long line must not cost its connection the
// room for good.
func TestLineReaderGivesRoomBack(t *testing.T) {
	r, w := io.Pipe()
	l := &lineReader{r: r, max: 64 << 10}
	for _, s := range []string{strings.Repeat("x", 60<<10), "y", "z"} {
		go io.WriteString(w, s+"\n")
		if line, err := l.next(); err != nil || string(line) != s {
			t.Fatalf("got %.20q, %v", line, err)
		}
	}
	if len(l.buf) > largeBuffer {
		t.Errorf("keeps %d bytes", len(l.buf))
	}
}

// TestLineReaderKeepsUnfinished: a read deadline in the middle of a line.
func TestLineReaderKeepsUnfinished(t *testing.T) {
	l := &lineReader{r: iotest.TimeoutReader(io.MultiReader(
		strings.NewReader("1,a"), strings.NewReader("b\n"))), max: 100}
	if line, err := l.next(); !errors.Is(err, iotest.ErrTimeout) {
		t.Fatalf("got %q, %v, want the reader's error", line, err)
	}
	if line, err := l.next(); err != nil || string(line) != "1,ab" {
		t.Fatalf("got %q, %v", line, err)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1,a", "HEALTH", "\xff,\xff", ",", " \x00,\x00", "no comma", "1,a,b\rc"} {
		f.Add([]byte(s), false)
		f.Add([]byte(s), true)
	}
	f.Fuzz(func(t *testing.T, line []byte, echo bool) {
		if bytes.IndexByte(line, '\n') >= 0 {
			return
		}
		o := Options{}.withDefaults()
		if echo {
			o.Invalid = InvalidEcho
		}
		r, ok := (&codes{opts: &o}).parse(line)
		if ok != (strings.Trim(string(line), blanks) != "") {
			t.Fatalf("%q: answered is %v", line, ok)
		}
		if !ok {
			return
		}
		var b batch
		b.add(&slot{seq: r.seq}, r.answer)
		if n := bytes.Count(b.buf, []byte{'\n'}); n != 1 || len(b.buf) > maxSeq+maxCode {
			t.Fatalf("%q: reply of %d bytes, %d lines", line, len(b.buf), n)
		}
		if !r.answer.whole && !bytes.HasPrefix(bytes.TrimLeft(line, blanks), []byte(r.seq+",")) {
			t.Fatalf("%q: seq %q", line, r.seq)
		}
		if strings.ContainsRune(r.description, 0) || strings.TrimSpace(r.description) != r.description {
			t.Fatalf("%q: description %q", line, r.description)
		}
	})
}

func TestValidCode(t *testing.T) {
	for code, want := range map[string]bool{
		"R07.9": true, "2345-7": true, "E1130": true, "29857009": true, strings.Repeat("1", 50): true,
		"": false, "-": false, ".": false, "A B": false, "A,B": false, "NO_CODE": false, "é1": false,
		"A\n": false, strings.Repeat("1", 51): false,
	} {
		if got := validCode(code); got != want {
			t.Errorf("%q: %v", code, got)
		}
	}
}
