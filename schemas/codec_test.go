package schemas

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/vmihailenco/msgpack/v5"
)

var update = flag.Bool("update", false, "write the goldens of the current version anew; only before it is released")

func encode(t *testing.T, r record) []byte {
	t.Helper()
	data, err := Encode(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestSamplesAreFull keeps the samples honest: a field that is zero in them
// would be lost unnoticed.
func TestSamplesAreFull(t *testing.T) {
	for name, v := range sample() {
		s := reflect.ValueOf(v).Elem()
		for i := range s.NumField() {
			if s.Field(i).IsZero() {
				t.Errorf("%s: %s is not set", name, s.Type().Field(i).Name)
			}
		}
		if s.NumField() != len(v.fields()) {
			t.Errorf("%s has %d fields, %d of them on the wire", name, s.NumField(), len(v.fields()))
		}
	}
	for _, v := range []record{&Mention{}, &Coding{}, &ReleaseUse{}, &Code{}, &Claim{}, &ClaimLine{}} {
		if n := reflect.TypeOf(v).Elem().NumField(); n != len(v.fields()) {
			t.Errorf("%T has %d fields, %d of them on the wire", v, n, len(v.fields()))
		}
	}
}

func TestRoundTrip(t *testing.T) {
	for name, want := range sample() {
		asJSON, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		for _, form := range []struct {
			name, contentType string
			data              []byte
		}{{"msgpack", "", encode(t, want)}, {"JSON", ContentTypeJSON, asJSON}} {
			got := blank()[name]()
			if err := Decode(form.data, form.contentType, got); err != nil {
				t.Fatal(name, form.name, err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(name, form.name, diff)
			}
		}
	}
}

func TestEqualValuesHaveEqualBytes(t *testing.T) {
	first := encode(t, sampleResult())
	for range 20 {
		if !bytes.Equal(first, encode(t, sampleResult())) {
			t.Fatal("a map's order shows in the bytes")
		}
	}
}

// TestEmptyListsStayLists: in JSON an empty list is [], after the wire too.
func TestEmptyListsStayLists(t *testing.T) {
	got := &Result{}
	in := &Result{Schema: Version, Models: map[string]string{}, Mentions: []Mention{{Start: 0, End: 1}}}
	if err := Decode(encode(t, in), "", got); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(got)
	if err != nil || strings.Contains(string(out), "null") {
		t.Errorf("%s (%v)", out, err)
	}
	if strings.Contains(string(out), "attributes") {
		t.Errorf("attributes that are not there: %s", out)
	}
}

// TestGoldens decodes what every released version wrote.
func TestGoldens(t *testing.T) {
	for name, want := range sample() {
		file := filepath.Join("testdata", "v1", name+".msgpack")
		if *update {
			if err := os.WriteFile(file, lines(hex.EncodeToString(encode(t, want))), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		got := blank()[name]()
		if err := Decode(golden(t, file), "", got); err != nil {
			t.Fatal(file, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(file, diff)
		}
	}
}

// TestOlderGoldens decodes what builds wrote before fields were appended.
func TestOlderGoldens(t *testing.T) {
	want := sampleResult()
	want.Copied, want.Codes[0].Copied, want.Claim.Lines[0].Copied = nil, false, false
	older(t, "result-before-copied", want)
	want.Claim.POARequired = false
	want.Claim.Lines[0].POA, want.Claim.Lines[0].Why = "", ""
	older(t, "result-before-claim", want)
}

func older(t *testing.T, name string, want *Result) {
	t.Helper()
	got := &Result{}
	if err := Decode(golden(t, filepath.Join("testdata", "v1", name+".msgpack")), "", got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(name, diff)
	}
}

// lines breaks hexadecimal digits into lines that a diff can show.
func lines(s string) []byte {
	var b bytes.Buffer
	for len(s) > 80 {
		b.WriteString(s[:80] + "\n")
		s = s[80:]
	}
	b.WriteString(s + "\n")
	return b.Bytes()
}

func golden(t testing.TB, file string) []byte {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	data, err := hex.DecodeString(strings.Join(strings.Fields(string(text)), ""))
	if err != nil {
		t.Fatal(file, err)
	}
	return data
}

// array is the msgpack form of values, as another version may write them.
func array(t *testing.T, values ...any) []byte {
	t.Helper()
	data, err := msgpack.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestDecodeIsTolerant(t *testing.T) {
	var longer []any
	for range len((&Note{}).fields()) {
		longer = append(longer, nil)
	}
	copy(longer, []any{1, "ehr", "id", 3, "new", "text"})
	more := append(longer, map[string]any{"later": []int{1, 2}}, []byte{0, 1}, 3.5, "end")
	want := Note{Schema: 1, Feed: "ehr", ID: "id", Revision: 3, Status: StatusNew, Text: "text"}
	for name, data := range map[string][]byte{
		"shorter": array(t, 1, "ehr", "id", 3, "new", "text"), "nils": array(t, longer...), "longer": array(t, more...),
		"wide integers": array(t, uint64(1), "ehr", "id", int64(3), "new", "text"),
	} {
		var got Note
		if err := Decode(data, "", &got); err != nil {
			t.Error(name, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(name, diff)
		}
	}
	var w Work
	inner := array(t, 1, "", "", "", 0, 0, 0, 0, "", "loinc", 0, nil, "", nil, "", []any{7}, []any{[]any{2, 5, "ace"}})
	if err := Decode(inner, "", &w); err != nil || len(w.Mentions) != 1 || w.Mentions[0].End != 5 {
		t.Errorf("a shorter record inside: %+v, %v", w, err)
	}
}

func TestJSONNotes(t *testing.T) {
	for name, c := range map[string]struct{ in, contentType string }{
		"by header": {` {"id":"a","text":"t","later":[1]}`, ContentTypeJSON},
		"by brace":  {`{"id":"a","text":"t","received":null,"age":null}`, ""},
		"dates":     {`{"id":"a","text":"t","date_of_service":"","received":"0001-01-01T00:00:00Z"}`, ""},
	} {
		var got Note
		if err := Decode([]byte(c.in), c.contentType, &got); err != nil {
			t.Error(name, err)
		}
		if diff := cmp.Diff(Note{Schema: Version, ID: "a", Text: "t"}, got); diff != "" {
			t.Error(name, diff)
		}
	}
}

// TestDecodeRefuses: every error is ErrInvalid and tells nothing of the data.
func TestDecodeRefuses(t *testing.T) {
	note := encode(t, sampleNote())
	for name, c := range map[string]struct {
		data []byte
		json bool
	}{
		"nothing":               {nil, false},
		"no array":              {array(t, 1)[1:], false},
		"version 0":             {array(t), false},
		"version 2":             {array(t, 2, "ehr", secret), false},
		"a string for a number": {array(t, secret, "ehr"), false},
		"a number for a string": {array(t, 1, 12), false},
		"a map for a record":    {array(t, 1, "", "", "", 0, 0, 0, 0, "", "", 0, nil, "", nil, "", nil, map[string]any{secret: 1}), false},
		"cut short":             {note[:len(note)-3], false},
		"bytes behind the end":  {append(bytes.Clone(note), secret...), false},
		"JSON taken for wire":   {[]byte(`["` + secret + `"]`), false},
		"not JSON":              {[]byte(secret), true},
		"JSON cut short":        {[]byte(`{"text":"` + secret), true},
		"JSON behind the end":   {[]byte(`{"text":""} ` + secret), true},
		"JSON version 2":        {[]byte(`{"schema":2,"text":"` + secret + `"}`), true},
		"JSON wrong type":       {[]byte(`{"text":{"` + secret + `":1}}`), true},
		"JSON wrong number":     {[]byte(`{"revision":"` + secret + `"}`), true},
		"JSON wrong key":        {[]byte(`{"mentions":[{"attributes":{"` + secret + `":1}}],"text":1}`), true},
		"JSON wrong date":       {[]byte(`{"received":"` + secret + `"}`), true},
		"JSON date of no type":  {[]byte(`{"received":["` + secret + `"]}`), true},
		"JSON date far off":     {[]byte(`{"received":"9999-12-31"}`), true},
	} {
		contentType := "application/msgpack"
		if c.json {
			contentType = ContentTypeJSON
		}
		for kind, make := range blank() {
			if kind == "part" && name == "JSON wrong key" {
				continue // a part has neither field
			}
			err := Decode(c.data, contentType, make())
			switch {
			case err == nil && (kind == "note" || kind == "work" && !c.json):
				t.Errorf("%s as %s: no error", name, kind)
			case err == nil:
			case !errors.Is(err, ErrInvalid):
				t.Errorf("%s as %s: %v is not ErrInvalid", name, kind, err)
			case strings.Contains(err.Error(), "Miller"):
				t.Errorf("%s as %s: the error tells of the data: %v", name, kind, err)
			}
		}
	}
}
