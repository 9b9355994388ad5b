package ontology

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"medcode/schemas"
)

// edition is the year of a file, as its name tells it; the files themselves
// carry none.
type edition struct {
	year  int
	april bool // the update of 1 April
}

var (
	year4 = regexp.MustCompile(`(?:^|\D)(20\d\d)(?:\D|$)`)
	year2 = regexp.MustCompile(`(?i)fy[ _-]?(\d\d)(?:\D|$)`)
	date8 = regexp.MustCompile(`(?:^|\D)(20\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)(?:\D|$)`)
)

// editionOf reads the year from the first of the names that has one.
func editionOf(names ...string) edition {
	for _, name := range names {
		e := edition{april: strings.Contains(strings.ToLower(name), "april")}
		for _, re := range []*regexp.Regexp{year4, date8, year2} {
			if m := re.FindStringSubmatch(name); m != nil {
				e.year, _ = strconv.Atoi(m[1])
				if e.year < 100 {
					e.year += 2000
				}
				return e
			}
		}
	}
	return edition{}
}

func (e edition) before(o edition) bool {
	return e.year < o.year || e.year == o.year && !e.april && o.april
}

// label names the release of this edition; empty where the year is not known.
func (e edition) label(o schemas.Ontology) string {
	switch {
	case e.year == 0:
		return ""
	case o != schemas.ICD10CM:
		return strconv.Itoa(e.year)
	case e.april:
		return fmt.Sprintf("FY%d-April", e.year)
	}
	return fmt.Sprintf("FY%d", e.year)
}

// String is the edition as evidence shows it.
func (e edition) String() string {
	switch {
	case e.year == 0:
		return ""
	case e.april:
		return fmt.Sprintf("April %d", e.year)
	}
	return strconv.Itoa(e.year)
}

// inForce returns the first and last day of a release: ICD-10-CM runs from
// October to September with an update in April, HCPCS by calendar years; the
// others are in force until they are replaced.
func (e edition) inForce(o schemas.Ontology) (from, until time.Time) {
	day := func(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }
	switch {
	case e.year == 0:
		return
	case o == schemas.ICD10CM && e.april:
		return day(e.year, time.April, 1), day(e.year, time.September, 30)
	case o == schemas.ICD10CM:
		return day(e.year-1, time.October, 1), day(e.year, time.September, 30)
	case o == schemas.HCPCS:
		return day(e.year, time.January, 1), day(e.year, time.December, 31)
	}
	return day(e.year, time.January, 1), time.Time{}
}
