package bridge

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"medcode/schemas"
)

// A step is one thing a client does or expects. In a wanted text, «phrase»
// stands for that phrase's code.
type step struct {
	kind stepKind
	text string
}

type stepKind int

const (
	stepSend stepKind = iota
	stepWant
	stepPause
	stepSilent
	stepFin
	stepClosed
)

func send(s string) step { return step{stepSend, s} }
func want(s string) step { return step{stepWant, s} }

var (
	pause  = step{kind: stepPause}
	silent = step{kind: stepSilent}
	fin    = step{kind: stepFin}
	closed = step{kind: stepClosed}
)

// conversations are what old clients do on one connection, numbered as in the
// project's list of wire cases. Unless the connection is closed, a last
// request shows that it lives and that no reply was left over.
func conversations() map[string][]step {
	both := "1,«aa»\n2,«bb»\n"
	cases := map[string][]step{
		"01 plain":               {send("1,chest pain\n"), want("1,«chest pain»\n")},
		"02 CR LF":               {send("1,chest pain\r\n"), want("1,«chest pain»\n")},
		"03 split description":   {send("1,che"), pause, send("st pain\n"), want("1,«chest pain»\n")},
		"04 split seq":           {send("12"), pause, send("3,chest pain\n"), want("123,«chest pain»\n")},
		"05 LF alone":            {send("1,chest pain"), pause, send("\n"), want("1,«chest pain»\n")},
		"06 no LF":               {send("1,chest pain"), silent, send("\n"), want("1,«chest pain»\n")},
		"07 FIN for LF":          {send("1,chest pain"), fin, want("1,«chest pain»\n"), closed},
		"08 FIN after LF":        {send("1,chest pain\n"), fin, want("1,«chest pain»\n"), closed},
		"08 FIN, many in flight": {send(pipelined(50)), fin, want(replies(50)), closed},
		"09 two in one segment":  {send("1,aa\n2,bb\n"), want(both)},
		"10 200 pipelined":       {send(pipelined(200)), want(replies(200))},
		"11 one and a half":      {send("1,aa\n2,b"), want("1,«aa»\n"), pause, send("b\n"), want("2,«bb»\n")},
		"12 commas":              {send("7,pain, chest, left\n"), want("7,«pain, chest, left»\n")},
		"13 number":              {send("1,heparin 5,000 units\n"), want("1,«heparin 5,000 units»\n")},
		"14 empty":               {send("8,\n"), want("8,NO_MATCH\n")},
		"15 blank":               {send("9,   \n"), want("9,NO_MATCH\n")},
		"16 empty seq":           {send(",chest pain\n"), want(",«chest pain»\n")},
		"17 both empty":          {send(",\n"), want(",NO_MATCH\n")},
		"18 opaque seq":          {send("abc-1,chest pain\n"), want("abc-1,«chest pain»\n")},
		"19 negative, huge":      {send("-5,x\n1234567890123456789012345,x\n"), want("-5,«x»\n1234567890123456789012345,«x»\n")},
		"20 blanks":              {send(" 12 , chest pain \n"), want("12 ,«chest pain»\n")},
		"21 JSON":                {send("{\"seq\":1,\"text\":\"x\"}\n"), want("{\"seq\":1,«\"text\":\"x\"}»\n")},
		"22 no comma":            {send("hello\n"), want("ERROR,Invalid format\n")},
		"23 no comma, then one":  {send("hello\n2,bb\n"), want("ERROR,Invalid format\n2,«bb»\n")},
		"24 blank lines":         {send("\n"), send("\r\n"), send(" \t\n"), send("2,bb\n"), want("2,«bb»\n")},
		"25 health":              {send("HEALTH\n"), want("OK\n"), send("HEALTH\r\n"), want("OK\n")},
		"25 not health":          {send("health\n"), want("ERROR,Invalid format\n"), send("HEALTH,x\n"), want("HEALTH,«x»\n")},
		"26 UTF-8":               {send("1,café 糖尿病\n"), want("1,«café 糖尿病»\n")},
		"27 split character":     {send("1,caf\xc3"), pause, send("\xa9 \n"), want("1,«café»\n")},
		"28 not UTF-8":           {send("1,caf\xff\xfe x\n2,bb\n"), want("1,ERROR\n2,«bb»\n")},
		"29 NUL":                 {send("1,ab\x00cd\n"), want("1,«abcd»\n")},
		"29 NUL alone":           {send("1, \x00 \n"), want("1,NO_MATCH\n")},
		"30 4,000":               {send("1," + long(4000) + "\n"), want("1,«" + long(4000) + "»\n")},
		"31 5,001":               {send("1," + long(5001) + "\n"), want("1,«" + long(5001) + "»\n")},
		"31 64 KiB":              {send("1," + long(64<<10-2) + "\r\n"), want("1,«" + long(64<<10-2) + "»\n")},
		"32 over 64 KiB":         {send("1," + long(64<<10-1) + "\n"), want("ERROR,Line too long\n")},
		"32 1 MiB without LF":    {send("1," + long(1<<20)), want("ERROR,Line too long\n"), silent, send("x\n2,bb\n"), want("2,«bb»\n")},
		"33 same seq":            {send("1,aa\n1,bb\n"), want("1,«aa»\n1,«bb»\n")},
		"34 other line ends":     {send("1,x\ty\n2,x\u2028y\n3,x\x0by\n4,x\ry\n"), want("1,«x\ty»\n2,«x\u2028y»\n3,«x\x0by»\n4,«x\ry»\n")},
		"35 one after another":   {send("1,aa\n"), want("1,«aa»\n"), pause, send("2,bb\n"), want("2,«bb»\n"), pause, send("3,x\n"), want("3,«x»\n")},
		"38 stalled":             {send("1,stalled\n"), want("1,TIMEOUT\n"), send("2,bb\n"), want("2,«bb»\n")},
		"38 stalled before good": {send("1,stalled\n2,bb\n"), want("1,TIMEOUT\n2,«bb»\n")},
		"39 broken":              {send("1,broken\n2,panicking\n"), want("1,ERROR\n2,ERROR\n")},
		"40 nothing similar":     {send("1,unheard of\n"), want("1,NO_MATCH\n")},
		"42 HTTP":                {send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), want("ERROR,Invalid format\nERROR,Invalid format\n")},
		"53 seq of 1 KiB":        {send(long(1<<10) + ",aa\n"), want(long(1<<10) + ",«aa»\n")},
		"53 seq over 1 KiB":      {send(long(1<<10+1) + ",aa\n"), want("ERROR,Invalid format\n")},
		"57 no code":             {send("1,commacode\n2,longcode\n3,wordcode\n"), want("1,ERROR\n2,ERROR\n3,ERROR\n")},
	}
	for _, text := range []string{
		"Crohn's disease", "H&P note", "pH < 7.2", "fever; cough", "eye drop solution",
		"select agent", "pain.. worse", "lead #2",
	} {
		cases["41 "+text] = []step{send("1," + text + "\n"), want("1,«" + text + "»\n")}
	}
	return cases
}

