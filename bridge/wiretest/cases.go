package wiretest

import (
	"fmt"
	"slices"
	"strings"
)

// Terms are the phrases that the conversations ask for.
type Terms struct {
	Term    string   // two ASCII words at least
	Others  []string // two at least; two hundred let pipelined requests differ
	Unknown string   // a phrase that has no code
}

// Pipelined is how many requests are sent at once where there are many.
const Pipelined = 200

// Conversations are those that hold for every ontology, on plain and on TLS
// ports, whatever the settings. Unless one ends its connection, it closes with
// a request that shows that the connection lives and that no reply was left.
func Conversations(t Terms) []Conversation {
	return finish(t, slices.Concat(
		framing(t), halfClose(t), ordering(t), descriptions(t), seqs(t), faults(t), encodings(t), lengths(t), hostile(t),
	))
}

// finish appends the closing request to those that have not ended.
func finish(t Terms, list []Conversation) []Conversation {
	for i, v := range list {
		if v.Steps[len(v.Steps)-1].kind != end {
			list[i].Steps = append(v.Steps, Send("last,"+t.Term+"\n"), Want("last,«"+t.Term+"»\n"))
		}
	}
	return list
}

func framing(t Terms) []Conversation {
	line, reply := "1,"+t.Term+"\n", "1,«"+t.Term+"»\n"
	part, a, b := len("1,")+len(t.Term)/2, t.Others[0], t.Others[1]
	return []Conversation{
		{1, "plain", []Step{Send(line), Want(reply)}},
		{2, "CR LF", []Step{Send("1," + t.Term + "\r\n"), Want(reply)}},
		{3, "split description", []Step{Send(line[:part]), Pause(), Send(line[part:]), Want(reply)}},
		{4, "split seq", []Step{Send("12"), Pause(), Send("3," + t.Term + "\n"), Want("123,«" + t.Term + "»\n")}},
		{5, "LF alone", []Step{Send("1," + t.Term), Pause(), Send("\n"), Want(reply)}},
		{6, "no LF", []Step{Send("1," + t.Term), Silence(), Send("\n"), Want(reply)}},
		{9, "two in one segment", []Step{Send("1," + a + "\n2," + b + "\n"), Want("1,«" + a + "»\n2,«" + b + "»\n")}},
		{11, "one and a half", []Step{
			Send("1," + a + "\n2," + b[:1]), Want("1,«" + a + "»\n"), Pause(), Send(b[1:] + "\n"), Want("2,«" + b + "»\n"),
		}},
	}
}

func halfClose(t Terms) []Conversation {
	reply := "1,«" + t.Term + "»\n"
	return []Conversation{
		{7, "FIN for LF", []Step{Send("1," + t.Term), Fin(), Want(reply), End()}},
		{8, "FIN after LF", []Step{Send("1," + t.Term + "\n"), Fin(), Want(reply), End()}},
		{8, "FIN, many in flight", []Step{Send(requests(t, 50)), Fin(), Want(replies(t, 50)), End()}},
		{8, "FIN without a request", []Step{Send("\n"), Fin(), End()}},
	}
}

func ordering(t Terms) []Conversation {
	a, b, c := t.Others[0], t.Others[1], t.Term
	return []Conversation{
		{10, "pipelined", []Step{Send(requests(t, Pipelined)), Want(replies(t, Pipelined))}},
		{33, "same seq", []Step{Send("1," + a + "\n1," + b + "\n"), Want("1,«" + a + "»\n1,«" + b + "»\n")}},
		{35, "one after another", []Step{
			Send("1," + a + "\n"), Want("1,«" + a + "»\n"), Pause(),
			Send("2," + b + "\n"), Want("2,«" + b + "»\n"), Pause(),
			Send("3," + c + "\n"), Want("3,«" + c + "»\n"),
		}},
		{56, "same text twice", []Step{
			Send("1," + c + "\n"), Want("1,«" + c + "»\n"), Send("2," + c + "\n3," + c + "\n"), Want("2,«" + c + "»\n3,«" + c + "»\n"),
		}},
	}
}

func descriptions(t Terms) []Conversation {
	commas := strings.ReplaceAll(t.Term, " ", ", ") + ", left"
	list := []Conversation{
		{12, "commas", []Step{Send("7," + commas + "\n"), Want("7,«" + commas + "»\n")}},
		{13, "number", []Step{Send("1,heparin 5,000 units\n"), Want("1,«heparin 5,000 units»\n")}},
		{14, "empty", []Step{Send("8,\n"), Want("8,NO_MATCH\n")}},
		{15, "blank", []Step{Send("9,   \n"), Want("9,NO_MATCH\n")}},
		{20, "blanks around", []Step{Send(" 12 , " + t.Term + " \n"), Want("12 ,«" + t.Term + "»\n")}},
		{40, "nothing similar", []Step{Send("1," + t.Unknown + "\n"), Want("1,NO_MATCH\n")}},
	}
	for _, text := range []string{
		"Crohn's disease", "H&P note", "pH < 7.2", "fever; cough", "eye drop solution",
		"select agent", "pain.. worse", "lead #2",
	} {
		list = append(list, Conversation{41, text, []Step{Send("1," + text + "\n"), Want("1,«" + text + "»\n")}})
	}
	return list
}

