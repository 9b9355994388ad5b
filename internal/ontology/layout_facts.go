package ontology

// Records of what a release knows beside its terms. As all records they are
// little-endian, of fixed size, and checked once when the file is opened.

// factRec is what is known of a code, in the order of the codes.
type factRec struct {
	Notes     uint32 // first of its own notes
	Parent    uint32 // CodeID + 1, 0 for none
	NoteCount uint16
	Seventh   uint16 // first of its seventh characters + 1, 0 for none
	Block     uint16 // division + 1
	Chapter   uint16 // division + 1
	Flags     uint32
}

const (
	factManifestation = 1 << iota
	factPOAExempt
)

// noteRec is one line of an instructional note.
type noteRec struct {
	Off, Refs      uint32
	Text, RefCount uint16
	Kind           uint8
	_              [3]uint8
}

// divisionRec is a chapter or block; name and title lie one after the other.
type divisionRec struct {
	Off, Ranges, Notes                 uint32
	Name, Title, RangeCount, NoteCount uint16
	Chapter                            uint8
	_                                  [3]uint8
}

// seventhRec is one seventh character; the last of its set says so.
type seventhRec struct {
	Off  uint32
	Len  uint16
	Char uint8
	Last uint8
}

// drugRec is a row of the drug table; cells are CodeID + 1.
type drugRec struct {
	Off   uint32
	Len   uint32
	Cells [drugCells]uint32
}

// mapRec is a mapping between a code of this release and one of another
// system; the foreign code and a remark lie one after the other at Off.
type mapRec struct {
	Off      uint32
	ID       uint32 // CodeID + 1, 0 for none
	Note     uint16
	System   uint16 // in secNames
	Code     uint8
	Flags    uint8
	Scenario uint8
	Choice   uint8
}

const (
	mapHere = 1 << iota // published as a mapping to this release
	mapThere
	mapApproximate
	mapNone
	mapCombination
)

// relRec relates two codes of one release.
type relRec struct {
	Kind, From, To uint32 // Kind in secNames
}
