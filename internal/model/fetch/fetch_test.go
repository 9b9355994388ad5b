package fetch

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"medcode/internal/ontology/pull"
)

const commit = "0123456789abcdef0123456789abcdef01234567"

// hub is a publisher with one repository, and faults.
type hub struct {
	mu     sync.Mutex
	files  map[string]string
	list   bool              // whether it has a list of files
	sums   map[string]string // stated for files, true ones where nil
	cuts   int               // connections of large files to be cut
	after  func(w http.ResponseWriter, r *http.Request) bool
	asked  []string
	ranges int
}

func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.asked = append(h.asked, r.URL.Path)
	if h.after != nil && h.after(w, r) {
		return
	}
	if strings.HasPrefix(r.URL.Path, "/api/") {
		h.api(w, r)
		return
	}
	at := "/owner/Tiny/resolve/" + commit + "/"
	if !h.list {
		at = "/owner/Tiny/resolve/main/"
	}
	name, ok := strings.CutPrefix(r.URL.Path, at)
	body, there := h.files[name]
	if !ok || !there {
		http.NotFound(w, r)
		return
	}
	if r.Header.Get("Range") != "" {
		h.ranges++
	}
	w.Header().Set("ETag", `"`+name+`"`)
	w.Header().Set("Content-Type", "application/octet-stream")
	if h.cuts > 0 && strings.HasSuffix(name, ".onnx") && r.Header.Get("Range") == "" {
		h.cuts--
		w.Header().Set("Content-Length", fmt.Sprint(len(body)))
		_, _ = w.Write([]byte(body[:len(body)/2]))
		panic(http.ErrAbortHandler)
	}
	http.ServeContent(w, r, "", time.Time{}, strings.NewReader(body))
}

func (h *hub) api(w http.ResponseWriter, r *http.Request) {
	switch {
	case !h.list:
		http.NotFound(w, r)
	case r.URL.Path == "/api/models/owner/Tiny/revision/main":
		fmt.Fprintf(w, `{"sha":"%s"}`, commit)
	case r.URL.Path == "/api/models/owner/Tiny/tree/"+commit:
		entries := []map[string]any{{"type": "directory", "path": "onnx"}, {"type": "file", "path": "../../evil"}, {"type": "file", "path": "pytorch_model.bin"}}
		for name, body := range h.files {
			e := map[string]any{"type": "file", "path": name, "size": len(body)}
			if strings.Contains(name, ".onnx") {
				sum := sha256.Sum256([]byte(body))
				e["lfs"] = map[string]any{"oid": hex.EncodeToString(sum[:])}
				if s, lie := h.sums[name]; lie {
					e["lfs"] = map[string]any{"oid": s}
				}
			}
			entries = append(entries, e)
		}
		_ = json.NewEncoder(w).Encode(entries)
	default:
		http.NotFound(w, r)
	}
}

func tiny() map[string]string {
	return map[string]string{
		"config.json": `{"model_type":"bert"}`, "tokenizer.json": `{}`, "README.md": "# card", "model.safetensors": "not wanted",
		"1_Pooling/config.json": `{"pooling_mode_cls_token":true}`, "onnx/model.onnx": strings.Repeat("graph", 40_000), "onnx/model_quantized.onnx": "small graph",
	}
}

func serve(t *testing.T, h *hub) (Model, *Client) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	table := &Table{Base: s.URL, Models: map[string]Model{"tiny": {Repository: "owner/Tiny", Licence: "MIT", Settings: json.RawMessage(`{"pooling":"cls"}`)}}}
	m, local, err := table.Find("tiny", "", "")
	if err != nil || local != "tiny" {
		t.Fatal(local, err)
	}
	return m, &Client{Files: &pull.Client{Attempts: 2, Pause: func(int) time.Duration { return 0 }}}
}

