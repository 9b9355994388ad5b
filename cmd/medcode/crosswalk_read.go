package main

import (
	"slices"
	"strings"
	"time"

	"medcode/internal/ontology"
	"medcode/schemas"
)

// crosser follows crosswalks through the releases of a day.
type crosser struct {
	now *ontology.Snapshot
	on  time.Time
}

// crossing is what a code is elsewhere.
type crossing struct {
	System   string      `json:"system"`
	Code     string      `json:"code"`
	Known    bool        `json:"known"` // it is a code of the release in force
	Release  string      `json:"release,omitempty"`
	Display  string      `json:"display,omitempty"`
	Billable bool        `json:"billable"`
	Routes   []crossWalk `json:"routes"`
}

// crossWalk is what one crosswalk says.
type crossWalk struct {
	To       string        `json:"to"`
	About    string        `json:"about"`
	Releases []string      `json:"releases"` // that has the mappings, and that the targets are judged by
	Targets  []crossTarget `json:"targets"`
}

// crossTarget is one code on the other side.
type crossTarget struct {
	Code    string     `json:"code,omitempty"`
	Display string     `json:"display,omitempty"`
	Answer  bool       `json:"answer"` // it may be used as it is
	Instead []codeLine `json:"instead,omitempty"`

	NoMap       bool   `json:"no_map,omitempty"`
	Approximate bool   `json:"approximate,omitempty"`
	Combination bool   `json:"combination,omitempty"` // one code of each choice list, together
	Scenario    int    `json:"scenario,omitempty"`
	Choice      int    `json:"choice,omitempty"` // the list
	Group       int    `json:"group,omitempty"`  // of SNOMED CT's map; one target of each
	Priority    int    `json:"priority,omitempty"`
	Rule        string `json:"rule,omitempty"`
	Advice      string `json:"advice,omitempty"`
	Note        string `json:"note,omitempty"`

	Words []string `json:"words"` // all of this in words
}

func (x *crosser) release(o schemas.Ontology) (*ontology.Release, string) {
	r, use, err := x.now.InForce(o, x.on)
	if err != nil {
		return nil, ""
	}
	return r, use.Release
}

// has tells whether a crosswalk is loaded.
func (x *crosser) has(r *route) bool {
	rel, _ := x.release(r.holder)
	switch {
	case rel == nil:
		return false
	case r.way == related:
		return rel.Relates(r.name)
	}
	return slices.Contains(rel.Systems(), r.name)
}

// follow collects what the routes say of a code.
func (x *crosser) follow(from, code string, routes []route) *crossing {
	out := &crossing{System: from, Code: written(from, code), Routes: []crossWalk{}}
	if o, err := parseKept(from); err == nil {
		if rel, label := x.release(o); rel != nil {
			if id, ok := rel.Find(code); ok {
				k := rel.Code(id)
				out.Code, out.Display, out.Billable, out.Known, out.Release = k.Code, k.Display, k.Billable, true, label
			}
		}
	}
	for i := range routes {
		if w := x.walk(&routes[i], code); len(w.Targets) > 0 {
			out.Routes = append(out.Routes, w)
		}
	}
	return out
}

func (x *crosser) walk(r *route, code string) crossWalk {
	rel, label := x.release(r.holder)
	out := crossWalk{To: r.to, About: r.about, Releases: []string{string(r.holder) + " " + label}}
	id, known := rel.Find(code)
	switch {
	case r.way == fromThere:
		for _, m := range rel.Crosswalk(r.name, code) {
			out.Targets = append(out.Targets, x.here(r, rel, label, m))
		}
	case known && r.way == toThere:
		for _, m := range rel.MapTo(r.name, id) {
			out.Targets = append(out.Targets, x.there(r, m))
		}
		if _, judge := x.release(schemas.ICD10CM); r.to == string(schemas.ICD10CM) && judge != "" {
			out.Releases = append(out.Releases, r.to+" "+judge)
		}
	case known:
		for _, to := range rel.Related(id, r.name) {
			t := crossTarget{Words: []string{"to be used in its place"}}
			t.judge(rel, label, to)
			out.Targets = append(out.Targets, t)
		}
	}
	return out
}

// here is a target in the release that holds the mapping.
func (x *crosser) here(r *route, rel *ontology.Release, label string, m ontology.Mapping) crossTarget {
	t := crossTarget{Note: m.Note, NoMap: m.None}
	if m.OK {
		t.judge(rel, label, m.ID)
	} else if !m.None {
		t.Words = append(t.Words, "its target is no code of "+label)
	}
	t.describe(r, m)
	return t
}

// there is a target in another system; those in ICD-10-CM are judged by the
// release of the day.
func (x *crosser) there(r *route, m ontology.Mapping) crossTarget {
	t := crossTarget{Note: m.Note, NoMap: m.None, Code: written(r.to, m.Code)}
	switch rel, label := x.release(schemas.ICD10CM); {
	case m.None:
		t.Code = ""
	case r.to != string(schemas.ICD10CM):
		t.Answer = true // nothing is loaded that would say more of it
	case rel != nil:
		t.seek(rel, label, m.Code)
	}
	t.describe(r, m)
	return t
}

// seek judges a code of ICD-10-CM that another publisher names: with a "?" for
// a seventh character that the note decides, or one of an earlier year.
func (t *crossTarget) seek(rel *ontology.Release, label, code string) {
	stem, open := strings.CutSuffix(code, "?")
	if open {
		t.Words = append(t.Words, "the last character depends on the encounter")
	}
	if id, ok := rel.Find(stem); ok {
		t.judge(rel, label, id)
		return
	}
	if rel.Info().Starter {
		t.Words = append(t.Words, "not in the starter vocabulary; load a full release to judge it")
		return
	}
	t.Words = append(t.Words, "no code of "+label+": no answer")
	for _, m := range rel.Crosswalk(ontology.SystemEarlier, stem) {
		if m.OK {
			t.Instead = append(t.Instead, billableBelow(rel, m.ID)...)
		}
	}
	if len(t.Instead) > 0 {
		t.Words = append(t.Words, "it has become:")
	}
}

// judge fills in a code of a release. What may not be answered is said so, with
// the codes below it that may.
func (t *crossTarget) judge(rel *ontology.Release, label string, id ontology.CodeID) {
	k := rel.Code(id)
	t.Code, t.Display, t.Answer = k.Code, k.Display, k.Billable
	if k.Billable {
		return
	}
	t.Instead = billableBelow(rel, id)
	why := "not billable in " + label + ": no answer"
	if rel.Info().Ontology != schemas.ICD10CM {
		why = "not in use in " + label + ": no answer"
	}
	if len(t.Instead) > 0 {
		why += "; one of these is needed:"
	}
	t.Words = append(t.Words, why)
}

func billableBelow(rel *ontology.Release, id ontology.CodeID) (out []codeLine) {
	lo, hi := rel.Descendants(id)
	for ; lo < hi; lo++ {
		if rel.Billable(lo) {
			out = append(out, lineOf(rel, lo))
		}
	}
	return out
}
