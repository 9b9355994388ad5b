package ontology

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"medcode/schemas"
)

func TestPCS(t *testing.T) {
	order := orderLine(1, "0ZA", 0, "Grey System, Mending", "Grey System, Mending") +
		orderLine(2, "0ZA00ZZ", 1, "Mending L, Open", "Mending of Left, Open Approach") +
		orderLine(3, "0ZA03ZZ", 1, "Mending L, Perc", "Mending of Left, Percutaneous Approach")
	r, info, _ := addAll(t, PCS, map[string]string{"icd10pcs_order_2026.txt": order})
	if info.Release != "FY2026" || info.Billable != 2 || info.From.Format("2006-01-02") != "2025-10-01" {
		t.Errorf("%+v", info)
	}
	if got := found(r, "mending of left open approach"); got != "0ZA00ZZ" {
		t.Errorf("title finds %q", got)
	}
	table, _ := r.Find("0ZA")
	lo, hi := r.Descendants(table)
	if _, answer := r.Emit(table); answer || hi-lo != 3 {
		t.Errorf("a table is an answer: %v, %d codes below", answer, hi-lo)
	}
	if err := r.PCSTables().Validate("0ZA00ZZ"); err != nil {
		t.Error(err)
	}
	if err := r.PCSTables().Validate("0ZA04ZZ"); err == nil || !strings.Contains(err.Error(), "approach") {
		t.Errorf("Validate: %v", err)
	}
	for name, c := range map[string]struct {
		o        schemas.Ontology
		in, want string
	}{
		"twice":              {PCS, order + orderLine(4, "0ZA03ZZ", 1, "Again", "Again"), "line 4: code 0ZA03ZZ comes after"},
		"another vocabulary": {schemas.ICD10CM, order, "ontology add icd10pcs"},
	} {
		s := newStore(t)
		_, err := s.Add(context.Background(), c.o, "", []string{write(t, t.TempDir(), "order_2026.txt", c.in)}, func(string) {})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}

// TestFullPCS reads the zip of 2026 as published.
func TestFullPCS(t *testing.T) {
	dir := data(t)
	s := newStore(t)
	info, err := s.Add(context.Background(), PCS, "", []string{filepath.Join(dir, "icd10pcs", "cms_2026_pr_icd10pcs.zip")}, func(l string) { t.Log(l) })
	if err != nil || info.Release != "FY2026" || info.Billable < 78000 {
		t.Fatalf("%+v %v", info, err)
	}
}

// TestLargeRefused: a bomb and a cut archive are found in files that are read
// as a stream too.
func TestLargeRefused(t *testing.T) {
	line := "9002||||CUI|9002|AT1||COLOR|RXNORM|grey|N|4096|\n"
	bomb := zipOf(t, map[string]string{"RXNSAT.RRF": strings.Repeat(line, bombSize/len(line)*2), "RXNCONSO.RRF": smallConso})
	whole := zipOf(t, map[string]string{"RXNCONSO.RRF": smallConso})
	packed := gzOf(t, smallConso)
	damaged := []byte(packed)
	damaged[len(damaged)-6] ^= 1
	for name, c := range map[string]struct{ file, body, want string }{
		"bomb":     {"rx.zip", bomb, "unpacks to more than"},
		"cut zip":  {"rx.zip", whole[:len(whole)-30], "cut short"},
		"cut gzip": {"RXNCONSO.RRF.gz", packed[:len(packed)-20], "cut short"},
		"checksum": {"RXNCONSO.RRF.gz", string(damaged), "damaged"},
	} {
		s := newStore(t)
		_, err := s.Add(context.Background(), schemas.RxNorm, "", []string{write(t, t.TempDir(), c.file, c.body)}, func(string) {})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
		if list, _ := s.List(); len(list) != 0 {
			t.Errorf("%s left a release behind", name)
		}
	}
}

// FuzzImport gives any bytes to the importers of every vocabulary: nothing may
// panic, and what is built opens.
func FuzzImport(f *testing.F) {
	vocabularies := append(schemas.Ontologies(), PCS)
	for i, body := range []string{
		smallOrder(), rf2Concept + rf2ConceptRow(sctOf(1001, "00"), "1"), smallLabs, smallConso, smallHCPCS(),
		orderLine(1, "0ZA", 0, "Grey", "Grey") + orderLine(2, "0ZA00ZZ", 1, "Mending", "Mending"),
	} {
		f.Add(uint8(i), []byte(body))
	}
	for _, body := range []string{smallLOINC, smallUMLS(), smallRel, smallSat, smallCUI, "rxcui\tname\n1\taspirin\n"} {
		for i := range vocabularies {
			f.Add(uint8(i), []byte(body))
		}
	}
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		if len(body) > 1<<20 {
			return
		}
		o := vocabularies[int(which)%len(vocabularies)]
		dir := t.TempDir()
		src, err := scan(context.Background(), o, write(t, dir, "any_2026.txt", string(body)))
		if err != nil {
			return
		}
		b := NewBuilder(Info{Ontology: o, Release: "x"})
		im := &importer{Builder: b, ontology: o, report: func(string) {}}
		if im.importAll(src.payloads) != nil {
			return
		}
		file, err := b.Build()
		if err != nil {
			return
		}
		if _, err := FromBytes(file); err != nil {
			t.Fatal(fmt.Errorf("what was built does not open: %w", err))
		}
	})
}
