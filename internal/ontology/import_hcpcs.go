package ontology

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"medcode/internal/ontology/sheet"
)

// hcpcs reads all HCPCS files, the newest first: what it says of a code wins.
// Codes that a file with dates ends, and modifiers, are kept but never
// answered. Tables without dates leave it open whether a code is in use.
func (im *importer) hcpcs(ps []*payload) error {
	im.hcpcsDated = map[string]bool{}
	for _, p := range ps {
		before := len(im.codes)
		im.hcpcsHere = map[string]bool{}
		var err error
		switch p.form {
		case hcpcsFixed:
			err = im.hcpcsLines(p)
		case hcpcsSheet:
			err = im.hcpcsWorkbook(p)
		default:
			err = im.hcpcsRows(p)
		}
		if err != nil {
			return err
		}
		im.sayf("%s: %d codes more", p.where, len(im.codes)-before)
	}
	open := 0
	for i := range im.codes {
		if e := &im.codes[i]; e.Billable && !im.hcpcsDated[e.Code] {
			e.Class = statusOpen
			open++
		}
	}
	if open > 0 {
		im.sayf("warning: of %d codes the files do not say whether they ended; add the alpha-numeric file of the publisher, which has the dates", open)
	}
	return nil
}

// Classes of HCPCS codes.
const (
	classModifier = "modifier"
	classEnded    = "ended " // and the day
	statusOpen    = "status not stated"
)

var hcpcsPattern = regexp.MustCompile(`^([A-Z]\d{4}|[0-9A-Z]{2})$`)

// hcpcsRows reads a TSV or CSV table. A row that repeats the code of the one
// before goes on with its description, as in the file of fixed width.
func (im *importer) hcpcsRows(p *payload) error {
	var rec hcpcsRecord
	err := rows(p, func(get func(string) string) error {
		next := hcpcsRowOf(get)
		if next.code == rec.code && next.code != "" {
			rec.long += " " + next.long
			return nil
		}
		err := im.hcpcsFlush(rec)
		rec = next
		if err == nil && next.code == "" {
			err = errors.New("a row needs a code and a description")
		}
		return err
	})
	if err == nil {
		err = im.hcpcsFlush(rec)
	}
	return err
}

func hcpcsRowOf(get func(string) string) hcpcsRecord {
	first := func(columns ...string) string {
		for _, c := range columns {
			if v := get(c); v != "" && !strings.EqualFold(v, "nan") {
				return v
			}
		}
		return ""
	}
	return hcpcsRecord{
		code:  first("code", "hcpc"),
		short: first("short", "short_description", "short description"),
		long:  first("long", "long_description", "long description"),
		ended: first("term dt", "term_dt", "termination_date"),
		dated: first("add dt", "add_dt", "act eff dt", "act_eff_dt") != "",
	}
}

// hcpcsFlush adds a record that is complete.
func (im *importer) hcpcsFlush(rec hcpcsRecord) error {
	if rec.code == "" {
		return nil
	}
	return im.hcpcsCode(rec)
}

// hcpcsCode adds a code of five characters or a modifier of two. Of several
// files the newest that has dates says whether a code ended.
func (im *importer) hcpcsCode(rec hcpcsRecord) error {
	if rec.long == "" {
		rec.long = rec.short
	}
	switch {
	case rec.code == "" || rec.long == "":
		return fmt.Errorf("a row needs a code and a description")
	case !hcpcsPattern.MatchString(rec.code):
		return fmt.Errorf("code %.20q is out of pattern: a letter and four digits, or a modifier of two characters", rec.code)
	case im.hcpcsHere[rec.code]:
		return fmt.Errorf("code %s stands twice", rec.code)
	}
	im.hcpcsHere[rec.code] = true
	added, err := im.AddCode(CodeEntry{Code: rec.code, Display: rec.long, Billable: len(rec.code) == 5, Class: hcpcsClass(rec.code, "")})
	if err != nil {
		return err
	}
	if !added {
		im.AddTerm(rec.code, Synonym, rec.long, "")
	}
	im.AddTerm(rec.code, ShortTitle, rec.short, "")
	if (rec.dated || rec.ended != "") && !im.hcpcsDated[rec.code] {
		im.hcpcsDated[rec.code] = true
		if e, ok := im.Has(rec.code); ok && im.ended(rec.ended) {
			e.Billable, e.Class = false, hcpcsClass(rec.code, rec.ended)
		}
	}
	return nil
}

