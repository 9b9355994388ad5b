package ontology

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// loincCSV reads Loinc.csv, whole or cut to common labs (LOINC Users' Guide,
// appendix A). The rank among common tests becomes the code's prior; a
// deprecated code is never an answer, a discouraged one comes after all others.
func (im *importer) loincCSV(p *payload) error {
	related := map[string][]string{}
	here := map[string]string{}
	err := rows(p, func(get func(string) string) error {
		code, long := get("loinc_num"), get("long_common_name")
		if code == "" || long == "" {
			return errRow
		}
		if err := CheckLOINC(code); err != nil {
			return err
		}
		if said, twice := here[code]; twice && said != long+"|"+get("status") {
			return fmt.Errorf("code %s stands twice, with other content", code)
		} else if twice {
			return nil // a table cut to the tests of a house has a row for each of its own
		}
		here[code] = long + "|" + get("status")
		e := CodeEntry{Code: code, Display: long, Class: get("class"), Prior: rankPrior(get("common_test_rank")), Billable: true}
		switch get("status") {
		case "ACTIVE", "TRIAL":
		case "DISCOURAGED":
			e.Prior, e.Class = behind, "discouraged"
		case "DEPRECATED":
			e.Billable, e.Class = false, classDeprecated
		default:
			return fmt.Errorf("status %.20q is none of ACTIVE, TRIAL, DISCOURAGED, DEPRECATED", get("status"))
		}
		if _, err := im.AddCode(e); err != nil {
			return err
		}
		im.loincWordings(e, get)
		for name := range strings.SplitSeq(get("relatednames2"), ";") {
			if name = strings.TrimSpace(name); name != "" {
				related[name] = append(related[name], code)
			}
		}
		return nil
	})
	im.related(related)
	im.sayf("%s: %d codes", p.where, len(here))
	return err
}

// classDeprecated is the class of a code that was taken out of use. Its name
// begins with the word too, where that is all that is known of it.
const classDeprecated = "deprecated"

// behind is the prior of a code that is answered only where no other is.
const behind = -30

// loincWordings adds the names of a code. The component alone names every code
// that measures it, so of a code without rank it is a free wording.
func (im *importer) loincWordings(e CodeEntry, get func(string) string) {
	im.AddTerm(e.Code, ShortTitle, get("shortname"), "")
	for _, c := range []string{"displayname", "consumer_name"} {
		im.AddTerm(e.Code, Synonym, get(c), "")
	}
	if im.AddTerm(e.Code, Synonym, get("component"), "") && e.Prior <= 0 {
		im.terms[len(im.terms)-1].loose = 1
	}
}

var loincPattern = regexp.MustCompile(`^\d{1,7}-\d$`)

// CheckLOINC tells whether a LOINC code is well formed: up to seven digits, a
// hyphen, and the check digit of their mod 10 sum (LOINC Users' Guide,
// appendix C).
func CheckLOINC(code string) error {
	if !loincPattern.MatchString(code) {
		return fmt.Errorf("code %.20q is out of pattern: LOINC codes are digits, a hyphen and a check digit", code)
	}
	sum := 0
	for i, place := len(code)-3, 0; i >= 0; i, place = i-1, place+1 {
		d := int(code[i] - '0')
		if place%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	if want := byte('0' + (10-sum%10)%10); code[len(code)-1] != want && !slices.Contains(oddDigits(), code) {
		return fmt.Errorf("code %s is wrong: its check digit should be %c", code, want)
	}
	return nil
}

// maxShared is the number of codes above which a related name ("Serum",
// "Point in time") says nothing about any of them.
const maxShared = 24

func (im *importer) related(names map[string][]string) {
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if len(names[name]) > maxShared {
			continue
		}
		for _, code := range names[name] {
			im.AddTerm(code, Synonym, name, "")
		}
	}
}

// rankPrior maps rank 1 to 1 and rank 20,000, the last that is given, to 0 on
// a logarithmic scale; rank 0 is none.
func rankPrior(s string) float32 {
	rank, err := strconv.ParseFloat(s, 64)
	if err != nil || rank < 1 {
		return 0
	}
	return float32(max(.01, 1-math.Log(rank)/math.Log(20000)))
}

// oddDigits lists the codes that LOINC itself gave out with another check
// digit, before it verified them; most are deprecated.
func oddDigits() []string {
	return []string{
		"11491-6", "11501-6", "5895-7", "5896-5", "5897-3", "5928-1", "6028-3", "6415-5", "6580-7", "6645-7", "6646-5", "6647-3",
		"6648-1", "6649-9",
	}
}

// loincName is what a table of names says of a code.
type loincName struct {
	long, component string
	others          []string
}

// take files a name by where it was found.
func (n *loincName) take(name, from string) {
	switch {
	case from == "component":
		n.component = name
	case n.long == "" && !strings.Contains(name, ":") && !strings.Contains(from, "shortname"):
		n.long = name
	case strings.Contains(from, "long_common_name"):
		n.others, n.long = append(n.others, n.long), name
	default:
		n.others = append(n.others, name)
	}
}

// loincTSV reads code, name and where the name was found. A code that has the
// name of its component only ("Glucose" is 79 codes) is no answer, nor is one
// whose name says that it is deprecated.
func (im *importer) loincTSV(p *payload) error {
	names := map[string]*loincName{}
	var codes []string
	err := rows(p, func(get func(string) string) error {
		code, name := get("code"), get("name")
		if code == "" || name == "" {
			return errRow
		}
		if err := CheckLOINC(code); err != nil {
			return err
		}
		if names[code] == nil {
			names[code] = &loincName{}
			codes = append(codes, code)
		}
		names[code].take(name, get("sources"))
		return nil
	})
	if err != nil {
		return err
	}
	only, old := 0, 0
	for _, code := range codes {
		e := names[code].entry(code)
		if err := im.loincCode(e, names[code]); err != nil {
			return fmt.Errorf("%s: %w", p.where, err)
		}
		switch {
		case e.Class == classDeprecated:
			old++
		case !e.Billable:
			only++
		}
	}
	im.sayf("%s: %d codes; %d with the name of their component only and %d deprecated ones are never an answer", p.where, len(codes), only, old)
	return nil
}

// entry is the code that the names make.
func (n *loincName) entry(code string) CodeEntry {
	e := CodeEntry{Code: code, Display: n.long}
	if e.Display == "" && len(n.others) > 0 {
		e.Display = n.others[0]
	}
	if e.Billable = e.Display != ""; !e.Billable {
		e.Display = n.component
	}
	if strings.HasPrefix(e.Display, "Deprecated ") {
		e.Billable, e.Class = false, classDeprecated
	}
	return e
}

func (im *importer) loincCode(e CodeEntry, n *loincName) error {
	if _, err := im.AddCode(e); err != nil {
		return err
	}
	for _, other := range append(n.others, n.long, n.component) {
		im.AddTerm(e.Code, Synonym, other, "")
	}
	return nil
}
