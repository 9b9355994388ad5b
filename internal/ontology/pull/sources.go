// Package pull downloads official release files from their publishers, on
// request only. A download that was cut off goes on where it stopped, if the
// publisher's file is still the same one; what arrives is checked before it is
// handed on.
package pull

import (
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// ErrRequest marks a wish that cannot be fulfilled as it stands; the error says
// what to do instead.
var ErrRequest = errors.New("cannot be pulled like this")

//go:embed sources.json
var builtIn []byte

// Source is where a publisher offers the files of one code system.
type Source struct {
	Publisher string `json:"publisher"`
	Page      string `json:"page"`              // for people
	Account   string `json:"account,omitempty"` // what the publisher asks for first
	Label     string `json:"label,omitempty"`   // of a release, with {year}
	Begins    string `json:"year_begins"`       // month and day on which a release year begins
	Files     []File `json:"files"`
}

// File is one address. {year}, {month} and {token} stand for what is known
// only when it is used.
type File struct {
	URL      string `json:"url"`
	Update   string `json:"update,omitempty"` // of a release that is an update within its year
	Name     string `json:"name,omitempty"`   // of the file; empty: as in the address
	SHA256   string `json:"sha256,omitempty"` // where the publisher states it
	Optional bool   `json:"optional,omitempty"`
}

// Sources reads a table of sources in the form of sources.json; of nil, the
// one that is built in.
func Sources(table []byte) (map[string]Source, error) {
	if table == nil {
		table = builtIn
	}
	var out map[string]Source
	if err := json.Unmarshal(table, &out); err != nil {
		return nil, fmt.Errorf("the table of sources cannot be read: %w", err)
	}
	return out, nil
}

// Request is one file to be downloaded.
type Request struct {
	URL      string // may hold a token: never print it, see Redacted
	Name     string // of the file
	SHA256   string
	Optional bool
}

// Redacted is the address without what may be secret.
func (r Request) Redacted() string {
	u, err := url.Parse(r.URL)
	if err != nil {
		return r.Name
	}
	u.RawQuery, u.User, u.Fragment = "", nil, ""
	return u.String()
}

var labels = regexp.MustCompile(`(?i)^(?:FY)?(20\d\d)(?:-(january|april|july|october))?$`)

// Requests lists what to download for a release, which is named by a year
// (2026, FY2026) or an update of it (FY2026-April, 2026-July); empty is the one
// in force today. label is what the release is called in the store.
func (s Source) Requests(release, token string, today time.Time) (out []Request, label string, err error) {
	if len(s.Files) == 0 || s.Account != "" && token == "" {
		return nil, "", s.refusal()
	}
	year, month := s.current(today), ""
	if release != "" && s.Label != "" {
		m := labels.FindStringSubmatch(release)
		if m == nil {
			return nil, "", fmt.Errorf("%w: %q names no release; name a year as %s, or an update as %s-April", ErrRequest, release, s.named(year, ""), s.named(year, ""))
		}
		year, _ = strconv.Atoi(m[1])
		month = strings.ToLower(m[2])
	}
	for _, f := range s.Files {
		address := f.URL
		if month != "" && f.Update != "" {
			address = f.Update
		}
		r := Request{URL: fill(address, year, month, token), Name: f.Name, SHA256: f.SHA256, Optional: f.Optional}
		if r.Name == "" {
			r.Name = nameOf(r.URL)
		}
		out = append(out, r)
	}
	return out, s.named(year, month), nil
}

func (s Source) named(year int, month string) string {
	label := fill(s.Label, year, "", "")
	if month != "" && label != "" {
		label += "-" + strings.ToUpper(month[:1]) + month[1:]
	}
	return label
}

// current is the release year in force on a day.
func (s Source) current(today time.Time) int {
	if begins, err := time.Parse("01-02", s.Begins); err == nil && begins.YearDay() > 1 &&
		!today.Before(time.Date(today.Year(), begins.Month(), begins.Day(), 0, 0, 0, 0, time.UTC)) {
		return today.Year() + 1
	}
	return today.Year()
}

// refusal says how to get at files that are not there for everybody.
func (s Source) refusal() error {
	return fmt.Errorf("%w: %s asks for %s. Get the file from %s and load it with `medcode ontology add`, or give its address with --url and a file with your key with --token-file ({token} in the address stands for it)",
		ErrRequest, s.Publisher, s.Account, s.Page)
}

// Direct is a request for an address that the user gave.
func Direct(address, token, sum string) (Request, error) {
	r := Request{URL: fill(address, 0, "", token), SHA256: sum}
	u, err := url.Parse(r.URL)
	if err != nil || u.Host == "" {
		return r, fmt.Errorf("%w: that is not the address of a file; it begins with https://", ErrRequest)
	}
	r.Name = nameOf(r.URL)
	return r, nil
}

func fill(s string, year int, month, token string) string {
	return strings.NewReplacer("{year}", strconv.Itoa(year), "{month}", month, "{token}", url.QueryEscape(token)).Replace(s)
}

var unusual = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// nameOf is the name under which an address is stored.
func nameOf(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return "download"
	}
	name := path.Base(u.Path)
	if inner := u.Query().Get("url"); inner != "" {
		name = path.Base(inner)
	}
	name = strings.TrimLeft(unusual.ReplaceAllString(name, "-"), ".-")
	if name == "" || len(name) > 200 {
		return "download"
	}
	return name
}
