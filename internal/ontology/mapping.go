package ontology

import (
	"cmp"
	"slices"
	"sort"
)

// Mapping relates a code of this release to one of another system: an older
// classification, another vocabulary, or an earlier year of the same.
type Mapping struct {
	System string // the other side: "icd9cm", "icd10cm" for earlier years, "ndc"
	Code   string // there; empty where the other side has none
	ID     CodeID // here, if OK
	OK     bool   // false where this release has no code for it
	// The flags of CMS's General Equivalence Mappings (GEM documentation,
	// "flags"): the meaning is near but not the same; there is nothing on the
	// other side; several codes together stand for one, one of each Choice of
	// one Scenario.
	Approximate, None, Combination bool
	Scenario, Choice               uint8
	Note                           string // a rule, an advice, a year
}

// Direction says which way a mapping was published. The two ways differ: many
// codes map to one that maps back to a single one of them.
type Direction uint8

// The directions.
const (
	Here  Direction = mapHere            // from the other system to this release
	There Direction = mapThere           // from this release to the other system
	Both  Direction = mapHere | mapThere // one list serves both
)

// MappingEntry is a mapping as it is handed to the Builder: Here is the code
// in this release, empty where there is none.
type MappingEntry struct {
	Mapping
	Here      string
	Direction Direction
}

// AddMapping adds a mapping. Its code need not be there yet; where the release
// turns out to have none, the foreign code is kept with OK false.
func (b *Builder) AddMapping(m MappingEntry) {
	b.know.maps = append(b.know.maps, m)
}

// Relate adds a relation between two codes of the release, such as "is a" or
// "has ingredient". Those of unknown codes are left out when it is built.
func (b *Builder) Relate(from, kind, to string) {
	b.know.relations = append(b.know.relations, [3]string{from, kind, to})
}

// Crosswalk returns what a code of another system maps to in this release, in
// the order of scenario and choice. The code may be written with or without
// dot, in any case.
func (r *Release) Crosswalk(system, code string) []Mapping {
	i := sort.Search(len(r.maps), func(i int) bool {
		m := &r.maps[i]
		return cmp.Or(cmp.Compare(r.names[m.System], system), compareCodes(r.foreign(m), code)) >= 0
	})
	var out []Mapping
	for ; i < len(r.maps); i++ {
		m := &r.maps[i]
		if r.names[m.System] != system || compareCodes(r.foreign(m), code) != 0 {
			break
		}
		if m.Flags&mapHere != 0 {
			out = append(out, r.mapping(m))
		}
	}
	return out
}

// MapTo returns what a code of this release maps to in another system, in the
// order of scenario and choice; an empty system stands for all of them.
func (r *Release) MapTo(system string, id CodeID) []Mapping {
	i := sort.Search(len(r.mapBack), func(i int) bool { return r.maps[r.mapBack[i]].ID > uint32(id) })
	var out []Mapping
	for ; i < len(r.mapBack); i++ {
		m := &r.maps[r.mapBack[i]]
		if m.ID != uint32(id)+1 {
			break
		}
		if m.Flags&mapThere != 0 && (system == "" || r.names[m.System] == system) {
			out = append(out, r.mapping(m))
		}
	}
	return out
}

func (r *Release) foreign(m *mapRec) []byte { return r.strings[m.Off : int(m.Off)+int(m.Code)] }

func (r *Release) mapping(m *mapRec) Mapping {
	s := string(r.strings[m.Off : int(m.Off)+int(m.Code)+int(m.Note)])
	return Mapping{
		System: r.names[m.System], Code: s[:m.Code], Note: s[m.Code:], ID: CodeID(max(m.ID, 1) - 1), OK: m.ID > 0,
		Approximate: m.Flags&mapApproximate != 0, None: m.Flags&mapNone != 0, Combination: m.Flags&mapCombination != 0,
		Scenario: m.Scenario, Choice: m.Choice,
	}
}

// Related returns the codes that id has this relation to, ascending.
func (r *Release) Related(id CodeID, kind string) []CodeID {
	k := slices.Index(r.names, kind)
	i, _ := slices.BinarySearchFunc(r.relations, relRec{uint32(max(k, 0)), uint32(id), 0}, relRec.compare)
	var out []CodeID
	for ; k >= 0 && i < len(r.relations) && r.relations[i].Kind == uint32(k) && r.relations[i].From == uint32(id); i++ {
		out = append(out, CodeID(r.relations[i].To))
	}
	return out
}

// RelatedBy returns the codes that have this relation to id, ascending.
func (r *Release) RelatedBy(id CodeID, kind string) []CodeID {
	k := slices.Index(r.names, kind)
	i := sort.Search(len(r.relBack), func(i int) bool {
		return r.relations[r.relBack[i]].back(relRec{uint32(max(k, 0)), 0, uint32(id)}) >= 0
	})
	var out []CodeID
	for ; k >= 0 && i < len(r.relBack); i++ {
		rel := r.relations[r.relBack[i]]
		if rel.Kind != uint32(k) || rel.To != uint32(id) {
			break
		}
		out = append(out, CodeID(rel.From))
	}
	return out
}

func (a relRec) compare(b relRec) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To))
}

func (a relRec) back(b relRec) int {
	return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.To, b.To), cmp.Compare(a.From, b.From))
}
