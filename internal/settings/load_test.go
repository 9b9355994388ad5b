package settings

import (
	"errors"
	"flag"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/schemas"
)

// load runs Load for a command that wants every setting, with a .env file of
// the given lines in a folder of its own.
func load(t *testing.T, args, env []string, lines ...string) (*Values, []string, error) {
	t.Helper()
	t.Chdir(t.TempDir())
	if len(lines) > 0 {
		if err := os.WriteFile(".env", []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fs := flag.NewFlagSet("medcode run", flag.ContinueOnError)
	fs.Bool("once", false, "leave after the sample notes")
	return Load(fs, args, env, ".env", Names()...)
}

func TestPrecedence(t *testing.T) {
	file := []string{"MEDCODE_HOST=dotenv", "SERVER_HOST=olddotenv"}
	for _, c := range []struct {
		name         string
		args, env    []string
		lines        []string
		want, source string
	}{
		{"flag", []string{"--host", "flag"}, []string{"MEDCODE_HOST=env", "SERVER_HOST=old"}, file, "flag", "--host"},
		{"variable", nil, []string{"SERVER_HOST=old", "MEDCODE_HOST=env"}, file, "env", "MEDCODE_HOST"},
		{"older variable", nil, []string{"SERVER_HOST=old"}, file, "old", "SERVER_HOST"},
		{"dotenv", nil, nil, file, "dotenv", "MEDCODE_HOST in .env"},
		{"older name in dotenv", nil, nil, file[1:], "olddotenv", "SERVER_HOST in .env"},
		{"default", nil, nil, nil, "127.0.0.1", "default"},
		{"empty variable is none", nil, []string{"MEDCODE_HOST=", "SERVER_HOST=old"}, nil, "old", "SERVER_HOST"},
		{"last flag", []string{"--host=a", "--host=b"}, nil, nil, "b", "--host"},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, _, err := load(t, c.args, c.env, c.lines...)
			if err != nil {
				t.Fatal(err)
			}
			if got := v.String(Host); got != c.want {
				t.Errorf("host = %q, want %q", got, c.want)
			}
			if got := source(v, Host); got != c.source {
				t.Errorf("source = %q, want %q", got, c.source)
			}
		})
	}
}

func source(v *Values, n Name) string {
	i := slices.IndexFunc(v.All(), func(val Value) bool { return val.Name == n })
	return v.All()[i].Source
}

func TestAnEmptyFlagCounts(t *testing.T) {
	v, _, err := load(t, []string{"--nats", ""}, []string{"MEDCODE_NATS=nats://far:4222"})
	if err != nil {
		t.Fatal(err)
	}
	if got := v.String(NATS); got != "" {
		t.Errorf("nats = %q, want the flag's empty value", got)
	}
}

func TestFlagsAnywhere(t *testing.T) {
	for _, c := range []struct {
		name       string
		args, rest []string
		k          int
	}{
		{"before", []string{"-k", "3", "icd10cm", "chest pain"}, []string{"icd10cm", "chest pain"}, 3},
		{"after", []string{"icd10cm", "chest pain", "--once", "-k=3"}, []string{"icd10cm", "chest pain"}, 3},
		{"between", []string{"icd10cm", "-k", "3", "-"}, []string{"icd10cm", "-"}, 3},
		{"after dashes all are arguments", []string{"a", "--", "-k", "3"}, []string{"a", "-k", "3"}, 5},
		{"none", nil, nil, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			v, rest, err := load(t, c.args, nil)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(rest, c.rest) || v.Int(K) != c.k {
				t.Errorf("arguments %q and k %d, want %q and %d", rest, v.Int(K), c.rest, c.k)
			}
		})
	}
}

func TestHelpIsAskedFor(t *testing.T) {
	fs := flag.NewFlagSet("medcode run", flag.ContinueOnError)
	if _, _, err := Load(fs, []string{"x", "--help"}, nil, "", HTTP); !errors.Is(err, flag.ErrHelp) {
		t.Errorf("error %v, want flag.ErrHelp", err)
	}
}

// A command is not stopped by a setting that it does not read.
func TestUnwantedIsNotLookedAt(t *testing.T) {
	fs := flag.NewFlagSet("medcode code", flag.ContinueOnError)
	v, _, err := Load(fs, nil, []string{"MEDCODE_HTTP=nonsense"}, "", K, Data)
	if err != nil {
		t.Fatal(err)
	}
	if got := v.All(); len(got) != 2 || got[0].Name != Data || got[1].Name != K {
		t.Errorf("values %v, want data and k in the table's order", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("reading a setting that was not asked for did not panic")
		}
	}()
	v.Int(HTTP)
}

func TestGetters(t *testing.T) {
	v, _, err := load(t, []string{"--strict-dates", "--roles", "Router worker:icd-10-cm,worker:loinc broker"},
		[]string{"TIMEOUT=3", "BATCH_SIZE=64", "MEDCODE_SYNC=2m", "ICD10_PORT=9901", "DEVICE=CPU"})
	if err != nil {
		t.Fatal(err)
	}
	if !v.Bool(StrictDates) || v.Int(BatchSize) != 64 || v.Float(Threshold) != 0.5 {
		t.Error("switch, number or fraction is wrong:", v.All())
	}
	if v.Duration(Timeout) != 3*time.Second || v.Duration(Sync) != 2*time.Minute {
		t.Error("durations are wrong:", v.All())
	}
	if v.Int(PortOf(schemas.ICD10CM)) != 9901 || v.Int(PortOf(schemas.HCPCS)) != 8905 || v.String(Device) != "cpu" {
		t.Error("ports or device are wrong:", v.All())
	}
	if v.Bool(TLS) || v.Int(TLSPortOf(schemas.ICD10CM)) != 8911 || v.Int(TLSPortOf(schemas.HCPCS)) != 8915 {
		t.Error("TLS is wrong:", v.All())
	}
	if got := v.Workers(); !slices.Equal(got, []schemas.Ontology{schemas.ICD10CM, schemas.LOINC}) {
		t.Errorf("workers %v, want icd10cm and loinc", got)
	}
	if !v.HasRole(RoleWorker) || !v.HasRole(RoleBroker) || v.HasRole(RoleWeb) {
		t.Error("roles are wrong:", v.String(Roles))
	}
}

func TestDefaults(t *testing.T) {
	v, _, err := load(t, nil, nil)
	if err != nil {
		t.Fatal("the defaults are refused:", err)
	}
	if len(v.Workers()) != len(schemas.Ontologies()) || v.Duration(Sync) != 0 {
		t.Error("not every worker, or not synced always:", v.All())
	}
	seen := make(map[string]Name)
	for _, s := range Table() {
		for _, name := range []string{s.Env, s.Old} {
			if other, ok := seen[name]; ok && name != "" {
				t.Errorf("%s is read for %s and %s", name, other, s.Name)
			}
			seen[name] = s.Name
		}
	}
}

// TestClosedPortsTakeNone: a TLS port that is not opened is free for others.
func TestClosedPortsTakeNone(t *testing.T) {
	if _, _, err := load(t, []string{"--http", "8911"}, nil); err != nil {
		t.Error(err)
	}
}
