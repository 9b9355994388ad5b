package pull

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestRequests(t *testing.T) {
	all, err := Sources(nil)
	if err != nil {
		t.Fatal(err)
	}
	day := func(s string) time.Time { d, _ := time.Parse(time.DateOnly, s); return d }
	for _, c := range []struct{ source, release, today, label, first string }{
		{"icd10cm", "", "2025-11-22", "FY2026", "2026-code-descriptions-tabular-order.zip"},
		{"icd10cm", "", "2026-09-30", "FY2026", "2026-code-descriptions-tabular-order.zip"},
		{"icd10cm", "2027", "2026-09-30", "FY2027", "2027-code-descriptions-tabular-order.zip"},
		{"icd10cm", "FY2026-April", "2026-09-30", "FY2026-April", "april-1-2026-code-descriptions-tabular-order.zip"},
		{"hcpcs", "", "2026-11-01", "2026", "january-2026-alpha-numeric-hcpcs-file.zip"},
		{"hcpcs", "2026-July", "2026-11-01", "2026-July", "july-2026-alpha-numeric-hcpcs-file.zip"},
	} {
		got, label, err := all[c.source].Requests(c.release, "", day(c.today))
		if err != nil || label != c.label || got[0].Name != c.first || !strings.HasPrefix(got[0].URL, "https://www.cms.gov/files/zip/") {
			t.Errorf("%s %s: %s %+v %v, want %s %s", c.source, c.release, label, got, err, c.label, c.first)
		}
	}
	for _, o := range []string{"rxnorm", "snomed", "loinc"} {
		if _, _, err := all[o].Requests("", "", day("2026-01-01")); !errors.Is(err, ErrRequest) || !strings.Contains(err.Error(), "https://") {
			t.Errorf("%s without an account: %v", o, err)
		}
	}
	got, _, err := all["rxnorm"].Requests("", "k&y", day("2026-01-01"))
	if err != nil || !strings.HasSuffix(got[0].URL, "apiKey=k%26y") || strings.Contains(got[0].Redacted(), "k%26y") || got[0].Name != "RxNorm_full_current.zip" {
		t.Errorf("with a key: %+v %v", got, err)
	}
	if _, _, err := all["icd10cm"].Requests("../x", "", day("2026-01-01")); !errors.Is(err, ErrRequest) {
		t.Errorf("a bad release: %v", err)
	}
	if _, err := Sources([]byte("{")); err == nil {
		t.Error("a damaged table is read")
	}
}

func TestDirect(t *testing.T) {
	r, err := Direct("https://uts-ws.nlm.nih.gov/download?url=https://x.org/a/SnomedCT_US.zip&apiKey={token}", "t", "")
	if err != nil || r.Name != "SnomedCT_US.zip" || !strings.HasSuffix(r.URL, "apiKey=t") {
		t.Errorf("%+v %v", r, err)
	}
	if r, err := Direct("https://x.org/a/..%2f..%2fetc", "", ""); err != nil || strings.ContainsAny(r.Name, `/\`) || strings.HasPrefix(r.Name, ".") {
		t.Errorf("%+v %v", r, err)
	}
	if _, err := Direct("not an address", "", ""); !errors.Is(err, ErrRequest) {
		t.Error(err)
	}
}
