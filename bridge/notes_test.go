package bridge

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"medcode/schemas"
)

// finder finds a few words in a note. Notes that begin with certain words
// behave as an ailing backend would.
type finder struct {
	gate chan struct{} // "gated" notes wait for it to close
}

var words = regexp.MustCompile(`fever|café|糖尿病`)

func (f finder) Note(ctx context.Context, note schemas.Text) (r schemas.Result, err error) {
	switch first, _, _ := strings.Cut(string(note), " "); first {
	case "stalled":
		<-ctx.Done()
		return r, nil
	case "late":
		return r, fmt.Errorf("no worker in time: %w", context.DeadlineExceeded)
	case "gated":
		<-f.gate
	case "broken":
		return r, errors.New("backend at 10.0.0.1 refused")
	case "panicking":
		panic("canary")
	case "foreign":
		r.Mentions = []schemas.Mention{{Start: 1, End: 4, Text: "fev"}}
		return r, nil
	case "unanswered":
		r.Status = schemas.Partial
	}
	for _, at := range words.FindAllStringIndex(string(note), -1) {
		r.Mentions = append(r.Mentions, schemas.Mention{
			Start: at[0], End: at[1], Text: note[at[0]:at[1]], Category: schemas.Problem,
			Codings: []schemas.Coding{{Ontology: schemas.ICD10CM, Code: "R50.9", Display: "Fever, unspecified", Confidence: .75}},
		})
		r.Codes = append(r.Codes, schemas.Code{
			Ontology: schemas.ICD10CM, Code: "R50.9", Display: "Fever, unspecified", Confidence: .75, Mentions: []int{len(r.Mentions) - 1},
		})
	}
	return r, nil
}

// arrayOf is what a client gets for a note that finder read, with positions as a
// client counts them: in characters, over the whole note.
func arrayOf(note string) string {
	var objects []string
	characters, bytes := 0, 0
	for _, at := range words.FindAllStringIndex(note, -1) {
		start := characters + len([]rune(note[bytes:at[0]]))
		end := start + len([]rune(note[at[0]:at[1]]))
		characters, bytes = end, at[1]
		objects = append(objects, fmt.Sprintf(`{"entity_name":"Fever, unspecified","extracted_text":"%s","category":"problem","section":"","negated":false,`+
			`"position":{"start":%d,"end":%d},"ner_confidence":0.75,"codes":{"icd10cm":"R50.9"},`+
			`"candidates":{"icd10cm":[{"code":"R50.9","display":"Fever, unspecified","confidence":0.75}]},`+
			`"uncertain":false,"historical":false,"hypothetical":false,"experiencer":"patient","partial":false}`, note[at[0]:at[1]], start, end))
	}
	return "[" + strings.Join(objects, ",") + "]"
}

// filled puts the array of each «note» in its place.
func filled(text string) string {
	return regexp.MustCompile(`(?s)«.*?»`).ReplaceAllStringFunc(text, func(note string) string {
		return arrayOf(strings.TrimSuffix(strings.TrimPrefix(note, "«"), "»"))
	})
}

func serveNotes(t testing.TB, l net.Listener, o Options, f finder) serving {
	t.Helper()
	if o.Logger == nil {
		o.Logger = quiet()
	}
	reg := prometheus.NewRegistry()
	return start(t, l, NewNotes(o, f, NewMetrics(reg)), reg)
}

