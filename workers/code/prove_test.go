package code

import (
	"context"
	flags "flag"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/internal/ontology"
	"medcode/schemas"
)

// proven proves a query and holds every proof against the release: it replays,
// its code is billable, and the why of the answer names its evidence.
func proven(t testing.TB, c *Coder, q Query, who proof.Person) []Proven {
	t.Helper()
	list, _, err := c.Prove(context.Background(), q, who)
	if err != nil {
		t.Fatalf("%q: %v", q.Text, err)
	}
	r, _, err := c.Releases.InForce(c.Ontology, q.Date)
	if err != nil {
		t.Fatal(err)
	}
	for i := range list {
		p := &list[i]
		if err := p.Proof.Replay(r); err != nil {
			t.Errorf("%q %s: %v", q.Text, p.Coding.Code, err)
		}
		if id, ok := r.Find(p.Coding.Code); !ok || !r.Billable(id) {
			t.Errorf("%q: %s is not billable", q.Text, p.Coding.Code)
		}
		if got, want := cited(t, &p.Coding), p.Proof.Evidence; got.How != want.How || got.Kind != want.Kind || got.Term != want.Term || got.Path != want.Path || got.Named != want.Named {
			t.Errorf("%q: %q reads as %+v, the evidence is %+v", q.Text, p.Coding.Why, got, want)
		}
	}
	return list
}

var (
	whyCompleted = regexp.MustCompile(`; (\S+) → \S+ for [^;"]*$`)
	whyDescended = regexp.MustCompile(`; (\S+) is not billable, its unspecified code is \S+$`)
	whyKind      = regexp.MustCompile(`^(title|short title|inclusion term|index|synonym|abbreviation) "`)
)

// cited reads the evidence that the why of a result names.
func cited(t testing.TB, k *schemas.Coding) (e proof.Evidence) {
	t.Helper()
	e.Named = k.Code
	why := k.Why
	if m := whyCompleted.FindStringSubmatch(why); m != nil {
		e.Named, why = m[1], strings.TrimSuffix(why, m[0])
	}
	why = strings.TrimSuffix(why, "; the usual code for this wording")
	if m := whyDescended.FindStringSubmatch(why); m != nil {
		e.Named, why = m[1], strings.TrimSuffix(why, m[0])
	}
	why = strings.TrimSuffix(why, "; similar in words and in meaning")
	how, rest, _ := strings.Cut(why, ": ")
	m := whyKind.FindStringSubmatch(rest)
	if m == nil {
		t.Fatalf("%q names no term", k.Why)
	}
	rest = rest[len(m[1])+1:]
	quoted, err := strconv.QuotedPrefix(rest)
	if err != nil {
		t.Fatalf("%q: %v", k.Why, err)
	}
	e.How, e.Kind = proof.How(how), m[1]
	e.Term, _ = strconv.Unquote(quoted)
	e.Path = strings.TrimSuffix(strings.TrimPrefix(rest[len(quoted):], " ("), ")")
	return e
}

func TestProve(t *testing.T) {
	c := small(t)
	for _, x := range []struct {
		phrase, stated string
		code           string
		how            proof.How
	}{
		{"chest pain", "", "R07.9", proof.Exact},
		{"breathing on, chest pain", "", "R07.1", proof.Words},
		{"pain chest", "", "R07.9", proof.Exact},
		{"ear inflammation", "", "H66.99", proof.Exact},
		{"autosomal recessive deafness 9", "", "H90.5", proof.Reworded},
		{"fracture of right distal radius", "laterality=right", "S52.501A", proof.Exact},
		{"abdomnal pain", "", "R10.9", proof.Similar},
		{"chest pain on breathing deeply and often", "", "R07.1", proof.Similar},
	} {
		got := proven(t, c, Query{Text: x.phrase, Attributes: icd10cm.Statements(x.stated)}, proof.Person{})
		if len(got) == 0 || got[0].Coding.Code != x.code || got[0].Proof.Evidence.How != x.how {
			t.Errorf("%q: %+v, want %s by %s", x.phrase, got, x.code, x.how)
		}
		asked := codeOne(t, c, Query{Text: x.phrase, Attributes: icd10cm.Statements(x.stated)})
		for i := range got {
			if asked[i] != got[i].Coding {
				t.Errorf("%q: proven %+v, answered %+v", x.phrase, got[i].Coding, asked[i])
			}
		}
	}
}

// proveTerms proves the answers to many wordings of a full release, stated
// attributes and all.
func proveTerms(t *testing.T, c *Coder, n int) {
	r, _, err := c.Releases.InForce(schemas.ICD10CM, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	rnd := rand.New(rand.NewPCG(6, 1))
	codes, terms := 0, 0
	for terms < n {
		id := ontology.TermID(rnd.IntN(r.Info().Terms))
		if k := r.KindOf(id); k != ontology.Title && k != ontology.Inclusion && k != ontology.Index {
			continue
		}
		terms++
		q := Query{Text: r.Term(id).Text, Attributes: someStated(rnd.IntN(64))}
		if terms%10 == 0 {
			q.K = 5
		}
		codes += len(proven(t, c, q, proof.Person{Sex: "female"}))
	}
	t.Logf("%d proofs of the answers to %d wordings replayed", codes, terms)
}

// someStated picks attributes by the bits of a number.
func someStated(bits int) icd10cm.Statements {
	attributes := map[string]string{}
	for i, a := range []struct{ key, value string }{
		{schemas.AttrLaterality, "left"},
		{schemas.AttrAcuity, "acute"},
		{schemas.AttrEncounter, "subsequent"},
		{schemas.AttrStage, "3b"},
		{schemas.AttrTrimester, "second"},
		{schemas.AttrLaterality, "right"},
	} {
		if bits&(1<<i) != 0 {
			attributes[a.key] = a.value
		}
	}
	return icd10cm.StatementsOf(attributes)
}

// FuzzProve: whatever the phrase, no invalid code leaves and every proof
// replays. It runs over a small release, and over the full one while fuzzing
// with MEDCODE_DATA set.
func FuzzProve(f *testing.F) {
	for i, phrase := range []string{
		"chest pain", "", "pain, chest (left)", "AUTOSOMAL recessive deafness 9", "fracture of right distal radius", "ear inflammation \xff",
		"ca breast", "S52.501A", "a a a a", "hypertention with hart failure", "not otherwise specified", strings.Repeat("pain ", 200),
	} {
		f.Add(phrase, uint8(7*i), uint8(i))
	}
	c := small(f)
	if fuzzing := flags.Lookup("test.fuzz"); fuzzing != nil && fuzzing.Value.String() != "" && os.Getenv("MEDCODE_DATA") != "" {
		c = fullRelease(f)
	}
	f.Fuzz(func(t *testing.T, phrase string, stated, k uint8) {
		proven(t, c, Query{Text: phrase, Attributes: someStated(int(stated)), K: int(k % 8)}, proof.Person{})
	})
}
