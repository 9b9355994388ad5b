package ontology

import (
	"bytes"
	"fmt"

	"medcode/internal/ontology/mce"
)

// systemEdits names the mappings that hold the table of code edits: from a kind
// of edit to its codes.
const systemEdits = "mce"

// codeEdits reads the newest table of code edits; it replaces those before.
func (im *importer) codeEdits(ps []*payload) error {
	p := ps[0]
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: code edits need the order file of their release; add it too", p.where)
	}
	edits, err := mce.Read(bytes.NewReader(p.data))
	if err != nil {
		return fmt.Errorf("%s: %w", p.where, err)
	}
	var c counts
	for _, e := range edits {
		if _, ok := im.byKey[compact(e.Code)]; c.term(ok) {
			im.AddMapping(MappingEntry{Mapping: Mapping{System: systemEdits, Code: string(e.Kind)}, Here: e.Code, Direction: Both})
		}
	}
	im.sayf("%s: %d code edits; %d of codes that are not in this release left out", p.where, c.added, c.unknown)
	for _, old := range ps[1:] {
		im.sayf("%s: not used any more; the newer table of code edits stands in its place", old.where)
	}
	return nil
}

// CodeEdits returns the table of code edits that was imported with the
// release; none where there was none.
func (r *Release) CodeEdits() (out []mce.Edit) {
	for _, k := range mce.Kinds() {
		for _, m := range r.Crosswalk(systemEdits, string(k)) {
			if m.OK {
				out = append(out, mce.Edit{Code: r.Code(m.ID).Code, Kind: k})
			}
		}
	}
	return out
}

// tableEdits tells what the imported table says against a code, or a header
// above it, for a patient.
func (r *Release) tableEdits(id CodeID, age *int, sex string) (out []string) {
	at, ok := id, true
	for ok {
		for _, m := range r.MapTo(systemEdits, at) {
			if what := mce.Kind(m.Code).Refuses(age, sex); what != "" {
				out = append(out, fmt.Sprintf("%s %s (table of code edits: %s)", r.Code(id).Code, what, m.Code))
			}
		}
		at, ok = r.Parent(at)
	}
	return out
}
