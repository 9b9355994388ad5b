package ontology

import (
	"context"
	"strings"
	"testing"

	"medcode/schemas"
)

// Files of RxNorm in the layout of the publisher; the content is invented.
const (
	smallConso = "9001|ENG|P|L1|PF|S1|Y|77001||9001||RXNORM|IN|9001|zorvamine|0|N|4096|\n" +
		"9001|ENG|S|L2|PF|S2|Y|77002||9001||MTHSPL|SU|X1|ZORVAMINE BASE|0|N||\n" +
		"9001|ENG|S|L3|PF|S3|Y|77003||9001||MMSL|CD|X2|Zorv, out of use|0|O||\n" +
		"9002|ENG|P|L4|PF|S4|Y|77004||9002||RXNORM|SCD|9002|zorvamine 10 MG Oral Tablet|0|N|4096|\n" +
		"9002|ENG|S|L5|PF|S5|Y|77005||9002||RXNORM|PSN|9002|zorvamine 10 MG tablet|0|N|4096|\n" +
		"9003|ENG|P|L6|PF|S6|Y|77006||9003||RXNORM|BN|9003|Zorvex|0|N|4096|\n" +
		"9004|ENG|P|L7|PF|S7|Y|77007||9004||RXNORM|DF|9004|Oral Tablet|0|N|4096|\n" +
		"9005|ENG|P|L8|PF|S8|Y|77008||9005||RXNORM|IN|9005|outdatamine|0|O|4096|\n" +
		"9006|ENG|P|L9|PF|S9|Y|77009||9006||ATC|PT|X9|Zorv class|0|N||\n"
	smallRel = "9001||CUI|RO|9002||CUI|has_ingredient|5||RXNORM|RXNORM|||N|4096|\n" +
		"9002||CUI|RO|9001||CUI|ingredient_of|6||RXNORM|RXNORM|||N|4096|\n" +
		"9001||CUI|RO|9003||CUI|tradename_of|7||RXNORM|RXNORM|||N|4096|\n"
	smallSat = "9002||||CUI|9002|AT1||NDC|RXNORM|00093005801|N|4096|\n" +
		"9002||||CUI|9002|AT2||RXN_AVAILABLE_STRENGTH|RXNORM|10 MG|N|4096|\n" +
		"9002||||CUI|9002|AT3||NDC|GS|93-58|N||\n"
	smallCUI = "8001|20AA_100907F|20AA_110101F|1|9001|\n"
)

func TestRRF(t *testing.T) {
	r, info, said := addAll(t, schemas.RxNorm, map[string]string{"RxNorm_full_03042024.zip": zipOf(t, map[string]string{
		"rrf/RXNCONSO.RRF": smallConso, "rrf/RXNREL.RRF": smallRel, "rrf/RXNSAT.RRF": smallSat, "rrf/RXNCUI.RRF": smallCUI,
		"prescribe/rrf/RXNCONSO.RRF": smallConso, "rrf/RXNSTY.RRF": "9001|T109|A1.4|Organic|AT|4096|\n", "Readme.txt": "hello",
	})})
	if info.Release != "2024-03-04" || info.Codes != 4 || info.Billable != 3 {
		t.Errorf("%+v; %q", info, said)
	}
	for term, want := range map[string]string{
		"zorvamine": "9001", "ZORVAMINE BASE": "9001", "zorvamine 10 mg tablet": "9002", "zorvex": "9003",
		"zorv, out of use": "", "outdatamine": "", "zorv class": "",
	} {
		if got := found(r, term); got != want {
			t.Errorf("%q finds %q, want %q", term, got, want)
		}
	}
	tablet, _ := r.Find("9002")
	brand, _ := r.Find("9003")
	if c := r.Code(tablet); c.Display != "zorvamine 10 MG Oral Tablet" || c.Class != "clinical drug" {
		t.Errorf("%+v", c)
	}
	if got := r.Related(tablet, "has_ingredient"); len(got) != 1 || r.Code(got[0]).Code != "9001" {
		t.Errorf("ingredients %v", got)
	}
	if got := r.Related(brand, "tradename_of"); len(got) != 1 || r.Code(got[0]).Code != "9001" {
		t.Errorf("trade name %v", got)
	}
	if m := r.Crosswalk(SystemNDC, "00093005801"); len(m) != 1 || m[0].ID != tablet {
		t.Errorf("NDC %+v", m)
	}
	if m := r.MapTo(SystemStrength, tablet); len(m) != 1 || m[0].Code != "10 MG" {
		t.Errorf("strength %+v", m)
	}
	if m := r.Crosswalk(SystemRetiredRxCUI, "8001"); len(m) != 1 || r.Code(m[0].ID).Code != "9001" {
		t.Errorf("retired %+v", m)
	}
	if form, ok := r.Find("9004"); !ok || r.Billable(form) {
		t.Error("a dose form is an answer")
	}
}

