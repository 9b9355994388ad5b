package ontology

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"medcode/schemas"
)

// add calls Add and returns what was reported.
func add(t testing.TB, s *Store, o schemas.Ontology, label string, paths ...string) (Info, string, error) {
	t.Helper()
	var said []string
	info, err := s.Add(context.Background(), o, label, paths, func(l string) { said = append(said, l) })
	return info, strings.Join(said, "\n"), err
}

func TestAddAgain(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	order := write(t, dir, "icd10cm-order-2026.txt", smallOrder())
	first, _, err := add(t, s, schemas.ICD10CM, "", order)
	if err != nil || first.Terms == 0 || len(first.Sources) != 1 {
		t.Fatalf("%+v %v", first, err)
	}
	if _, said, err := add(t, s, schemas.ICD10CM, "", order); err != nil || !strings.Contains(said, "already") {
		t.Errorf("adding again: %q %v", said, err)
	}
	if err := os.Remove(order); err != nil {
		t.Fatal(err)
	}
	both, _, err := add(t, s, schemas.ICD10CM, "", write(t, dir, "index.tsv", smallIndex))
	if err != nil || both.Release != "FY2026" || both.Terms != first.Terms+1 || len(both.Sources) != 2 {
		t.Errorf("with one more file: %+v %v", both, err)
	}
	list, err := s.List()
	if err != nil || len(list) != 1 || list[0].Err != nil || list[0].Size == 0 || list[0].Terms != both.Terms || !filepath.IsAbs(list[0].Path) {
		t.Errorf("list %+v %v", list, err)
	}
}

func TestInForce(t *testing.T) {
	s, dir := newStore(t), t.TempDir()
	r, use, err := s.InForce(schemas.ICD10CM, time.Time{})
	if err != nil || use.Release != "starter" || !r.Info().Starter || r.Info().Total != icdTotal || r.Info().Codes == 0 {
		t.Fatalf("starter: %+v %v", use, err)
	}
	paths := []string{
		write(t, dir, "icd10cm-order-2025.txt", smallOrder()), write(t, dir, "icd10cm-order-2026.txt", smallOrder()),
		write(t, dir, "icd10cm-order-April-2026.txt", smallOrder()),
	}
	if _, _, err := add(t, s, schemas.ICD10CM, "", paths...); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		day  string
		want schemas.ReleaseUse
	}{
		{"2023-01-01", schemas.ReleaseUse{Release: "FY2025", Early: true}},
		{"2024-10-01", schemas.ReleaseUse{Release: "FY2025"}},
		{"2025-09-30T23:59:00Z", schemas.ReleaseUse{Release: "FY2025"}},
		{"2025-10-01", schemas.ReleaseUse{Release: "FY2026"}},
		{"2026-04-01", schemas.ReleaseUse{Release: "FY2026-April"}},
		{"2026-09-30T12:00:00Z", schemas.ReleaseUse{Release: "FY2026-April"}},
		{"2026-10-01", schemas.ReleaseUse{Release: "FY2026-April", Stale: true}},
		{"", schemas.ReleaseUse{Release: "FY2026-April"}},
	} {
		on, err := schemas.ParseTime(c.day)
		if err != nil {
			t.Fatal(err)
		}
		r, use, err := s.InForce(schemas.ICD10CM, on.Time)
		if err != nil || use != c.want || r.Info().Release != c.want.Release {
			t.Errorf("%s: %+v %v, want %+v", c.day, use, err, c.want)
		}
	}
	again, _, _ := s.InForce(schemas.ICD10CM, time.Time{})
	if same, _, _ := s.InForce(schemas.ICD10CM, time.Time{}); same != again {
		t.Error("a release is opened twice")
	}
}

func TestDamagedRelease(t *testing.T) {
	s := newStore(t)
	if _, _, err := add(t, s, schemas.ICD10CM, "", write(t, t.TempDir(), "order-2026.txt", smallOrder())); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(s.Dir(), "icd10cm", "FY2026", releaseFile)
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	b = bytes.Clone(b)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, _, err := s.InForce(schemas.ICD10CM, time.Time{}); !errors.Is(err, ErrDamaged) || !strings.Contains(err.Error(), path) {
		t.Errorf("damage: %v", err)
	}
}

