package schemas

// The order of fields on the wire. Append only: an inserted or removed field
// would make every stored message of before unreadable.

func (n *Note) fields() []any {
	return []any{
		&n.Schema, &n.Feed, &n.ID, &n.Revision, (*string)(&n.Status), (*string)(&n.Text),
		&n.ContentType, &n.Language, &n.Received, &n.DateOfService, &n.DischargeDate,
		&n.EncounterClass, &n.Age, &n.Sex, &n.Pregnant, &n.EncounterToken, &n.PatientToken,
	}
}

func (m *Mention) fields() []any {
	return []any{
		&m.Start, &m.End, (*string)(&m.Text), &m.Section, (*string)(&m.Category),
		&m.Negated, &m.Uncertain, &m.Hypothetical, &m.Historical, &m.Experiencer,
		&m.Attributes, records(&m.Codings), &m.SectionCode,
	}
}

func (c *Coding) fields() []any {
	return []any{(*string)(&c.Ontology), &c.Code, &c.Display, &c.Confidence, &c.Why}
}

func (r *ReleaseUse) fields() []any { return []any{&r.Release, &r.Stale, &r.Early} }

func (c *Code) fields() []any {
	return []any{(*string)(&c.Ontology), &c.Code, &c.Display, &c.Confidence, ints(&c.Mentions), &c.Copied}
}

func (c *Copied) fields() []any { return []any{&c.Start, &c.End, records(&c.From)} }

func (p *Place) fields() []any { return []any{&p.Feed, &p.ID, &p.Revision, &p.Start, &p.End} }

func (c *Claim) fields() []any { return []any{records(&c.Lines), texts(&c.Changes), &c.POARequired} }

func (l *ClaimLine) fields() []any {
	return []any{&l.Sequence, &l.Code, &l.Display, &l.POA, &l.Why, &l.Copied}
}

func (r *Result) fields() []any {
	return []any{
		&r.Schema, &r.Feed, &r.ID, &r.Revision, (*string)(&r.Status),
		releaseMap{&r.Releases},
		&r.Models, &r.Truncated, texts(&r.Errors),
		records(&r.Mentions), records(&r.Codes), &r.Claim, &r.TextHash, &r.Generation,
		records(&r.Copied),
	}
}

func (w *Work) fields() []any {
	return []any{
		&w.Schema, &w.Key, &w.Feed, &w.ID, &w.Revision, &w.Generation, &w.Part, &w.Of,
		&w.Instance, (*string)(&w.Ontology), &w.Date, &w.Age, &w.Sex, &w.Pregnant, &w.Class,
		ints(&w.Index), records(&w.Mentions), &w.Deadline, &w.K, texts(&w.Terms),
	}
}

func (p *Part) fields() []any {
	return []any{
		&p.Schema, &p.Key, &p.Feed, &p.ID, &p.Revision, &p.Generation, &p.Instance,
		(*string)(&p.Ontology), ints(&p.Index), candidates(&p.Codings), &p.Release,
		&p.Models, &p.Error,
	}
}

func candidates(p *[]Candidates) list {
	return sliceOf[Candidates]{p, func(c *Candidates) any { return records((*[]Coding)(c)) }}
}
