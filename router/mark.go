package router

import (
	"medcode/router/attribute"
	"medcode/schemas"
)

// mark tells of each mention whether it stands in copied text, and of each code
// and each line of the claim whether all of its mentions stand in text of
// earlier notes.
func mark(r *schemas.Result, in *Input) {
	r.Copied = append([]schemas.Copied{}, in.copied...)
	if len(in.copied) == 0 {
		return
	}
	for i := range r.Mentions {
		m := &r.Mentions[i]
		if from := origin(r, m); from != "" {
			m.Attributes = attribute.Merge(m.Attributes, map[string]string{schemas.AttrCopied: from})
		}
	}
	copied := map[string]bool{}
	for i := range r.Codes {
		c := &r.Codes[i]
		c.Copied = true
		for _, m := range c.Mentions {
			c.Copied = c.Copied && r.Mentions[m].Attributes[schemas.AttrCopied] == fromEarlier
		}
		if c.Ontology == schemas.ICD10CM {
			copied[c.Code] = c.Copied
		}
	}
	for i := range r.Claim.Lines {
		r.Claim.Lines[i].Copied = copied[r.Claim.Lines[i].Code]
	}
}

// Values of schemas.AttrCopied.
const (
	fromEarlier = "earlier note"
	fromThis    = "this note"
)

// origin is where the text of a mention was copied from; an earlier note goes
// before an earlier place of this one.
func origin(r *schemas.Result, m *schemas.Mention) (from string) {
	for _, c := range r.Copied {
		if c.Start > m.Start {
			break
		}
		if m.End > c.End {
			continue
		}
		for _, p := range c.From {
			if p.Feed != r.Feed || p.ID != r.ID {
				return fromEarlier
			}
		}
		from = fromThis
	}
	return from
}
