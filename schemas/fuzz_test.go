package schemas

import (
	"encoding/json"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func FuzzNote(f *testing.F)   { fuzz(f, "note") }
func FuzzResult(f *testing.F) { fuzz(f, "result") }
func FuzzWork(f *testing.F)   { fuzz(f, "work") }
func FuzzPart(f *testing.F)   { fuzz(f, "part") }

// fuzz decodes hostile bytes as both encodings. What is accepted must come
// back the same from its own encoding.
func fuzz(f *testing.F, kind string) {
	asJSON, err := json.Marshal(sample()[kind])
	if err != nil {
		f.Fatal(err)
	}
	f.Add(golden(f, filepath.Join("testdata", "v1", kind+".msgpack")), false)
	f.Add(asJSON, true)
	for _, h := range hostile() {
		f.Add([]byte(h), false)
	}
	f.Fuzz(func(t *testing.T, data []byte, isJSON bool) {
		contentType := "application/msgpack"
		if isJSON {
			contentType = ContentTypeJSON
		}
		first, second := blank()[kind](), blank()[kind]()
		if err := Decode(data, contentType, first); err != nil {
			if !errors.Is(err, ErrInvalid) {
				t.Errorf("%v is not ErrInvalid", err)
			}
			return
		}
		again, err := Encode(first)
		if err != nil {
			t.Fatal(err)
		}
		if err := Decode(again, "", second); err != nil {
			t.Fatalf("its own bytes are refused: %v", err)
		}
		if third, err := Encode(second); err != nil || string(third) != string(again) {
			t.Errorf("encoded twice, %v:\n%s", err, cmp.Diff(first, second))
		}
	})
}

// hostile are messages that announce more than they hold.
func hostile() map[string]string {
	work := "\xdc\x00\x11\x01" + strings.Repeat("\xc0", 14) // up to the index
	return map[string]string{
		"fields":     "\xdd\xff\xff\xff\xff\x01",
		"a string":   "\x92\x01\xdb\xff\xff\xff\xff",
		"bytes":      "\x92\x01\xc6\xff\xff\xff\xff",
		"index":      work + "\xdd\xff\xff\xff\xff",
		"mentions":   work + "\xc0\xdd\xff\xff\xff\xff",
		"attributes": work + "\xc0\x91\x9b" + strings.Repeat("\xc0", 10) + "\xdf\xff\xff\xff\xff",
		"an extra":   "\xdc\x00\x20\x01" + strings.Repeat("\xc0", 29) + "\xdf\xff\xff\xff\xff",
		"extension":  "\xdc\x00\x20\x01" + strings.Repeat("\xc0", 29) + "\xc9\xff\xff\xff\xff\x01",
		"time":       "\x99\x01\xc0\xc0\xc0\xc0\xc0\xc0\xc0\xd7\xff\x00\x00\x00\x00\x00\x00\x00\x00",
		"a deep one": "\xdc\x00\x20\x01" + strings.Repeat("\xc0", 29) + strings.Repeat("\x91", 1<<20),
	}
}

// TestAnnouncedLengthsAreNotBelieved bounds what a few hostile bytes allocate.
func TestAnnouncedLengthsAreNotBelieved(t *testing.T) {
	for name, data := range hostile() {
		for kind, make := range blank() {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			err := Decode([]byte(data), "", make())
			runtime.ReadMemStats(&after)
			if err == nil && kind == "work" {
				t.Errorf("%s as %s: no error", name, kind)
			}
			if n := after.TotalAlloc - before.TotalAlloc; n > 4<<20 {
				t.Errorf("%s as %s: %d KiB allocated for %d bytes", name, kind, n>>10, len(data))
			}
		}
	}
}
