package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"path/filepath"

	"medcode/internal/ontology"
	"medcode/internal/settings"
	"medcode/schemas"
)

// codeStory is a code with what leads to it.
type codeStory struct {
	codeView
	Wordings []leading `json:"wordings"` // of the code itself
	Headers  []leading `json:"headers"`  // of headers that give way to it
	Edits    []string  `json:"edits"`    // what speaks against it for the patient
}

// leading is a wording that leads to a code.
type leading struct {
	Code string `json:"code"` // that the wording names
	Kind string `json:"kind"`
	Term string `json:"term"`
	Path string `json:"path,omitempty"`
}

func (c *call) explainCode() error {
	name := string(schemas.ICD10CM)
	if len(c.rest) > 0 {
		name = c.rest[0]
	}
	o, err := parseKept(name)
	if err != nil {
		return err
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
	r, use, err := store.InForce(o, on)
	if err != nil {
		return err
	}
	found, err := r.Select(c.opt.code.pattern)
	if err != nil {
		return err
	}
	if found.Hi-found.Lo != 1 {
		return fmt.Errorf("%w: name one code; medcode lookup --code %s %s lists several", schemas.ErrInvalid, c.opt.code.pattern, o)
	}
	who := c.person()
	s := codeStory{codeView: viewOf(r, use.Release, found.Lo), Edits: append([]string{}, r.Edits(found.Lo, who.Age, who.Sex)...)}
	s.lead(r, found.Lo)
	if c.json {
		return json.NewEncoder(c.out).Encode(s)
	}
	out := bufio.NewWriter(c.out)
	s.print(out)
	return out.Flush()
}

// lead collects the wordings of a code and of the headers that it answers for.
func (s *codeStory) lead(r *ontology.Release, id ontology.CodeID) {
	s.Wordings, s.Headers = []leading{}, []leading{}
	info := r.Info()
	for i := range info.Terms + r.LocalTerms() {
		t := ontology.TermID(i)
		at := r.CodeOf(t)
		emit, ok := r.Emit(at)
		switch {
		case at == id:
			s.Wordings = append(s.Wordings, leads(r, t))
		case ok && emit == id:
			s.Headers = append(s.Headers, leads(r, t))
		}
	}
}

func leads(r *ontology.Release, id ontology.TermID) leading {
	t := r.Term(id)
	return leading{r.Code(t.Code).Code, t.Kind.String(), t.Text, t.Path}
}

func (s *codeStory) print(w *bufio.Writer) {
	s.codeView.print(w)
	for _, e := range s.Edits {
		fmt.Fprintf(w, "  warning: %s\n", e)
	}
	for _, part := range []struct {
		title string
		list  []leading
	}{{"wordings that lead to it", s.Wordings}, {"wordings of headers that it is the usual code of", s.Headers}} {
		if len(part.list) > 0 {
			fmt.Fprintf(w, "%s:\n", part.title)
		}
		for _, l := range part.list {
			fmt.Fprintf(w, "  %-8s %-15s %s", l.Code, l.Kind, l.Term)
			if l.Path != "" {
				fmt.Fprintf(w, "  (%s)", l.Path)
			}
			fmt.Fprintln(w)
		}
	}
}
