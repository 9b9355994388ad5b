package schemas

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestNormalize(t *testing.T) {
	var n Note
	n.Normalize()
	want := Note{Schema: Version, Revision: 1, Status: StatusNew, EncounterClass: "outpatient"}
	if diff := cmp.Diff(want, n); diff != "" {
		t.Error(diff)
	}
	full := sampleNote()
	full.Normalize()
	if diff := cmp.Diff(sampleNote(), full); diff != "" {
		t.Error("a stated value was changed", diff)
	}
}

func TestValidate(t *testing.T) {
	for name, c := range map[string]struct {
		set func(*Note)
		say string // part of the error; empty where the note is fine
	}{
		"plain":                 {func(*Note) {}, ""},
		"longest text":          {func(n *Note) { n.Text = Text(strings.Repeat("x", MaxTextBytes)) }, ""},
		"text too long":         {func(n *Note) { n.Text = Text(strings.Repeat("x", MaxTextBytes+1)) }, "the text has 262145 bytes, the limit is 262144"},
		"no text":               {func(n *Note) { n.Text = "" }, "the text is empty"},
		"blank text":            {func(n *Note) { n.Text = " \n\t " }, "the text is empty"},
		"not UTF-8":             {func(n *Note) { n.Text = "Miller \xff" }, "UTF-8"},
		"half a character":      {func(n *Note) { n.Text = "Miller \xc3" }, "UTF-8"},
		"binary":                {func(n *Note) { n.Text = "Miller\x00" }, "NUL"},
		"accents":               {func(n *Note) { n.Text = "Sjögren’s, 5 µg" }, ""},
		"no feed":               {func(n *Note) { n.Feed = "" }, "feed"},
		"feed with a dot":       {func(n *Note) { n.Feed = "a.b" }, "feed"},
		"feed with a wildcard":  {func(n *Note) { n.Feed = "*" }, "feed"},
		"feed with a line":      {func(n *Note) { n.Feed = "a\nb" }, "feed"},
		"feed too long":         {func(n *Note) { n.Feed = strings.Repeat("f", 65) }, "feed"},
		"longest feed":          {func(n *Note) { n.Feed = strings.Repeat("f", 64) }, ""},
		"no id":                 {func(n *Note) { n.ID = "" }, "id must have"},
		"id of any bytes":       {func(n *Note) { n.ID = "Miller^1.*> \xff" }, ""},
		"id too long":           {func(n *Note) { n.ID = strings.Repeat("i", 257) }, "it has 257"},
		"revision 0":            {func(n *Note) { n.Revision = 0 }, "revision"},
		"negative revision":     {func(n *Note) { n.Revision = -1 }, "revision"},
		"unknown status":        {func(n *Note) { n.Status = "Miller" }, "status"},
		"newborn":               {func(n *Note) { n.Age = ptr(0) }, ""},
		"age below zero":        {func(n *Note) { n.Age = ptr(-1) }, "age"},
		"age in days":           {func(n *Note) { n.Age = ptr(20000) }, "age"},
		"another schema":        {func(n *Note) { n.Schema = 2 }, "schema version 2"},
		"cancelled, no text":    {func(n *Note) { n.Status, n.Text = StatusCancelled, "" }, ""},
		"corrected, no text":    {func(n *Note) { n.Status, n.Text = StatusCorrected, "" }, "empty"},
		"cancelled, without id": {func(n *Note) { n.Status, n.ID = StatusCancelled, "" }, "id must have"},
	} {
		n := Note{Feed: "ehr", ID: "a", Text: "text"}
		n.Normalize()
		c.set(&n)
		err := n.Validate()
		switch {
		case c.say == "":
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		case !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.say):
			t.Errorf("%s: %v", name, err)
		case strings.Contains(err.Error(), "Miller"):
			t.Errorf("%s: the error tells of the note: %v", name, err)
		}
	}
}

func TestPatients(t *testing.T) {
	for name, c := range map[string]struct {
		m    Mention
		want bool
	}{
		"plain": {Mention{}, true}, "stated": {Mention{Experiencer: "patient"}, true}, "family": {Mention{Experiencer: "family"}, false},
		"negated": {Mention{Negated: true}, false}, "hypothetical": {Mention{Hypothetical: true}, false},
		"uncertain": {Mention{Uncertain: true}, true}, "historical": {Mention{Historical: true}, true},
	} {
		if c.m.Patients() != c.want {
			t.Errorf("%s: %v", name, !c.want)
		}
	}
}

func TestSubjects(t *testing.T) {
	for got, want := range map[string]string{
		NoteSubject("ehr"): "notes.ehr", WorkSubject(LOINC): "work.loinc", CodesSubject(LOINC, "i"): "codes.loinc.i",
		DoneSubject("ehr", "k"): "done.ehr.k", DLQSubject("router"): "dlq.router", CodeSubject(HCPCS): "svc.code.hcpcs",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}
