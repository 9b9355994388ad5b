package ontology

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"medcode/internal/ontology/rf2"
)

// Names under which relations and mappings of SNOMED CT are kept.
const (
	RelationIsA   = "is a"    // to the parents of a concept
	SystemICD10CM = "icd10cm" // SNOMED CT's map to ICD-10-CM
)

// snomedSnapshot gathers the files of one or several RF2 snapshots, the newest
// first: what it says of a concept or description wins, so that an extension
// and an older International Edition may be added beside it.
type snomedSnapshot struct {
	*importer
	status    map[rf2.ID]bool  // concept → active
	accepted  map[rf2.ID]uint8 // description → how well English accepts it
	concepts  map[rf2.ID]*snomedConcept
	hasRefset bool
}

type snomedConcept struct {
	full  string // fully specified name
	best  string // preferred term
	rank  uint8  // how well best is accepted
	other []string
}

// How well a language reference set accepts a description.
const (
	acceptable uint8 = iota + 1
	preferredGB
	preferredUS
)

// snomedRF2 reads a snapshot: ps are its concept files, all also holds the
// others.
func (im *importer) snomedRF2(ps []*payload, all []*payload) error {
	s := &snomedSnapshot{
		importer: im, status: map[rf2.ID]bool{}, accepted: map[rf2.ID]uint8{}, concepts: map[rf2.ID]*snomedConcept{},
	}
	for _, step := range []struct {
		files []*payload
		read  func(*payload) error
	}{
		{ps, s.readConcepts},
		{ofForm(all, rf2Language), s.readLanguage},
		{ofForm(all, rf2Descriptions), s.readDescriptions},
	} {
		for _, p := range step.files {
			if err := step.read(p); err != nil {
				return err
			}
		}
	}
	if err := s.add(); err != nil {
		return err
	}
	return s.links(all)
}

// readConcepts notes which concepts are in use.
func (s *snomedSnapshot) readConcepts(p *payload) error {
	here := make(map[rf2.ID]struct{}, len(s.status))
	active := 0
	err := p.stream(func(r io.Reader) error {
		return rf2.ReadConcepts(r, func(c rf2.Concept) error {
			if _, twice := here[c.ID]; twice {
				return fmt.Errorf("concept %d stands twice; give the Snapshot files, not Full ones", c.ID)
			}
			here[c.ID] = struct{}{}
			if _, known := s.status[c.ID]; known {
				return nil // a newer file has it
			}
			if s.status[c.ID] = c.Active; c.Active {
				active++
			}
			return nil
		})
	})
	s.sayf("%s: %d active concepts of %d", p.where, active, len(here))
	return err
}

func (s *snomedSnapshot) readLanguage(p *payload) error {
	err := p.stream(func(r io.Reader) error {
		return rf2.ReadLanguage(r, func(a rf2.Acceptability) error {
			rank := acceptable
			switch {
			case a.Refset != rf2.USEnglish && a.Refset != rf2.GBEnglish:
				return nil
			case a.Value == rf2.Preferred && a.Refset == rf2.USEnglish:
				rank = preferredUS
			case a.Value == rf2.Preferred:
				rank = preferredGB
			}
			s.hasRefset = true
			s.accepted[a.Description] = max(s.accepted[a.Description], rank)
			return nil
		})
	})
	s.sayf("%s: %d descriptions of English", p.where, len(s.accepted))
	return err
}

// readDescriptions files the names of active concepts: the fully specified
// one, and the synonyms that American or British English accepts.
func (s *snomedSnapshot) readDescriptions(p *payload) error {
	here := make(map[rf2.ID]struct{}, len(s.accepted))
	n := 0
	err := p.stream(func(r io.Reader) error {
		return rf2.ReadDescriptions(r, func(d rf2.Description) error {
			if _, twice := here[d.ID]; twice {
				return fmt.Errorf("description %d stands twice; give the Snapshot files, not Full ones", d.ID)
			}
			here[d.ID] = struct{}{}
			if d.Active && s.status[d.Concept] && len(d.Term) <= maxText {
				n += s.describe(d)
			}
			return nil
		})
	})
	s.sayf("%s: %d names", p.where, n)
	return err
}

