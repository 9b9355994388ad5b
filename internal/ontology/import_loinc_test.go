package ontology

import (
	"context"
	"strings"
	"testing"

	"medcode/schemas"
)

// loincOf makes a code of digits; the content of these files is invented.
func loincOf(digits string) string {
	for d := '0'; d <= '9'; d++ {
		if code := digits + "-" + string(d); CheckLOINC(code) == nil {
			return code
		}
	}
	return ""
}

func TestCheckLOINC(t *testing.T) {
	for code, ok := range map[string]bool{
		"2345-7": true, "718-7": true, "4548-4": true, "1-8": true, "5895-7": true,
		"2345-8": false, "2345": false, "-7": false, "12345678-1": false, "2345-77": false, "a-1": false, "": false,
	} {
		if err := CheckLOINC(code); (err == nil) != ok {
			t.Errorf("CheckLOINC(%q) = %v", code, err)
		}
	}
}

const loincHead = `"LOINC_NUM","COMPONENT","PROPERTY","TIME_ASPCT","SYSTEM","SCALE_TYP","METHOD_TYP","CLASS","STATUS","RELATEDNAMES2","SHORTNAME","LONG_COMMON_NAME","COMMON_TEST_RANK","DisplayName","CONSUMER_NAME"` + "\r\n"

func loincRow(code, component, status, long, rank string) string {
	return `"` + strings.Join([]string{code, component, "MCnc", "Pt", "Ser", "Qn", "", "CHEM", status, "", "", long, rank, "", ""}, `","`) + "\"\r\n"
}

// smallRelease has two codes of one component, a panel, and codes out of use.
func smallRelease() map[string]string {
	a, b, panel, old, low := loincOf("90001"), loincOf("90002"), loincOf("90003"), loincOf("90004"), loincOf("90005")
	part := "LP" + loincOf("90010")
	return map[string]string{
		"LoincTable/Loinc.csv": loincHead + loincRow(b, "Zorvin", "ACTIVE", "Zorvin [Mass/volume] in Hair", "0") +
			loincRow(a, "Zorvin", "ACTIVE", "Zorvin [Mass/volume] in Serum", "12") +
			loincRow(panel, "Zorvin panel", "ACTIVE", "Zorvin panel - Serum", "0") +
			loincRow(old, "Zorvin.old", "DEPRECATED", "Deprecated Zorvin", "0") + loincRow(low, "Zorvin", "DISCOURAGED", "Zorvin in Something", "0"),
		"LoincTableCore/LoincTableCore.csv":        loincHead + loincRow(a, "Zorvin", "ACTIVE", "Zorvin [Mass/volume] in Serum", "12"),
		"AccessoryFiles/PartFile/Part.csv":         "\"PartNumber\",\"PartTypeName\",\"PartName\",\"PartDisplayName\",\"Status\"\r\n\"" + part + "\",\"COMPONENT\",\"Zorvin\",\"Zorvin the part\",\"ACTIVE\"\r\n",
		"PartFile/LoincPartLink_Primary.csv":       "\"LoincNumber\",\"LongCommonName\",\"PartNumber\",\"PartName\",\"PartCodeSystem\",\"PartTypeName\",\"LinkTypeName\",\"Property\"\r\n\"" + a + "\",\"x\",\"" + part + "\",\"Zorvin\",\"http://loinc.org\",\"COMPONENT\",\"Primary\",\"p\"\r\n",
		"PanelsAndForms/PanelsAndForms.csv":        "\"ParentId\",\"ParentLoinc\",\"ParentName\",\"ID\",\"SEQUENCE\",\"Loinc\",\"LoincName\",\"DisplayNameForForm\"\r\n1,\"" + panel + "\",\"P\",2,1,\"" + a + "\",\"Zorvin\",\"Your zorvin value\"\r\n",
		"ConsumerName/ConsumerName.csv":            "\"LoincNumber\",\"ConsumerName\"\r\n\"" + a + "\",\"Zorvin, blood\"\r\n",
		"LoincTable/MapTo.csv":                     "\"LOINC\",\"MAP_TO\",\"COMMENT\"\r\n\"" + old + "\",\"" + a + "\",\"\"\r\n",
		"LinguisticVariants/deDE_Variant.csv":      "\"LOINC_NUM\",\"COMPONENT\",\"LONG_COMMON_NAME\"\r\n\"" + a + "\",\"Zorvin\",\"Zorvin im Serum\"\r\n",
		"AccessoryFiles/AnswerFile/AnswerList.csv": "\"AnswerListId\",\"AnswerListName\"\r\n\"LL1\",\"x\"\r\n",
	}
}

func TestLOINCRelease(t *testing.T) {
	r, info, said := addAll(t, schemas.LOINC, map[string]string{"Loinc_2.78.zip": zipOf(t, smallRelease())})
	a, panel, old, low := loincOf("90001"), loincOf("90003"), loincOf("90004"), loincOf("90005")
	if info.Release != "2.78" || info.Codes != 6 || info.Billable != 4 {
		t.Errorf("%+v; %q", info, said)
	}
	for term, want := range map[string]string{
		"zorvin": a, "zorvin, blood": a, "your zorvin value": a, "zorvin panel": panel, "zorvin in something": low,
		"zorvin im serum": "",
	} {
		if got := found(r, term); got != want {
			t.Errorf("%q finds %q, want %q", term, got, want)
		}
	}
	if ts := r.Exact("zorvin"); r.Code(r.CodeOf(ts[len(ts)-1])).Billable && r.Code(r.CodeOf(ts[len(ts)-1])).Code != low {
		t.Error("the discouraged code is not the last answer")
	}
	for _, code := range []string{old, "LP" + loincOf("90010")} {
		id, ok := r.Find(code)
		if _, answer := r.Emit(id); !ok || answer {
			t.Errorf("%s: there %v, an answer %v", code, ok, answer)
		}
	}
	id, _ := r.Find(panel)
	if m := r.Related(id, RelationMember); len(m) != 1 || r.Code(m[0]).Code != a {
		t.Errorf("members %v", m)
	}
	id, _ = r.Find(a)
	if m := r.Related(id, "has component"); len(m) != 1 || r.Code(m[0]).Class != "part: COMPONENT" {
		t.Errorf("component %v", m)
	}
	if m := r.RelatedBy(id, RelationReplaced); len(m) != 1 || r.Code(m[0]).Code != old {
		t.Errorf("replaced %v", m)
	}
}

func TestLOINCRefused(t *testing.T) {
	a := loincOf("90001")
	row := loincRow(a, "Zorvin", "ACTIVE", "Zorvin in Serum", "1")
	for name, c := range map[string]struct{ in, err string }{
		"a wrong check digit": {loincHead + row + loincRow("90001-"+string(a[6]^1), "Zorvin", "ACTIVE", "Z", ""), "line 3: code 90001-"},
		"twice":               {loincHead + row + loincRow(a, "Zorvin", "ACTIVE", "Zorvin in Hair", "1"), "line 3: code " + a + " stands twice"},
		"a status":            {loincHead + loincRow(a, "Zorvin", "GOOD", "Zorvin in Serum", "1"), "line 2: status"},
		"cut short":           {loincHead + row + row[:20], "line 3"},
	} {
		t.Run(name, func(t *testing.T) {
			s := newStore(t)
			p := write(t, t.TempDir(), "Loinc.csv", c.in)
			if _, err := s.Add(context.Background(), schemas.LOINC, "", []string{p}, func(string) {}); err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
		})
	}
}