func below(t *testing.T, dir string) []string {
	t.Helper()
	sums, err := Sum(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for name := range sums {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func TestPull(t *testing.T) {
	for _, c := range []struct {
		list, optional bool
		want           string
	}{
		{true, false, "1_Pooling/config.json config.json medcode.json onnx/model.onnx tokenizer.json"},
		{true, true, "1_Pooling/config.json README.md config.json medcode.json onnx/model.onnx onnx/model_quantized.onnx tokenizer.json"},
		{false, false, "1_Pooling/config.json config.json medcode.json onnx/model.onnx tokenizer.json"},
		{false, true, "1_Pooling/config.json README.md config.json medcode.json onnx/model.onnx onnx/model_quantized.onnx tokenizer.json"},
	} {
		h := &hub{files: tiny(), list: c.list, cuts: 1}
		m, client := serve(t, h)
		client.WithOptional = c.optional
		models := t.TempDir()
		dir, err := client.Pull(context.Background(), m, models, "tiny")
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(below(t, dir), " "); got != c.want {
			t.Errorf("%+v: %s", c, got)
		}
		if body, _ := os.ReadFile(filepath.Join(dir, "onnx", "model.onnx")); string(body) != h.files["onnx/model.onnx"] {
			t.Errorf("%+v: %d bytes of the graph", c, len(body))
		}
		if h.ranges != 1 {
			t.Errorf("%+v: %d requests for a rest after one cut", c, h.ranges)
		}
		if own, _ := os.ReadFile(filepath.Join(dir, "medcode.json")); !bytes.Contains(own, []byte(`"pooling": "cls"`)) || !bytes.Contains(own, []byte("/owner/Tiny@")) || !bytes.Contains(own, []byte(`"licence": "MIT"`)) {
			t.Errorf("medcode.json: %s", own)
		}
		if left, _ := filepath.Glob(filepath.Join(models, ".*")); len(left) != 0 {
			t.Errorf("left behind: %v", left)
		}
		if _, err := client.Pull(context.Background(), m, models, "tiny"); !errors.Is(err, ErrThere) {
			t.Errorf("again: %v", err)
		}
		sums, err := ReadSums(dir)
		if err != nil || sums.Check(dir) != nil {
			t.Errorf("sums: %v, %v", err, sums.Check(dir))
		}
	}
}

func TestPullGoesOn(t *testing.T) {
	h := &hub{files: tiny(), list: true, cuts: 1}
	m, client := serve(t, h)
	client.Files.Attempts = 1
	models := t.TempDir()
	if _, err := client.Pull(context.Background(), m, models, "tiny"); err == nil {
		t.Fatal("a cut download is taken for a whole one")
	}
	if list, _ := filepath.Glob(filepath.Join(models, "tiny")); len(list) != 0 {
		t.Error("half a model stands among the models")
	}
	if _, err := client.Pull(context.Background(), m, models, "tiny"); err != nil || h.ranges != 1 {
		t.Errorf("%v, %d requests for a rest", err, h.ranges)
	}
}

func TestPullRefuses(t *testing.T) {
	lack := func(names ...string) map[string]string {
		f := tiny()
		for _, n := range names {
			delete(f, n)
		}
		return f
	}
	page := tiny()
	page["config.json"] = "<html>sign in</html>"
	endless := func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasSuffix(r.URL.Path, "config.json") {
			return false
		}
		w.(http.Flusher).Flush() // no length is announced
		for _, err := w.Write(make([]byte, 1<<20)); err == nil; {
			_, err = w.Write(make([]byte, 1<<20))
		}
		return true
	}
	for name, c := range map[string]struct {
		hub  *hub
		sums Sums
		want error
		says string
	}{
		"a lie about a sum":  {&hub{files: tiny(), list: true, sums: map[string]string{"onnx/model.onnx": strings.Repeat("0", 64)}}, nil, pull.ErrWrong, "SHA-256"},
		"no sum":             {&hub{files: tiny(), list: true, sums: map[string]string{"onnx/model.onnx": "../x"}}, nil, pull.ErrWrong, "no SHA-256"},
		"another than given": {&hub{files: tiny()}, Sums{"config.json": strings.Repeat("1", 64)}, pull.ErrWrong, "SHA-256"},
		"stated and given":   {&hub{files: tiny(), list: true}, Sums{"onnx/model.onnx": strings.Repeat("1", 64)}, pull.ErrWrong, "given was"},
		"no tokenizer":       {&hub{files: lack("tokenizer.json"), list: true}, nil, pull.ErrNotThere, "tokenizer.json"},
		"no config":          {&hub{files: lack("config.json")}, nil, pull.ErrNotThere, "config.json"},
		"no graph":           {&hub{files: lack("onnx/model.onnx", "onnx/model_quantized.onnx"), list: true}, nil, pull.ErrNotThere, "optimum-cli"},
		"no graph, no list":  {&hub{files: lack("onnx/model.onnx", "onnx/model_quantized.onnx")}, nil, pull.ErrNotThere, "optimum-cli"},
		"a page":             {&hub{files: page, list: true}, nil, pull.ErrWrong, "web page"},
		"endless":            {&hub{files: tiny(), after: endless}, nil, pull.ErrWrong, "does not end"},
	} {
		t.Run(name, func(t *testing.T) {
			m, client := serve(t, c.hub)
			m.Sums = c.sums
			client.Files.MaxBytes = 4 << 20
			models := t.TempDir()
			_, err := client.Pull(context.Background(), m, models, "tiny")
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error %v, want %v with %q", err, c.want, c.says)
			}
			if list, _ := filepath.Glob(filepath.Join(models, "tiny")); len(list) != 0 {
				t.Error("a refused model stands among the models")
			}
		})
	}
}

func TestFind(t *testing.T) {
	table, err := Sources(nil)
	if err != nil || len(table.Names()) < 5 {
		t.Fatal(table, err)
	}
	for _, c := range []struct{ name, base, address, local string }{
		{"bge-m3", "", table.Base + "/BAAI/bge-m3@main", "bge-m3"},
		{"BAAI/bge-m3", "https://example.org/hub/", "https://example.org/hub/BAAI/bge-m3@main", "bge-m3"},
		{"https://example.org/a/B/", "", "https://example.org/a/B@main", "b"},
		{"https://user:key@example.org/x/y/a/B", "", "https://example.org/x/y/a/B@main", "b"},
	} {
		m, local, err := table.Find(c.name, c.base, "")
		if err != nil || m.Address() != c.address || local != c.local {
			t.Errorf("%s: %s %s %v", c.name, m.Address(), local, err)
		}
	}
	for _, name := range []string{"", "x", "a/b/c", "../a", "a/..", "https://", "https://example.org/a", "a/b?c"} {
		if m, _, err := table.Find(name, "", ""); !errors.Is(err, pull.ErrRequest) {
			t.Errorf("%q: %v %v", name, m, err)
		}
	}
	if _, _, err := table.Find("bge-m3", "", "../x"); !errors.Is(err, pull.ErrRequest) {
		t.Errorf("revision: %v", err)
	}
	for name, m := range table.Models {
		if m.About == "" || len(m.Settings) > 0 && !json.Valid(m.Settings) {
			t.Errorf("%s: %+v", name, m)
		}
	}
}

func TestSums(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a", "1")
	write("b", "2")
	sums, err := Sum(dir)
	if err != nil || len(sums) != 2 || sums.Write(dir) != nil {
		t.Fatal(sums, err)
	}
	write("a", "3")
	if err := os.Remove(filepath.Join(dir, "b")); err != nil {
		t.Fatal(err)
	}
	read, err := ReadSums(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := read.Check(dir); !errors.Is(err, ErrSum) || !strings.Contains(err.Error(), "a has SHA-256") || !strings.Contains(err.Error(), "b is missing") {
		t.Errorf("%v", err)
	}
	good := strings.Repeat("a", 64)
	for text, ok := range map[string]bool{
		"# note\n\n" + good + " *./x y\n": true, good + "  ../x\n": false, good + "  /x\n": false, "abc  x\n": false, good + "\n": false,
	} {
		write(SumsFile, text)
		if s, err := ReadSums(dir); (err == nil) != ok || ok && s["x y"] != good {
			t.Errorf("%q: %v, %v", text, s, err)
		}
	}
}

func TestTokenStaysWithItsPublisher(t *testing.T) {
	if _, err := WithToken("http://127.0.0.1", "key"); err == nil {
		t.Error("a key goes over an unprotected connection")
	}
	client, err := WithToken("https://hub.example", "key")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]string{}
	client.Transport.(*bearer).next = trip(func(r *http.Request) (*http.Response, error) {
		seen[r.URL.Host] = r.Header.Get("Authorization")
		resp := &http.Response{StatusCode: 200, Header: http.Header{}, Body: http.NoBody, Request: r}
		if r.URL.Host == "hub.example" {
			resp.StatusCode = 302
			resp.Header.Set("Location", "https://store.example/x")
		}
		return resp, nil
	})
	resp, err := client.Get("https://hub.example/x")
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if seen["hub.example"] != "Bearer key" || seen["store.example"] != "" {
		t.Errorf("%v", seen)
	}
}

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