func (s *snomedSnapshot) describe(d rf2.Description) int {
	rank := s.accepted[d.ID]
	if d.Type != rf2.FullName && (d.Type != rf2.Synonym || s.hasRefset && rank == 0) {
		return 0
	}
	c := s.concepts[d.Concept]
	if c == nil {
		c = &snomedConcept{}
		s.concepts[d.Concept] = c
	}
	switch {
	case d.Type == rf2.FullName:
		if c.full == "" {
			c.full = d.Term
		}
		return 1
	case rank > acceptable && rank > c.rank:
		if c.best != "" {
			c.other = append(c.other, c.best)
		}
		c.best, c.rank = d.Term, rank
	default:
		c.other = append(c.other, d.Term)
	}
	return 1
}

// add hands the concepts to the builder in the order of their identifiers.
func (s *snomedSnapshot) add() error {
	ids := make([]rf2.ID, 0, len(s.concepts))
	nameless := 0
	for id, active := range s.status {
		if c := s.concepts[id]; active && (c == nil || c.full == "" && c.best == "") {
			nameless++
		} else if active {
			ids = append(ids, id)
		}
	}
	if len(ids) == 0 {
		return errors.New("the snapshot has no concept with an English name; add its description file (sct2_Description_Snapshot-en_…) too")
	}
	s.full = true
	slices.Sort(ids)
	for _, id := range ids {
		if err := s.addConcept(strconv.FormatUint(uint64(id), 10), s.concepts[id]); err != nil {
			return err
		}
	}
	if nameless > 0 {
		s.sayf("%d concepts without an English name left out", nameless)
	}
	return nil
}

func (s *snomedSnapshot) addConcept(code string, c *snomedConcept) error {
	name, tag := splitTag(c.full)
	e := CodeEntry{Code: code, Display: c.best, Class: tag, Billable: !ofTheFormat(tag), Prior: tagPrior(tag)}
	if e.Display == "" {
		e.Display = name
	}
	added, err := s.AddCode(e)
	if err != nil {
		return err
	}
	if !added {
		s.AddTerm(code, Synonym, e.Display, "")
	}
	for _, term := range append(c.other, name) {
		s.AddTerm(code, Synonym, term, "")
	}
	return nil
}

// ofTheFormat tells which concepts describe SNOMED CT itself and are never an
// answer.
func ofTheFormat(tag string) bool {
	switch tag {
	case "core metadata concept", "foundation metadata concept", "metadata", "OWL metadata concept", "namespace concept",
		"attribute", "link assertion", "linkage concept", "navigational concept", "inactive concept", "SNOMED RT+CTV3":
		return true
	}
	return false
}

// links reads parents and the map to ICD-10-CM.
func (s *snomedSnapshot) links(all []*payload) error {
	for _, p := range ofForm(all, rf2Relationships) {
		n := 0
		err := p.stream(func(r io.Reader) error {
			return rf2.ReadRelationships(r, func(x rf2.Relationship) error {
				if x.Type == rf2.IsA && s.status[x.Source] && s.status[x.Destination] {
					s.Relate(sctid(x.Source), RelationIsA, sctid(x.Destination))
					n++
				}
				return nil
			})
		})
		if err != nil {
			return err
		}
		s.sayf("%s: %d parents", p.where, n)
	}
	for _, p := range ofForm(all, rf2Map) {
		if err := s.readMap(p); err != nil {
			return err
		}
	}
	return nil
}

func sctid(id rf2.ID) string { return strconv.FormatUint(uint64(id), 10) }

// readMap keeps the map to ICD-10-CM: group and priority as scenario and
// choice, the rule and the advice as the note.
func (s *snomedSnapshot) readMap(p *payload) error {
	n, others := 0, 0
	err := p.stream(func(r io.Reader) error {
		return rf2.ReadMap(r, func(m rf2.Map) error {
			if m.Refset != rf2.ICD10CMMap || !s.status[m.Concept] {
				others++
				return nil
			}
			if m.Group > 255 || m.Priority > 255 {
				return fmt.Errorf("map group %d, priority %d: more than 255", m.Group, m.Priority)
			}
			n++
			s.AddMapping(MappingEntry{
				Mapping: Mapping{
					System: SystemICD10CM, Code: m.Target, None: m.Target == "", Scenario: uint8(m.Group), Choice: uint8(m.Priority),
					Combination: m.Group > 1, Note: clip(m.Rule + mapSeparator + m.Advice),
				},
				Here: sctid(m.Concept), Direction: There,
			})
			return nil
		})
	})
	s.sayf("%s: %d map rows to ICD-10-CM; %d of other maps or concepts out of use left out", p.where, n, others)
	return err
}

// mapSeparator stands between the rule and the advice of a map row.
const mapSeparator = "; "

func clip(s string) string {
	if len(s) > 4000 {
		s = strings.ToValidUTF8(s[:4000], "") + "…"
	}
	return s
}
