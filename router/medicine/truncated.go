package medicine

import (
	"slices"
	"strings"

	"medcode/internal/ontology"
)

// truncated are names as they are cut in haste: the beginning, and the name.
// They hold wherever they stand but for those that needDose has; beginnings
// that are not listed hold before a dose.
var truncated = []struct{ short, name string }{
	{"atorva", "atorvastatin"},
	{"rosuva", "rosuvastatin"},
	{"simva", "simvastatin"},
	{"prava", "pravastatin"},
	{"amlod|amlo", "amlodipine"},
	{"nifed", "nifedipine"},
	{"lisin", "lisinopril"},
	{"enala", "enalapril"},
	{"losart", "losartan"},
	{"carved", "carvedilol"},
	{"bisop", "bisoprolol"},
	{"furos", "furosemide"},
	{"bumet", "bumetanide"},
	{"spiro|spironolact", "spironolactone"},
	{"hydral", "hydralazine"},
	{"clopi|clopid", "clopidogrel"},
	{"ticag", "ticagrelor"},
	{"apix", "apixaban"},
	{"rivarox|riva", "rivaroxaban"},
	{"warf", "warfarin"},
	{"enox", "enoxaparin"},
	{"metf|metform", "metformin"},
	{"empa", "empagliflozin"},
	{"dapa", "dapagliflozin"},
	{"sita", "sitagliptin"},
	{"semag|sema", "semaglutide"},
	{"gliclaz", "gliclazide"},
	{"glarg", "insulin glargine"},
	{"gaba", "gabapentin"},
	{"pregab", "pregabalin"},
	{"levetir|levetirac", "levetiracetam"},
	{"lamot|lamotrig", "lamotrigine"},
	{"topir", "topiramate"},
	{"lacos", "lacosamide"},
	{"carbamaz", "carbamazepine"},
	{"escital", "escitalopram"},
	{"cital", "citalopram"},
	{"sertral", "sertraline"},
	{"fluox", "fluoxetine"},
	{"venla|venlafax", "venlafaxine"},
	{"dulox", "duloxetine"},
	{"mirtaz|mirtz", "mirtazapine"},
	{"bupro", "bupropion"},
	{"traz", "trazodone"},
	{"olanz", "olanzapine"},
	{"quet|quetiap", "quetiapine"},
	{"risper", "risperidone"},
	{"aripip", "aripiprazole"},
	{"loraz", "lorazepam"},
	{"clonaz", "clonazepam"},
	{"diaz", "diazepam"},
	{"midaz", "midazolam"},
	{"hydromorph", "hydromorphone"},
	{"hydrocod", "hydrocodone"},
	{"oxycod", "oxycodone"},
	{"tramad", "tramadol"},
	{"ibup", "ibuprofen"},
	{"naprox", "naproxen"},
	{"ketorol", "ketorolac"},
	{"amox|amoxi|amoxicill", "amoxicillin"},
	{"clinda", "clindamycin"},
	{"doxy", "doxycycline"},
	{"metronid", "metronidazole"},
	{"cefpod", "cefpodoxime"},
	{"cefaz", "cefazolin"},
	{"cefep", "cefepime"},
	{"mero|meropen", "meropenem"},
	{"erta", "ertapenem"},
	{"ceftaz", "ceftazidime"},
	{"nitrofur|nitrofurant", "nitrofurantoin"},
	{"flucon|flucon|fluc", "fluconazole"},
	{"mica|micafung", "micafungin"},
	{"valacyc", "valacyclovir"},
	{"acyc", "acyclovir"},
	{"daptomy|dapto", "daptomycin"},
	{"linez", "linezolid"},
	{"pantop|panto", "pantoprazole"},
	{"omep", "omeprazole"},
	{"famot", "famotidine"},
	{"ondans", "ondansetron"},
	{"metoclop", "metoclopramide"},
	{"levothy|levothyrox", "levothyroxine"},
	{"methimaz", "methimazole"},
	{"albut", "albuterol"},
	{"ipratrop", "ipratropium"},
	{"budes", "budesonide"},
	{"montel", "montelukast"},
	{"tiotrop", "tiotropium"},
	{"allopur", "allopurinol"},
	{"colch", "colchicine"},
	{"alend|alendron", "alendronate"},
	{"tamsul", "tamsulosin"},
	{"finast", "finasteride"},
	{"oxybut", "oxybutynin"},
	{"norepi", "norepinephrine"},
	{"epi", "epinephrine"},
	{"vaso", "vasopressin"},
	{"pheny", "phenytoin"},
	{"prop", "propofol"},
	{"rocuron|roc", "rocuronium"},
	{"dobut", "dobutamine"},
	{"dilaud", "hydromorphone"},
	{"predni", "prednisone"},
	{"cyclobenz", "cyclobenzaprine"},
	{"buspir", "buspirone"},
	{"hydroxyz", "hydroxyzine"},
	{"donep", "donepezil"},
	{"memant", "memantine"},
	{"tacro", "tacrolimus"},
	{"azath", "azathioprine"},
	{"oxytoc|pit", "oxytocin"},
}

// needDose are truncated names that are words, or stand for something else.
var needDose = map[string]bool{"epi": true, "roc": true, "pit": true, "prop": true, "vaso": true, "mica": true, "riva": true, "sita": true, "sema": true}

// leastCut is the length of a beginning that is no entry of truncated, and how
// many letters it must lack, so that it is no name misspelt at its end.
const (
	leastCut  = 5
	leastLost = 3
)

// beginnings are the ingredients of one word, sorted, to find a name by its
// beginning.
type beginnings []string

func newBeginnings(f *ontology.Formulary) beginnings {
	var out beginnings
	for norm, c := range f.Normals {
		if !c.Brand && c.Coded && len(norm) >= leastCut+leastLost && !strings.ContainsAny(norm, " 0123456789") && f.Made(c.Key) {
			out = append(out, norm)
		}
	}
	slices.Sort(out)
	return out
}

// only returns the name that alone begins so; empty where none does, or
// several do.
func (b beginnings) only(start string) string {
	if len(start) < leastCut {
		return ""
	}
	i, _ := slices.BinarySearch(b, start)
	if i == len(b) || !strings.HasPrefix(b[i], start) || len(b[i]) < len(start)+leastLost || i+1 < len(b) && strings.HasPrefix(b[i+1], start) {
		return ""
	}
	return b[i]
}
