package settings

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFaults(t *testing.T) {
	for _, c := range []struct {
		name      string
		args, env []string
		lines     []string
		want      string // all of the error
	}{
		{"port too high", nil, []string{"MEDCODE_HTTP=70000"}, nil, `http (from MEDCODE_HTTP): "70000" is not possible; allowed: a port from 0 to 65535 (0: any free one)`},
		{"negative time", []string{"--timeout", "-1s"}, nil, nil, `timeout (from --timeout): "-1s" is not possible; allowed: seconds or a time such as 4.5s, above 0 and at most 10m`},
		{"a device of before", nil, []string{"DEVICE=mps"}, nil, `device (from DEVICE): "mps" is not possible; allowed: auto, cpu or cuda`},
		{"a path as a model", []string{"--encoder=../x"}, nil, nil, `encoder (from --encoder): "../x" is not possible; allowed: auto, none or the name of a model's folder`},
		{"two encoders", []string{"--encoder=a,b"}, nil, nil, `encoder (from --encoder): "a,b" is not possible; allowed: auto, none or the name of a model's folder`},
		{"a word among recognisers", []string{"--recogniser=a,none"}, nil, nil, `recogniser (from --recogniser): "a,none" is not possible; allowed: auto, none or the name of a model's folder, or several separated by commas`},
		{"in dotenv", nil, nil, []string{"K=1", "MEDCODE_K=0"}, `k (from MEDCODE_K in .env): "0" is not possible; allowed: a whole number from 1 to 100`},
		{"a typo in a flag", []string{"--htpp", "1"}, nil, nil, `--htpp: is no flag of medcode run (did you mean --http?); allowed: what medcode run --help lists`},
		{"a typo in a variable", nil, []string{"MEDCODE_HTPP=1"}, nil, `MEDCODE_HTPP: is no setting of medcode (did you mean MEDCODE_HTTP?); allowed: the variables that medcode config --help lists`},
		{"a typo in dotenv", nil, nil, []string{"MEDCODE_NOTHING_LIKE_IT=1"}, `MEDCODE_NOTHING_LIKE_IT in .env: is no setting of medcode; allowed: the variables that medcode config --help lists`},
		{"a line that is none", nil, nil, []string{"# fine", "A=1", "secret!text", "B=2"}, `.env: cannot be read at or near line 3; allowed: lines of NAME=value, and comments after #`},
		{"a flag without value", []string{"--http"}, nil, nil, `arguments: flag needs an argument: -http; allowed: what medcode run --help lists`},
		{"roles without broker", []string{"--roles", "router"}, nil, nil, `nats (from default): is empty, and the roles router hold no broker; allowed: the URL of the NATS server that the roles share, or the role broker as well`},
		{"copies without cluster", []string{"--replicas", "3"}, nil, nil, `replicas (from --replicas): 3 copies need three servers, and the embedded one is alone; allowed: 1, or the URL of a NATS cluster in nats`},
		{"certificate alone", nil, []string{"TLS_CERT_FILE=a.pem"}, nil, `tls-cert (from TLS_CERT_FILE): a certificate and its key go together; allowed: both tls-cert and tls-key, or neither`},
		{"CA that nobody asks for", []string{"--tls-ca", "a.pem"}, nil, nil, `tls-ca (from --tls-ca): no client is asked for a certificate; allowed: tls-client-auth optional or require with it, or no file`},
		{"asked without CA", []string{"--tls-client-auth", "require"}, nil, nil, `tls-client-auth (from --tls-client-auth): certificates of clients cannot be checked without an authority; allowed: none, or the authority's file in tls-ca`},
		{"TLS port taken", []string{"--tls", "--http", "8911"}, nil, nil, `icd10cm-tls-port (from default): port 8911 is that of http; allowed: a port of its own, or 0 for any free one`},
		{"one port twice", []string{"--http", "8901"}, nil, nil, `icd10cm-port (from default): port 8901 is that of http; allowed: a port of its own, or 0 for any free one`},
		{"two at once", []string{"--replicas=2", "--log-format", "xml"}, nil, nil, `replicas (from --replicas): "2" is not possible; allowed: 1 or 3` + "\n" + `log-format (from --log-format): "xml" is not possible; allowed: text or json`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := load(t, c.args, c.env, c.lines...)
			if err == nil {
				t.Fatal("started")
			}
			if err.Error() != c.want {
				t.Errorf("error\n%s\nwant\n%s", err, c.want)
			}
		})
	}
}

