package settings

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// TestPerPort: what each setting is for some ports, and how it is shown.
func TestPerPort(t *testing.T) {
	for _, c := range []struct {
		name  string
		args  []string
		of    Name
		ports string // port=value, with blanks between
		shown string
	}{
		{"defaults", nil, Rate, "icd10cm=0 notes=0", "0"},
		{"for all", []string{"--rate", "200"}, Rate, "icd10cm=200 hcpcs-tls=200 notes=200", "200"},
		{"for one", []string{"--rate", "200,icd10cm=50,notes=0.5"}, Rate, "icd10cm=50 icd10cm-tls=200 notes=0.5", "200,icd10cm=50,notes=0.5"},
		{"by number", []string{"--rate", "8911=7,8920=5"}, Rate, "icd10cm=0 icd10cm-tls=7 notes=5", "0,icd10cm-tls=7,notes=5"},
		{"by another number", []string{"--rate", "9901=7", "--icd10cm-port", "9901"}, Rate, "icd10cm=7", "0,icd10cm=7"},
		{"by the number with a host", []string{"--rate", "9901=7", "--icd10cm-port", "10.0.0.7:9901"}, Rate, "icd10cm=7", "0,icd10cm=7"},
		{"the last counts", []string{"--rate", "1,icd10cm=2,3,8901=4"}, Rate, "icd10cm=4 snomed=3", "3,icd10cm=4"},
		{"blanks", []string{"--rate", " 200 , notes = 5.0 "}, Rate, "snomed=200 notes=5", "200,notes=5"},
		{"lines", nil, MaxLine, "icd10cm=65536 hcpcs-tls=65536 notes=263169", "65536,notes=263169"},
		{"lines for all leave those of notes", []string{"--max-line", "4096"}, MaxLine, "snomed=4096 notes=263169", "4096,notes=263169"},
		{"lines of notes", []string{"--max-line", "8920=1048576"}, MaxLine, "snomed=65536 notes=1048576", "65536,notes=1048576"},
		{"idle", []string{"--idle", "90s,notes=0"}, Idle, "snomed=1m30s notes=0s", "1m30s,notes=0s"},
		{"connections", []string{"--max-connections", "1,notes=2"}, MaxConns, "snomed=1 notes=2", "1,notes=2"},
		{"in flight", []string{"--max-in-flight", "1,notes=2"}, MaxInFlight, "snomed=1 notes=2", "1,notes=2"},
		{"everyone", nil, Allow, "icd10cm=", ""},
		{"clients add up", []string{"--allow", "10.1.2.3/8,::1,::ffff:10.0.0.7"}, Allow, "icd10cm=10.0.0.0/8,::1,10.0.0.7", "10.0.0.0/8,::1,10.0.0.7"},
		{
			"a port's own clients",
			[]string{"--allow", "::1,snomed=10.0.0.7,8902=10.0.0.8,8902=10.0.0.7"},
			Allow, "icd10cm=::1 snomed=10.0.0.7,10.0.0.8", "::1,snomed=10.0.0.7,snomed=10.0.0.8",
		},
		{
			"names",
			[]string{"--tls", "--tls-client-auth", "require", "--tls-ca", "ca.pem", "--allow", "notes=EHR One,notes=spiffe://a/b"},
			Allow, "icd10cm= notes=EHR One,spiffe://a/b", "notes=EHR One,notes=spiffe://a/b",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, _, err := load(t, c.args, nil)
			if err != nil {
				t.Fatal(err)
			}
			for want := range strings.FieldsFuncSeq(strings.ReplaceAll(c.ports, "EHR One", "EHR\x00One"), func(r rune) bool { return r == ' ' }) {
				port, value, _ := strings.Cut(strings.ReplaceAll(want, "\x00", " "), "=")
				if got := v.For(c.of, port); got != value {
					t.Errorf("%s of %s is %q, want %q", c.of, port, got, value)
				}
			}
			if got := v.String(c.of); got != c.shown {
				t.Errorf("shown as %q, want %q", got, c.shown)
			}
			again, _, err := load(t, append(c.args, "--"+string(c.of), v.String(c.of)), nil)
			if err != nil || again.String(c.of) != c.shown {
				t.Errorf("given back it is %v", err)
			}
		})
	}
}

