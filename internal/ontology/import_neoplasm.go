package ontology

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"medcode/internal/ontology/icdindex"
	"medcode/internal/text"
)

// neoplasmTable is the main term of the paths made from the neoplasm table;
// the column follows it: "Neoplasm, malignant primary > breast > areola".
const neoplasmTable = "Neoplasm, "

// neoplasmColumns are the columns of the table with the words that stand for
// them in notes.
var neoplasmColumns = map[string]struct {
	name  string
	words []string
}{
	"2": {"malignant primary", []string{"cancer", "carcinoma", "malignant neoplasm", "adenocarcinoma", "malignancy"}},
	"3": {"malignant secondary", []string{
		"metastasis", "secondary neoplasm", "secondary malignant neoplasm", "metastatic cancer", "metastatic carcinoma",
		"metastatic adenocarcinoma", "metastatic involvement", "metastatic lesion",
	}},
	"4": {"in situ", []string{"carcinoma in situ", "cancer in situ"}},
	"5": {"benign", []string{"benign tumor", "adenoma", "papilloma", "fibroma"}},
	"6": {"uncertain behavior", []string{"borderline tumor"}},
	"7": {"unspecified behavior", []string{"tumor"}},
}

// neoplasms reads the newest table of neoplasms.
func (im *importer) neoplasms(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the neoplasm table needs the order file of its release; add it too", p.where)
	}
	var c counts
	head, err := icdindex.Read(bytes.NewReader(p.data), func(t *icdindex.Term) error {
		if len(t.Path) > 1 { // the main term is the table itself
			im.site(t, &c)
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	p.edition = editionOf(head.Edition)
	im.sayCounts(p, c)
	im.warnEdition(p)
	return nil
}

// site adds the cells of a row under the path of its site.
func (im *importer) site(t *icdindex.Term, c *counts) {
	path := t.Path[1:]
	if !plainSite(path) {
		return
	}
	for _, column := range slices.Sorted(maps.Keys(t.Cells)) {
		col, ok := neoplasmColumns[strconv.Itoa(column)]
		code := strings.TrimRight(t.Cells[column], ".-")
		if !ok || code == "" {
			continue
		}
		term := "neoplasm of " + strings.Join(path, " ") + ", " + col.name
		c.term(im.AddTerm(code, Index, term, neoplasmTable+col.name+pathSep+strings.Join(path, pathSep)))
	}
}

// plainSite tells whether a path is a place in the body of few words, no kind
// of tumour.
func plainSite(path []string) bool {
	toks := text.Tokens(nil, strings.Join(path, " "))
	n := 0
	for i := range toks {
		switch Canonical(toks[i].Norm) {
		case "metastasis", "tumor", "cystic", "malignant", "carcinoma":
			return false
		}
		if Content(toks, i) {
			n++
		}
	}
	return n > 0 && n <= 6
}

// neoplasmVariants adds the words for the column before and after each form of
// the site. They come after all that the index prints itself.
func neoplasmVariants(set *variantSet, path string) bool {
	main, site, ok := strings.Cut(path, pathSep)
	if !ok || !strings.HasPrefix(main, neoplasmTable) {
		return false
	}
	for _, col := range neoplasmColumns {
		if main != neoplasmTable+col.name {
			continue
		}
		for _, sub := range subForms(strings.Split(site, pathSep)) {
			where := strings.Join(sub.levels, " ")
			for _, word := range col.words {
				set.add(where+" "+word, 1+sub.distance)
				set.add(word+" of "+where, 1+sub.distance)
			}
		}
		return true
	}
	return false
}
