package ontology

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"medcode/internal/ontology/overlay"
	"medcode/internal/ontology/starter"
	"medcode/schemas"
)

// Billable ICD-10-CM codes of FY2026, to say how little the starter vocabulary
// is beside a full release.
const icdTotal = 74719

// starterName is the release name under which results show the starter
// vocabulary.
const starterName = "starter"

// The forms of the tables that come with medcode, as evidence names them.
const (
	starterForm = "medcode starter vocabulary"
	overlayForm = "medcode wordings"
)

// buildStarter makes a release of the built-in vocabulary: code, display,
// synonyms, abbreviations, default; lists are separated by " | ".
func buildStarter(o schemas.Ontology, table io.Reader) (*Release, error) {
	data, err := io.ReadAll(table)
	if err != nil {
		return nil, fmt.Errorf("starter vocabulary %s: %w", o, err)
	}
	info := Info{Ontology: o, Release: starterName, Starter: true}
	if o == schemas.ICD10CM {
		info.Total = icdTotal
	}
	b := NewBuilder(info)
	p := &payload{form: starterForm, where: "starter vocabulary " + string(o), data: data}
	b.source = p
	if err := rows(p, b.starterCode); err != nil {
		return nil, err
	}
	if err := rows(p, b.starterTerms); err != nil {
		return nil, err
	}
	if err := b.mergeOverlay(o); err != nil {
		return nil, err
	}
	file, err := b.Build()
	if err != nil {
		return nil, err
	}
	return FromBytes(file)
}

// mergeStarter adds the lay words, abbreviations and usual choices of the
// built-in vocabulary to a full release, for the codes that it has.
func (b *Builder) mergeStarter(o schemas.Ontology) error {
	if !slices.Contains(starter.Names(), string(o)) {
		return nil // a code system for look-up only
	}
	f, err := starter.Open(string(o))
	if err != nil {
		return fmt.Errorf("starter vocabulary: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("starter vocabulary: %w", err)
	}
	b.source = &payload{form: starterForm, where: "starter vocabulary", data: data}
	return rows(b.source, b.starterTerms)
}

// mergeOverlay adds the wordings of clinicians that official files lack.
func (b *Builder) mergeOverlay(o schemas.Ontology) error {
	f, err := overlay.Open(string(o))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	defer f.Close()
	data, err := io.ReadAll(f)
	if err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	b.source = &payload{form: overlayForm, where: "overlay", data: data}
	return rows(b.source, func(get func(string) string) error {
		if b.AddTerm(get("code"), Synonym, get("term"), "") {
			b.terms[len(b.terms)-1].curated = true
		}
		return nil
	})
}

func (b *Builder) starterCode(get func(string) string) error {
	display, class := get("display"), ""
	if b.info.Ontology == schemas.SNOMED {
		display, class = splitTag(display)
	}
	added, err := b.AddCode(CodeEntry{Code: get("code"), Display: display, Class: class, Billable: true})
	if err == nil && !added {
		err = fmt.Errorf("code %s stands twice", get("code"))
	}
	return err
}

func (b *Builder) starterTerms(get func(string) string) error {
	code, usual := get("code"), get("default")
	e, ok := b.Has(code)
	if !ok || !e.Billable {
		return nil
	}
	e.Default = e.Default || usual != "" && usual != "0"
	for _, list := range []struct {
		column string
		kind   Kind
	}{{"synonyms", Synonym}, {"abbreviations", Abbreviation}} {
		for term := range strings.SplitSeq(get(list.column), "|") {
			if term = strings.TrimSpace(term); term != "" {
				b.AddTerm(code, list.kind, term, "")
			}
		}
	}
	return nil
}
