package ontology

import "encoding/json"

// facts are the sections of a release beside its terms.
type facts struct {
	names     []string
	know      []factRec
	ranges    []CodeRange
	notes     []noteRec
	divisions []divisionRec
	sevenths  []seventhRec
	drugs     []drugRec
	drugKeys  table
	maps      []mapRec
	mapBack   []uint32
	relations []relRec
	relBack   []uint32
}

func (f *facts) view(parts [sections][]byte) error {
	if err := json.Unmarshal(parts[secNames], &f.names); err != nil {
		return damaged("names: %v", err)
	}
	for _, err := range []error{
		into(&f.know, parts[secFacts]),
		into(&f.ranges, parts[secRanges]),
		into(&f.notes, parts[secNotes]),
		into(&f.divisions, parts[secDivisions]),
		into(&f.sevenths, parts[secSevenths]),
		into(&f.drugs, parts[secDrugs]),
		viewTable(&f.drugKeys, parts[secDrugKeys], parts[secDrugVals]),
		into(&f.maps, parts[secMaps]),
		into(&f.mapBack, parts[secMapBack]),
		into(&f.relations, parts[secRelations]),
		into(&f.relBack, parts[secRelBack]),
	} {
		if err != nil {
			return err
		}
	}
	return nil
}

// into is viewOf for a field.
func into[T any](to *[]T, b []byte) (err error) {
	*to, err = viewOf[T](b)
	return err
}

// check holds every record to the sections that it points into.
func (f *facts) check(strings, codes uint32) error {
	within := func(at, n uint32, size int) bool { return uint64(at)+uint64(n) <= uint64(size) }
	text := func(at uint32, n ...uint16) bool {
		end := uint64(at)
		for _, l := range n {
			end += uint64(l)
		}
		return end <= uint64(strings)
	}
	for _, r := range f.ranges {
		if r.Lo > r.Hi || uint32(r.Hi) > codes {
			return damaged("ranges of codes")
		}
	}
	for _, n := range f.notes {
		if !text(n.Off, n.Text) || !within(n.Refs, uint32(n.RefCount), len(f.ranges)) || n.Kind >= uint8(noteKinds) {
			return damaged("notes")
		}
	}
	for _, d := range f.divisions {
		if !text(d.Off, d.Name, d.Title) || !within(d.Ranges, uint32(d.RangeCount), len(f.ranges)) ||
			!within(d.Notes, uint32(d.NoteCount), len(f.notes)) {
			return damaged("chapters and blocks")
		}
	}
	for i, s := range f.sevenths {
		if !text(s.Off, s.Len) || i == len(f.sevenths)-1 && s.Last == 0 {
			return damaged("seventh characters")
		}
	}
	if err := f.checkCodes(codes); err != nil {
		return err
	}
	return f.checkLinks(strings, codes)
}

// checkCodes holds the record of each code to its parent, which must stand
// before it: else a walk upwards might not end.
func (f *facts) checkCodes(codes uint32) error {
	if len(f.know) > 0 && len(f.know) != int(codes) {
		return damaged("facts of codes")
	}
	for i, k := range f.know {
		if k.Parent > uint32(i) || int(k.Seventh) > len(f.sevenths) || int(k.Block) > len(f.divisions) ||
			int(k.Chapter) > len(f.divisions) || uint64(k.Notes)+uint64(k.NoteCount) > uint64(len(f.notes)) {
			return damaged("facts of codes")
		}
	}
	return nil
}

// checkLinks holds drugs, mappings and relations to the codes they name.
func (f *facts) checkLinks(strings, codes uint32) error {
	for _, d := range f.drugs {
		for _, c := range d.Cells {
			if c > codes {
				return damaged("drug table")
			}
		}
		if uint64(d.Off)+uint64(d.Len) > uint64(strings) {
			return damaged("drug table")
		}
	}
	for _, v := range f.drugKeys.vals {
		if int(v) > len(f.drugs) {
			return damaged("keys of the drug table")
		}
	}
	for _, m := range f.maps {
		if m.ID > codes || int(m.System) >= len(f.names) || uint64(m.Off)+uint64(m.Code)+uint64(m.Note) > uint64(strings) {
			return damaged("mappings")
		}
	}
	for _, r := range f.relations {
		if r.From >= codes || r.To >= codes || int(r.Kind) >= len(f.names) {
			return damaged("relations")
		}
	}
	if !permutes(f.mapBack, len(f.maps)) || !permutes(f.relBack, len(f.relations)) {
		return damaged("order of mappings or relations")
	}
	return nil
}

// permutes tells whether every place of a list points into its records.
func permutes(order []uint32, n int) bool {
	for _, i := range order {
		if int(i) >= n {
			return false
		}
	}
	return len(order) == n
}
