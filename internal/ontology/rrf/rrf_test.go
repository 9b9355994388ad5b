package rrf

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// Rows in the layout of the publisher; the content is invented.
const (
	conso    = "9001|ENG|P|L1|PF|S1|Y|77001||9001||RXNORM|IN|9001|zorvamine|0|N|4096|\n"
	foreign  = "9001|SPA|P|L1|PF|S1|Y|77002||9001||MSHSPA|IN|9001|zorvamina|0|N||\n"
	obsolete = "9001|ENG|S|L1|PF|S1|Y|77003||9001||MTHSPL|SU|X1|ZORVAMINE HCL|0|O||\n"
	rel      = "9001||CUI|RO|9002||CUI|has_ingredient|5||RXNORM|RXNORM|||N|4096|\n"
	relAUI   = "|77001|AUI|SY|9002|77003|AUI||5||RXNORM|RXNORM|||N|4096|\n"
	sat      = "9002||||CUI|9002|AT1||NDC|RXNORM|00093005801|N|4096|\n"
	cuis     = "8001|20AA_100907F|20AA_110101F|1|9001|\n"
	umls     = "C0000001|ENG|P|L0000001|PF|S0000001|Y|A0000001||X|Y|MSH|MH|D000001|Grey Fever|0|N|256|\n"
)

func TestKindOf(t *testing.T) {
	for in, want := range map[string]Kind{
		conso: RxConso, rel: RxRel, relAUI: RxRel, sat: RxSat, cuis: RxCUI, umls: UMLSConso,
		"9001|T109|A1.4.1.2|Organic Chemical|AT1|4096|\n": Other, "a,b,c\n": None, "": None,
	} {
		if got := KindOf(in); got != want {
			t.Errorf("%q is %d, want %d", in, got, want)
		}
		if got := KindOf(strings.TrimRight(in, "\n") + "\r\n"); got != want {
			t.Errorf("with CRLF %q is %d, want %d", in, got, want)
		}
	}
}

func all(k Kind, r io.Reader) (out []string, err error) {
	add := func(v any) error { out = append(out, fmt.Sprintf("%+v", v)); return nil }
	switch k {
	case RxConso, UMLSConso:
		err = ReadAtoms(r, func(a Atom) error { return add(a) })
	case RxRel:
		err = ReadRelations(r, func(x Relation) error { return add(x) })
	case RxSat:
		err = ReadAttributes(r, []string{"NDC"}, func(a Attribute) error { return add(a) })
	case RxCUI:
		err = ReadRetired(r, func(x Retired) error { return add(x) })
	}
	return out, err
}

func TestRead(t *testing.T) {
	for name, c := range map[string]struct {
		kind Kind
		in   string
		want []string
		err  string
	}{
		"English atoms": {RxConso, conso + foreign + obsolete, []string{
			"{CUI:9001 AUI:77001 Source:RXNORM TermType:IN Code:9001 Name:zorvamine Suppress:78}",
			"{CUI:9001 AUI:77003 Source:MTHSPL TermType:SU Code:X1 Name:ZORVAMINE HCL Suppress:79}",
		}, ""},
		"UMLS": {UMLSConso, umls, []string{"{CUI:C0000001 AUI:A0000001 Source:MSH TermType:MH Code:D000001 Name:Grey Fever Suppress:78}"}, ""},
		"cut short": {
			RxConso, conso + "9001|ENG|P|L1|PF",
			[]string{"{CUI:9001 AUI:77001 Source:RXNORM TermType:IN Code:9001 Name:zorvamine Suppress:78}"},
			"line 2: 4 fields that end in |, want 18; is the file cut short?",
		},
		"no concept":       {RxConso, strings.Replace(conso, "9001|ENG", "x|ENG", 1), nil, "line 1: an atom needs"},
		"relations":        {RxRel, relAUI + rel, []string{"{From:9002 To:9001 Name:has_ingredient}"}, ""},
		"relation of none": {RxRel, strings.Replace(rel, "|9002|", "||", 1), nil, "line 1: a relation needs two RXCUIs"},
		"attributes":       {RxSat, sat + strings.Replace(sat, "NDC", "COLOR", 1), []string{"{CUI:9002 Name:NDC Source:RXNORM Value:00093005801}"}, ""},
		"suppressed":       {RxSat, strings.Replace(sat, "|N|", "|O|", 1), nil, ""},
		"no value":         {RxSat, strings.Replace(sat, "00093005801", "", 1), nil, "line 1: an attribute needs"},
		"retired":          {RxCUI, cuis + strings.Replace(cuis, "|1|", "|3|", 1), []string{"{Old:8001 New:9001}"}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := all(c.kind, strings.NewReader(c.in))
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if (err != nil) != (c.err != "") || err != nil && !strings.HasPrefix(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}

// FuzzRead: no file makes a reader panic, and what is handed out has a concept.
func FuzzRead(f *testing.F) {
	for i, s := range []string{conso, rel, sat, cuis, umls} {
		f.Add(uint8(i+1), s)
	}
	f.Fuzz(func(t *testing.T, kind uint8, in string) {
		KindOf(in)
		got, _ := all(Kind(kind%uint8(Other)), strings.NewReader(in))
		for _, s := range got {
			if strings.HasPrefix(s, "{CUI: ") || strings.HasPrefix(s, "{From: ") {
				t.Fatal(s)
			}
		}
	})
}