func long(n int) string { return strings.Repeat("x", n) }

func pipelined(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,term %d\n", i, i)
	}
	return b.String()
}

func replies(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,«term %d»\n", i, i)
	}
	return b.String()
}

// TestConformance holds every conversation against five servers at once.
func TestConformance(t *testing.T) {
	phrase := regexp.MustCompile(`«([^»]*)»`)
	for _, o := range schemas.Ontologies() {
		d := &dictionary{ontology: o}
		s := serve(t, listen(t), Options{Name: string(o), Timeout: 150 * time.Millisecond}, d)
		for name, steps := range conversations() {
			t.Run(string(o)+"/"+name, func(t *testing.T) {
				t.Parallel()
				converse(dial(t, s.addr), steps, func(text string) string {
					return phrase.ReplaceAllStringFunc(text, func(p string) string { return d.code(strings.Trim(p, "«»")) })
				})
			})
		}
	}
}

func converse(c client, steps []step, fill func(string) string) {
	c.t.Helper()
	for _, s := range steps {
		switch s.kind {
		case stepSend:
			c.send(s.text)
		case stepWant:
			c.want(fill(s.text))
		case stepPause:
			time.Sleep(20 * time.Millisecond)
		case stepSilent:
			c.silent(60 * time.Millisecond)
		case stepFin:
			c.fin()
		case stepClosed:
			c.closed()
			return
		}
	}
	c.send("last,chest pain\n")
	c.want(fill("last,«chest pain»\n"))
}

// TestSameTextSameCode is case 56, and 59: the code comes as the coder says it.
func TestSameTextSameCode(t *testing.T) {
	d := &dictionary{ontology: schemas.ICD10CM}
	one, two := serve(t, listen(t), Options{}, d), serve(t, listen(t), Options{}, d)
	want := "1," + d.code("chest pain") + "\n"
	if !strings.Contains(want, ".") {
		t.Fatalf("%q is not dotted", want)
	}
	for _, addr := range []string{one.addr, two.addr, one.addr} {
		c := dial(t, addr)
		c.send("1,chest pain\n")
		c.want(want)
	}
}

// TestQuirks are the settings for clients of ports that answered otherwise.
func TestQuirks(t *testing.T) {
	s := serve(t, listen(t), Options{NoMatch: "R69", EchoInvalid: true}, &dictionary{})
	c := dial(t, s.addr)
	c.send("1,unheard of\n2,\nhello\n" + long(2000) + "\n")
	c.want("1,R69\n2,NO_MATCH\nhello,INVALID_FORMAT\nERROR,Invalid format\n")
}