func seqs(t Terms) []Conversation {
	const huge = "1234567890123456789012345"
	reply := ",«" + t.Term + "»\n"
	echoed := func(no int, name, seq string) Conversation {
		return Conversation{no, name, []Step{Send(seq + "," + t.Term + "\n"), Want(seq + reply)}}
	}
	return []Conversation{
		echoed(16, "empty seq", ""),
		{17, "both empty", []Step{Send(",\n"), Want(",NO_MATCH\n")}},
		echoed(18, "opaque seq", "abc-1"),
		echoed(19, "negative", "-5"),
		echoed(19, "huge", huge),
		echoed(19, "not UTF-8", "\xff\x00"),
		{21, "JSON", []Step{Send("{\"seq\":1,\"text\":\"x\"}\n"), Want("{\"seq\":1,«\"text\":\"x\"}»\n")}},
		echoed(53, "seq of 1 KiB", long(1<<10)),
		{53, "seq over 1 KiB", []Step{Send(long(1<<10+1) + "," + t.Term + "\n"), Want("ERROR,Invalid format\n")}},
	}
}

func faults(t Terms) []Conversation {
	line, reply := "2,"+t.Term+"\n", "2,«"+t.Term+"»\n"
	return []Conversation{
		{22, "no comma", []Step{Send("hello\n"), Want("ERROR,Invalid format\n")}},
		{23, "no comma, then one", []Step{Send("hello\n" + line), Want("ERROR,Invalid format\n" + reply)}},
		{24, "blank lines", []Step{Send("\n"), Send("\r\n"), Send(" \t\n"), Send(line), Want(reply)}},
		{25, "health", []Step{Send("HEALTH\n"), Want("OK\n"), Send("HEALTH\r\n"), Want("OK\n")}},
		{25, "not health", []Step{
			Send("health\n"), Want("ERROR,Invalid format\n"), Send("HEALTH," + t.Term + "\n"), Want("HEALTH,«" + t.Term + "»\n"),
		}},
		{42, "HTTP", []Step{Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Want("ERROR,Invalid format\nERROR,Invalid format\n")}},
	}
}

func encodings(t Terms) []Conversation {
	first, rest, _ := strings.Cut(t.Term, " ")
	with := func(sep string) string { return first + sep + rest }
	var sent, heard strings.Builder
	for i, sep := range []string{"\t", "\u2028", "\x0b", "\r"} {
		fmt.Fprintf(&sent, "%d,%s\n", i, with(sep))
		fmt.Fprintf(&heard, "%d,«%s»\n", i, with(sep))
	}
	return []Conversation{
		{26, "UTF-8", []Step{Send("1,café 糖尿病\n"), Want("1,«café 糖尿病»\n")}},
		{27, "split character", []Step{Send("1," + t.Term + " caf\xc3"), Pause(), Send("\xa9 \n"), Want("1,«" + t.Term + " café»\n")}},
		{28, "not UTF-8", []Step{Send("1,caf\xff\xfe x\n2," + t.Term + "\n"), Want("1,ERROR\n2,«" + t.Term + "»\n")}},
		{29, "NUL", []Step{Send("1," + first[:1] + "\x00" + t.Term[1:] + "\n"), Want("1,«" + t.Term + "»\n")}},
		{29, "NUL alone", []Step{Send("1, \x00 \n"), Want("1,NO_MATCH\n")}},
		{34, "other line ends", []Step{Send(sent.String()), Want(heard.String())}},
	}
}

// lengths go up to the limit of a line and over it.
func lengths(t Terms) []Conversation {
	const limit = 64 << 10
	fits := func(no int, name, text string) Conversation {
		return Conversation{no, name, []Step{Send("1," + text + "\n"), Want("1,«" + text + "»\n")}}
	}
	line, reply := "2,"+t.Term+"\n", "2,«"+t.Term+"»\n"
	return []Conversation{
		fits(30, "4,000 letters", long(4000)),
		fits(30, "4,000 of words", repeated(t.Term, 4000)),
		fits(31, "5,001 letters", long(5001)),
		fits(31, "5,001 of words", repeated(t.Term, 5001)),
		{31, "64 KiB", []Step{Send("1," + long(limit-2) + "\r\n"), Want("1,«" + long(limit-2) + "»\n")}},
		fits(31, "64 KiB of words", repeated(t.Term, limit-2)),
		{32, "over 64 KiB", []Step{Send("1," + long(limit-1) + "\n"), Want("ERROR,Line too long\n")}},
		{32, "1 MiB without LF", []Step{
			Send("1," + long(1<<20)), Want("ERROR,Line too long\n"), Silence(), Send("x\n" + line), Want(reply),
		}},
	}
}

// hostile are lines that mean something elsewhere, and nothing here.
func hostile(t Terms) []Conversation {
	var list []Conversation
	for _, text := range []string{
		"'; DROP TABLE codes; --", "../../etc/passwd", "%s%n%x", "<script>alert(1)</script>", "{{7*7}}", "$(reboot)", "\x1b[31mred\x1b[0m",
	} {
		v := Conversation{41, fmt.Sprintf("%q", text), []Step{Send("1," + text + "\n2," + t.Term + "\n"), Want("1,«" + text + "»\n2,«" + t.Term + "»\n")}}
		list = append(list, v)
	}
	return list
}

func long(n int) string { return strings.Repeat("x", n) }

// repeated is exactly n bytes of the term again and again.
func repeated(term string, n int) string {
	s := strings.Repeat(term+" ", n/(len(term)+1)+1)[:n]
	return s[:n-1] + "x" // no blank at the end, which would be dropped
}

func requests(t Terms, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,%s\n", i, t.Others[i%len(t.Others)])
	}
	return b.String()
}

func replies(t Terms, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,«%s»\n", i, t.Others[i%len(t.Others)])
	}
	return b.String()
}
