package ontology

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"medcode/internal/ontology/rf2"
	"medcode/internal/text"
	"medcode/schemas"
)

// sctOf makes an identifier of an item and a partition; the content of these
// files is invented.
func sctOf(item int, partition string) string {
	s := fmt.Sprintf("%d%s", item, partition)
	return s + string(rf2.CheckDigit(s))
}

const (
	sctModule  = "900000000000207008"
	rf2Core    = "id\teffectiveTime\tactive\tmoduleId\t"
	rf2Refset  = rf2Core + "refsetId\treferencedComponentId\t"
	rf2Concept = rf2Core + "definitionStatusId\r\n"
	rf2Names   = rf2Core + "conceptId\tlanguageCode\ttypeId\tterm\tcaseSignificanceId\r\n"
	rf2Isa     = rf2Core + "sourceId\tdestinationId\trelationshipGroup\ttypeId\tcharacteristicTypeId\tmodifierId\r\n"
	rf2Lang    = rf2Refset + "acceptabilityId\r\n"
	rf2Icd     = rf2Refset + "mapGroup\tmapPriority\tmapRule\tmapAdvice\tmapTarget\tcorrelationId\tmapCategoryId\r\n"
)

func tabbed(f ...string) string { return strings.Join(f, "\t") + "\r\n" }

func rf2ConceptRow(id, active string) string {
	return tabbed(id, "20240301", active, sctModule, "900000000000074008")
}

func rf2NameRow(id, active, concept, kind, term string) string {
	return tabbed(id, "20240301", active, sctModule, concept, "en", kind, term, "900000000000448009")
}

func rf2LangRow(set, id, value string) string {
	return tabbed("0b6c4a58-0000-5000-8000-000000000001", "20240301", "1", sctModule, set, id, value)
}

const fsnType, synType = "900000000000003001", "900000000000013009"

// smallRF2 is a release of three concepts, one of them retired, with a parent,
// British and American names and a map.
func smallRF2() map[string]string {
	fever, grey, gone := sctOf(1001, "00"), sctOf(1002, "00"), sctOf(1003, "00")
	d := func(i int) string { return sctOf(2000+i, "01") }
	us, gb, best, fine := "900000000000509007", "900000000000508004", "900000000000548007", "900000000000549004"
	mapRow := func(priority, rule, target string) string {
		return tabbed("0b6c4a58-0000-5000-8000-000000000002", "20240301", "1", sctModule, "6011000124106", grey, "1", priority, rule, "ALWAYS "+target, target, "447561005", "447637006")
	}
	return map[string]string{
		"R/Snapshot/Terminology/sct2_Concept_Snapshot_US1000124_20240301.txt": rf2Concept + rf2ConceptRow(fever, "1") + rf2ConceptRow(grey, "1") + rf2ConceptRow(gone, "0"),
		"R/Snapshot/Terminology/sct2_Description_Snapshot-en_US1000124_20240301.txt": rf2Names +
			rf2NameRow(d(1), "1", fever, fsnType, "Zorvian fever (disorder)") +
			rf2NameRow(d(2), "1", grey, fsnType, "Grey zorvian fever (disorder)") +
			rf2NameRow(d(3), "1", grey, synType, "Gray zorvian fever") +
			rf2NameRow(d(4), "1", grey, synType, "Morrin's pyrexia") +
			rf2NameRow(d(5), "1", grey, synType, "Nobody's term") +
			rf2NameRow(d(6), "0", grey, synType, "Withdrawn term") +
			rf2NameRow(d(7), "1", gone, fsnType, "Obsolete fever (disorder)"),
		"R/Snapshot/Terminology/sct2_Relationship_Snapshot_US1000124_20240301.txt": rf2Isa + tabbed(sctOf(3001, "02"), "20240301", "1", sctModule, grey, fever, "0", "116680003", "900000000000011006", "900000000000451002"),
		"R/Snapshot/Refset/Language/der2_cRefset_LanguageSnapshot-en_US1000124_20240301.txt": rf2Lang + rf2LangRow(us, d(2), fine) + rf2LangRow(us, d(3), best) +
			rf2LangRow(gb, d(2), best) + rf2LangRow(us, d(4), fine),
		"R/Snapshot/Refset/Map/der2_iisssccRefset_ExtendedMapSnapshot_US1000124_20240301.txt": rf2Icd + mapRow("1", "IFA 445518008 | Age at onset of clinical finding (observable entity) | < 1.0 years", "P81.9") + mapRow("2", "OTHERWISE TRUE", "R50.9"),
		"R/Full/Terminology/sct2_Concept_Full_US1000124_20240301.txt":                         rf2Concept + rf2ConceptRow(grey, "0") + rf2ConceptRow(grey, "1"),
		"R/Readme_en.txt": "Copyright of nobody",
	}
}

