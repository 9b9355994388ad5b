package model

import (
	"slices"
	"strings"

	"medcode/schemas"
)

// Label is one class of a tagger.
type Label struct {
	Name     string           // as the publisher has it, "B-Disease_disorder"
	Place    Place            // within an entity
	Type     string           // without the place, "Disease_disorder"; empty: outside
	Category schemas.Category // ours; empty: such entities are ignored
}

// Place is where in an entity a token stands.
type Place uint8

// The places of the tagging schemes IO, BIO (IOB2), BILOU and BIOES: Ramshaw
// and Marcus 1995; Ratinov and Roth 2009. Within serves IO, which does not
// mark beginnings.
const (
	Outside Place = iota
	Begin
	Within
	End
	Single
)

// mapped splits the labels and finds our category of each: own says it first,
// by type or whole label, then what is known of published label sets.
func (f *Folder) mapped(names []string, own map[string]string) ([]Label, error) {
	known, used := published(), map[string]bool{}
	labels := make([]Label, len(names))
	for i, name := range names {
		place, kind := split(name)
		l := Label{Name: name, Place: place, Type: kind, Category: known[fold(kind)]}
		for _, key := range []string{kind, name} {
			if to, ok := own[key]; ok && kind != "" {
				l.Category, used[key] = schemas.Category(to), true
			}
		}
		if l.Category != "" && !slices.Contains(categories(), l.Category) {
			return nil, f.fault(ownFile, "labels", "maps %s to %q; write one of %v, or \"\" to ignore it", kind, l.Category, categories())
		}
		labels[i] = l
	}
	for key := range own {
		if !used[key] {
			return nil, f.fault(ownFile, "labels", "names %q, which is not among the labels of config.json", key)
		}
	}
	if !slices.ContainsFunc(labels, func(l Label) bool { return l.Category != "" }) {
		return nil, f.fault(ownFile, "labels", "is needed: none of the model's labels is known (%s); map those of use to one of %v", strings.Join(kinds(labels), ", "), categories())
	}
	return labels, nil
}

// Ignored are the types of entities for which there is no category of ours.
func (f *Folder) Ignored() []string {
	return kinds(slices.DeleteFunc(slices.Clone(f.Labels), func(l Label) bool { return l.Category != "" }))
}

// Categories are ours that the tagger can give, in order.
func (f *Folder) Categories() []string {
	var list []string
	for _, c := range categories() {
		if slices.ContainsFunc(f.Labels, func(l Label) bool { return l.Category == c }) {
			list = append(list, string(c))
		}
	}
	return list
}

func kinds(labels []Label) []string {
	var list []string
	for _, l := range labels {
		if l.Type != "" && !slices.Contains(list, l.Type) {
			list = append(list, l.Type)
		}
	}
	slices.Sort(list)
	return list
}

// split tells the place from the type: "B-problem", "I_DRUG", "S-x"; a label
// without a place is one of the scheme IO.
func split(name string) (Place, string) {
	if name == "O" || name == "0" || strings.EqualFold(name, "outside") {
		return Outside, ""
	}
	if len(name) > 2 && (name[1] == '-' || name[1] == '_') {
		if i := strings.IndexByte("BIELSU", name[0]); i >= 0 {
			return []Place{Begin, Within, End, End, Single, Single}[i], name[2:]
		}
	}
	return Within, name
}

func fold(kind string) string {
	return strings.Map(func(r rune) rune {
		if r == '-' || r == '_' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToLower(kind))
}

func categories() []schemas.Category {
	return []schemas.Category{
		schemas.Problem, schemas.Medication, schemas.Test, schemas.Device, schemas.Procedure, schemas.Anatomy, schemas.Social,
	}
}

// published maps the folded labels of published sets to our categories: our
// own names; those of the i2b2 2010 challenge (problem, treatment, test;
// treatments are mostly drugs); of BC5CDR and NCBI Disease; of MACCROBAT
// (d4data/biomedical-ner-all), where a diagnostic procedure is any test. Its
// values, times and modifiers (Lab_value, Duration, Severity …) name nothing
// that has a code, and history spans are whole phrases: they are ignored.
func published() map[string]schemas.Category {
	return map[string]schemas.Category{
		"problem": schemas.Problem, "disease": schemas.Problem, "diseasedisorder": schemas.Problem, "signsymptom": schemas.Problem,
		"disorder": schemas.Problem, "symptom": schemas.Problem, "finding": schemas.Problem, "diagnosis": schemas.Problem,
		"medication": schemas.Medication, "drug": schemas.Medication, "chemical": schemas.Medication, "treatment": schemas.Medication,
		"test": schemas.Test, "diagnosticprocedure": schemas.Test, "lab": schemas.Test, "labtest": schemas.Test,
		"device": schemas.Device, "medicaldevice": schemas.Device,
		"procedure": schemas.Procedure, "therapeuticprocedure": schemas.Procedure,
		"anatomy": schemas.Anatomy, "biologicalstructure": schemas.Anatomy, "bodypart": schemas.Anatomy,
		"social": schemas.Social, "occupation": schemas.Social, "personalbackground": schemas.Social,
	}
}
