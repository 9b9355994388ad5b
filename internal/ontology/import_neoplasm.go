package ontology

import (
	"encoding/xml"
	"fmt"
	"strings"

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

// siteTerm is a site of the table with its cells and the sites below it.
type siteTerm struct {
	Title string `xml:"title"`
	Cells []struct {
		Column string `xml:"col,attr"`
		Code   string `xml:",chardata"`
	} `xml:"cell"`
	Terms []siteTerm `xml:"term"`
}

// neoplasms reads the newest table of neoplasms.
func (im *importer) neoplasms(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: the neoplasm table needs the order file of its release; add it too", p.where)
	}
	var doc struct {
		Version string     `xml:"version"`
		Mains   []siteTerm `xml:"letter>mainTerm"`
	}
	if err := xml.Unmarshal(p.data, &doc); err != nil {
		return fmt.Errorf("%s: not a complete XML document (%w); download it again", p.where, err)
	}
	p.edition = editionOf(doc.Version)
	var c counts
	for i := range doc.Mains {
		for j := range doc.Mains[i].Terms {
			im.site(&doc.Mains[i].Terms[j], nil, &c)
		}
	}
	im.sayCounts(p, c)
	im.warnEdition(p)
	return nil
}

func (im *importer) site(s *siteTerm, above []string, c *counts) {
	path := append(above[:len(above):len(above)], strings.Join(strings.Fields(s.Title), " "))
	for _, cell := range s.Cells {
		col, ok := neoplasmColumns[cell.Column]
		code := strings.TrimRight(strings.TrimSpace(cell.Code), ".-")
		if !ok || code == "" || !plainSite(path) {
			continue
		}
		term := "neoplasm of " + strings.Join(path, " ") + ", " + col.name
		c.term(im.AddTerm(code, Index, term, neoplasmTable+col.name+pathSep+strings.Join(path, pathSep)))
	}
	for i := range s.Terms {
		im.site(&s.Terms[i], path, c)
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
