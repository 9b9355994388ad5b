package ontology

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"medcode/schemas"
)

// knowingParts returns the sections of a small release that has all of them.
func knowingParts(t testing.TB) [sections][]byte {
	t.Helper()
	dir, s := t.TempDir(), newStore(t)
	paths := []string{
		write(t, dir, "order-2026.txt", knowingOrder()), write(t, dir, "t.xml", knowingTabular), write(t, dir, "drug.xml", knowingDrugs),
		write(t, dir, "index.xml", knowingIndex), write(t, dir, "I9gem.txt", knowingGEM),
	}
	info, _, err := add(t, s, schemas.ICD10CM, "", paths...)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.ReadFile(filepath.Join(s.Dir(), string(schemas.ICD10CM), info.Release, releaseFile))
	if err != nil {
		t.Fatal(err)
	}
	parts, err := decodeFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return parts
}

// FuzzFacts changes a section and sets its checksum right: the release must be
// refused, or answer every question about every code without leaving its
// sections.
func FuzzFacts(f *testing.F) {
	parts := knowingParts(f)
	for s := secNames; s < sections; s++ {
		f.Add(int(s), 0, uint32(0xffffffff), 0)
		f.Add(int(s), 4, uint32(7), 4)
	}
	f.Fuzz(func(t *testing.T, sec, at int, value uint32, cut int) {
		changed := parts
		b := slices.Clone(parts[uint(sec)%uint(sections)])
		b = b[:len(b)-min(len(b), int(uint(cut)%64))]
		for i := range 4 {
			if len(b) > 0 {
				b[(uint(at)+uint(i))%uint(len(b))] = byte(value >> (8 * i))
			}
		}
		changed[uint(sec)%uint(sections)] = b
		r, err := FromBytes(encodeFile(changed))
		if err != nil {
			return
		}
		askAll(r)
	})
}

// askAll asks for all that is known of every code.
func askAll(r *Release) {
	for i := range len(r.codes) {
		id := CodeID(i)
		for _, n := range r.Notes(id) {
			n.Names(id)
		}
		for _, m := range r.MapTo("", id) {
			r.Crosswalk(m.System, m.Code)
		}
		r.Chapter(id)
		r.Block(id)
		r.SeventhCharacters(id)
		r.Children(id)
		r.Manifestation(id)
	}
	for i := range r.terms {
		r.Term(TermID(i))
	}
	r.Drug("aspirin")
	r.Divisions(true)
}

// TestFactsDamage names what is checked when a release is opened.
func TestFactsDamage(t *testing.T) {
	parts := knowingParts(t)
	for sec, size := range map[section]int{
		secFacts: 20, secRanges: 8, secNotes: 16, secDivisions: 24, secSevenths: 8, secDrugs: 32, secMaps: 16, secMapBack: 4,
	} {
		changed := parts
		changed[sec] = slices.Clone(parts[sec])
		if len(changed[sec]) < size {
			t.Errorf("section %d has no record", sec)
			continue
		}
		for i := range size {
			changed[sec][i] = 0xff
		}
		if _, err := FromBytes(encodeFile(changed)); err == nil {
			t.Errorf("section %d: a record of ones was taken", sec)
		}
		changed[sec] = parts[sec][:len(parts[sec])-1]
		if _, err := FromBytes(encodeFile(changed)); err == nil {
			t.Errorf("section %d: half a record was taken", sec)
		}
	}
	changed := parts
	if changed[secNames], _ = json.Marshal([]int{1}); changed[secNames] == nil {
		t.Fatal("names")
	}
	if _, err := FromBytes(encodeFile(changed)); err == nil {
		t.Error("names that are numbers were taken")
	}
}
