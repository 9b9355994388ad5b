package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"medcode/router/assertion"
	"medcode/router/section"
	"medcode/schemas"
)

func contextCommand() command {
	return command{
		name: "context", args: "--json -", run: runContext,
		about: "Tell what the context makes of spans: lines {\"id\",\"text\",\"start\",\"end\"} on standard input, bytes.",
	}
}

// spanLine is a question and its answer.
type spanLine struct {
	ID           any    `json:"id"`
	Text         string `json:"text"`
	Start        int    `json:"start"`
	End          int    `json:"end"`
	Negated      bool   `json:"negated"`
	Uncertain    bool   `json:"uncertain"`
	Hypothetical bool   `json:"hypothetical"`
	Historical   bool   `json:"historical"`
	Conditional  bool   `json:"conditional"`
	Experiencer  string `json:"experiencer"`
	Cue          string `json:"cue"`
}

func runContext(_ context.Context, c *call) error {
	if len(c.rest) != 1 || c.rest[0] != "-" {
		return fmt.Errorf("%w: medcode context --json - reads lines of {\"id\",\"text\",\"start\",\"end\"}", errUsage)
	}
	in := bufio.NewReaderSize(c.in, 1<<20)
	out := bufio.NewWriter(c.out)
	detector := assertion.New()
	for number := 1; ; number++ {
		line, err := in.ReadBytes('\n')
		if len(line) > 1 {
			var s spanLine
			if err := s.parse(line); err != nil {
				return errors.Join(fmt.Errorf("line %d: %w", number, err), out.Flush())
			}
			s.assess(detector)
			if err := json.NewEncoder(out).Encode(s); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return out.Flush()
		}
		if err != nil {
			return err
		}
	}
}

func (s *spanLine) parse(line []byte) error {
	if err := json.Unmarshal(line, s); err != nil {
		return fmt.Errorf("%w: not JSON of the form {\"id\",\"text\",\"start\",\"end\"}", schemas.ErrInvalid)
	}
	if s.Start < 0 || s.Start >= s.End || s.End > len(s.Text) {
		return fmt.Errorf("%w: start and end are byte offsets with 0 ≤ start < end ≤ %d", schemas.ErrInvalid, len(s.Text))
	}
	return nil
}

func (s *spanLine) assess(d *assertion.Detector) {
	secs := section.Split(s.Text)
	a := d.Assess(s.Text, secs, section.Sentences(s.Text, secs), []section.Span{{Start: s.Start, End: s.End}})[0]
	s.Negated, s.Uncertain, s.Hypothetical, s.Historical = a.Negated, a.Uncertain, a.Hypothetical, a.Historical
	s.Conditional = a.Conditional
	s.Experiencer, s.Cue = a.Experiencer, a.Cue
}
