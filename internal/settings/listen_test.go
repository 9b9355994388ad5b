package settings

import (
	"strings"
	"testing"

	"medcode/schemas"
)

func TestBridgePorts(t *testing.T) {
	v, _, err := load(t, []string{"--tls"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, p := range BridgePorts() {
		network, address := v.Listen(p.Setting)
		if p.TLS != (strings.HasSuffix(p.Name, "-tls") || p.Name == NotesName) || (p.Ontology == "") != (p.Name == NotesName) {
			t.Errorf("port %+v", p)
		}
		got = append(got, p.Name+" "+network+" "+address)
	}
	want := `icd10cm tcp 127.0.0.1:8901
snomed tcp 127.0.0.1:8902
loinc tcp 127.0.0.1:8903
rxnorm tcp 127.0.0.1:8904
hcpcs tcp 127.0.0.1:8905
icd10cm-tls tcp 127.0.0.1:8911
snomed-tls tcp 127.0.0.1:8912
loinc-tls tcp 127.0.0.1:8913
rxnorm-tls tcp 127.0.0.1:8914
hcpcs-tls tcp 127.0.0.1:8915
notes tcp 127.0.0.1:8920`
	if s := strings.Join(got, "\n"); s != want {
		t.Errorf("ports\n%s\nwant\n%s", s, want)
	}
}

func TestListen(t *testing.T) {
	long := "/" + strings.Repeat("x", maxSocketPath-1)
	for _, c := range []struct {
		name  string
		args  []string
		of    Name
		wants string // network and address
	}{
		{"a port", []string{"--icd10cm-port", "9901"}, ICD10CMPort, "tcp 127.0.0.1:9901"},
		{"a port on the host", []string{"--icd10cm-port", "9901", "--host", "::1"}, ICD10CMPort, "tcp [::1]:9901"},
		{"its own host", []string{"--icd10cm-port", "10.0.0.7:9901"}, ICD10CMPort, "tcp 10.0.0.7:9901"},
		{"a named host", []string{"--icd10cm-port", "bridge.example:09901"}, ICD10CMPort, "tcp bridge.example:9901"},
		{"IPv6", []string{"--icd10cm-port", "[::]:9901"}, ICD10CMPort, "tcp [::]:9901"},
		{"a socket", []string{"--icd10cm-port", "/run//medcode/icd.sock"}, ICD10CMPort, "unix /run/medcode/icd.sock"},
		{"a socket here", []string{"--icd10cm-port", "./icd.sock"}, ICD10CMPort, "unix ./icd.sock"},
		{"the longest path", []string{"--icd10cm-port", long}, ICD10CMPort, "unix " + long},
		{"off", []string{"--icd10cm-port", "Off"}, ICD10CMPort, " "},
		{"of TLS, off", []string{"--tls", "--notes-port", "off"}, NotesPort, " "},
		{"of TLS without tls", []string{"--notes-port", "/x/notes"}, NotesPort, " "},
		{"of TLS", []string{"--tls", "--loinc-tls-port", "10.0.0.7:1"}, TLSPortOf(schemas.LOINC), "tcp 10.0.0.7:1"},
		{"http", nil, HTTP, "tcp 127.0.0.1:8080"},
		{"auto", []string{"--ports", "auto"}, ICD10CMPort, "tcp 127.0.0.1:0"},
		{"auto keeps the host", []string{"--ports", "auto", "--icd10cm-port", "10.0.0.7:9901"}, ICD10CMPort, "tcp 10.0.0.7:0"},
		{"auto keeps a socket", []string{"--ports", "auto", "--icd10cm-port", "/x/y"}, ICD10CMPort, "unix /x/y"},
		{"auto keeps off", []string{"--ports", "auto", "--icd10cm-port", "off"}, ICD10CMPort, " "},
	} {
		v, _, err := load(t, c.args, nil)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if network, address := v.Listen(c.of); network+" "+address != c.wants {
			t.Errorf("%s: listens on %s %s, want %s", c.name, network, address, c.wants)
		}
	}
}

func TestNoListener(t *testing.T) {
	for _, s := range []string{
		"70000", "-1", "icd", ":8901", "a:b", "a:", "::1", "[::1]", "a b:1", "a:70000", "[::1]:x", "none",
		"/", "/run/", "/" + strings.Repeat("x", maxSocketPath), "/a\x00b", "8901.5",
	} {
		if v, _, err := load(t, []string{"--icd10cm-port", s}, nil); err == nil {
			t.Errorf("%q was taken for %s", s, v.String(ICD10CMPort))
		}
	}
}

// TestSharedPorts: two listeners may have one number on two addresses, and
// those that are not opened have none.
func TestSharedPorts(t *testing.T) {
	for _, c := range []struct {
		args  string
		clash string // of which two, or empty
	}{
		{"--http 8911", ""},
		{"--tls --http 8911", "icd10cm-tls-port http"},
		{"--icd10cm-port 8902", "snomed-port icd10cm-port"},
		{"--icd10cm-port 10.0.0.7:8902", ""},
		{"--icd10cm-port 0.0.0.0:8902", "snomed-port icd10cm-port"},
		{"--icd10cm-port [::]:8902", "snomed-port icd10cm-port"},
		{"--icd10cm-port localhost:8902", "snomed-port icd10cm-port"},
		{"--icd10cm-port 4222", "icd10cm-port nats-port"},
		{"--icd10cm-port 4222 --nats nats://a:4222", ""},
		{"--icd10cm-port 10.0.0.7:4222", ""},
		{"--icd10cm-port 8902 --snomed-port off", ""},
		{"--icd10cm-port 8902 --snomed-port ./x", ""},
		{"--icd10cm-port ./x --snomed-port .//x", "snomed-port icd10cm-port"},
		{"--icd10cm-port ./x --snomed-tls-port ./x", ""},
		{"--icd10cm-port 8902 --ports auto", ""},
		{"--icd10cm-port 0 --snomed-port 0", ""},
	} {
		_, _, err := load(t, strings.Fields(c.args), nil)
		if (err == nil) != (c.clash == "") {
			t.Errorf("%s: error %v", c.args, err)
			continue
		}
		for _, name := range strings.Fields(c.clash) {
			if !strings.Contains(err.Error(), name) {
				t.Errorf("%s: %v does not name %s", c.args, err, name)
			}
		}
	}
}
