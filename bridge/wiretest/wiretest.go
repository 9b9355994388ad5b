// Package wiretest holds the line protocol of the bridge as conversations that
// anything speaking it can be tested with: a server inside a test, a running
// process, a server of another make.
//
// A [Conversation] is what one client sends on one connection and what it has
// to hear. In a wanted text «phrase» stands for the reply to that phrase: its
// code, or NO_MATCH. A [Client] holds conversations on any connection and is
// told by its Code which replies those are.
//
//	c := wiretest.Client{Code: code}
//	for _, v := range wiretest.Conversations(terms) {
//		err := c.Hold(dial(), v)
//	}
//
// Cases keep their numbers from the project's list. Not here are those that need
// more than one connection, or more of it than its bytes: crowds and idle time
// (36, 37, 46, 47, 52, 54), TLS itself (43 to 45, 48 to 51) and the stop (55).
//
// The package reports faults as errors and uses the standard library alone.
package wiretest

import (
	"fmt"
	"strings"
)

// Conversation is what happens on one connection.
type Conversation struct {
	Case  int    // number of the protocol's case
	Name  string // of the conversation, unique among those of a list
	Steps []Step
}

// String is the case and the name, fit for the name of a subtest.
func (v Conversation) String() string { return fmt.Sprintf("%02d %s", v.Case, v.Name) }

// Phrases returns the phrases whose reply the conversation wants, in order,
// once for each time.
func (v Conversation) Phrases() []string {
	var out []string
	for _, s := range v.Steps {
		if s.kind == want {
			eachPhrase(s.text, func(p string) string {
				out = append(out, p)
				return ""
			})
		}
	}
	return out
}

// Step is one thing that a client does or expects.
type Step struct {
	kind stepKind
	text string
}

type stepKind int

const (
	send stepKind = iota
	want
	pause
	silence
	fin
	end
)

// Send sends text in one write.
func Send(text string) Step { return Step{send, text} }

// Want expects text next, with the replies to its «phrases» in their place.
// One line, if 4,096 bytes hold it, has to come whole to one read and with
// nothing after it: the clients of old read once and take what they got.
func Want(text string) Step { return Step{want, text} }

// Pause waits a little, so that what was sent before leaves on its own.
func Pause() Step { return Step{kind: pause} }

// Silence expects that nothing comes for a while.
func Silence() Step { return Step{kind: silence} }

// Fin says that the client sends no more. It still reads.
func Fin() Step { return Step{kind: fin} }

// End expects the end of the connection, with nothing before it. It is the
// last step.
func End() Step { return Step{kind: end} }

// eachPhrase replaces every «phrase» of a wanted text.
func eachPhrase(text string, reply func(phrase string) string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "«")
		phrase, after, closed := strings.Cut(rest, "»")
		if !found || !closed {
			b.WriteString(text)
			return b.String()
		}
		b.WriteString(before)
		b.WriteString(reply(phrase))
		text = after
	}
}
