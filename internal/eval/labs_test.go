package eval_test

import (
	"testing"

	"medcode/internal/eval"
)

// TestLabs: names are aligned one for one, codes as good count as accepted,
// and a wrong value is a miss and a false alarm.
func TestLabs(t *testing.T) {
	lines := []eval.LabLine{{ID: "1", Kind: "a", Text: "BP 120/80 K 3.2 Cr 1.1", Labs: []eval.Lab{
		{Start: 0, End: 2, LOINC: "8480-6", Value: "120"},
		{Start: 0, End: 2, LOINC: "8462-4", Value: "80"},
		{Start: 10, End: 11, LOINC: "2823-3", Also: []string{"6298-4"}, Value: "3.2"},
		{Start: 16, End: 18, LOINC: "2160-0", Value: "1.1"},
	}}}
	rep, err := eval.Labs(lines, func(string) ([]eval.Lab, error) {
		return []eval.Lab{
			{Start: 0, End: 2, LOINC: "8462-4", Value: "80"},
			{Start: 0, End: 2, LOINC: "8480-6", Value: "120"},
			{Start: 10, End: 15, LOINC: "6298-4", Value: "3.3"},
			{Start: 20, End: 22, LOINC: "1-8"},
		}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if s := rep.Spans; s.TP != 3 || s.FP != 1 || s.FN != 1 {
		t.Errorf("spans %+v", s.Counts)
	}
	if s := rep.Exact; s.TP != 2 || s.FP != 2 || s.FN != 2 {
		t.Errorf("exact %+v", s.Counts)
	}
	if rep.Top1.Hits != 2 || rep.Accepted.Hits != 3 || rep.Accepted.N != 4 || rep.Whole.Hits != 2 {
		t.Errorf("codes %+v %+v %+v", rep.Top1, rep.Accepted, rep.Whole)
	}
	if v := rep.Fields[0].Score; v.TP != 2 || v.FP != 1 || v.FN != 1 {
		t.Errorf("values %+v", v.Counts)
	}
}
