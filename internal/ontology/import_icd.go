package ontology

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// order reads the ICD-10-CM order file (CMS, "ICD-10-CM Order File layout"):
// columns 1–5 number, 7–13 code without dot, 15 billable, 17–76 short title,
// 78– long title.
func (im *importer) order(ps []*payload) error {
	p := ps[0]
	if err := sameYear(ps); err != nil {
		return err
	}
	n := 0
	for line := range strings.Lines(string(p.data)) {
		n++
		line = strings.TrimRight(line, "\r\n")
		if strings.TrimSpace(line) == "" {
			continue
		}
		if err := im.orderLine(line); err != nil {
			return fmt.Errorf("%s, line %d: %w", p.where, n, err)
		}
	}
	im.sayf("%s: %d codes", p.where, len(im.codes))
	return nil
}

var icdCode = regexp.MustCompile(`^[A-Z][0-9A][0-9A-Z]{1,5}$`)

func (im *importer) orderLine(line string) error {
	if len(line) < 78 || line[14] != '0' && line[14] != '1' {
		return errors.New("not a line of an order file (a long title from column 78, 0 or 1 in column 15); is the file cut short?")
	}
	key, short, long := column(line, 6, 14), column(line, 16, 77), column(line, 77, len(line))
	if !icdCode.MatchString(key) {
		return fmt.Errorf("%.10q is no ICD-10-CM code (3 to 7 letters and digits, without dot)", key)
	}
	added, err := im.AddCode(CodeEntry{Code: dotted(key), Display: long, Billable: line[14] == '1'})
	if err == nil && !added {
		err = fmt.Errorf("code %s stands twice", key)
	}
	im.AddTerm(key, ShortTitle, short, "")
	return err
}

// sameYear refuses two order files of one year that differ: which of them is
// in force cannot be told.
func sameYear(ps []*payload) error {
	for _, q := range ps[1:] {
		if q.edition != ps[0].edition || bytes.Equal(q.data, ps[0].data) {
			continue
		}
		return fmt.Errorf("%s, line %d: differs from %s, an order file of the same year; give one of them, or remove the release first with `medcode ontology remove`",
			ps[0].where, differs(ps[0].data, q.data), q.where)
	}
	return nil
}

// differs returns the first line in which two texts differ.
func differs(a, b []byte) int {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return 1 + bytes.Count(a[:n], []byte("\n"))
}

// crossCheck holds the codes file to the order file of its year: both must
// list the same billable codes. It has nothing that the order file lacks.
func (im *importer) crossCheck(p *payload) error {
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: a codes file does not tell headers from codes; add the order file instead", p.where)
	}
	if of := editionOf(im.info.Release); p.edition.year != 0 && of.year != 0 && p.edition != of {
		im.sayf("%s is of %s and not compared with %s", p.where, p.edition, im.info.Release)
		return nil
	}
	n, codes := 0, 0
	for line := range strings.Lines(string(p.data)) {
		n++
		key, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		if key == "" {
			continue
		}
		e, ok := im.Has(key)
		if !ok || !e.Billable {
			return fmt.Errorf("%s, line %d: %.10q is no billable code of the order file; are both files of %s?", p.where, n, key, im.info.Release)
		}
		codes++
	}
	if want := im.billable(); codes != want {
		return fmt.Errorf("%s, line %d: the file ends after %d codes, the order file has %d; is it cut short?", p.where, n, codes, want)
	}
	im.sayf("%s: %d codes, the same as in the order file", p.where, codes)
	return nil
}

func (b *Builder) billable() (n int) {
	for i := range b.codes {
		if b.codes[i].Billable {
			n++
		}
	}
	return n
}

// dotted prints an ICD-10-CM code as its publisher does.
func dotted(code string) string {
	if len(code) > 3 && !strings.Contains(code, ".") {
		return code[:3] + "." + code[3:]
	}
	return code
}

// index reads index terms: code, term, path. A dash at the end of a code says
// that more characters follow.
func (im *importer) index(p *payload) error {
	if len(im.codes) == 0 {
		return fmt.Errorf("%s: index terms need the order file of their release; add it too", p.where)
	}
	var c counts
	err := rows(p, func(get func(string) string) error {
		code := strings.TrimRight(get("code"), ".-")
		if code == "" || get("term") == "" {
			return errors.New("a row needs a code and a term")
		}
		c.term(im.AddTerm(code, Index, get("term"), get("path")))
		return nil
	})
	im.sayCounts(p, c)
	im.warnEdition(p)
	return err
}

// warnEdition says where an auxiliary file is of another year.
func (im *importer) warnEdition(p *payload) {
	e := p.edition.String()
	if e != "" && !strings.Contains(im.info.Release, e) {
		im.sayf("warning: %s is of %s, the release is %s; what no longer fits is left out", p.where, e, im.info.Release)
	}
}
