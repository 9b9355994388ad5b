package eval

import (
	"bufio"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// TextSpan is a span of a kind in a document: bytes [Start, End) of its text.
type TextSpan struct {
	Start, End int
	Kind       string
}

// SpanDoc is a text with the spans that its annotators marked.
type SpanDoc struct {
	ID, Text string
	Spans    []TextSpan
}

// Kinds of spans in the sets.
const (
	SpanDisease  = "disease"
	SpanChemical = "chemical"
)

// LoadSpans reads a span set from the folder that MEDCODE_DATA names: bc5cdr
// (BioCreative V CDR, Li and others 2016; titles and abstracts in PubTator
// form) or ncbi (NCBI Disease, Doğan and others 2014; sentences in CoNLL
// form), part train or dev.
func LoadSpans(data, set, part string) ([]SpanDoc, error) {
	files := map[string]string{
		"bc5cdr train": "bc5cdr/CDR_TrainingSet.PubTator.txt.gz", "bc5cdr dev": "bc5cdr/CDR_DevelopmentSet.PubTator.txt.gz",
		"ncbi train": "ncbi-disease/train.tsv.gz", "ncbi dev": "ncbi-disease/devel.tsv.gz",
	}
	name := files[set+" "+part]
	if name == "" {
		return nil, fmt.Errorf("spans: no set %q with a part %q; there are bc5cdr and ncbi, train and dev", set, part)
	}
	f, err := os.Open(filepath.Join(data, "spans", name))
	if err != nil {
		return nil, fmt.Errorf("spans: %w; set MEDCODE_DATA to the folder that holds spans/", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return nil, fmt.Errorf("spans: %s: %w", name, err)
	}
	if set == "ncbi" {
		return readCoNLL(z)
	}
	return readPubTator(z)
}

// readPubTator reads documents that an empty line parts: ID|t|title,
// ID|a|abstract, then tab-separated ID, start, end, text, kind and concept,
// with offsets in characters. Relations, with other columns, are left out.
func readPubTator(r io.Reader) ([]SpanDoc, error) {
	var docs []SpanDoc
	var doc SpanDoc
	var marks [][3]string
	flush := func() error {
		if doc.ID == "" {
			return nil
		}
		err := doc.mark(marks)
		docs = append(docs, doc)
		doc, marks = SpanDoc{}, nil
		return err
	}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		line := lines.Text()
		cols := strings.Split(line, "\t")
		switch {
		case line == "":
			if err := flush(); err != nil {
				return nil, err
			}
		case len(cols) >= 5:
			marks = append(marks, [3]string{cols[1], cols[2], strings.ToLower(cols[4])})
		case strings.Contains(line, "|t|"):
			doc.ID, doc.Text, _ = strings.Cut(line, "|t|")
		case strings.Contains(line, "|a|"):
			_, abstract, _ := strings.Cut(line, "|a|")
			doc.Text += " " + abstract
		}
	}
	if err := flush(); err != nil {
		return nil, err
	}
	return docs, lines.Err()
}

// mark turns offsets in characters into bytes.
func (d *SpanDoc) mark(marks [][3]string) error {
	at := make([]int, 0, len(d.Text)+1)
	for i := range d.Text {
		at = append(at, i)
	}
	at = append(at, len(d.Text))
	for _, m := range marks {
		from, err1 := strconv.Atoi(m[0])
		to, err2 := strconv.Atoi(m[1])
		if err1 != nil || err2 != nil || from < 0 || from >= to || to >= len(at) {
			return fmt.Errorf("spans: document %s has a span %s to %s, which its text has not", d.ID, m[0], m[1])
		}
		d.Spans = append(d.Spans, TextSpan{at[from], at[to], m[2]})
	}
	return nil
}

// readCoNLL reads sentences that an empty line parts, one token and its tag
// (B-Disease, I-Disease, O) a line. Each sentence becomes a document, set as
// running text again.
func readCoNLL(r io.Reader) ([]SpanDoc, error) {
	var docs []SpanDoc
	var s sentence
	flush := func() {
		if s.text.Len() > 0 {
			docs = append(docs, SpanDoc{ID: strconv.Itoa(len(docs) + 1), Text: s.text.String(), Spans: s.spans})
		}
		s = sentence{}
	}
	lines := bufio.NewScanner(r)
	for n := 1; lines.Scan(); n++ {
		if lines.Text() == "" {
			flush()
			continue
		}
		token, tag, ok := strings.Cut(lines.Text(), "\t")
		if !ok {
			return nil, fmt.Errorf("spans: line %d has no tag", n)
		}
		s.add(token, tag)
	}
	flush()
	return docs, lines.Err()
}

// sentence is one that is being put together.
type sentence struct {
	text  strings.Builder
	spans []TextSpan
	tight bool // the next token follows without a blank
}

func (s *sentence) add(token, tag string) {
	if s.text.Len() > 0 && !s.tight && !strings.Contains(".,;:)]%'-/", token[:1]) {
		s.text.WriteByte(' ')
	}
	s.tight = strings.Contains("([-/", token)
	start := s.text.Len()
	s.text.WriteString(token)
	switch {
	case strings.HasPrefix(tag, "B-"):
		s.spans = append(s.spans, TextSpan{start, s.text.Len(), strings.ToLower(tag[2:])})
	case strings.HasPrefix(tag, "I-") && len(s.spans) > 0:
		s.spans[len(s.spans)-1].End = s.text.Len()
	}
}

// SpanReport scores spans by exact borders and kind, micro-averaged.
type SpanReport struct {
	Docs   int
	All    Score
	Kinds  map[string]Score
	Errors []SpanError
}

// SpanError is a span that was missed or wrongly given.
type SpanError struct {
	Doc, Text, Kind string
	Missed          bool // else a false alarm
	Near            bool // another span of the kind overlaps it on the other side
}

// Spans scores what recognise finds in every document. The first error of
// recognise ends it.
func Spans(docs []SpanDoc, kinds []string, recognise func(text string) ([]TextSpan, error)) (SpanReport, error) {
	rep := SpanReport{Docs: len(docs), Kinds: map[string]Score{}}
	all, each := make([]Counts, len(docs)), map[string][]Counts{}
	for _, k := range kinds {
		each[k] = make([]Counts, len(docs))
	}
	for i := range docs {
		got, err := recognise(docs[i].Text)
		if err != nil {
			return SpanReport{}, fmt.Errorf("document %s: %w", docs[i].ID, err)
		}
		for _, k := range kinds {
			c := rep.compare(&docs[i], ofKind(docs[i].Spans, k), ofKind(got, k))
			each[k][i], all[i] = c, all[i].Plus(c)
		}
	}
	rep.All = ScoreOf(all)
	for _, k := range kinds {
		rep.Kinds[k] = ScoreOf(each[k])
	}
	return rep, nil
}

func ofKind(spans []TextSpan, kind string) []TextSpan {
	var out []TextSpan
	for _, s := range spans {
		if s.Kind == kind && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

func (r *SpanReport) compare(doc *SpanDoc, gold, got []TextSpan) (c Counts) {
	for _, g := range gold {
		found := slices.Contains(got, g)
		c.Add(true, found)
		if !found {
			r.Errors = append(r.Errors, SpanError{doc.ID, doc.Text[g.Start:g.End], g.Kind, true, overlaps(got, g)})
		}
	}
	for _, s := range got {
		if !slices.Contains(gold, s) {
			c.Add(false, true)
			r.Errors = append(r.Errors, SpanError{doc.ID, doc.Text[s.Start:s.End], s.Kind, false, overlaps(gold, s)})
		}
	}
	return c
}

func overlaps(list []TextSpan, s TextSpan) bool {
	return slices.ContainsFunc(list, func(o TextSpan) bool { return o.Start < s.End && s.Start < o.End })
}