func TestPerPortGetters(t *testing.T) {
	v, _, err := load(t, []string{"--rate", "0.5", "--max-line", "notes=2048", "--idle", "1m", "--allow", "::1,10.0.0.7"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if v.FloatFor(Rate, "snomed") != 0.5 || v.IntFor(MaxLine, NotesName) != 2048 || v.DurationFor(Idle, "notes") != time.Minute ||
		!slices.Equal(v.ListFor(Allow, "loinc"), []string{"::1", "10.0.0.7"}) {
		t.Error("wrong:", v.All())
	}
}

func TestQuirks(t *testing.T) {
	for _, c := range []struct{ given, want string }{
		{"none", "icd10cm= snomed= notes="},
		{"legacy", "icd10cm=silent+r69 icd10cm-tls=silent+r69 snomed=silent hcpcs-tls=silent notes="},
		{"r69", "icd10cm=r69 icd10cm-tls=r69 snomed= notes="},
		{"echo", "icd10cm=echo snomed-tls=echo notes="},
		{"Echo + R69", "icd10cm=echo+r69 snomed=echo notes="},
		{"icd10cm=silent+r69,8911=r69,snomed=echo", "icd10cm=silent+r69 icd10cm-tls=r69 snomed=echo loinc="},
		{"legacy,icd10cm=none,notes=none", "icd10cm= icd10cm-tls=silent+r69 notes="},
	} {
		v, _, err := load(t, []string{"--quirks", c.given}, nil)
		if err != nil {
			t.Errorf("%s: %v", c.given, err)
			continue
		}
		for want := range strings.FieldsSeq(c.want) {
			name, words, _ := strings.Cut(want, "=")
			p, _ := v.portOf(name)
			var got []string
			for _, q := range []string{QuirkSilent, QuirkEcho, QuirkR69} {
				if v.Quirk(p, q) {
					got = append(got, q)
				}
			}
			if strings.Join(got, "+") != words {
				t.Errorf("%s: %s has %v, want %q", c.given, name, got, words)
			}
		}
	}
}

func TestPerPortFaults(t *testing.T) {
	const names = "icd10cm, snomed, loinc, rxnorm, hcpcs, icd10cm-tls, snomed-tls, loinc-tls, rxnorm-tls, hcpcs-tls, notes, or the number that one of them listens on"
	for _, c := range []struct{ args, want string }{
		{"--rate fast", `rate (from --rate): "fast" is not possible; allowed: requests a second, 0.001 to 1000000, or 0 for no limit`},
		{"--rate 5,snomed=-1", `rate (from --rate): "-1" for snomed is not possible; allowed: requests a second, 0.001 to 1000000, or 0 for no limit`},
		{"--rate 5,snomad=1", `rate (from --rate): "snomad" is no port of the bridge (did you mean snomed?); allowed: ` + names},
		{"--rate 9999=1", `rate (from --rate): no port of the bridge listens on 9999; allowed: ` + names},
		{"--rate 8901=1 --icd10cm-port ./x", `rate (from --rate): no port of the bridge listens on 8901; allowed: ` + names},
		{"--rate 9=1 --icd10cm-port a:9 --snomed-port b:9", `rate (from --rate): several ports of the bridge listen on 9, on other addresses each; allowed: ` + names},
		{"--max-line 1023", `max-line (from --max-line): "1023" is not possible; allowed: 1024 to 16777216 bytes`},
		{"--max-connections notes=0", `max-connections (from --max-connections): "0" for notes is not possible; allowed: 1 to 1000000 connections`},
		{"--max-in-flight notes=0", `max-in-flight (from --max-in-flight): "0" for notes is not possible; allowed: 1 to 1048576 requests`},
		{"--idle 8905=29s", `idle (from --idle): "29s" for 8905 is not possible; allowed: a time from 30s on, or 0 for ever`},
		{"--quirks loud", `quirks (from --quirks): "loud" is not possible; allowed: none, legacy, echo, r69 or silent; two with + between, such as silent+r69 (echo and silent exclude each other)`},
		{"--quirks snomed=r69", `quirks (from --quirks): r69 is a code of ICD-10-CM, and none of snomed; allowed: r69 for icd10cm and icd10cm-tls`},
		{"--quirks notes=legacy", `quirks (from --quirks): the port of notes has one way to answer, and no quirk legacy; allowed: none for it, or other ports`},
		{"--allow 10.0.0.300", `allow (from --allow): "10.0.0.300" is not possible; allowed: an address (10.0.0.7), a network (10.0.0.0/8) or the name in a client's certificate`},
		{"--allow icd10cm=::1,::2", `allow (from --allow): "::2" stands after an entry of icd10cm and names no port; allowed: icd10cm=::2 where it belongs to that port, or entries for all ports before those of one`},
		{"--allow ehr", `allow (from --allow): the port icd10cm is a plain one and sees no certificate named "ehr"; allowed: addresses and networks for it (icd10cm=10.0.0.0/8), or no such port (--icd10cm-port off)`},
		{"--tls --allow notes=ehr", `allow (from --allow): no client is asked for a certificate named "ehr"; allowed: addresses and networks, or tls-client-auth optional or require`},
		{"--audit /", `audit (from --audit): "/" is not possible; allowed: log, off, or the path of a file`},
		{"--look-ups 0", `look-ups (from --look-ups): "0" is not possible; allowed: a whole number from 1 to 16777216`},
	} {
		_, _, err := load(t, strings.Fields(c.args), nil)
		if err == nil {
			t.Errorf("%s: started", c.args)
		} else if err.Error() != c.want {
			t.Errorf("%s: error\n%s\nwant\n%s", c.args, err, c.want)
		}
	}
}

func TestPerPortImpossible(t *testing.T) {
	for name, values := range map[string][]string{
		"rate":     {"NaN", "inf", "1e9", "0.0001", "", "1,", ",1", "=1", "snomed=", "-0", "0=5", "08901=5", "70000=5", "http=5"},
		"idle":     {"30", "1", "-1m", "29.9s", "never"},
		"quirks":   {"", "none+r69", "echo+silent", "echo+legacy", "r69+", "+"},
		"max-line": {"1e4", "64k", "16777217"},
		"allow":    {"10.0.0", "10.0.0.0/33", "10.0.0.0/", "fe80::1%eth0", "fe80::/10%eth0", "1:2:3", "a/b", "::1,", "a\tb", "a\x00b", "10.0.0.*", "*.example", "8080", "::ffff:10.0.0.0/8"},
		"look-ups": {"-1", "all"},
		"audit":    {"a\x00b", "var/"},
	} {
		for _, value := range values {
			if v, _, err := load(t, []string{"--" + name, value, "--icd10cm-port", "8901"}, nil); err == nil {
				t.Errorf("--%s %q was taken for %q", name, value, v.String(Name(name)))
			}
		}
	}
}