// hcpcsClass says what look-up by code has to say of a code.
func hcpcsClass(code, ended string) string {
	if len(code) == 2 {
		return classModifier
	}
	if day, err := time.Parse("20060102", ended); err == nil {
		return classEnded + day.Format(time.DateOnly)
	}
	return ""
}

// hcpcsRecord is a code with the lines of its description.
type hcpcsRecord struct {
	code, short, long, ended string
	dated                    bool // the file has dates
}

var hcpcsBegins = regexp.MustCompile(`^(   [0-9A-Z]{2}|[A-Z]\d{4})\d{5}[37]`)

// hcpcsLines reads the alpha-numeric file of CMS (record layout of the HCPCS
// contractor file): columns 1–5 code or blanks and modifier, 6–10 sequence, 11
// kind of record (3 and 7 begin, 4 and 8 go on), 12–91 description, 92–119
// short description, 285–292 termination date.
func (im *importer) hcpcsLines(p *payload) error {
	var rec hcpcsRecord
	flush := func() error {
		rec.long = strings.Join(strings.Fields(rec.long), " ")
		return im.hcpcsFlush(rec)
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
			rec = hcpcsRecord{code: strings.TrimSpace(line[:5]), short: column(line, 91, 119), ended: column(line, 284, 292), dated: true}
		}
		rec.long += " " + column(line, 11, 91)
	}
	return flush()
}

// ended tells whether a termination date lies before the release begins or,
// where its first day is not known, before today.
func (im *importer) ended(date string) bool {
	day, err := time.Parse("20060102", date)
	from := im.info.From
	if from.IsZero() {
		from = time.Now()
	}
	return err == nil && !day.After(from)
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

// hcpcsWorkbook reads the alpha-numeric file as a workbook: some lines of text,
// then the column names HCPC, RECID, LONG DESCRIPTION, SHORT DESCRIPTION, TERM
// DT and others. The list of a year's changes, which comes with it, is left
// out.
func (im *importer) hcpcsWorkbook(p *payload) error {
	w := hcpcsBook{importer: im}
	if err := sheet.Rows(bytes.NewReader(p.data), w.row); err != nil {
		return fmt.Errorf("%s, %w", p.where, err)
	}
	if w.columns == nil && !w.changes {
		return fmt.Errorf("%s: no row has the column names HCPC and LONG DESCRIPTION; give the alpha-numeric file", p.where)
	}
	if err := w.hcpcsFlush(w.rec); err != nil {
		return fmt.Errorf("%s: %w", p.where, err)
	}
	return nil
}

type hcpcsBook struct {
	*importer
	columns map[string]int
	changes bool // a list of changes
	rec     hcpcsRecord
}

// maxPreface is the number of rows in which the column names are looked for.
const maxPreface = 50

func (w *hcpcsBook) row(n int, cells []string) error {
	if w.changes || len(cells) == 0 {
		return nil
	}
	if w.columns == nil {
		return w.head(n, cells)
	}
	get := func(column string) string {
		if i, ok := w.columns[column]; ok && i < len(cells) {
			return cells[i]
		}
		return ""
	}
	if kind := get("recid"); kind == "4" || kind == "8" {
		w.rec.long += " " + get("long description")
		return nil
	}
	if err := w.hcpcsFlush(w.rec); err != nil {
		return fmt.Errorf("before this row: %w", err)
	}
	w.rec = hcpcsRecord{
		code: get("hcpc"), short: get("short description"), long: get("long description"), ended: get("term dt"), dated: true,
	}
	return nil
}

// head looks for the row of column names.
func (w *hcpcsBook) head(n int, cells []string) error {
	columns := map[string]int{}
	for i, c := range cells {
		columns[strings.ToLower(strings.TrimSpace(c))] = i
	}
	_, code := columns["hcpc"]
	_, changes := columns["type of change"]
	switch w.changes = changes; {
	case code:
		for _, c := range []string{"long description", "short description", "term dt"} {
			if _, ok := columns[c]; !ok {
				return fmt.Errorf("column %s is missing", strings.ToUpper(c))
			}
		}
		w.columns = columns
	case n > maxPreface:
		return fmt.Errorf("no column names in the first %d rows", maxPreface)
	}
	return nil
}
