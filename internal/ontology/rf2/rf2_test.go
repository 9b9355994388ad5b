package rf2

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// sctid makes an identifier of an item and a partition.
func sctid(item int, partition string) string {
	s := fmt.Sprintf("%d%s", item, partition)
	return s + string(CheckDigit(s))
}

func TestParseID(t *testing.T) {
	for s, want := range map[string]bool{
		"195967001": true, "22298006": true, "900000000000509007": true, "116680003": true, "138875005": true,
		"195967002": false, "19596700": false, "": false, "0000000": false, "12345678901234567890": false, "19596700a": false, "100": false,
	} {
		if _, ok := ParseID(s); ok != want {
			t.Errorf("ParseID(%q) = %v", s, ok)
		}
	}
	if id, ok := ParseID(sctid(4711, "00")); !ok || id == 0 {
		t.Error("an identifier made by CheckDigit is refused")
	}
}

func TestKindOf(t *testing.T) {
	for k, h := range headers() {
		if got := KindOf("\ufeff" + h + "\r\n1\t2"); got != k {
			t.Errorf("%q is %d, want %d", h, got, k)
		}
	}
	if KindOf(member+"mapTarget\n") != Other || KindOf("code\tterm\n") != None {
		t.Error("other files")
	}
}

// file writes an RF2 file of a kind.
func file(k Kind, rows ...string) string {
	return headers()[k] + "\r\n" + strings.Join(rows, "\r\n") + "\r\n"
}

func row1(f ...string) string { return strings.Join(f, "\t") }

const module = "900000000000207008"

// all reads a file of any kind and prints what it holds.
func all(k Kind, r io.Reader) (out []string, err error) {
	add := func(v any) error { out = append(out, fmt.Sprintf("%+v", v)); return nil }
	switch k {
	case Concepts:
		err = ReadConcepts(r, func(c Concept) error { return add(c) })
	case Descriptions:
		err = ReadDescriptions(r, func(d Description) error { return add(d) })
	case Relationships:
		err = ReadRelationships(r, func(x Relationship) error { return add(x) })
	case Language:
		err = ReadLanguage(r, func(a Acceptability) error { return add(a) })
	case ExtendedMap:
		err = ReadMap(r, func(m Map) error { return add(m) })
	}
	return out, err
}

func TestRead(t *testing.T) {
	c, d, uuid := sctid(1001, "00"), sctid(2001, "01"), "0b6c4a58-0000-5000-8000-000000000001"
	rel := sctid(3001, "02")
	for name, x := range map[string]struct {
		kind Kind
		rows []string
		want []string
		err  string
	}{
		"concepts": {
			Concepts,
			[]string{row1(c, "20240101", "1", module, "900000000000074008"), row1("22298006", "20240101", "0", module, "900000000000074008")},
			[]string{"{ID:" + c + " Active:true}", "{ID:22298006 Active:false}"},
			"",
		},
		"a wrong check digit": {Concepts, []string{row1("22298007", "20240101", "1", module, "900000000000074008")}, nil, "line 2: column 1"},
		"neither 0 nor 1":     {Concepts, []string{row1(c, "20240101", "yes", module, "900000000000074008")}, nil, "line 2: active"},
		"cut short":           {Concepts, []string{row1(c, "20240101", "1", module, "900000000000074008"), row1("22298006", "2024")}, []string{"{ID:" + c + " Active:true}"}, "line 3: 2 columns, want 5; is the file cut short?"},
		"descriptions of English": {Descriptions, []string{
			row1(d, "20240101", "1", module, c, "en", "900000000000003001", "Grey fever (disorder)", "900000000000448009"),
			row1(d, "20240101", "1", module, c, "es", "900000000000013009", "Fiebre gris", "900000000000448009"),
		}, []string{"{ID:" + d + " Concept:" + c + " Type:900000000000003001 Active:true Term:Grey fever (disorder)}"}, ""},
		"no term": {Descriptions, []string{row1(d, "20240101", "1", module, c, "en", "900000000000003001", "", "900000000000448009")}, nil, "line 2: a description without a term"},
		"inferred and active parents": {Relationships, []string{
			row1(rel, "20240101", "1", module, c, "22298006", "0", "116680003", "900000000000011006", "900000000000451002"),
			row1(rel, "20240101", "1", module, c, "22298006", "0", "116680003", "900000000000010007", "900000000000451002"),
			row1(rel, "20240101", "0", module, c, "22298006", "0", "116680003", "900000000000011006", "900000000000451002"),
		}, []string{"{Source:" + c + " Destination:22298006 Type:116680003}"}, ""},
		"language": {Language, []string{
			row1(uuid, "20240101", "1", module, "900000000000509007", d, "900000000000548007"),
			row1(uuid, "20240101", "0", module, "900000000000509007", d, "900000000000549004"),
		}, []string{"{Refset:900000000000509007 Description:" + d + " Value:900000000000548007}"}, ""},
		"another acceptability": {Language, []string{row1(uuid, "20240101", "1", module, "900000000000509007", d, c)}, nil, "line 2: acceptability"},
		"map": {ExtendedMap, []string{
			row1(uuid, "20240101", "1", module, "6011000124106", c, "1", "2", "IFA 445518008 | Age | < 18 years", "ALWAYS Q00.0", "Q00.0", "447561005", "447637006"),
		}, []string{"{Refset:6011000124106 Concept:" + c + " Group:1 Priority:2 Rule:IFA 445518008 | Age | < 18 years Advice:ALWAYS Q00.0 Target:Q00.0}"}, ""},
		"a group of words": {ExtendedMap, []string{row1(uuid, "20240101", "1", module, "6011000124106", c, "one", "2", "TRUE", "A", "Q", "447561005", "447637006")}, nil, "line 2: column 7"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := all(x.kind, strings.NewReader(file(x.kind, x.rows...)))
			if d := cmp.Diff(x.want, got); d != "" {
				t.Error(d)
			}
			if (err != nil) != (x.err != "") || err != nil && !strings.HasPrefix(err.Error(), x.err) {
				t.Errorf("error %v, want %q", err, x.err)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	for in, want := range map[string]string{
		"":                          "line 1: the file is empty",
		"id\teffectiveTime\tactive": "line 1: column moduleId is missing",
		"id\teffectiveTime\tstatus\tmoduleId\tdefinitionStatusId":          "line 1: column 3 is \"status\", want active",
		"id\teffectiveTime\tactive\tmoduleId\tdefinitionStatusId\tcomment": "line 1: column \"comment\" is not of this format",
	} {
		if _, err := all(Concepts, strings.NewReader(in)); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%q: %v, want %q", in, err, want)
		}
	}
}

// FuzzRead: no file makes a reader panic; what is handed out has identifiers.
func FuzzRead(f *testing.F) {
	c := sctid(1001, "00")
	f.Add(uint8(Concepts), row1(c, "20240101", "1", module, "900000000000074008"))
	f.Add(uint8(Descriptions), row1(c, "20240101", "1", module, c, "en", "900000000000003001", "Grey fever (disorder)", "900000000000448009"))
	f.Add(uint8(ExtendedMap), row1("x", "20240101", "1", module, "6011000124106", c, "1", "2", "TRUE", "A", "Q", "447561005", "447637006"))
	f.Fuzz(func(t *testing.T, kind uint8, body string) {
		k := Kind(kind % uint8(Other))
		if k == None {
			return
		}
		if KindOf(headers()[k]) != k {
			t.Fatal("kind")
		}
		_, _ = all(k, strings.NewReader(headers()[k]+"\n"+body))
	})
}
