package main

import (
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/schemas"
)

func crosswalkCommand() command {
	return command{
		name: "crosswalk", args: "[--json] [--to SYSTEM] [--date DAY] SYSTEM CODE", run: runCrosswalk,
		settings: []settings.Name{settings.Data},
		about:    "Tell what a code is in another system, in an earlier year, or in use today.",
		more: "Systems: icd9cm and icd10cm (either way, by the general equivalence mappings), icd10cm of an earlier year,\n" +
			"snomed to icd10cm (by the map of the RF2 release), ndc and rxnorm (either way), retired rxnorm, deprecated loinc.\n" +
			"A header is never an answer: the billable codes below it are listed.\n",
		flags: func(fs *flag.FlagSet, c *call) {
			fs.StringVar(&c.opt.code.to, "to", "", "only to this system")
			fs.StringVar(&c.opt.code.date, "date", "", "the day that decides the releases; empty: today")
		},
	}
}

// Systems that are no ontology of medcode.
const (
	icd9cm = "icd9cm"
	ndc    = "ndc"
)

// way is how a release keeps a crosswalk.
type way int

const (
	fromThere way = iota // mappings from the other system to codes of the release
	toThere              // mappings from codes of the release to the other system
	related              // relations between codes of the release
)

// route is one crosswalk.
type route struct {
	from, to string
	holder   schemas.Ontology // whose release has it
	name     string           // of its mappings or relations there
	way      way
	about    string
	needs    string // what to add to have it
}

func crosswalkRoutes() []route {
	cm, sn, rx, lo := schemas.ICD10CM, schemas.SNOMED, schemas.RxNorm, schemas.LOINC
	const gem, rf2, sat = "general equivalence mappings", "the map to ICD-10-CM of an RF2 snapshot", "RXNSAT.RRF"
	return []route{
		{icd9cm, string(cm), cm, ontology.SystemICD9CM, fromThere, gem, gem},
		{string(cm), icd9cm, cm, ontology.SystemICD9CM, toThere, gem, gem},
		{string(cm), string(cm), cm, ontology.SystemEarlier, fromThere, "codes of earlier years", "the conversion table"},
		{string(sn), string(cm), sn, ontology.SystemICD10CM, toThere, "map of SNOMED CT", rf2},
		{ndc, string(rx), rx, ontology.SystemNDC, fromThere, "drug codes of RxNorm", sat},
		{string(rx), ndc, rx, ontology.SystemNDC, toThere, "drug codes of RxNorm", sat},
		{string(rx), string(rx), rx, ontology.SystemRetiredRxCUI, fromThere, "retired concepts", "RXNCUI.RRF"},
		{string(lo), string(lo), lo, ontology.RelationReplaced, related, "replaced codes", "MapTo.csv"},
	}
}

func (r *route) String() string { return r.from + " → " + r.to + " (" + r.about + ")" }

// parseSystem reads the name of a system in its usual spellings.
func parseSystem(name string) string {
	plain := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(name))
	switch plain {
	case "icd9", icd9cm:
		return icd9cm
	case "rxcui":
		return string(schemas.RxNorm)
	}
	if o, err := parseKept(name); err == nil {
		return string(o)
	}
	return plain
}

func runCrosswalk(_ context.Context, c *call) error {
	if len(c.rest) != 2 {
		return fmt.Errorf("%w: medcode crosswalk [--to SYSTEM] SYSTEM CODE, as in: medcode crosswalk icd9cm 250.00", errUsage)
	}
	on, err := c.onDate()
	if err != nil {
		return err
	}
	store, err := ontology.OpenStore(filepath.Join(c.set.String(settings.Data), "ontology"))
	if err != nil {
		return err
	}
	defer store.Close()
	now := store.Pin()
	defer now.Unpin()
	x := crosser{now: now, on: on}
	out, err := x.cross(parseSystem(c.rest[0]), parseSystem(c.opt.code.to), strings.TrimSpace(c.rest[1]))
	if err != nil {
		return err
	}
	if c.json {
		return json.NewEncoder(c.out).Encode(out)
	}
	return out.print(c.out)
}

