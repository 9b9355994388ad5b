package fetch

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strings"

	"medcode/internal/ontology/pull"
)

//go:embed sources.json
var builtIn []byte

// Table is where models come from: the publisher's address, and models by
// short names.
type Table struct {
	Base   string           `json:"base"`
	Models map[string]Model `json:"models"`
}

// Model is one repository.
type Model struct {
	Repository string          `json:"repository"` // owner/name
	Revision   string          `json:"revision,omitempty"`
	About      string          `json:"about,omitempty"`
	Licence    string          `json:"licence,omitempty"`
	Settings   json.RawMessage `json:"medcode,omitempty"` // its medcode.json
	Sums       Sums            `json:"sha256,omitempty"`  // of files, where they are to be just these

	Base string `json:"-"`
}

// Sources reads a table in the form of sources.json; of nil, the one that is
// built in.
func Sources(table []byte) (*Table, error) {
	if table == nil {
		table = builtIn
	}
	var t Table
	if err := json.Unmarshal(table, &t); err != nil {
		return nil, fmt.Errorf("%w: the table of models cannot be read: %w", pull.ErrRequest, err)
	}
	return &t, nil
}

// Names are the short names, in order.
func (t *Table) Names() []string { return slices.Sorted(maps.Keys(t.Models)) }

var (
	repositories = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,95}/[A-Za-z0-9][A-Za-z0-9._-]{0,95}$`)
	revisions    = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$`)
)

// Find is the model that a name stands for: a short name of the table, a
// repository as OWNER/NAME, or its address, https://HOST/OWNER/NAME. base
// replaces the publisher's address, revision the branch, tag or commit.
func (t *Table) Find(name, base, revision string) (m Model, local string, err error) {
	m, known := t.Models[name]
	m.Base, local = t.Base, name
	switch {
	case known:
	case strings.Contains(name, "://"):
		u, err := url.Parse(name)
		if err != nil || u.Host == "" {
			return m, "", fmt.Errorf("%w: that is not an address; write https://HOST/OWNER/NAME", pull.ErrRequest)
		}
		dir, last := path.Split(strings.Trim(u.Path, "/"))
		m.Repository = path.Join(path.Base(dir), last)
		u.Path = strings.TrimSuffix(strings.TrimSuffix("/"+strings.Trim(u.Path, "/"), "/"+m.Repository), "/")
		m.Base = u.String()
	default:
		m.Repository = name
	}
	if !repositories.MatchString(m.Repository) {
		return m, "", fmt.Errorf("%w: no model %q; known are %s; others are named OWNER/NAME, or by their address", pull.ErrRequest, name, strings.Join(t.Names(), ", "))
	}
	if !known {
		local = nameOf(m.Repository)
	}
	if base != "" {
		m.Base = base
	}
	if m.Revision = firstOf(revision, m.Revision, "main"); !revisions.MatchString(m.Revision) || strings.Contains(m.Revision, "..") {
		return m, "", fmt.Errorf("%w: %q is no branch, tag or commit", pull.ErrRequest, m.Revision)
	}
	m.Base = strings.TrimRight(m.Base, "/")
	return m, local, nil
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

// Address is where the model comes from, for people.
func (m *Model) Address() string {
	return fmt.Sprintf("%s/%s@%s", pull.Request{URL: m.Base}.Redacted(), m.Repository, m.Revision)
}

// file is the address of a file, and tree that of the list of files, as
// https://huggingface.co/docs/hub/api has them.
func (m *Model) file(name string) string {
	return m.Base + "/" + m.Repository + "/resolve/" + url.PathEscape(m.Revision) + "/" + escape(name)
}

func (m *Model) tree() string {
	return m.Base + "/api/models/" + m.Repository + "/tree/" + url.PathEscape(m.Revision) + "?recursive=true"
}

func (m *Model) commit() string {
	return m.Base + "/api/models/" + m.Repository + "/revision/" + url.PathEscape(m.Revision)
}

func escape(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = url.PathEscape(p)
	}
	return strings.Join(parts, "/")
}
