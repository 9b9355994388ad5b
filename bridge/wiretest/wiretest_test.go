package wiretest

import (
	"io"
	"net"
	"slices"
	"strings"
	"testing"
	"time"
)

func terms() Terms {
	return Terms{Term: "chest pain", Others: []string{"aa", "bb"}, Unknown: "unheard of"}
}

func code(phrase string) string {
	if phrase == "two words" {
		return "A 1"
	}
	return "C" + strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, phrase)
}

// TestNames: a list has each conversation once, and its steps make sense.
func TestNames(t *testing.T) {
	for _, list := range [][]Conversation{
		Conversations(terms()), Ailing(terms()), Silent(terms()), Echo(terms()), NoMatch(terms(), "R69"), Notes("Has asthma, no fever."),
	} {
		seen := map[string]bool{}
		for _, v := range list {
			if seen[v.String()] {
				t.Errorf("%s is there twice", v)
			}
			seen[v.String()] = true
			for i, s := range v.Steps {
				if last := i == len(v.Steps)-1; s.kind == end && !last || last && s.kind != end && s.kind != want {
					t.Errorf("%s ends after step %d", v, i+1)
				}
			}
		}
	}
}

func TestPhrases(t *testing.T) {
	v := Conversation{Steps: []Step{Send("1,no\n"), Want("1,«a»\n2,«b c»\n"), Want("OK\n"), Want("3,«a»\n")}}
	if got := v.Phrases(); !slices.Equal(got, []string{"a", "b c", "a"}) {
		t.Errorf("got %q", got)
	}
	if got := eachPhrase("«a»-«b", strings.ToUpper); got != "A-«b" {
		t.Errorf("got %q", got)
	}
}

// TestHold: a client notices what a server does wrong.
func TestHold(t *testing.T) {
	ask, heard := Send("1,aa\n"), Want("1,«aa»\n")
	for name, c := range map[string]struct {
		steps  []Step
		writes []string // of the server, once it has read something
		fault  string   // "" for none
	}{
		"right":                   {[]Step{ask, heard, End()}, []string{"1,Caa\n"}, ""},
		"two lines, cut anywhere": {[]Step{ask, Want("1,«aa»\n2,«bb»\n"), End()}, []string{"1,Caa\n2,", "Cbb\n"}, ""},
		"another code":            {[]Step{ask, heard}, []string{"1,Cbb\n"}, `want "1,Caa\n"`},
		"another code, far down":  {[]Step{ask, Want(long(100) + "1\n" + long(9) + "\n")}, []string{long(100) + "2\n" + long(9) + "\n"}, `want "` + long(40) + `1`},
		"in two writes":           {[]Step{ask, heard}, []string{"1,", "Caa\n"}, `got "1,"`},
		"one reply too many":      {[]Step{ask, heard, End()}, []string{"1,Caa\n", "2,"}, "want the end"},
		"with another":            {[]Step{ask, heard}, []string{"1,Caa\n2,C\n"}, `got "1,Caa\n2,C\n", want "1,Caa\n", from byte 0`},
		"nothing":                 {[]Step{ask, heard}, nil, "EOF"},
		"not silent":              {[]Step{ask, Silence()}, []string{"?"}, "want nothing yet"},
		"gone in silence":         {[]Step{ask, Silence()}, nil, "want nothing yet"},
		"unreadable":              {[]Step{ask, Want("1,«two words»\n")}, []string{"1,A 1\n"}, "do not understand"},
		"cannot half-close":       {[]Step{ask, Fin()}, nil, "closed for writing"},
	} {
		t.Run(name, func(t *testing.T) {
			ours, theirs := net.Pipe()
			defer ours.Close()
			go func() {
				defer theirs.Close()
				if _, err := theirs.Read(make([]byte, oneRead)); err != nil {
					return
				}
				for _, s := range c.writes {
					if _, err := io.WriteString(theirs, s); err != nil {
						return
					}
				}
			}()
			err := Client{Code: code, Patience: 10 * time.Second}.Hold(ours, Conversation{7, name, c.steps})
			if (err == nil) != (c.fault == "") || err != nil && !strings.Contains(err.Error(), c.fault) {
				t.Errorf("got %v, want %q", err, c.fault)
			}
		})
	}
}

func TestReadable(t *testing.T) {
	for reply, want := range map[string]bool{
		"R07.9": true, "2345-7": true, "E1130": true, "NO_MATCH": true, "ERROR": true, "TIMEOUT": true, strings.Repeat("1", 50): true,
		"": false, ".": false, "-": false, "A,B": false, "A B": false, "NO_CODE": false, "OK\n": false, "é1": false, strings.Repeat("1", 51): false,
	} {
		if Readable(reply) != want {
			t.Errorf("%q: %v", reply, !want)
		}
	}
}
