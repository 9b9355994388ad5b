package ontology

// NoteKind is the kind of an instructional note of the Tabular List
// (ICD-10-CM Official Guidelines, I.A.11–17).
type NoteKind uint8

// The kinds of notes.
const (
	Includes NoteKind = iota
	Excludes1
	Excludes2
	CodeFirst
	UseAdditional
	CodeAlso
	GeneralNote
	noteKinds
)

var noteNames = [noteKinds]string{"Includes", "Excludes1", "Excludes2", "Code first", "Use additional code", "Code also", "Note"}

// String returns the kind as the Tabular List prints it.
func (k NoteKind) String() string {
	if k < noteKinds {
		return noteNames[k]
	}
	return "unknown"
}

// CodeRange holds the codes from Lo up to but without Hi, in the order of
// their identifiers.
type CodeRange struct{ Lo, Hi CodeID }

// Has tells whether a code is in the range.
func (r CodeRange) Has(id CodeID) bool { return r.Lo <= id && id < r.Hi }

// Note is one line of an instructional note.
type Note struct {
	Kind    NoteKind
	At      string      // where it stands: a code, a block "A00-A09" or "Chapter 4"
	Text    string      // as printed
	Codes   []CodeRange // the codes that the line names, each with its descendants; belongs to the release
	Edition string      // year of the Tabular List, which may be older than the release
}

// Names tells whether the line names a code, itself or by a header or range.
func (n Note) Names(id CodeID) bool {
	for _, r := range n.Codes {
		if r.Has(id) {
			return true
		}
	}
	return false
}

// SeventhCharacter is one choice for the seventh place of a code.
type SeventhCharacter struct {
	Char    byte
	Meaning string // "initial encounter for closed fracture"
}

// Division is a chapter or block of the Tabular List.
type Division struct {
	Name  string      // "4", "E08-E13"
	Title string      // without the range
	Codes []CodeRange // its codes; C4A stands in a block of C43 yet sorts after C49, so that one range may not do
}

// knowledge is what a Builder holds beside codes and terms. Places are named
// by compact codes, because codes may still be added.
type knowledge struct {
	tabular   string // edition
	divisions []division
	notes     map[string][]noteLine
	sevenths  map[string][]SeventhCharacter
	flags     map[string]uint32
	bracketed map[string]bool // manifestations that the Index prints in brackets
	exempt    bool            // the POA exempt list was read
	drugs     []drugEntry
	maps      []MappingEntry
	relations [][3]string
}

type noteLine struct {
	kind NoteKind
	text string
}

// division is a chapter or block with the categories it lists.
type division struct {
	chapter     bool
	name, title string
	categories  []string
	notes       []noteLine
}

// flag sets a fact of a code; false where the release does not have it.
func (b *Builder) flag(code string, fact uint32) bool {
	key := compact(code)
	if _, ok := b.byKey[key]; !ok {
		return false
	}
	if b.know.flags == nil {
		b.know.flags = map[string]uint32{}
	}
	b.know.flags[key] |= fact
	return true
}

// sayf tells what was found while building.
func (b *Builder) sayf(format string, args ...any) {
	if b.say != nil {
		b.say(format, args...)
	}
}

// Parent returns the header directly above a code; false at the top and in
// vocabularies without a tree.
func (r *Release) Parent(id CodeID) (CodeID, bool) {
	if int(id) >= len(r.know) || r.know[id].Parent == 0 {
		return 0, false
	}
	return CodeID(r.know[id].Parent - 1), true
}

// Children returns the codes directly below a header, in order.
func (r *Release) Children(id CodeID) []CodeID {
	if int(id) >= len(r.codes) {
		return nil
	}
	var out []CodeID
	for c := uint32(id) + 1; c < r.codes[id].DescHigh; c = max(c+1, r.codes[c].DescHigh) {
		out = append(out, CodeID(c))
	}
	return out
}

// Chapter returns the chapter of a code, with the Tabular List only.
func (r *Release) Chapter(id CodeID) (Division, bool) {
	if int(id) >= len(r.know) || r.know[id].Chapter == 0 {
		return Division{}, false
	}
	return r.division(int(r.know[id].Chapter) - 1), true
}

