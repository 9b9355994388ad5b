package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"medcode/internal/icd10cm"
	"medcode/internal/icd10cm/proof"
	"medcode/producer"
	"medcode/router"
	"medcode/schemas"
)

// explainedNote is a note's result with the proof of every code.
type explainedNote struct {
	Feed     string                                  `json:"feed"`
	ID       string                                  `json:"id"`
	Releases map[schemas.Ontology]schemas.ReleaseUse `json:"releases"`
	Codes    []noteCode                              `json:"codes"`
	Left     []leftMention                           `json:"left_out"` // mentions whose code the note does not support, or that have none
	Claim    []claimed                               `json:"claim"`
	Changes  []string                                `json:"changes"`
}

// noteCode is one code of the note, with what supports it.
type noteCode struct {
	schemas.Code
	Support []support `json:"support"`
	Rules   []string  `json:"rules"` // changes of the claim that name the code
}

// support is one mention of a code.
type support struct {
	mentionView
	Proof   proof.Proof `json:"proof"`
	Replays bool        `json:"replays"`
}

// leftMention is a mention that supports no code.
type leftMention struct {
	mentionView
	Code string `json:"code,omitempty"` // the best that was found
	Why  string `json:"why"`
}

// mentionView is where a mention stands and what its context says of it.
type mentionView struct {
	Start      int               `json:"start"`
	End        int               `json:"end"`
	Text       schemas.Text      `json:"text"`
	Section    string            `json:"section,omitempty"`
	Said       string            `json:"said"` // present, negated, historical …
	Cue        string            `json:"cue,omitempty"`
	Attributes map[string]string `json:"attributes,omitempty"`
}

func viewMention(m *schemas.Mention) mentionView {
	v := mentionView{Start: m.Start, End: m.End, Text: m.Text, Section: m.Section, Said: said(m), Cue: m.Attributes[schemas.AttrCue]}
	for key, value := range m.Attributes {
		if key == schemas.AttrCue {
			continue
		}
		if v.Attributes == nil {
			v.Attributes = map[string]string{}
		}
		v.Attributes[key] = value
	}
	return v
}

func (c *call) explainNote(ctx context.Context, path string) error {
	on, err := c.onDate()
	if err != nil {
		return err
	}
	cod, now, err := c.openNow(ctx)
	if err != nil {
		return err
	}
	defer cod.Close()
	c.tell(cod)
	src := producer.Source{Feed: "cli", Stdin: c.in}
	return src.Each([]string{path}, func(n schemas.Note, err error) error {
		if err != nil {
			return err
		}
		c.completeNote(&n, on)
		out, err := c.proveNote(ctx, cod, now, n)
		if err != nil {
			return fmt.Errorf("note %q: %w", n.ID, err)
		}
		if c.json {
			return json.NewEncoder(c.out).Encode(out)
		}
		return c.printNote(&out)
	})
}

// completeNote fills what the flags say and the note does not.
func (c *call) completeNote(n *schemas.Note, on time.Time) {
	who := c.person()
	if n.Age == nil {
		n.Age = who.Age
	}
	if n.Sex == "" {
		n.Sex = who.Sex
	}
	if !on.IsZero() {
		n.DateOfService = schemas.Time{Time: on}
	}
}

func (c *call) proveNote(ctx context.Context, cod *coding, now *router.Now, n schemas.Note) (out explainedNote, err error) {
	heard := &listener{Coder: now.Coder, claims: now.Claims}
	again := *now
	again.Coder = heard
	if now.Claims != nil {
		again.Claims = heard
	}
	res, err := again.Note(ctx, n)
	if err == nil {
		err = heard.replay()
	}
	if err != nil {
		return out, err
	}
	only := c.opt.code.pattern
	out = explainedNote{Feed: res.Feed, ID: res.ID, Releases: res.Releases, Codes: []noteCode{}, Left: leftOut(&res, only), Claim: []claimed{}, Changes: changeLines(heard.rules(only))}
	for _, k := range res.Codes {
		if !sameCode(only, k.Code) {
			continue
		}
		var rules []icd10cm.Change
		if k.Ontology == schemas.ICD10CM {
			rules = heard.rules(k.Code)
		}
		nc := noteCode{Code: k, Rules: changeLines(rules)}
		for _, m := range k.Mentions {
			s, err := cod.support(ctx, &res, heard, k, m)
			if err != nil {
				return out, err
			}
			addRules(&s.Proof, rules)
			nc.Support = append(nc.Support, s)
		}
		out.Codes = append(out.Codes, nc)
	}
	out.Claim, err = cod.claimed(&res, heard, only)
	return out, err
}

// day is when a release begins to count: at midnight.
func day(t schemas.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.UTC().Truncate(24 * time.Hour)
}

var errElsewhere = errors.New("the note's answer cannot be found again; did the vocabularies change meanwhile?")

// support proves a code for one mention.
func (c *coding) support(ctx context.Context, res *schemas.Result, heard *listener, k schemas.Code, mention int) (support, error) {
	out := support{mentionView: viewMention(&res.Mentions[mention])}
	q, who, ok := heard.query(k.Ontology, mention)
	if !ok {
		return out, errElsewhere
	}
	list, _, err := c.prove(ctx, k.Ontology, q, who)
	if err != nil {
		return out, err
	}
	if at := slices.IndexFunc(list, func(x explainedCode) bool { return x.Code == k.Code }); at >= 0 {
		out.Proof, out.Replays = list[at].Proof, list[at].Replays
		return out, nil
	}
	if out.Proof, err = c.past(list, k, q.Date); err != nil {
		return out, err
	}
	out.Replays = true
	return out, nil
}

// past proves a code of history, whose mention has the code of the condition.
func (c *coding) past(list []explainedCode, k schemas.Code, on time.Time) (p proof.Proof, err error) {
	r, err := c.inForce(k.Ontology, on)
	if err != nil || k.Ontology != schemas.ICD10CM {
		return p, cmp.Or(err, errElsewhere)
	}
	for i := range list {
		for _, whose := range []proof.Past{proof.Personal, proof.Family} {
			e := list[i].Proof.Evidence
			e.Past = whose
			if p, err = proof.Make(r, icd10cm.NewCompleter(r), e); err == nil && p.Code == k.Code {
				return p, p.Replay(r)
			}
		}
	}
	return p, errElsewhere
}

// sameCode compares codes as users write them; an empty pattern is any.
func sameCode(pattern, code string) bool {
	plain := func(s string) string { return strings.ToUpper(strings.NewReplacer(".", "", " ", "").Replace(s)) }
	return pattern == "" || plain(pattern) == plain(code)
}

// leftOut lists the mentions that support no code of the note, and why. With
// a code, only those whose best code it is.
func leftOut(res *schemas.Result, pattern string) []leftMention {
	used := map[int]bool{}
	for _, k := range res.Codes {
		for _, m := range k.Mentions {
			used[m] = true
		}
	}
	out := []leftMention{}
	for i := range res.Mentions {
		m := &res.Mentions[i]
		if used[i] {
			continue
		}
		l := leftMention{mentionView: viewMention(m), Why: "no code is likely enough"}
		if len(m.Codings) > 0 {
			l.Code = m.Codings[0].Code
		}
		if l.Said != "present" {
			l.Why = l.Said
		}
		if pattern == "" || sameCode(pattern, l.Code) {
			out = append(out, l)
		}
	}
	return out
}