// noteConversations are case 58 and, for notes, the cases of all ports.
func noteConversations() map[string][]turn {
	most := schemas.MaxTextBytes
	big := strings.Repeat("café and fever; "+long(2000), most/2100)
	big += strings.Repeat("x", most-len(big))
	return map[string][]turn{
		"one":                    {says("1,has fever\n"), hears("1,«has fever»\n")},
		"none":                   {says("1,all well\n"), hears("1,[]\n")},
		"CR LF":                  {says("1,fever\r\n"), hears("1,«fever»\n")},
		"commas, blanks":         {says(" a 1 , fever, fever ,\n"), hears("a 1 ,« fever, fever ,»\n")},
		"wide characters":        {says("1,糖尿病, café 😀 fever\n"), hears("1,«糖尿病, café 😀 fever»\n")},
		"split character":        {says("1,caf\xc3"), waits, says("\xa9\n"), hears("1,«café»\n")},
		"line break of a note":   {says("1,HPI:\rfever\r\rNo café\n"), hears("1,«HPI:\rfever\r\rNo café»\n")},
		"NUL keeps positions":    {says("1,a\x00 fever\n"), hears("1,«a\x00 fever»\n")},
		"empty":                  {says("8,\n9,  \t\r \x00\n,\n"), hears("8,[]\n9,[]\n,[]\n")},
		"no comma":               {says("hello\n2,fever\n"), hears("hello,ERROR:INVALID_FORMAT\n2,«fever»\n")},
		"no comma, 1 KiB":        {says(long(1<<10) + "\n"), hears(long(1<<10) + ",ERROR:INVALID_FORMAT\n")},
		"no comma, over 1 KiB":   {says(long(1<<10+1) + "\n"), hears("ERROR:INVALID_FORMAT\n")},
		"seq of 1 KiB":           {says(long(1<<10) + ",fever\n"), hears(long(1<<10) + ",«fever»\n")},
		"seq over 1 KiB":         {says(long(1<<10+1) + ",fever\n"), hears("ERROR:INVALID_FORMAT\n")},
		"blank lines":            {says("\n\r\n \t\n2,fever\n"), hears("2,«fever»\n")},
		"health":                 {says("HEALTH\r\nHEALTH,fever\n"), hears("OK\nHEALTH,«fever»\n")},
		"not UTF-8":              {says("1,caf\xff fever\n2,fever\n"), hears("1,ERROR:INVALID_TEXT\n2,«fever»\n")},
		"FIN for LF":             {says("1,fever"), ends, hears("1,«fever»\n"), hearsEnd},
		"pipelined":              {says("1,fever\n2,\n3,café fever\nbad\n4,fever\n"), hears("1,«fever»\n2,[]\n3,«café fever»\nbad,ERROR:INVALID_FORMAT\n4,«fever»\n")},
		"over 4 KiB":             {says("1," + long(5000) + " fever\n"), hears("1,«" + long(5000) + " fever»\n")},
		"256 KiB":                {says("1," + big + "\n"), hears("1,«" + big + "»\n")},
		"256 KiB, longest seq":   {says(long(1<<10) + "," + big + "\r\n"), hears(long(1<<10) + ",«" + big + "»\n")},
		"over 256 KiB":           {says("1," + big + "x\n2,fever\n"), hears("1,ERROR:LINE_TOO_LONG\n2,«fever»\n")},
		"over all limits":        {says("1," + big + long(1<<10) + "\n2,fever\n"), hears("ERROR:LINE_TOO_LONG\n2,«fever»\n")},
		"1 MiB without LF":       {says("1," + long(1<<20)), hears("ERROR:LINE_TOO_LONG\n"), hearsNothing, says("x\n2,fever\n"), hears("2,«fever»\n")},
		"late":                   {says("1,late fever\n2,fever\n"), hears("1,ERROR:TIMEOUT\n2,«fever»\n")},
		"broken":                 {says("1,broken fever\n2,panicking fever\n"), hears("1,ERROR:INTERNAL\n2,ERROR:INTERNAL\n")},
		"result of another":      {says("1,foreign fever\n"), hears("1,ERROR:INTERNAL\n")},
		"nobody answered a note": {says("1,unanswered fever\n"), hears("1,ERROR:INTERNAL\n")},
	}
}

// turn is what a client does or hears. In a wanted text «note» stands for the
// array of that note.
type turn func(c client)

func says(s string) turn  { return func(c client) { c.t.Helper(); c.send(s) } }
func hears(s string) turn { return func(c client) { c.t.Helper(); c.want(filled(s)) } }
func waits(client)        { time.Sleep(20 * time.Millisecond) }
func hearsNothing(c client) {
	c.t.Helper()
	c.silent(60 * time.Millisecond)
}
func ends(c client) { c.t.Helper(); c.fin() }
func hearsEnd(c client) {
	c.t.Helper()
	c.closed()
}

// talk ends every conversation with a question that shows that the connection
// lives and that no reply was left over.
func talk(c client, turns []turn, left bool) {
	c.t.Helper()
	if !left {
		turns = slices.Concat(turns, []turn{says("last,fever\n"), hears("last,«fever»\n"), ends, hearsEnd})
	}
	for _, t := range turns {
		t(c)
	}
}

