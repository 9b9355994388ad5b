package ontology

import (
	"testing"

	"medcode/schemas"
)

func TestEditionIn(t *testing.T) {
	for _, c := range []struct {
		o                       schemas.Ontology
		name, outer, want, from string
	}{
		{schemas.SNOMED, "sct2_Concept_Snapshot_INT_20240801.txt", "/x/any.zip", "2024-08-01", "2024-08-01"},
		{schemas.SNOMED, "x.txt", "/x/SnomedCT_InternationalRF2_PRODUCTION_20240801T120000Z.zip", "2024-08-01", "2024-08-01"},
		{schemas.SNOMED, "snomed_gps_2020.tsv", "/x/snomed_gps_2020.tsv.gz", "2020", "2020-01-01"},
		{schemas.RxNorm, "RXNCONSO.RRF", "/x/RxNorm_full_09022025.zip", "2025-09-02", "2025-09-02"},
		{schemas.RxNorm, "RXNCONSO.RRF", "/x/rrf/RXNCONSO.RRF", "", ""},
		{schemas.LOINC, "Loinc.csv", "/x/Loinc_2.80/LoincTable/Loinc.csv", "2.80", ""},
		{schemas.LOINC, "Loinc.csv", "/x/Loinc_2.9.zip", "2.9", ""},
		{PCS, "icd10pcs_order_2026.txt", "/x/y.zip", "FY2026", "2025-10-01"},
		{schemas.HCPCS, "HCPC2025_JAN_ANWEB.txt", "/x/y.zip", "2025", "2025-01-01"},
	} {
		e := editionIn(c.o, c.name, c.outer)
		from, _ := e.inForce(c.o)
		day := ""
		if !from.IsZero() {
			day = from.Format("2006-01-02")
		}
		if e.label(c.o) != c.want || day != c.from {
			t.Errorf("%s in %s: %q from %s, want %q from %s", c.name, c.outer, e.label(c.o), day, c.want, c.from)
		}
	}
	if e := editionOf("2024-08-01"); e.label(schemas.SNOMED) != "2024-08-01" {
		t.Errorf("a label is read as %+v", e)
	}
}

func TestCompareLabels(t *testing.T) {
	order := []string{"undated", "2.9", "2.78", "2.80", "2024-03-01", "2024-09-01", "FY2025", "FY2026"}
	for i := range order {
		for j := range order {
			got := compareLabels(order[i], order[j])
			if (got < 0) != (i < j) || (got == 0) != (i == j) {
				t.Errorf("compareLabels(%s, %s) = %d", order[i], order[j], got)
			}
		}
	}
	if a, b := dated("2024-03-01"), dated("2024-09-01"); !a.before(b) || b.before(a) || a.before(a) {
		t.Error("before")
	}
}