func TestNDC(t *testing.T) {
	for in, want := range map[string]string{
		"00093005801": "00093005801", "0093-0058-01": "00093005801", "50242-040-62": "50242004062", "60575-4112-1": "60575411201",
		"000093005801": "00093005801", "93-58": "", "0093005801": "", "0093-0058-0x": "", "": "", "1-2-3": "",
	} {
		if got, ok := NDC(in); got != want || ok != (want != "") {
			t.Errorf("NDC(%q) = %q, %v", in, got, ok)
		}
	}
}

// smallUMLS joins names of other sources to codes by their concept. The concept
// of "wide" belongs to four codes and says nothing about any.
func smallUMLS() string {
	atom := func(cui, aui, sab, tty, code, name, suppress string) string {
		return cui + "|ENG|P|L1|PF|S1|Y|" + aui + "||||" + sab + "|" + tty + "|" + code + "|" + name + "|0|" + suppress + "||\n"
	}
	out := atom("C0000001", "A1", "ICD10CM", "PT", "R07.9", "Chest pain, unspecified", "N") +
		atom("C0000001", "A2", "MSH", "MH", "D1", "Thoracalgia", "N") +
		atom("C0000001", "A3", "SNOMEDCT_US", "FN", "1", "Stethalgia (finding)", "N") +
		atom("C0000001", "A4", "MDR", "LLT", "2", "Old chest word", "O") +
		strings.Replace(atom("C0000001", "A5", "MSHSPA", "MH", "3", "Toracalgia", "N"), "|ENG|", "|SPA|", 1) +
		atom("C0000002", "A6", "MSH", "MH", "4", "Unrelated", "N")
	for i, code := range []string{"R07.1", "R07.9", "G43.9", "G44.1"} {
		out += atom("C0000003", "B"+string(rune('0'+i)), "ICD10CM", "PT", code, "x", "N")
	}
	return out + atom("C0000003", "C1", "MSH", "MH", "5", "Wide", "N")
}

func TestUMLS(t *testing.T) {
	order := smallOrder() + orderLine(6, "G441", 1, "Vasc headache", "Vascular headache")
	r, _, said := addAll(t, schemas.ICD10CM, map[string]string{"order-2026.txt": order, "MRCONSO.RRF": smallUMLS()})
	for term, want := range map[string]string{
		"thoracalgia": "R07.9", "stethalgia": "R07.9", "old chest word": "", "toracalgia": "", "unrelated": "", "wide": "",
	} {
		if got := found(r, term); got != want {
			t.Errorf("%q finds %q, want %q; said %q", term, got, want, said)
		}
	}
	s := newStore(t)
	p := write(t, t.TempDir(), "MRCONSO.RRF", smallUMLS())
	if _, err := s.Add(context.Background(), schemas.ICD10CM, "FY2026", []string{p}, func(string) {}); err == nil || !strings.Contains(err.Error(), "add the official release") {
		t.Errorf("without an order file: %v", err)
	}
	r, _, _ = addAll(t, schemas.HCPCS, map[string]string{"MRCONSO.RRF": strings.ReplaceAll(strings.ReplaceAll(smallUMLS(), "ICD10CM", "HCPCS"), "R07.9", "E1130")})
	if found(r, "thoracalgia") != "E1130" {
		t.Error("codes from atoms alone")
	}
}

// TestRRFRefused: what is wrong is named with file and line.
func TestRRFRefused(t *testing.T) {
	for name, c := range map[string]struct{ in, err string }{
		"an atom twice": {smallConso + strings.SplitAfter(smallConso, "\n")[0], "RXNCONSO.RRF, line 10: atom 77001 stands twice"},
		"cut short":     {smallConso[:len(smallConso)-40], "RXNCONSO.RRF, line 9: "},
		"a field more":  {smallConso + "9|ENG|P|L1|PF|S1|Y|1||9||RXNORM|IN|9|a|b|0|N|4096|\n", "line 10: 19 fields"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			p := write(t, t.TempDir(), "RXNCONSO.RRF", c.in)
			if _, err := s.Add(context.Background(), schemas.RxNorm, "", []string{p}, func(string) {}); err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			if list, _ := s.List(); len(list) != 0 {
				t.Errorf("left %v", list)
			}
		})
	}
}
