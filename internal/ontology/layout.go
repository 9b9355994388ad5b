package ontology

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"unsafe"
)

// The file: a header, a table of sections, then the sections, each 8-byte
// aligned and checked by CRC-32C. All numbers are little-endian.
//
//	0  magic "MEDCODER" · 8 format version u32 · 12 sections u32
//	16 CRC-32C of the section table u32 · 20 zero u32
//	24 per section: CRC-32C u32, zero u32, offset u64, length u64
const (
	magic         = "MEDCODER"
	formatVersion = 3
	headerSize    = 24
	sectionSize   = 24
)

type section int

const (
	secInfo section = iota // JSON of Info
	secStrings
	secCodes
	secTerms
	secExactKeys
	secExactVals
	secBagKeys
	secBagVals
	secPosts
	secWords
	secWordKeys
	secWordVals
	secWordPosts
	secGrams
	secGramPosts
	secExactFilter
	secBagFilter
	secNames     // JSON: systems, kinds of relation and editions
	secFacts     // one record a code, none where the vocabulary has no tree
	secRanges    // ranges of codes that notes and divisions name
	secNotes     // instructional notes
	secDivisions // chapters and blocks
	secSevenths  // sets of seventh characters
	secDrugs
	secDrugKeys
	secDrugVals
	secMaps    // mappings, by system and foreign code
	secMapBack // the same by code
	secRelations
	secRelBack
	sections
)

// codeRec is a code on disk. Its strings lie one after the other at Off:
// display, code, class.
type codeRec struct {
	Off      uint32
	Display  uint16
	Code     uint8
	Class    uint8
	Flags    uint8
	Prior    uint8
	_        uint16
	Emit     uint32 // CodeID + 1, 0 for none
	DescHigh uint32
}

const (
	flagBillable = 1 << iota
	flagDefault
)

// termRec is a term on disk; text and path lie one after the other at Off.
type termRec struct {
	Off    uint32
	Text   uint16
	Path   uint16
	Code   uint32
	Kind   uint8
	Words  uint8   // distinct content words, 255 at most
	Source uint16  // in secNames + 1, 0 for none
	Weight float32 // sum of the words' weights
}

// wordRec is a distinct word of the terms with its list of terms.
type wordRec struct {
	Off    uint32
	Len    uint8
	Fewest uint8 // words of the shortest term that has it
	_      uint16
	Posts  uint32
	Count  uint32
	Weight float32 // inverse document frequency
}

// gramRec lists the words that hold a trigram.
type gramRec struct {
	Gram, Posts, Count uint32
}

// ErrDamaged marks a release file that cannot be used; it has to be rebuilt.
var ErrDamaged = errors.New("release file is damaged or of another version; rebuild it with `medcode ontology verify --mend`")

var crcTable = crc32.MakeTable(crc32.Castagnoli)

func damaged(format string, args ...any) error {
	return fmt.Errorf("%w (%s)", ErrDamaged, fmt.Sprintf(format, args...))
}

func littleEndian() bool {
	return binary.NativeEndian.Uint16([]byte{1, 0}) == 1
}

// bytesOf and viewOf pass between typed slices and file bytes without copying.
func bytesOf[T any](s []T) []byte {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Slice((*byte)(unsafe.Pointer(&s[0])), len(s)*int(unsafe.Sizeof(s[0])))
}

func viewOf[T any](b []byte) ([]T, error) {
	var v T
	size := int(unsafe.Sizeof(v))
	if len(b)%size != 0 {
		return nil, damaged("a section of %d bytes does not hold records of %d", len(b), size)
	}
	if len(b) == 0 {
		return nil, nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&b[0])), len(b)/size), nil
}

// encodeFile lays the sections out as one file.
func encodeFile(parts [sections][]byte) []byte {
	off := uint64(headerSize + sectionSize*int(sections))
	size := off
	for _, p := range parts {
		size += uint64(len(p)+7) &^ 7
	}
	out := make([]byte, size)
	copy(out, magic)
	le := binary.LittleEndian
	le.PutUint32(out[8:], formatVersion)
	le.PutUint32(out[12:], uint32(sections))
	for i, p := range parts {
		rec := out[headerSize+sectionSize*i:]
		le.PutUint32(rec, crc32.Checksum(p, crcTable))
		le.PutUint64(rec[8:], off)
		le.PutUint64(rec[16:], uint64(len(p)))
		copy(out[off:], p)
		off += uint64(len(p)+7) &^ 7
	}
	le.PutUint32(out[16:], crc32.Checksum(out[headerSize:headerSize+sectionSize*int(sections)], crcTable))
	return out
}

// decodeHead checks the header and returns where the sections lie.
func decodeHead(b []byte) (heads [sections]struct {
	crc      uint32
	off, len uint64
}, err error,
) {
	le := binary.LittleEndian
	tableEnd := headerSize + sectionSize*int(sections)
	switch {
	case len(b) < tableEnd || string(b[:8]) != magic:
		return heads, damaged("no release header")
	case le.Uint32(b[8:]) != formatVersion || le.Uint32(b[12:]) != uint32(sections):
		return heads, damaged("format version %d, this build reads %d", le.Uint32(b[8:]), formatVersion)
	case le.Uint32(b[16:]) != crc32.Checksum(b[headerSize:tableEnd], crcTable):
		return heads, damaged("checksum of the section table")
	}
	for i := range heads {
		rec := b[headerSize+sectionSize*i:]
		heads[i].crc, heads[i].off, heads[i].len = le.Uint32(rec), le.Uint64(rec[8:]), le.Uint64(rec[16:])
	}
	return heads, nil
}

// decodeFile checks every section and returns them without copying.
func decodeFile(b []byte) (parts [sections][]byte, err error) {
	heads, err := decodeHead(b)
	if err != nil {
		return parts, err
	}
	for i, h := range heads {
		if h.off%8 != 0 || h.off > uint64(len(b)) || h.len > uint64(len(b))-h.off {
			return parts, damaged("section %d ends after the file: it was cut short", i)
		}
		parts[i] = b[h.off : h.off+h.len : h.off+h.len]
		if crc32.Checksum(parts[i], crcTable) != h.crc {
			return parts, damaged("checksum of section %d", i)
		}
	}
	return parts, nil
}
