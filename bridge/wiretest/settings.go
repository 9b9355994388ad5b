package wiretest

import "strings"

// First words of phrases that a backend made for tests treats as an ailing one
// would; see [Ailing].
const (
	Stalled   = "stalled"   // no answer before the request's time is over
	Broken    = "broken"    // an error, whose text no client may see
	Panicking = "panicking" // a panic
	CommaCode = "commacode" // a code with a comma in it
	LongCode  = "longcode"  // a code of 51 bytes
	WordCode  = "wordcode"  // a word that clients would take for a code
)

// Ailing are conversations with a server whose backend knows those words.
func Ailing(t Terms) []Conversation {
	line, reply := "2,"+t.Term+"\n", "2,«"+t.Term+"»\n"
	return finish(t, []Conversation{
		{38, "stalled", []Step{Send("1," + Stalled + "\n"), Want("1,TIMEOUT\n"), Send(line), Want(reply)}},
		{38, "stalled before good", []Step{Send("1," + Stalled + "\n" + line), Want("1,TIMEOUT\n" + reply)}},
		{39, "broken", []Step{Send("1," + Broken + "\n2," + Panicking + "\n"), Want("1,ERROR\n2,ERROR\n")}},
		{57, "no code", []Step{
			Send("1," + CommaCode + "\n2," + LongCode + "\n3," + WordCode + "\n"), Want("1,ERROR\n2,ERROR\n3,ERROR\n"),
		}},
	})
}

// Silent are conversations with a port whose malformed lines get no reply.
func Silent(t Terms) []Conversation {
	line, reply := "2,"+t.Term+"\n", "2,«"+t.Term+"»\n"
	return finish(t, []Conversation{
		{22, "silent, no comma", []Step{Send("hello\n"), Silence(), Send(line), Want(reply)}},
		{22, "silent, between others", []Step{Send("1," + t.Term + "\nhello\n" + line), Want("1,«" + t.Term + "»\n" + reply)}},
		{22, "silent, three hundred", []Step{Send(strings.Repeat("hello\n", 300) + line), Want(reply)}},
		{42, "silent, HTTP", []Step{Send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), Silence()}},
		{22, "silent, then FIN", []Step{Send("hello\nhello"), Fin(), End()}},
		{25, "silent, health", []Step{Send("HEALTH\n"), Want("OK\n")}},
		{28, "silent, not UTF-8", []Step{Send("1,\xff\n"), Want("1,ERROR\n")}},
	})
}

// Echo are conversations with a port that returns malformed lines.
func Echo(t Terms) []Conversation {
	line, reply := "2,"+t.Term+"\n", "2,«"+t.Term+"»\n"
	return finish(t, []Conversation{
		{22, "echo, no comma", []Step{Send("hello\n"), Want("hello,INVALID_FORMAT\n")}},
		{22, "echo, then one", []Step{Send("hello\r\n" + line), Want("hello,INVALID_FORMAT\n" + reply)}},
		{53, "echo, of 1 KiB", []Step{Send(long(1<<10) + "\n"), Want(long(1<<10) + ",INVALID_FORMAT\n")}},
		{53, "echo, over 1 KiB", []Step{Send(long(1<<10+1) + "\n"), Want("ERROR,Invalid format\n")}},
	})
}

// NoMatch are conversations with a port that answers word where nothing was
// similar enough, as ports of ICD codes of old answered R69.
func NoMatch(t Terms, word string) []Conversation {
	return finish(t, []Conversation{
		{40, "another word for no match", []Step{Send("1," + t.Unknown + "\n"), Want("1," + word + "\n")}},
		{14, "empty all the same", []Step{Send("8,\n9,  \n"), Want("8,NO_MATCH\n9,NO_MATCH\n")}},
	})
}
