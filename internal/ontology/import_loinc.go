package ontology

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// loincCSV reads the LOINC table, whole or cut to common labs. The rank among
// common tests becomes the code's prior.
func (im *importer) loincCSV(p *payload) error {
	related := map[string][]string{}
	err := rows(p, func(get func(string) string) error {
		code, long := get("loinc_num"), get("long_common_name")
		if code == "" || long == "" {
			return errRow
		}
		status := get("status")
		e := CodeEntry{
			Code: code, Display: long, Class: get("class"), Prior: rankPrior(get("common_test_rank")),
			Billable: status != "DEPRECATED" && status != "DISCOURAGED",
		}
		if _, err := im.AddCode(e); err != nil {
			return err
		}
		im.AddTerm(code, ShortTitle, get("shortname"), "")
		for _, c := range []string{"displayname", "consumer_name", "component"} {
			im.AddTerm(code, Synonym, get(c), "")
		}
		for name := range strings.SplitSeq(get("relatednames2"), ";") {
			if name = strings.TrimSpace(name); name != "" {
				related[name] = append(related[name], code)
			}
		}
		return nil
	})
	im.related(related)
	im.sayf("%s: %d codes", p.where, len(im.codes))
	return err
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
// name of its component only ("Glucose" is 79 codes) is no answer.
func (im *importer) loincTSV(p *payload) error {
	names := map[string]*loincName{}
	var codes []string
	err := rows(p, func(get func(string) string) error {
		code, name := get("code"), get("name")
		if code == "" || name == "" {
			return errRow
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
	only := 0
	for _, code := range codes {
		answer, err := im.loincCode(code, names[code])
		if err != nil {
			return fmt.Errorf("%s: %w", p.where, err)
		}
		if !answer {
			only++
		}
	}
	im.sayf("%s: %d codes; %d with the name of their component only are never an answer", p.where, len(codes), only)
	return nil
}

// loincCode adds a code; false where it is no answer.
func (im *importer) loincCode(code string, n *loincName) (bool, error) {
	display := n.long
	if display == "" && len(n.others) > 0 {
		display = n.others[0]
	}
	answer := display != ""
	if !answer {
		display = n.component
	}
	if _, err := im.AddCode(CodeEntry{Code: code, Display: display, Billable: answer}); err != nil {
		return false, err
	}
	for _, other := range append(n.others, n.long, n.component) {
		im.AddTerm(code, Synonym, other, "")
	}
	return answer, nil
}