// cross follows every crosswalk that leads from a system; to may be empty.
func (x *crosser) cross(from, to, code string) (*crossing, error) {
	var routes []route
	for _, r := range crosswalkRoutes() {
		if r.from != from || to != "" && r.to != to {
			continue
		}
		if _, _, err := x.now.InForce(r.holder, x.on); err != nil {
			return nil, err
		}
		routes = append(routes, r)
	}
	if len(routes) == 0 {
		return nil, fmt.Errorf("%w: no crosswalk leads from %q to %s; %s", schemas.ErrInvalid, from, cmp.Or(to, "anything"), x.loaded())
	}
	known := slices.DeleteFunc(slices.Clone(routes), func(r route) bool { return !x.has(&r) })
	if len(known) == 0 {
		return nil, fmt.Errorf("%w: the crosswalk from %s needs %s; add it with medcode ontology add %s FILE…; %s",
			schemas.ErrInvalid, from, routes[0].needs, routes[0].holder, x.loaded())
	}
	codes, err := spellings(from, code)
	if err != nil {
		return nil, err
	}
	return x.first(from, codes, known)
}

// first is the crossing of the one spelling that is known.
func (x *crosser) first(from string, codes []string, routes []route) (*crossing, error) {
	var found []*crossing
	for _, code := range codes {
		if c := x.follow(from, code, routes); c.Known || len(c.Routes) > 0 {
			found = append(found, c)
		}
	}
	switch {
	case len(found) == 0:
		return nil, fmt.Errorf("%w: %s %s is not known; %s", schemas.ErrInvalid, from, written(from, codes[0]), x.loaded())
	case len(found) > 1:
		return nil, fmt.Errorf("%w: these ten digits are several drug codes: %s or %s; write it with hyphens",
			schemas.ErrInvalid, written(from, found[0].Code), written(from, found[1].Code))
	}
	return found[0], nil
}

// loaded lists the crosswalks that are at hand, for those who asked for one
// that is not.
func (x *crosser) loaded() string {
	var list []string
	for _, r := range crosswalkRoutes() {
		if x.has(&r) {
			_, use, _ := x.now.InForce(r.holder, x.on)
			list = append(list, r.String()+" in "+string(r.holder)+" "+use.Release)
		}
	}
	if len(list) == 0 {
		return "no crosswalk is loaded; medcode crosswalk --help says what there can be"
	}
	return "loaded:\n  " + strings.Join(list, "\n  ")
}

// spellings returns what a code may be in the form of its system: one, but for
// drug codes of ten digits without hyphens.
func spellings(system, code string) ([]string, error) {
	if system != ndc {
		return []string{code}, nil
	}
	s := strings.TrimLeft(strings.TrimPrefix(strings.ToUpper(code), "NDC"), ": ")
	if n, ok := ontology.NDC(s); ok {
		return []string{n}, nil
	}
	if len(s) == 10 && strings.Trim(s, "0123456789") == "" {
		return []string{"0" + s, s[:5] + "0" + s[5:], s[:9] + "0" + s[9:]}, nil // 4-4-2, 5-3-2, 5-4-1
	}
	return nil, fmt.Errorf("%w: %q is no drug code; write it as printed (0002-7510-01) or in eleven digits", schemas.ErrInvalid, code)
}

// written is a code as its publisher prints it.
func written(system, code string) string {
	at := 3
	switch {
	case system == ndc && len(code) == 11:
		return code[:5] + "-" + code[5:9] + "-" + code[9:]
	case system != icd9cm || strings.Contains(code, "."):
		return code
	case strings.HasPrefix(strings.ToUpper(code), "E"):
		at = 4
	}
	if len(code) <= at {
		return strings.ToUpper(code)
	}
	return strings.ToUpper(code[:at] + "." + code[at:])
}
