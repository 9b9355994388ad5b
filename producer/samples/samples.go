// Package samples holds invented clinical notes of several kinds, for a first
// run and for tests. The people, dates and findings in them are made up.
package samples

import (
	"embed"
	"fmt"
	"path"
	"strings"

	"medcode/schemas"
)

// Feed is the feed under which the samples are published.
const Feed = "samples"

//go:embed *.txt
var texts embed.FS

// facts is what a feed would send beside the text of a note.
type facts struct {
	class       string // encounter class, empty for outpatient
	sex         string
	age         int    // completed years
	date        string // of service
	discharged  string
	isExpecting bool
}

// Notes returns the sample notes in the order of their ids, each valid and of
// revision 1. The id is the file name without its extension and never changes.
func Notes() ([]schemas.Note, error) {
	files, err := texts.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("list the sample notes: %w", err)
	}
	known := known()
	notes := make([]schemas.Note, 0, len(files))
	for _, f := range files {
		body, err := texts.ReadFile(f.Name())
		if err != nil {
			return nil, fmt.Errorf("read a sample note: %w", err)
		}
		id := strings.TrimSuffix(f.Name(), path.Ext(f.Name()))
		n, err := note(id, string(body), known[id])
		if err != nil {
			return nil, fmt.Errorf("sample note %s: %w", id, err)
		}
		notes = append(notes, n)
	}
	return notes, nil
}

func note(id, text string, f facts) (schemas.Note, error) {
	n := schemas.Note{Feed: Feed, ID: id, Revision: 1, Text: schemas.Text(text), EncounterClass: f.class, Sex: f.sex}
	if f.age > 0 {
		n.Age = &f.age
	}
	if f.isExpecting {
		n.Pregnant = &f.isExpecting
	}
	var err error
	if n.DateOfService, err = schemas.ParseTime(f.date); err != nil {
		return n, err
	}
	if n.DischargeDate, err = schemas.ParseTime(f.discharged); err != nil {
		return n, err
	}
	n.Normalize()
	return n, n.Validate()
}

// known gives the facts of each sample, which agree with its text.
func known() map[string]facts {
	return map[string]facts{
		"clinic-soap":               {sex: "female", age: 46, date: "2026-03-03"},
		"dictated-caps":             {sex: "female", age: 61, date: "2026-03-27"},
		"discharge-heart-failure":   {class: "inpatient", sex: "female", age: 79, date: "2026-01-05", discharged: "2026-01-10"},
		"ed-chest-pain":             {class: "emergency", sex: "male", age: 58, date: "2026-02-11"},
		"home-health-dme":           {sex: "male", age: 72, date: "2026-05-06"},
		"lab-report":                {sex: "female", age: 52, date: "2026-02-25"},
		"medication-list":           {sex: "male", age: 66, date: "2026-01-28"},
		"nursing-shift":             {class: "inpatient", sex: "female", age: 84, date: "2026-01-17"},
		"operative-cholecystectomy": {class: "inpatient", sex: "female", age: 39, date: "2026-03-18"},
		"pediatric-ear":             {age: 3, date: "2026-02-02"},
		"prenatal-visit":            {sex: "female", age: 33, date: "2026-04-14", isExpecting: true},
		"psychiatry-birp":           {age: 29, date: "2026-03-09"},
		"radiology-chest-ct":        {age: 67, date: "2026-02-20"},
		"telephone-note":            {sex: "female", age: 54, date: "2026-04-22"},
	}
}
