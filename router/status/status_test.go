package status

import (
	"testing"

	"medcode/router/section"
	"medcode/schemas"
)

func TestOf(t *testing.T) {
	r := New()
	at := func(kv ...string) map[string]string {
		m := map[string]string{}
		for i := 0; i < len(kv); i += 2 {
			m[kv[i]] = kv[i+1]
		}
		return m
	}
	for _, c := range []struct {
		name string
		m    schemas.Mention
		done bool
		want string
	}{
		{"Cholecystectomy", schemas.Mention{Category: schemas.Procedure}, true, digestive},
		{"Laparoscopic cholecystectomy", schemas.Mention{Category: schemas.Procedure}, false, ""},
		{"Total replacement of right knee joint", schemas.Mention{Category: schemas.Procedure}, true, "Presence of unspecified artificial knee joint"},
		{"Sleeve gastrectomy", schemas.Mention{Category: schemas.Procedure}, true, "Bariatric surgery status"},
		{"Hysterectomy", schemas.Mention{Category: schemas.Procedure, Experiencer: "family"}, true, ""},
		{"warfarin", schemas.Mention{Category: schemas.Medication, Section: section.Medications}, false, "Long term (current) use of anticoagulants"},
		{"warfarin", schemas.Mention{Category: schemas.Medication, Section: section.Medications, Attributes: at(schemas.AttrStatus, "stopped")}, false, ""},
		{"prednisone", schemas.Mention{Category: schemas.Medication, Attributes: at(schemas.AttrFrequency, "1/d", schemas.AttrDuration, "5 d")}, false, ""},
		{"prednisone", schemas.Mention{Category: schemas.Medication, Attributes: at(schemas.AttrFrequency, "1/d")}, false, "Long term (current) use of systemic steroids"},
		{"insulin pump", schemas.Mention{Category: schemas.Device}, false, "Presence of insulin pump (external) (internal)"},
		{"insulin pump", schemas.Mention{Category: schemas.Device, Section: section.Plan}, false, ""},
		{"walker", schemas.Mention{Category: schemas.Device}, false, ""},
	} {
		if got := r.Of(&c.m, []string{c.name}, c.done); got != c.want {
			t.Errorf("%s (%+v): %q, want %q", c.name, c.m, got, c.want)
		}
	}
}
