// Package rf2 reads the snapshot files of SNOMED CT's Release Format 2:
// concepts, descriptions, relationships, language and extended map reference
// sets. Source: SNOMED CT Release File Specification, SNOMED International,
// sections 4.2 and 5.2. Columns are checked by name and place, identifiers by
// their check digit, and every line has all columns.
package rf2

import (
	"fmt"
	"io"
	"strings"

	"medcode/internal/ontology/flat"
)

// ID is a SNOMED CT identifier (SCTID).
type ID uint64

// Concepts that the format itself uses.
const (
	FullName   ID = 900000000000003001 // typeId of a fully specified name
	Synonym    ID = 900000000000013009 // typeId of a synonym
	Preferred  ID = 900000000000548007 // acceptabilityId
	Acceptable ID = 900000000000549004 // acceptabilityId
	USEnglish  ID = 900000000000509007 // language reference set
	GBEnglish  ID = 900000000000508004 // language reference set
	IsA        ID = 116680003          // typeId of a parent
	Inferred   ID = 900000000000011006 // characteristicTypeId
	ICD10CMMap ID = 6011000124106      // US Edition's map to ICD-10-CM
)

// Kind is a kind of RF2 file, told by its header.
type Kind int

// The kinds that are read; Other is an RF2 file of another kind.
const (
	None Kind = iota
	Concepts
	Descriptions
	Relationships
	Language
	ExtendedMap
	Other
)

const component, member = "id\teffectiveTime\tactive\tmoduleId\t", "id\teffectiveTime\tactive\tmoduleId\trefsetId\treferencedComponentId\t"

func headers() map[Kind]string {
	return map[Kind]string{
		Concepts:      component + "definitionStatusId",
		Descriptions:  component + "conceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId",
		Relationships: component + "sourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId",
		Language:      member + "acceptabilityId",
		ExtendedMap:   member + "mapGroup\tmapPriority\tmapRule\tmapAdvice\tmapTarget\tcorrelationId\tmapCategoryId",
	}
}

// KindOf tells what a file holds by its first line.
func KindOf(head string) Kind {
	line, _, _ := strings.Cut(strings.TrimPrefix(head, "\ufeff"), "\n")
	line = strings.TrimRight(line, "\r")
	for k, h := range headers() {
		if line == h {
			return k
		}
	}
	if strings.HasPrefix(line, component) {
		return Other
	}
	return None
}

// row is a line of an RF2 file.
type row struct {
	*flat.Reader
	f [][]byte
}

// read calls visit for every row after the header of the kind.
func read(r io.Reader, k Kind, visit func(*row) error) error {
	want := headers()[k]
	columns := strings.Count(want, "\t") + 1
	x := row{Reader: flat.NewReader(r)}
	if !x.Next() {
		if err := x.Err(); err != nil {
			return err
		}
		return fmt.Errorf("line 1: the file is empty; an RF2 file begins with its column names")
	}
	if got := string(x.Bytes()); got != want {
		return x.Errorf("%s", mismatch(got, want))
	}
	for x.Next() {
		if x.f = x.Fields('\t'); len(x.f) != columns {
			return x.Errorf("%d columns, want %d; is the file cut short?", len(x.f), columns)
		}
		if err := visit(&x); err != nil {
			return err
		}
	}
	return x.Err()
}

// mismatch names the first column that is not what it should be.
func mismatch(got, want string) string {
	g, w := strings.Split(got, "\t"), strings.Split(want, "\t")
	for i, name := range w {
		if i >= len(g) {
			return fmt.Sprintf("column %s is missing", name)
		}
		if g[i] != name {
			return fmt.Sprintf("column %d is %.40q, want %s", i+1, g[i], name)
		}
	}
	return fmt.Sprintf("column %.40q is not of this format", g[len(w)])
}

// active tells whether a component is in use.
func (x *row) active() (bool, error) {
	if len(x.f[2]) == 1 && (x.f[2][0] == '0' || x.f[2][0] == '1') {
		return x.f[2][0] == '1', nil
	}
	return false, x.Errorf("active is %.10q, want 0 or 1", x.f[2])
}

// id reads the identifier in column i.
func (x *row) id(i int) (ID, error) {
	v, ok := ParseID(x.f[i])
	if !ok {
		return 0, x.Errorf("column %d: %.24q is no SNOMED CT identifier (6 to 18 digits, the last a check digit)", i+1, x.f[i])
	}
	return v, nil
}

// ids reads the identifiers in several columns.
func (x *row) ids(columns ...int) (out [4]ID, err error) {
	for i, c := range columns {
		if out[i], err = x.id(c); err != nil {
			return out, err
		}
	}
	return out, nil
}
