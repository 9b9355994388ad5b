package ontology

import (
	"maps"
	"slices"

	"medcode/internal/text"
)

// drugTable writes the rows of the drug table and the keys under which they
// are found: the words of a name in order, and in any order. A row that stands
// earlier keeps a key.
func (w *writer) drugTable(parts *[sections][]byte) {
	exact, bags := map[uint64]uint32{}, map[uint64]uint32{}
	recs := make([]drugRec, 0, len(w.know.drugs))
	var toks []text.Token
	for _, d := range w.know.drugs {
		rec := drugRec{Off: w.intern(d.substance), Len: uint32(len(d.substance))}
		for i, code := range d.cells {
			if id, ok := w.byKey[compact(code)]; ok && code != "" {
				rec.Cells[i] = uint32(id) + 1
			}
		}
		recs = append(recs, rec)
		for i, name := range d.names {
			toks = text.Tokens(toks[:0], name)
			drugKey(exact, normHash(text.Normalize(name)), len(recs), i)
			if sum, n := bagSum(toks); n > 0 && n <= maxBag {
				drugKey(bags, bagHash(sum), len(recs), i)
			}
		}
	}
	t := newTable(len(exact) + len(bags))
	for _, m := range []map[uint64]uint32{bags, exact} {
		for _, h := range slices.Sorted(maps.Keys(m)) { // in order: equal input, equal file
			t.put(h, m[h]&^aliasKey)
		}
	}
	parts[secDrugs], parts[secDrugKeys], parts[secDrugVals] = bytesOf(recs), bytesOf(t.keys), bytesOf(t.vals)
}

// aliasKey marks a key that is not the printed name of its row, so that the
// row that is printed so can have it.
const aliasKey = 1 << 31

func drugKey(keys map[uint64]uint32, h uint64, row, name int) {
	old, taken := keys[h]
	switch {
	case !taken && name == 0, taken && old&aliasKey != 0 && name == 0:
		keys[h] = uint32(row)
	case !taken:
		keys[h] = uint32(row) | aliasKey
	}
}
