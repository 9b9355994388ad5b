package wiretest

import (
	"fmt"
	"strings"
)

// Limits of the port of notes, bytes.
const (
	noteLimit = 256 << 10
	seqLimit  = 1 << 10
)

// Notes are conversations with the port of notes, where «note» stands for the
// array of that note. The note is one line with a blank and a comma in it.
func Notes(note string) []Conversation {
	line, reply := "1,"+note+"\n", "1,«"+note+"»\n"
	list := []Conversation{
		{58, "plain", []Step{Send(line), Want(reply)}},
		{58, "CR LF", []Step{Send("1," + note + "\r\n"), Want(reply)}},
		{58, "split", []Step{Send(line[:len(line)/2]), Pause(), Send(line[len(line)/2:]), Want(reply)}},
		{58, "FIN for LF", []Step{Send("1," + note), Fin(), Want(reply), End()}},
		{58, "two in one segment", []Step{Send(line + "2,\n" + line), Want(reply + "2,[]\n" + reply)}},
		{58, "pipelined", []Step{Send(noteLines(note, 20)), Want(noteReplies(note, 20))}},
		{58, "opaque seq", []Step{Send(" a-b;c," + note + "\n"), Want("a-b;c,«" + note + "»\n")}},
		{58, "seq of 1 KiB", []Step{Send(long(seqLimit) + "," + note + "\n"), Want(long(seqLimit) + ",«" + note + "»\n")}},
		{58, "over 4 KiB", []Step{Send("1," + notesOf(note, 5000) + "\n"), Want("1,«" + notesOf(note, 5000) + "»\n")}},
		{58, "of 256 KiB", []Step{Send("1," + padded(note, noteLimit) + "\n"), Want("1,«" + padded(note, noteLimit) + "»\n")}},
		{58, "empty", []Step{Send("1,\n2,  \n,\n"), Want("1,[]\n2,[]\n,[]\n")}},
		{58, "blank lines", []Step{Send("\n\r\n \t\n" + line), Want(reply)}},
		{58, "health", []Step{Send("HEALTH\n"), Want("OK\n")}},
	}
	list = append(list, noteFaults(line, reply)...)
	for i, v := range list {
		if v.Steps[len(v.Steps)-1].kind != end {
			list[i].Steps = append(v.Steps, Send("last,\n"), Want("last,[]\n"))
		}
	}
	return list
}

func noteFaults(line, reply string) []Conversation {
	return []Conversation{
		{58, "no comma", []Step{Send("hello\n" + line), Want("hello,ERROR:INVALID_FORMAT\n" + reply)}},
		{58, "no comma, over 1 KiB", []Step{Send(long(seqLimit+1) + "\n"), Want("ERROR:INVALID_FORMAT\n")}},
		{58, "not UTF-8", []Step{Send("1,has \xff\xfe\n" + line), Want("1,ERROR:INVALID_TEXT\n" + reply)}},
		{58, "over 256 KiB", []Step{Send("1," + long(noteLimit+1) + "\n" + line), Want("1,ERROR:LINE_TOO_LONG\n" + reply)}},
		{58, "1 MiB without LF", []Step{
			Send("1," + long(1<<20)), Want("ERROR:LINE_TOO_LONG\n"), Silence(), Send("x\n" + line), Want(reply),
		}},
	}
}

func noteLines(note string, n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d,%s\n", i, note)
	}
	return b.String()
}

func noteReplies(note string, n int) string {
	return noteLines("«"+note+"»", n)
}

// notesOf is the note again and again, n bytes at least.
func notesOf(note string, n int) string {
	return strings.Repeat(note+" ", n/(len(note)+1)+1)
}

// padded is the note and dots up to n bytes.
func padded(note string, n int) string {
	return note + strings.Repeat(" .", (n-len(note))/2) + strings.Repeat(".", (n-len(note))%2)
}
