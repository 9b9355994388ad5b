package settings

import (
	"slices"
	"strings"

	"medcode/schemas"
)

// The roles that a process can have.
const (
	RoleBroker = "broker" // runs or prepares the streams
	RoleRouter = "router" // notes to work, parts to results
	RoleWorker = "worker" // work to codes, of one ontology or all
	RoleBridge = "bridge" // TCP seq,text to seq,code
	RoleWeb    = "web"    // HTTP API and pages
)

func allRoles() []string {
	return []string{RoleBroker, RoleRouter, RoleWorker, RoleBridge, RoleWeb}
}

// HasRole says whether the process has the role, worker also where it is
// limited to one ontology.
func (v *Values) HasRole(role string) bool { return hasRole(v.String(Roles), role) }

// Workers returns the ontologies whose workers run in this process, in the
// usual order; none without the role worker.
func (v *Values) Workers() []schemas.Ontology {
	have := strings.Split(v.String(Roles), ",")
	var out []schemas.Ontology
	for _, o := range schemas.Ontologies() {
		if slices.Contains(have, RoleWorker) || slices.Contains(have, RoleWorker+":"+string(o)) {
			out = append(out, o)
		}
	}
	return out
}

func hasRole(list, role string) bool {
	return slices.ContainsFunc(strings.Split(list, ","), func(r string) bool {
		return r == role || strings.HasPrefix(r, role+":")
	})
}

// roleList is a list of roles with commas or blanks between; "all" is every
// one.
func roleList() kind {
	return kind{
		arg:     "ROLES",
		allowed: "all, or any of broker, router, worker, bridge, web with commas between; worker:ONTOLOGY limits a worker to one of icd10cm, snomed, loinc, rxnorm, hcpcs",
		canon: func(s string) (string, bool) {
			var out []string
			for _, field := range strings.FieldsFunc(strings.ToLower(s), isSeparator) {
				roles, ok := parseRole(field)
				if !ok {
					return "", false
				}
				for _, r := range roles {
					if !slices.Contains(out, r) {
						out = append(out, r)
					}
				}
			}
			return strings.Join(out, ","), len(out) > 0
		},
	}
}

func isSeparator(r rune) bool { return r == ',' || r == ' ' || r == '\t' }

func parseRole(s string) ([]string, bool) {
	if s == "all" {
		return allRoles(), true
	}
	if name, ok := strings.CutPrefix(s, RoleWorker+":"); ok {
		o, err := schemas.ParseOntology(name)
		return []string{RoleWorker + ":" + string(o)}, err == nil
	}
	return []string{s}, slices.Contains(allRoles(), s)
}
