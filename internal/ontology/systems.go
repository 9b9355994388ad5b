package ontology

import (
	"slices"
	"sort"
)

// Systems lists the systems that the release has mappings to or from, sorted:
// those that Crosswalk and MapTo know.
func (r *Release) Systems() (out []string) {
	for i := 0; i < len(r.maps); {
		name := r.names[r.maps[i].System]
		if name != systemEdits {
			out = append(out, name)
		}
		i += sort.Search(len(r.maps)-i, func(k int) bool { return r.names[r.maps[i+k].System] > name })
	}
	return out
}

// Relates tells whether the release has relations of a kind.
func (r *Release) Relates(kind string) bool {
	k := slices.Index(r.names, kind)
	if k < 0 {
		return false
	}
	i, _ := slices.BinarySearchFunc(r.relations, relRec{Kind: uint32(k)}, relRec.compare)
	return i < len(r.relations) && r.relations[i].Kind == uint32(k)
}