func TestPossible(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"http", "0", "0"},
		{"host", "[::1]", "::1"},
		{"host", "0.0.0.0", "0.0.0.0"},
		{"timeout", "4.5", "4.5s"},
		{"timeout", "900ms", "900ms"},
		{"sync", "Always", "always"},
		{"roles", "all", "broker,router,worker,bridge,web"},
		{"nats", "nats://a:4222, tls://b:4222", "nats://a:4222,tls://b:4222"},
		{"strict-dates", "TRUE", "true"},
		{"max-workers", " 4 ", "4"},
	} {
		v, _, err := load(t, []string{"--" + c.name, c.value}, nil)
		if err != nil {
			t.Errorf("--%s %q: %v", c.name, c.value, err)
		} else if got := v.String(Name(c.name)); got != c.want {
			t.Errorf("--%s %q is kept as %q, want %q", c.name, c.value, got, c.want)
		}
	}
}

func TestImpossible(t *testing.T) {
	for name, values := range map[string][]string{
		"data":      {"", "a\x00b"},
		"host":      {"a:80", "a b", "", "[[", "[a]]"},
		"timeout":   {"0", "11m", "NaN", "4.5 s"},
		"sync":      {"0s", "never", "-2m"},
		"roles":     {"", ",", "boss", "worker:cpt", "router:icd10cm"},
		"nats":      {"localhost:4222", "http://a", "nats://", "nats://a,"},
		"threshold": {"1.1", "-0.1", "NaN", "half"},
		"k":         {"0", "101", "5.5"},
	} {
		for _, value := range values {
			if _, _, err := load(t, []string{"--" + name, value}, nil); err == nil {
				t.Errorf("--%s %q was taken", name, value)
			}
		}
	}
}

// What an operator sees or logs must not hold a broker's password.
func TestPasswordsAreMasked(t *testing.T) {
	const password = "hunter2"
	v, _, err := load(t, []string{"--nats", "nats://u:" + password + "@a:4222,nats://" + password + "@b:4222"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	shown, err := json.Marshal(v.All())
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(shown), password) || !strings.Contains(string(shown), "a:4222") {
		t.Errorf("shown as %s", shown)
	}
	if !strings.Contains(v.String(NATS), password) {
		t.Error("the value itself is masked too")
	}
	if _, _, err := load(t, []string{"--nats", "amqp://u:" + password + "@a"}, nil); err == nil || strings.Contains(err.Error(), password) {
		t.Errorf("error %v", err)
	}
}

func TestHelpNamesEverything(t *testing.T) {
	fs := flag.NewFlagSet("medcode run", flag.ContinueOnError)
	fs.Bool("once", false, "leave after the sample notes")
	if _, _, err := Load(fs, nil, nil, "", Names()...); err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	if err := Help(&out, fs); err != nil {
		t.Fatal(err)
	}
	for _, s := range Table() {
		for _, word := range []string{string(s.Name), s.Env, s.Old, s.Default} {
			if !strings.Contains(out.String(), word) {
				t.Errorf("%s: help lacks %q", s.Name, word)
			}
		}
	}
	if !strings.Contains(out.String(), "--once") {
		t.Error("help lacks the command's own flag")
	}
}

// FuzzDotEnv: a file of any bytes is read or refused with its line, and none
// of its content is told.
func FuzzDotEnv(f *testing.F) {
	f.Add([]byte("A=1\nB='two\nlines'\n# three\nsecret!text\n"))
	f.Add([]byte("\ufeffexport A=\"$B\""))
	f.Fuzz(func(t *testing.T, data []byte) {
		file := filepath.Join(t.TempDir(), "env")
		if err := os.WriteFile(file, data, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := readDotEnv(file)
		var fault *Error
		if err != nil && (!errors.As(err, &fault) || !strings.HasPrefix(fault.Problem, "cannot be read at or near line ")) {
			t.Errorf("error %v", err)
		}
	})
}

// FuzzCanonical holds every kind to this: what it lets through, it lets
// through again unchanged, so that a printed value can be given back.
func FuzzCanonical(f *testing.F) {
	for _, s := range Table() {
		f.Add(s.Default)
	}
	f.Add("worker:icd10 web")
	for _, seed := range []string{"4.5", "200,icd10cm=50,notes=5", "[::1]:80", "/run//a.sock", "./..", "::ffff:10.0.0.7/100", "r69+silent", "notes=a/b://c"} {
		f.Add(seed)
	}
	table := Table()
	f.Fuzz(func(t *testing.T, text string) {
		for _, s := range table {
			once, ok := s.kind.canon(strings.TrimSpace(text))
			if !ok {
				continue
			}
			if twice, ok := s.kind.canon(once); !ok || twice != once {
				t.Errorf("%s: %q became %q, then %q (%t)", s.Name, text, once, twice, ok)
			}
		}
	})
}
