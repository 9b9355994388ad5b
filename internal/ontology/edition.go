package ontology

import (
	"cmp"
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
	year    int
	april   bool   // the update of 1 April
	version string // of those that are dated to the day, 2025-03-01, or numbered, 2.80
}

var (
	year4 = regexp.MustCompile(`(?:^|\D)(20\d\d)(?:\D|$)`)
	year2 = regexp.MustCompile(`(?i)fy[ _-]?(\d\d)(?:\D|$)`)
	iso   = regexp.MustCompile(`^20\d\d-(?:0[1-9]|1[0-2])-[0-3]\d$`)
	date8 = regexp.MustCompile(`(?:^|\D)(20\d\d)(?:0[1-9]|1[0-2])(?:[0-3]\d)(?:\D|$)`)
)

// editionOf reads the year from the first of the names that has one.
func editionOf(names ...string) edition {
	for _, name := range names {
		if iso.MatchString(name) {
			return dated(name)
		}
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

var (
	rf2Date  = regexp.MustCompile(`_(20\d\d)(0[1-9]|1[0-2])([0-3]\d)(?:T\d+Z?)?\D*$`)
	rxDate   = regexp.MustCompile(`(?i)rxnorm_[a-z_]*(0[1-9]|1[0-2])([0-3]\d)(20\d\d)`)
	loincNum = regexp.MustCompile(`(?i)loinc[_-]?v?(\d{1,2}\.\d{1,3})`)
)

// editionIn is editionOf for code systems whose releases carry a day (SNOMED
// CT in the names of its files, RxNorm in that of its archive) or a number
// (LOINC). outer is the path as the user gave it.
func editionIn(o schemas.Ontology, name, outer string) edition {
	switch o {
	case schemas.SNOMED:
		for _, s := range []string{name, sourceName(outer)} {
			if m := rf2Date.FindStringSubmatch(s); m != nil {
				return dated(m[1] + "-" + m[2] + "-" + m[3])
			}
		}
	case schemas.RxNorm:
		if m := rxDate.FindStringSubmatch(outer); m != nil {
			return dated(m[3] + "-" + m[1] + "-" + m[2])
		}
	case schemas.LOINC:
		if m := loincNum.FindStringSubmatch(outer); m != nil {
			return edition{version: m[1]}
		}
	}
	return editionOf(name, sourceName(outer))
}

// dated is the edition of a day, written 2025-03-01.
func dated(day string) edition {
	year, _ := strconv.Atoi(day[:4])
	return edition{year: year, version: day}
}

func (e edition) before(o edition) bool {
	switch {
	case e.year != o.year:
		return e.year < o.year
	case e.april != o.april:
		return o.april
	}
	return compareLabels(e.version, o.version) < 0
}

// compareLabels orders the names of releases: numbers by their value, 2.9
// before 2.78 as LOINC counts, and what carries no date before all.
func compareLabels(a, b string) int {
	if (a == undated) != (b == undated) {
		return first(a == undated, b == undated)
	}
	x, y := strings.Split(a, "."), strings.Split(b, ".")
	for i := range min(len(x), len(y)) {
		m, e1 := strconv.Atoi(x[i])
		n, e2 := strconv.Atoi(y[i])
		if c := cmp.Compare(m, n); c != 0 && e1 == nil && e2 == nil {
			return c
		}
		if c := cmp.Compare(x[i], y[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(len(x), len(y))
}

// undated names a release whose files tell neither day nor number.
const undated = "undated"

// label names the release of this edition; empty where the year is not known.
func (e edition) label(o schemas.Ontology) string {
	switch {
	case e.version != "":
		return e.version
	case e.year == 0:
		return ""
	case o != schemas.ICD10CM && o != PCS:
		return strconv.Itoa(e.year)
	case e.april:
		return fmt.Sprintf("FY%d-April", e.year)
	}
	return fmt.Sprintf("FY%d", e.year)
}

// String is the edition as evidence shows it.
func (e edition) String() string {
	switch {
	case e.version != "":
		return e.version
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
	case iso.MatchString(e.version):
		from, _ = time.Parse(time.DateOnly, e.version)
		return from, time.Time{}
	case (o == schemas.ICD10CM || o == PCS) && e.april:
		return day(e.year, time.April, 1), day(e.year, time.September, 30)
	case o == schemas.ICD10CM || o == PCS:
		return day(e.year-1, time.October, 1), day(e.year, time.September, 30)
	case o == schemas.HCPCS:
		return day(e.year, time.January, 1), day(e.year, time.December, 31)
	}
	return day(e.year, time.January, 1), time.Time{}
}
