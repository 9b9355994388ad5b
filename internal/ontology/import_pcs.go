package ontology

import (
	"io"

	"medcode/internal/ontology/pcs"
	"medcode/schemas"
)

// PCS names ICD-10-PCS in the store. It is there for look-up and validation
// only: no stream and no port carries it, so it is none of
// schemas.Ontologies.
const PCS schemas.Ontology = "icd10pcs"

// pcsOrder reads the newest order file of ICD-10-PCS: its tables, which are no
// answer, and its codes.
func (im *importer) pcsOrder(ps []*payload) error {
	p := ps[0]
	err := p.stream(func(r io.Reader) error {
		return pcs.Read(r, func(e pcs.Entry) error {
			entry := CodeEntry{Code: e.Code, Display: e.Long, Billable: e.Valid}
			if !e.Valid {
				entry.Class = "table"
			}
			_, err := im.AddCode(entry)
			if err == nil && e.Short != e.Long {
				im.AddTerm(e.Code, ShortTitle, e.Short, "")
			}
			return err
		})
	})
	im.sayf("%s: %d codes and tables", p.where, len(im.codes))
	return err
}

// PCSTables returns the validator of a release of ICD-10-PCS.
func (r *Release) PCSTables() *pcs.Tables {
	var codes []string
	for id := range r.codes {
		if c := r.Code(CodeID(id)); c.Billable {
			codes = append(codes, c.Code)
		}
	}
	return pcs.NewTables(codes)
}
