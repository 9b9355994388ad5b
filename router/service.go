package router

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"time"

	"medcode/internal/broker"
	"medcode/schemas"
)

// Now codes one note at once: the same functions as the stream, and nothing
// stored.
type Now struct {
	Read      func(ctx context.Context, in *Input) (Read, error)
	Coder     Coder
	Keyer     schemas.Keyer
	Threshold float64
	Claims    Claimer
	History   Historian
	Clock     func() time.Time
	MaxResult int         // bytes of a result that goes to another process; a larger one is truncated
	Patients  *Remembered // earlier notes of the patients; nil: a note is compared with itself alone
}

// Now returns the synchronous coder of this router; its notes pass the stream's.
func (r *Router) Now(c Coder) *Now {
	return &Now{Read: r.engine.Do, Coder: c, Keyer: r.o.Keyer, Threshold: r.o.Threshold, Claims: r.o.Claims, History: r.o.History, Clock: r.o.Now, MaxResult: r.o.MaxResult}
}

// Note codes one note. A part that cannot be coded makes the result partial.
func (s *Now) Note(ctx context.Context, n schemas.Note) (schemas.Result, error) {
	in, err := s.Begin(n)
	if err != nil {
		return schemas.Result{}, err
	}
	return s.Code(ctx, in)
}

// Begin takes a note in: it is checked, and compared with the notes begun
// before it.
func (s *Now) Begin(n schemas.Note) (*Input, error) {
	n.Normalize()
	if n.Received.IsZero() {
		n.Received = schemas.Time{Time: s.Clock().UTC()}
	}
	if err := n.Validate(); err != nil {
		return nil, err
	}
	in := &Input{Note: n, Key: s.Keyer.NoteKey(n.Feed, n.ID), Hash: s.Keyer.TextHash(n.Text)}
	print, err := passageNote(s.Keyer, in)
	if err != nil {
		return nil, err
	}
	in.copied = s.Patients.see(n.PatientToken, &print, n.Status == schemas.StatusCancelled)
	return in, nil
}

// Code codes a note that was begun.
func (s *Now) Code(ctx context.Context, in *Input) (schemas.Result, error) {
	read, err := s.Read(ctx, in)
	if err != nil {
		return schemas.Result{}, err
	}
	return Assemble(in, read, s.code(ctx, works(in, read, "")), Policy{s.Threshold, s.Claims, s.History}), nil
}

func (s *Now) code(ctx context.Context, works []schemas.Work) []*schemas.Part {
	parts := make([]*schemas.Part, len(works))
	var wg sync.WaitGroup
	for i, w := range works {
		wg.Go(func() {
			p, err := s.Coder.Code(ctx, w)
			if err != nil {
				p = schemas.Part{Ontology: w.Ontology, Error: "no answer from the workers"}
			}
			parts[i] = &p
		})
	}
	wg.Wait()
	return parts
}

// Serve answers svc.note: a note in, its result out, in the same encoding.
func (s *Now) Serve(ctx context.Context, conn *broker.Conn) (stop func(), err error) {
	return conn.Serve(ctx, schemas.SubjectNote, func(ctx context.Context, m broker.Msg) ([]byte, error) {
		var n schemas.Note
		if err := schemas.Decode(m.Data, m.ContentType, &n); err != nil {
			return nil, err
		}
		res, err := s.Note(ctx, n)
		if err != nil {
			return nil, err
		}
		data, err := encode(&res, m.ContentType)
		if err == nil && len(data) > s.MaxResult {
			truncate(&res)
			data, err = encode(&res, m.ContentType)
		}
		return data, err
	})
}

func encode(res *schemas.Result, contentType string) ([]byte, error) {
	if contentType == schemas.ContentTypeJSON {
		return json.Marshal(res)
	}
	return schemas.Encode(res)
}

// Remote is a Coder that asks the workers of other processes.
type Remote struct{ Conn *broker.Conn }

// Code sends one part to the workers of its ontology.
func (r Remote) Code(ctx context.Context, w schemas.Work) (schemas.Part, error) {
	data, err := schemas.Encode(&w)
	if err != nil {
		return schemas.Part{}, err
	}
	m, err := r.Conn.Request(ctx, broker.Msg{Subject: schemas.CodeSubject(w.Ontology), Data: data})
	if err != nil {
		return schemas.Part{}, fmt.Errorf("coding %s: %w", w.Ontology, err)
	}
	var p schemas.Part
	err = schemas.Decode(m.Data, m.ContentType, &p)
	return p, err
}