func TestNotes(t *testing.T) {
	_, files := authority(t)
	plain := serveNotes(t, listen(t), Options{Timeout: time.Minute}, finder{})
	tl, err := NewTLS(TLSOptions{Cert: files.Cert, Key: files.Key, Logger: quiet()})
	if err != nil {
		t.Fatal(err)
	}
	l := tl.Listen(listen(t), "notes", nil)
	secured := tlsServing{serveNotes(t, l, Options{Timeout: time.Minute}, finder{}), l.(*tlsListener), trusting(t, files.CA)}
	for name, turns := range noteConversations() {
		left := strings.HasPrefix(name, "FIN")
		t.Run("plain/"+name, func(t *testing.T) {
			t.Parallel()
			talk(dial(t, plain.addr), turns, left)
		})
		t.Run("TLS/"+name, func(t *testing.T) {
			t.Parallel()
			talk(secured.dial(t, secured.client), turns, left)
		})
	}
}

// TestNoteText is what the coder reads of a line: as many bytes as were sent.
func TestNoteText(t *testing.T) {
	for line, want := range map[string]string{
		"1,a, b ":              "a, b ",
		" \t1, a\r\rb\rNo c\r": " a\n\nb\nNo c\n",
		"1,\x00a\x00":          " a ",
		"1,é\u2028😀\ufffd":     "é\u2028😀\ufffd",
	} {
		r, ok := (&notes{}).parse([]byte(line))
		if r.description != want || r.seq != "1" || !ok || r.settled {
			t.Errorf("%q: %q, seq %q, %v", line, r.description, r.seq, ok)
		}
	}
}

// TestNotesInOrder: a quick note waits for the slow one before it, and both
// were begun.
func TestNotesInOrder(t *testing.T) {
	f := finder{gate: make(chan struct{})}
	c := dial(t, serveNotes(t, listen(t), Options{}, f).addr)
	c.send("1,gated fever\n2,fever\n3,\nbad\n")
	c.silent(60 * time.Millisecond)
	close(f.gate)
	c.want(filled("1,«gated fever»\n2,«fever»\n3,[]\nbad,ERROR:INVALID_FORMAT\n"))
}

// TestNoteTimeout: a note has its time and no more, and one behind it its own.
func TestNoteTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		ctx, cancel := context.WithCancel(context.Background())
		ended := make(chan error, 1)
		go func() { ended <- NewNotes(Options{Logger: quiet()}, finder{}, nil).Serve(ctx, p) }()
		ours, theirs := net.Pipe()
		p.conns <- theirs
		c, began := client{t, ours}, time.Now()
		c.send("1,stalled fever\n")
		time.Sleep(time.Second)
		c.send("2,stalled fever\n3,fever\n")
		c.want("1,ERROR:TIMEOUT\n")
		if took := time.Since(began); took != 4500*time.Millisecond {
			t.Errorf("the first after %v", took)
		}
		c.want(filled("2,ERROR:TIMEOUT\n3,«fever»\n"))
		if took := time.Since(began); took != 5500*time.Millisecond {
			t.Errorf("the second after %v", took)
		}
		ours.Close()
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// TestNoteOneWrite: an array leaves in one write, however long it is.
func TestNoteOneWrite(t *testing.T) {
	l := &watched{Listener: listen(t)}
	c := dial(t, serveNotes(t, l, Options{}, finder{}).addr)
	for i, n := range []int{1, 10, 100, 1000} {
		note := strings.Repeat("fever ", n)
		c.send("1," + note + "\n")
		c.want("1," + arrayOf(note) + "\n")
		if writes := l.writes.Load(); writes != int64(i+1) {
			t.Fatalf("%d writes for %d replies", writes, i+1)
		}
	}
}

// TestNoteMetricsAndLogs: every line is counted under its outcome, and nothing
// a client sends is in a label or in the log.
func TestNoteMetricsAndLogs(t *testing.T) {
	var log bytes.Buffer
	s := serveNotes(t, listen(t), Options{
		Name: "notes", Timeout: time.Minute,
		Logger: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}, finder{})
	c := dial(t, s.addr)
	c.send("1,fever canary\nHEALTH\ncanary\n1,canary\n1,\xff canary\n1,late canary\n1,broken canary\n1,panicking canary\n" +
		"1,foreign canary\n1,unanswered canary\n" + long(300<<10) + "canary\n")
	c.fin()
	if _, err := io.Copy(io.Discard, c); err != nil {
		t.Fatal(err)
	}
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	for o := range outcomeAbandoned {
		want := 1.0
		if o == outcomeError {
			want = 4
		}
		if got := value(t, s.metrics.lines[o]); got != want {
			t.Errorf("%v: %v, want %v", o, got, want)
		}
	}
	got, err := s.reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range got {
		if strings.Contains(family.String(), "canary") {
			t.Errorf("text in %s", family)
		}
	}
	if log.Len() == 0 || strings.Contains(log.String(), "canary") {
		t.Errorf("log: %s", &log)
	}
}