// addAll builds a release of files and opens it.
func addAll(t *testing.T, o schemas.Ontology, files map[string]string) (*Release, Info, []string) {
	t.Helper()
	s, dir := newStore(t), t.TempDir()
	var said []string
	for name, body := range files {
		write(t, dir, name, body)
	}
	info, err := s.Add(context.Background(), o, "", []string{dir}, func(l string) { said = append(said, l) })
	if err != nil {
		t.Fatal(err)
	}
	r, err := Open(s.Dir() + "/" + string(o) + "/" + info.Release + "/" + releaseFile)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	return r, info, said
}

// found returns the code of the first exact match.
func found(r *Release, term string) string {
	ts := r.Exact(text.Normalize(term))
	if len(ts) == 0 {
		return ""
	}
	return r.Code(r.CodeOf(ts[0])).Code
}

func TestRF2(t *testing.T) {
	zipped := map[string]string{"SnomedCT_ManagedServiceUS_PRODUCTION_US1000124_20240301T120000Z.zip": zipOf(t, smallRF2())}
	for name, files := range map[string]map[string]string{"zip": zipped, "folder": smallRF2()} {
		t.Run(name, func(t *testing.T) {
			r, info, said := addAll(t, schemas.SNOMED, files)
			if info.Release != "2024-03-01" || info.Codes != 2 || info.From.Format("20060102") != "20240301" {
				t.Errorf("release %s of %d codes from %v; said %q", info.Release, info.Codes, info.From, said)
			}
			fever, grey := sctOf(1001, "00"), sctOf(1002, "00")
			for term, want := range map[string]string{
				"zorvian fever": fever, "gray zorvian fever": grey, "grey zorvian fever": grey, "Morrin's pyrexia": grey,
				"nobody's term": "", "withdrawn term": "", "obsolete fever": "",
			} {
				if got := found(r, term); got != want {
					t.Errorf("%q finds %q, want %q", term, got, want)
				}
			}
			id, _ := r.Find(grey)
			if c := r.Code(id); c.Display != "Gray zorvian fever" || c.Class != "disorder" {
				t.Errorf("%+v", c)
			}
			parents := r.Related(id, RelationIsA)
			if len(parents) != 1 || r.Code(parents[0]).Code != fever {
				t.Errorf("parents %v", parents)
			}
			if m := r.MapTo(SystemICD10CM, id); len(m) != 2 || m[0].Code != "P81.9" || m[1].Code != "R50.9" ||
				!strings.HasPrefix(m[0].Note, "IFA 445518008") || m[1].Choice != 2 {
				t.Errorf("map %+v", m)
			}
		})
	}
}

// TestRF2Extension adds a newer extension to an older edition: what the newer
// file says of a concept wins.
func TestRF2Extension(t *testing.T) {
	files := smallRF2()
	fever, own := sctOf(1001, "00"), sctOf(1009, "00")
	files["X/sct2_Concept_Snapshot_XX_20240901.txt"] = rf2Concept + rf2ConceptRow(fever, "0") + rf2ConceptRow(own, "1")
	files["X/sct2_Description_Snapshot-en_XX_20240901.txt"] = rf2Names + rf2NameRow(sctOf(2099, "01"), "1", own, fsnType, "Local fever (finding)")
	r, info, _ := addAll(t, schemas.SNOMED, files)
	if info.Release != "2024-09-01" || found(r, "zorvian fever") != "" || found(r, "local fever") != own || found(r, "morrin's pyrexia") == "" {
		t.Errorf("release %s: %q, %q", info.Release, found(r, "zorvian fever"), found(r, "local fever"))
	}
}

// TestRF2Refused: what is wrong is named with file and line, and nothing is
// left in the store.
func TestRF2Refused(t *testing.T) {
	concepts, names := "", ""
	for name := range smallRF2() {
		switch {
		case strings.Contains(name, "Concept_Snapshot"):
			concepts = name
		case strings.Contains(name, "Description_Snapshot"):
			names = name
		}
	}
	grey := sctOf(1002, "00")
	for name, c := range map[string]struct {
		change func(map[string]string)
		err    string
	}{
		"a concept twice":     {func(f map[string]string) { f[concepts] += rf2ConceptRow(grey, "1") }, "line 5: concept " + grey + " stands twice"},
		"a description twice": {func(f map[string]string) { f[names] += rf2NameRow(sctOf(2001, "01"), "1", grey, synType, "X") }, "line 9: description"},
		"cut short":           {func(f map[string]string) { f[names] = f[names][:len(f[names])-30] }, "line 8: 8 columns"},
		"no descriptions":     {func(f map[string]string) { delete(f, names) }, "add its description file"},
		"an identifier":       {func(f map[string]string) { f[concepts] += rf2ConceptRow("1234567", "1") }, "line 5: column 1"},
	} {
		t.Run(name, func(t *testing.T) {
			files := smallRF2()
			c.change(files)
			s := newStore(t)
			p := write(t, t.TempDir(), "SnomedCT_20240301.zip", zipOf(t, files))
			_, err := s.Add(context.Background(), schemas.SNOMED, "", []string{p}, func(string) {})
			if err == nil || !strings.Contains(err.Error(), c.err) {
				t.Errorf("error %v, want %q", err, c.err)
			}
			if list, _ := s.List(); len(list) != 0 {
				t.Errorf("left %v", list)
			}
		})
	}
}
