package producer

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/schemas"
)

// collect reads all notes of paths; refused ones come as their error texts.
func collect(t *testing.T, s Source, paths ...string) (ids, refused []string) {
	t.Helper()
	err := s.Each(paths, func(n schemas.Note, err error) error {
		if err != nil {
			if !errors.Is(err, schemas.ErrInvalid) {
				t.Errorf("not marked as invalid input: %v", err)
			}
			refused = append(refused, err.Error())
			return nil
		}
		if err := n.Validate(); err != nil {
			t.Errorf("a note that does not validate was handed over: %v", err)
		}
		ids = append(ids, n.Feed+"/"+n.ID)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids, refused
}

func write(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestEach(t *testing.T) {
	long := strings.Repeat("x", schemas.MaxTextBytes+1)
	for _, c := range []struct {
		name, file, content string
		want, refused       []string
	}{
		{"a text file", "visit.txt", "chest pain", []string{"cli/visit"}, nil},
		{"lines, a blank one between", "n.ndjson", "{\"id\":\"a\",\"text\":\"x\"}\n\n{\"id\":\"b\",\"feed\":\"ward\",\"text\":\"y\"}\n", []string{"cli/a", "ward/b"}, nil},
		{"lines known by their content, no last LF", "notes", `{"id":"a","text":"x"}`, []string{"cli/a"}, nil},
		{"byte order mark", "n.jsonl", "\ufeff{\"id\":\"a\",\"text\":\"x\"}\r\n", []string{"cli/a"}, nil},
		{"a bad line does not stop the rest", "n.ndjson", "{\"id\":\"a\",\"text\":\"x\"}\n{oops\n{\"id\":\"c\",\"text\":\"z\"}\n", []string{"cli/a", "cli/c"}, []string{"n.ndjson:2:"}},
		{"wrong type", "n.ndjson", "{\"id\":7,\"text\":\"x\"}\n", nil, []string{`field "id"`}},
		{"unknown schema", "n.ndjson", "{\"schema\":9,\"id\":\"a\",\"text\":\"x\"}\n", nil, []string{"schema version 9"}},
		{"empty", "e.txt", "", nil, []string{"empty"}},
		{"binary", "b.bin", "\x00\x01\x02", nil, []string{"binary"}},
		{"not UTF-8", "l.txt", "caf\xe9", nil, []string{"UTF-8"}},
		{"too long", "big.txt", long, nil, []string{"split the document"}},
		{"too long a line, the next is read", "n.ndjson", `{"id":"a","text":"` + strings.Repeat("x", maxLine) + "\"}\n{\"id\":\"b\",\"text\":\"y\"}\n", []string{"cli/b"}, []string{"n.ndjson:1:"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			ids, refused := collect(t, Source{Feed: "cli"}, write(t, c.file, c.content))
			if strings.Join(ids, " ") != strings.Join(c.want, " ") {
				t.Errorf("notes %v, want %v", ids, c.want)
			}
			if len(refused) != len(c.refused) {
				t.Fatalf("refused %v, want %v", refused, c.refused)
			}
			for i := range refused {
				if !strings.Contains(refused[i], c.refused[i]) {
					t.Errorf("refused with %q, want it to name %q", refused[i], c.refused[i])
				}
			}
		})
	}
}

func TestEachOfFolderAndStandardInput(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.txt", "b.txt"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte("fever"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ids, refused := collect(t, Source{Feed: "cli", Stdin: strings.NewReader("cough")}, dir, "-", filepath.Join(dir, "none"))
	if len(ids) != 3 || ids[0] != "cli/a" || ids[1] != "cli/b" {
		t.Errorf("notes %v", ids)
	}
	if len(refused) != 1 {
		t.Errorf("refused %v, want the missing file", refused)
	}
}

func TestErrorsHoldNoText(t *testing.T) {
	const secret = "Zebedee Quux"
	_, refused := collect(t, Source{Feed: "cli"}, write(t, "n.ndjson", `{"id":1,"text":"`+secret+`"}`+"\n"+`{"text":"`+secret+"\n"))
	if len(refused) != 2 {
		t.Fatalf("refused %v", refused)
	}
	if strings.Contains(strings.Join(refused, ""), "Quux") {
		t.Errorf("an error shows text of a note: %v", refused)
	}
}

func FuzzLines(f *testing.F) {
	f.Add([]byte("{\"id\":\"a\",\"text\":\"x\"}\n"))
	f.Add([]byte("\ufeff{\"text\":\"\\u0000\"}\n{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := Source{Feed: "cli", Stdin: strings.NewReader("{\"" + string(b))}
		_ = s.Each([]string{"-"}, func(n schemas.Note, err error) error {
			if err == nil && n.Validate() != nil {
				t.Errorf("an invalid note was handed over")
			}
			return nil
		})
	})
}