func TestAddErrors(t *testing.T) {
	dir := t.TempDir()
	order := smallOrder()
	bomb := zipOf(t, map[string]string{"bomb-2026.txt": order + strings.Repeat(strings.Repeat(" ", 1023)+"\n", 40<<10)})
	z := zipOf(t, map[string]string{"icd10cm-order-2026.txt": order})
	for _, c := range []struct {
		name, body, label string
		o                 schemas.Ontology
		want              string
	}{
		{"notes.txt", "some words\nof no table\n", "", schemas.ICD10CM, "expected one of"},
		{"empty.txt", "", "", schemas.ICD10CM, "expected one of"},
		{"binary", "\x00\x01\x02", "", schemas.SNOMED, "expected one of"},
		{"order.txt", order, "", schemas.ICD10CM, "does not tell its year"},
		{"order-2026.txt", order, "a/b", schemas.ICD10CM, "label"},
		{"order-2026.txt", order + "00009 R09     1 cut", "", schemas.ICD10CM, "line 6"},
		{"index.tsv", smallIndex, "FY2026", schemas.ICD10CM, "order file"},
		{"order-2026.txt", order, "", schemas.HCPCS, "ontology add icd10cm"},
		{"cut.zip", z[:len(z)-30], "", schemas.ICD10CM, "cut short"},
		{"cut-2026.gz", gzOf(t, order)[:60], "", schemas.ICD10CM, "cut short"},
		{"bomb.zip", bomb, "", schemas.ICD10CM, "unpacks to more"},
		{"table.csv", "code,term\nX,\n", "", schemas.RxNorm, "line 2"},
	} {
		s := newStore(t)
		_, _, err := add(t, s, c.o, c.label, write(t, dir, c.name, c.body))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.name, err, c.want)
		}
		if list, _ := s.List(); len(list) != 0 {
			t.Errorf("%s left a release behind", c.name)
		}
	}
	if _, _, err := add(t, newStore(t), schemas.ICD10CM, "", filepath.Join(dir, "absent")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent file: %v", err)
	}
}

func TestKept(t *testing.T) {
	dir := t.TempDir()
	for _, c := range []struct {
		name, body string
		o          schemas.Ontology
		want       string
	}{
		{"a", "R079    Chest pain, unspecified\nR071    Chest pain on breathing\nG439    Migraine, unspecified\n", schemas.ICD10CM, "codes file"},
		{"b", "Add:         0 B880    Other acariasis\n", schemas.ICD10CM, "addenda"},
		{"c", "<ICD10CM.index><version>2026</version><title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>", schemas.ICD10CM, "index (XML)"},
		{"d", "A000    0010  00000\nA001    0011  00000\nA009    0019  00000\n", schemas.ICD10CM, "equivalence"},
		{"e.zip", zipOf(t, map[string]string{"e": orderLine(1, "001", 0, "Section", "Section") + orderLine(2, "0016070", 1, "Bypass", "Bypass")}), schemas.ICD10CM, "PCS"},
		{"f", "%PDF-1.7", schemas.ICD10CM, "PDF"},
		{"g", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\tmapTarget\n", schemas.SNOMED, "RF2"},
		{"h", "9001|T109|A1.4.1|Organic Chemical|AT1|256|\n", schemas.RxNorm, "RRF"},
		{"i", "\"LOINC_NUM\",\"LinguisticVariant\"\n", schemas.LOINC, "accessory"},
		{"j", "       PROCESSING NOTES\n", schemas.HCPCS, "notes"},
		{"k.xlsx", zipOf(t, map[string]string{"xl/workbook.xml": "<w/>", "xl/sharedStrings.xml": "<t>Current code assignment</t>"}), schemas.ICD10CM, "conversions"},
	} {
		s := newStore(t)
		_, said, err := add(t, s, c.o, "", write(t, dir, c.name, c.body))
		if err != nil || !strings.Contains(said, c.want) || !strings.Contains(said, "kept for later") {
			t.Errorf("%s: %q %v, want %q", c.name, said, err, c.want)
		}
		if kept, _ := filepath.Glob(filepath.Join(s.Dir(), string(c.o), laterDir, "*_"+c.name)); len(kept) != 1 {
			t.Errorf("%s was not kept", c.name)
		}
	}
}

func TestEdition(t *testing.T) {
	for name, want := range map[string]string{
		"icd10cm-order-2026.txt": "FY2026", "icd10cm_order_FY25.txt": "FY2025", "icd10cm-order-April-1-2026.txt": "FY2026-April",
		"order.txt": "", "x_20250115.txt": "FY2025", "v120260.txt": "",
	} {
		if got := editionOf(name).label(schemas.ICD10CM); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
}