// Block returns the block of a code. A category that is newer than the Tabular
// List and lies outside its blocks has none.
func (r *Release) Block(id CodeID) (Division, bool) {
	if int(id) >= len(r.know) || r.know[id].Block == 0 {
		return Division{}, false
	}
	return r.division(int(r.know[id].Block) - 1), true
}

// Divisions returns all chapters, or all blocks, in the order of the Tabular
// List.
func (r *Release) Divisions(chapters bool) []Division {
	var out []Division
	for i, d := range r.divisions {
		if (d.Chapter != 0) == chapters {
			out = append(out, r.division(i))
		}
	}
	return out
}

func (r *Release) division(i int) Division {
	d := &r.divisions[i]
	s := string(r.strings[d.Off : int(d.Off)+int(d.Name)+int(d.Title)])
	return Division{
		Name: s[:d.Name], Title: s[d.Name:],
		Codes: r.ranges[d.Ranges : d.Ranges+uint32(d.RangeCount) : d.Ranges+uint32(d.RangeCount)],
	}
}

// Manifestation tells whether a code is a manifestation, which is never listed
// first (Official Guidelines, I.A.13): its title says "in diseases classified
// elsewhere", or the Index prints it in brackets after its cause and the
// Tabular List says what to code first.
func (r *Release) Manifestation(id CodeID) bool { return r.fact(id, factManifestation) }

// POAExempt tells whether a code is exempt from reporting whether it was
// present on admission (CMS, POA exempt list).
func (r *Release) POAExempt(id CodeID) bool { return r.fact(id, factPOAExempt) }

func (r *Release) fact(id CodeID, flag uint32) bool {
	return int(id) < len(r.know) && r.know[id].Flags&flag != 0
}

// SeventhCharacters returns the choices for the seventh place of a code or
// header, nil where none is called for. The nearest definition of the Tabular
// List counts; codes that it does not know have the set of the order file.
func (r *Release) SeventhCharacters(id CodeID) []SeventhCharacter {
	if int(id) >= len(r.know) || r.know[id].Seventh == 0 {
		return nil
	}
	var out []SeventhCharacter
	for i := int(r.know[id].Seventh) - 1; i < len(r.sevenths); i++ {
		s := &r.sevenths[i]
		out = append(out, SeventhCharacter{s.Char, string(r.strings[s.Off : int(s.Off)+int(s.Len)])})
		if s.Last != 0 {
			break
		}
	}
	return out
}

// NotesAt returns the notes that stand at a code itself.
func (r *Release) NotesAt(id CodeID) []Note {
	if int(id) >= len(r.know) {
		return nil
	}
	k := &r.know[id]
	return r.appendNotes(nil, r.Code(id).Code, k.Notes, k.NoteCount)
}

// Notes returns all notes that apply to a code: its own, then those of its
// headers from the nearest up, of its block and of its chapter.
func (r *Release) Notes(id CodeID) []Note {
	if int(id) >= len(r.know) {
		return nil
	}
	var out []Note
	for c, ok := id, true; ok; c, ok = r.Parent(c) {
		if k := &r.know[c]; k.NoteCount > 0 {
			out = r.appendNotes(out, r.Code(c).Code, k.Notes, k.NoteCount)
		}
	}
	k := &r.know[id]
	if k.Block > 0 {
		d := &r.divisions[k.Block-1]
		out = r.appendNotes(out, r.division(int(k.Block)-1).Name, d.Notes, d.NoteCount)
	}
	if k.Chapter > 0 {
		d := &r.divisions[k.Chapter-1]
		out = r.appendNotes(out, "Chapter "+r.division(int(k.Chapter)-1).Name, d.Notes, d.NoteCount)
	}
	return out
}

func (r *Release) appendNotes(out []Note, at string, first uint32, count uint16) []Note {
	for _, n := range r.notes[first : first+uint32(count)] {
		end := n.Refs + uint32(n.RefCount)
		out = append(out, Note{
			Kind: NoteKind(n.Kind), At: at, Text: string(r.strings[n.Off : n.Off+uint32(n.Text)]),
			Codes: r.ranges[n.Refs:end:end], Edition: r.info.Tabular,
		})
	}
	return out
}
