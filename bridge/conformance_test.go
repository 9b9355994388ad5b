package bridge

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"medcode/bridge/wiretest"
	"medcode/schemas"
)

// terms are what the conversations ask the dictionary for.
func terms() wiretest.Terms {
	t := wiretest.Terms{Term: "chest pain", Others: []string{"aa", "bb"}, Unknown: "unheard of"}
	for i := range wiretest.Pipelined {
		t.Others = append(t.Others, fmt.Sprintf("term %d", i))
	}
	return t
}

// holds has each conversation on a connection of its own, all at once.
func holds(t *testing.T, dial func(testing.TB) client, d *dictionary, list []wiretest.Conversation) {
	t.Helper()
	c := wiretest.Client{Code: d.code}
	for _, v := range list {
		t.Run(string(d.ontology)+"/"+v.String(), func(t *testing.T) {
			t.Parallel()
			if err := c.Hold(dial(t).Conn, v); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// TestConformance holds every conversation against five servers at once.
func TestConformance(t *testing.T) {
	for _, o := range schemas.Ontologies() {
		d := &dictionary{ontology: o}
		s := serve(t, listen(t), Options{Name: string(o), Timeout: 150 * time.Millisecond}, d)
		holds(t, s.dial, d, slices.Concat(wiretest.Conversations(terms()), wiretest.Ailing(terms())))
	}
}

func (s serving) dial(t testing.TB) client { return dial(t, s.addr) }

// TestSameTextSameCode is case 56, and 59: the code comes as the coder says it.
func TestSameTextSameCode(t *testing.T) {
	d := &dictionary{ontology: schemas.ICD10CM}
	one, two := serve(t, listen(t), Options{}, d), serve(t, listen(t), Options{}, d)
	want := "1," + d.code("chest pain") + "\n"
	if !strings.Contains(want, ".") {
		t.Fatalf("%q is not dotted", want)
	}
	for _, s := range []serving{one, two, one} {
		c := s.dial(t)
		c.send("1,chest pain\n")
		c.want(want)
	}
}

// TestQuirks are the settings for clients of ports that answered otherwise.
func TestQuirks(t *testing.T) {
	for name, c := range map[string]struct {
		o    Options
		list []wiretest.Conversation
	}{
		"silent": {Options{Invalid: InvalidSilent}, wiretest.Silent(terms())},
		"echo":   {Options{Invalid: InvalidEcho}, wiretest.Echo(terms())},
		"R69":    {Options{NoMatch: "R69"}, wiretest.NoMatch(terms(), "R69")},
	} {
		t.Run(name, func(t *testing.T) {
			d := &dictionary{}
			holds(t, serve(t, listen(t), c.o, d).dial, d, c.list)
		})
	}
}

// TestConformanceNotes is case 58.
func TestConformanceNotes(t *testing.T) {
	s := serveNotes(t, listen(t), Options{}, finder{})
	c := wiretest.Client{Code: arrayOf, Readable: func(reply string) bool { return json.Valid([]byte(reply)) }}
	for _, v := range wiretest.Notes("Müller has 糖尿病, fever and café.") {
		t.Run(v.String(), func(t *testing.T) {
			t.Parallel()
			if err := c.Hold(s.dial(t).Conn, v); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func long(n int) string { return strings.Repeat("x", n) }

// pipelined are n requests in one text.
func pipelined(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,term %d\n", i, i)
	}
	return b.String()
}
