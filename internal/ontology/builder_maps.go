package ontology

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// mappings writes the mappings in the two orders in which they are asked for.
func (w *writer) mappings(parts *[sections][]byte) {
	entries := w.know.maps
	order := func(x, y MappingEntry) int {
		return cmp.Or(cmp.Compare(x.System, y.System), compareCodes(x.Code, y.Code), cmp.Compare(x.Direction, y.Direction),
			cmp.Compare(x.Scenario, y.Scenario), cmp.Compare(x.Choice, y.Choice), strings.Compare(compact(x.Here), compact(y.Here)),
			strings.Compare(x.Note, y.Note))
	}
	slices.SortFunc(entries, order)
	entries = slices.CompactFunc(entries, func(x, y MappingEntry) bool { return order(x, y) == 0 })
	recs := make([]mapRec, 0, len(entries))
	for i := range entries {
		if len(entries[i].Code) <= math.MaxUint8 && len(entries[i].Note) <= math.MaxUint16 {
			recs = append(recs, w.mapRec(&entries[i]))
		}
	}
	back := places(len(recs))
	slices.SortStableFunc(back, func(x, y uint32) int {
		a, b := &recs[x], &recs[y]
		return cmp.Or(cmp.Compare(a.ID, b.ID), cmp.Compare(a.System, b.System), cmp.Compare(a.Scenario, b.Scenario), cmp.Compare(a.Choice, b.Choice))
	})
	parts[secMaps], parts[secMapBack] = bytesOf(recs), bytesOf(back)
}

func (w *writer) mapRec(m *MappingEntry) mapRec {
	rec := mapRec{
		Off: w.intern(m.Code + m.Note), Code: uint8(len(m.Code)), Note: uint16(len(m.Note)), System: uint16(w.name(m.System)),
		Flags: uint8(m.Direction), Scenario: m.Scenario, Choice: m.Choice,
	}
	if i, ok := w.byKey[compact(m.Here)]; ok {
		rec.ID = uint32(i) + 1
	}
	for bit, on := range map[uint8]bool{mapApproximate: m.Approximate, mapNone: m.None, mapCombination: m.Combination} {
		if on {
			rec.Flags |= bit
		}
	}
	return rec
}

// relate writes the relations forth and back.
func (w *writer) relate(parts *[sections][]byte) {
	recs := make([]relRec, 0, len(w.know.relations))
	for _, r := range w.know.relations {
		from, ok := w.byKey[compact(r[0])]
		to, ok2 := w.byKey[compact(r[2])]
		if ok && ok2 {
			recs = append(recs, relRec{uint32(w.name(r[1])), uint32(from), uint32(to)})
		}
	}
	slices.SortFunc(recs, relRec.compare)
	recs = slices.Compact(recs)
	back := places(len(recs))
	slices.SortFunc(back, func(x, y uint32) int { return recs[x].back(recs[y]) })
	parts[secRelations], parts[secRelBack] = bytesOf(recs), bytesOf(back)
}

// name returns the place of a name in secNames.
func (w *writer) name(s string) int {
	if i := slices.Index(w.names, s); i >= 0 {
		return i
	}
	w.names = append(w.names, s)
	return len(w.names) - 1
}

func places(n int) []uint32 {
	out := make([]uint32, n)
	for i := range out {
		out[i] = uint32(i)
	}
	return out
}
