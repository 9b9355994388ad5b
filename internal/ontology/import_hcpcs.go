package ontology

import (
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"
)

// hcpcs reads all HCPCS files, the newest first: what it says of a code wins.
// Codes that a fixed-width file ends, and modifiers, are kept but never
// answered.
func (im *importer) hcpcs(ps []*payload) error {
	for _, p := range ps {
		before := len(im.codes)
		var err error
		if p.form == hcpcsFixed {
			err = im.hcpcsLines(p)
		} else {
			err = im.hcpcsRows(p)
		}
		if err != nil {
			return err
		}
		im.sayf("%s: %d codes more", p.where, len(im.codes)-before)
	}
	return nil
}

func (im *importer) hcpcsRows(p *payload) error {
	return rows(p, func(get func(string) string) error {
		short, long := get("short"), get("long")
		if long == "" {
			short, long = get("short_description"), get("long_description")
		}
		return im.hcpcsCode(get("code"), short, long)
	})
}

// hcpcsCode adds a code of five characters or a modifier of two.
func (im *importer) hcpcsCode(code, short, long string) error {
	if long == "" {
		long = short
	}
	if code == "" || long == "" {
		return fmt.Errorf("a row needs a code and a description")
	}
	e := CodeEntry{Code: code, Display: long, Billable: len(code) == 5}
	if len(code) == 2 {
		e.Class = "modifier"
	}
	added, err := im.AddCode(e)
	if err != nil {
		return err
	}
	if !added {
		im.AddTerm(code, Synonym, long, "")
	}
	im.AddTerm(code, ShortTitle, short, "")
	return nil
}

// hcpcsRecord is a code with the lines of its description.
type hcpcsRecord struct{ code, short, long, ended string }

var hcpcsBegins = regexp.MustCompile(`^(   [0-9A-Z]{2}|[A-Z]\d{4})\d{5}[37]`)

// hcpcsLines reads the alpha-numeric file of CMS (record layout of the HCPCS
// contractor file): columns 1–5 code or blanks and modifier, 6–10 sequence, 11
// kind of record (3 and 7 begin, 4 and 8 go on), 12–91 description, 92–119
// short description, 285–292 termination date.
func (im *importer) hcpcsLines(p *payload) error {
	var rec hcpcsRecord
	flush := func() error {
		if rec.code == "" {
			return nil
		}
		if err := im.hcpcsCode(rec.code, rec.short, strings.Join(strings.Fields(rec.long), " ")); err != nil {
			return err
		}
		if e, ok := im.Has(rec.code); ok && im.ended(rec.ended) {
			e.Billable, e.Class = false, "ended "+rec.ended
		}
		return nil
	}
	n := 0
	for line := range strings.Lines(string(p.data)) {
		n++
		line = strings.TrimRight(line, "\r\n\x1a")
		if rec.code == "" && !hcpcsBegins.MatchString(line) || strings.TrimSpace(line) == "" {
			continue // the disclaimer before the first record
		}
		if len(line) < 12 {
			return fmt.Errorf("%s, line %d: shorter than a record; is the file cut short?", p.where, n)
		}
		kind := line[10]
		if kind == '3' || kind == '7' {
			if err := flush(); err != nil {
				return fmt.Errorf("%s, line %d: %w", p.where, n, err)
			}
			rec = hcpcsRecord{code: strings.TrimSpace(line[:5]), short: column(line, 91, 119), ended: column(line, 284, 292)}
		}
		rec.long += " " + column(line, 11, 91)
	}
	return flush()
}

// ended tells whether a termination date lies before the release begins.
func (im *importer) ended(date string) bool {
	day, err := time.Parse("20060102", date)
	return err == nil && !day.After(im.info.From)
}

// column cuts characters from–to out of a line of fixed width.
func column(line string, from, to int) string {
	for i := range len(line) {
		if line[i] >= utf8.RuneSelf { // converted from Latin-1: bytes are not columns
			r := []rune(line)
			return strings.TrimSpace(string(r[min(from, len(r)):min(to, len(r))]))
		}
	}
	return strings.TrimSpace(line[min(from, len(line)):min(to, len(line))])
}
