package vector

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var manifestOfTests = Manifest{Ontology: "loinc", Release: "2.80", Content: "c0ffee", Encoder: "hash 12ab", Dim: 6}

// vectorsFile writes n rows in uneven portions.
func vectorsFile(t testing.TB, path string, m Manifest, flat []float32) Manifest {
	t.Helper()
	m, err := WriteVectors(path, m, func(add func([]float32) error) error {
		rest := flat
		for step := m.Dim; len(rest) > 0; step += m.Dim {
			if err := add(rest[:min(step, len(rest))]); err != nil {
				return err
			}
			rest = rest[min(step, len(rest)):]
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestVectors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.vectors")
	for _, n := range []int{0, 1, 500, 200_000} { // the last is more than one read
		want := halved(clustered(1, n, 6, 10))
		m := vectorsFile(t, path, manifestOfTests, want)
		v, err := OpenVectors(path)
		if err != nil {
			t.Fatal(err)
		}
		if v.Manifest() != m || v.Len() != n || v.Dim() != 6 || !m.Fits(manifestOfTests) {
			t.Errorf("%+v", v.Manifest())
		}
		got, err := v.All()
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%d rows come back otherwise: %v", n, err)
		}
		part := make([]float32, 2*6)
		if n > 400 {
			if err := v.Float32(part, 399, 401); err != nil || !slices.Equal(part, want[399*6:401*6]) {
				t.Errorf("rows 399 and 400: %v, %v", part, err)
			}
		}
		for _, r := range [][2]int{{-1, 1}, {n, n + 2}, {2, 0}, {0, 1}} {
			if err := v.Float32(part, r[0], r[1]); !errors.Is(err, ErrShape) {
				t.Errorf("rows %v into two: %v", r, err)
			}
		}
		if err := errors.Join(v.Close(), v.Close()); err != nil {
			t.Error(err)
		}
		if err := v.Float32(part[:6*min(n, 1)], 0, min(n, 1)); n > 0 && !errors.Is(err, ErrClosed) {
			t.Errorf("after Close: %v", err)
		}
	}
	if left, _ := filepath.Glob(path + ".*"); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestManifestFits(t *testing.T) {
	have := manifestOfTests
	have.Rows, have.SHA256 = 7, "ab"
	for name, change := range map[string]func(*Manifest){
		"ontology": func(m *Manifest) { m.Ontology = "snomed" },
		"release":  func(m *Manifest) { m.Release = "2.81" },
		"content":  func(m *Manifest) { m.Content = "" },
		"encoder":  func(m *Manifest) { m.Encoder = "hash 12ac" },
		"columns":  func(m *Manifest) { m.Dim = 7 },
		"rows":     func(m *Manifest) { m.Rows = 8 },
		"sum":      func(m *Manifest) { m.SHA256 = "ba" },
	} {
		want := manifestOfTests
		if !have.Fits(want) || !have.Fits(have) {
			t.Fatal("does not fit itself")
		}
		change(&want)
		if have.Fits(want) {
			t.Errorf("another %s fits", name)
		}
	}
}

// TestWriteVectorsFails leaves the file before as it was.
func TestWriteVectorsFails(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.vectors")
	before := vectorsFile(t, path, manifestOfTests, make([]float32, 12))
	broken := errors.New("the encoder broke")
	for name, c := range map[string]struct {
		rows func(add func([]float32) error) error
		want error
	}{
		"ragged":    {func(add func([]float32) error) error { return add(make([]float32, 7)) }, ErrShape},
		"too large": {func(add func([]float32) error) error { return add([]float32{0, 0, 0, 0, 0, 70000}) }, ErrValue},
		"its own":   {func(func([]float32) error) error { return broken }, broken},
	} {
		if _, err := WriteVectors(path, manifestOfTests, c.rows); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
		}
	}
	wordy := manifestOfTests
	wordy.Release = strings.Repeat("x", headBytes)
	if _, err := WriteVectors(path, wordy, func(func([]float32) error) error { return nil }); !errors.Is(err, ErrShape) {
		t.Errorf("a manifest that is too long: %v", err)
	}
	if _, err := WriteVectors(path, Manifest{}, nil); !errors.Is(err, ErrShape) {
		t.Errorf("no columns: %v", err)
	}
	v, err := OpenVectors(path)
	if err != nil || v.Manifest() != before {
		t.Fatalf("the file before is gone: %v", err)
	}
	v.Close()
}

// TestDamagedVectors cuts the file and changes each byte that means something.
func TestDamagedVectors(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.vectors")
	vectorsFile(t, path, manifestOfTests, clustered(1, 20, 6, 3))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	refuse := func(what string, at int, content []byte) {
		t.Helper()
		write(t, path, content)
		if v, err := OpenVectors(path); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s %d: %v", what, at, err)
			v.Close()
		}
	}
	for _, size := range []int{0, 1, headFixed, headBytes - 1, headBytes, headBytes + 1, len(whole) - 1} {
		refuse("cut to", size, whole[:size])
	}
	refuse("longer by", 1, append(slices.Clone(whole), 0))
	text := int(binary.LittleEndian.Uint32(whole[12:]))
	for at := range whole {
		if at >= headFixed+text && at < headBytes {
			continue // zeros that mean nothing
		}
		changed := slices.Clone(whole)
		changed[at] ^= 0x10
		refuse("changed at", at, changed)
	}
	if _, err := OpenVectors(path + ".absent"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}

func write(t testing.TB, path string, content []byte) {
	t.Helper()
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
}

// FuzzOpenVectors: whatever stands in a file, opening it ends in vectors that
// can be read or in an error, without asking for more memory than the file has.
func FuzzOpenVectors(f *testing.F) {
	path := filepath.Join(f.TempDir(), "seed")
	vectorsFile(f, path, manifestOfTests, make([]float32, 12))
	seed, err := os.ReadFile(path)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(seed)
	f.Add(seed[:100])
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "x")
		write(t, path, content)
		v, err := OpenVectors(path)
		if err != nil {
			return
		}
		defer v.Close()
		if all, err := v.All(); err != nil || 2*len(all) > len(content) {
			t.Errorf("%d numbers of %d bytes: %v", len(all), len(content), err)
		}
	})
}
