package ontology

import (
	"encoding/binary"
	"slices"
	"strconv"

	"medcode/internal/ontology/coderef"
)

// refs finds the codes that notes name, and keeps equal lists once.
type refs struct {
	*Builder
	order    []int // codes in the publisher's order
	place    []int // of every code in order
	chapters map[string][]CodeRange
	ranges   []CodeRange
	known    map[string][2]uint32 // list or text → where and how many

	lines, named, exact, nearest, gone, unknown int
}

func newRefs(b *Builder) *refs {
	r := &refs{Builder: b, order: make([]int, len(b.codes)), place: make([]int, len(b.codes)), known: map[string][2]uint32{}}
	for i := range r.order {
		r.order[i] = i
	}
	slices.SortFunc(r.order, func(x, y int) int { return b.codes[x].seq - b.codes[y].seq })
	for at, id := range r.order {
		r.place[id] = at
	}
	return r
}

// of returns the list of the codes that a line names.
func (r *refs) of(line string) (at uint32, n uint16) {
	r.lines++
	found, unknown := coderef.Parse(line)
	r.unknown += unknown
	if len(found) == 0 {
		return 0, 0
	}
	r.named++
	var all []CodeRange
	for _, f := range found {
		all = append(all, r.resolve(f)...)
	}
	return r.intern(merge(all))
}

// report tells how many references were found in the release.
func (r *refs) report() {
	if r.lines > 0 {
		r.sayf("notes: %d lines, %d name codes: %d references as printed, %d by their nearest header, %d gone, %d with a condition that is not understood left out",
			r.lines, r.named, r.exact, r.nearest, r.gone, r.unknown)
	}
}

// intern stores a list once.
func (r *refs) intern(list []CodeRange) (at uint32, n uint16) {
	if len(list) == 0 || len(list) > 0xffff {
		return 0, 0
	}
	key := make([]byte, 0, 8*len(list))
	for _, c := range list {
		key = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(key, uint32(c.Lo)), uint32(c.Hi))
	}
	if have, ok := r.known[string(key)]; ok {
		return have[0], uint16(have[1])
	}
	at = uint32(len(r.ranges))
	r.ranges = append(r.ranges, list...)
	r.known[string(key)] = [2]uint32{at, uint32(len(list))}
	return at, uint16(len(list))
}

// resolve returns the codes of the release that a reference means.
func (r *refs) resolve(f coderef.Ref) []CodeRange {
	if f.Chapter > 0 {
		r.exact++
		return r.chapters[strconv.Itoa(f.Chapter)]
	}
	if f.Lo == f.Hi && !f.Qualified() {
		id, ok := r.header(f.Lo)
		if !ok {
			return nil
		}
		return []CodeRange{{CodeID(id), CodeID(r.codes[id].high)}}
	}
	lo, ok := r.end(f.Lo, false)
	hi, ok2 := r.end(f.Hi, true)
	if !ok || !ok2 || lo > hi {
		r.gone++
		return nil
	}
	r.exact++
	ids := slices.Clone(r.order[lo : hi+1])
	slices.Sort(ids)
	return r.meant(ids, f)
}

// header returns a code or, where it is gone, the nearest header above it. A
// whole category does not stand in for one of its codes: that would say far
// more than the note.
func (r *refs) header(key string) (int, bool) {
	for k := key; len(k) > 3 || k == key; k = k[:len(k)-1] {
		if i, ok := r.byKey[k]; ok {
			if k == key {
				r.exact++
			} else {
				r.nearest++
			}
			return i, true
		}
	}
	r.gone++
	return 0, false
}

// end returns the place of the first or last code of a reference in the
// publisher's order; where the code is gone, that of its neighbour in the
// range.
func (r *refs) end(key string, last bool) (int, bool) {
	i, ok := r.byKey[key]
	if !ok {
		i, _ = slices.BinarySearchFunc(r.codes, key, func(c entry, k string) int { return compareCodes(c.key, k) })
		if last {
			i--
		}
		if i < 0 || i >= len(r.codes) {
			return 0, false
		}
		return r.place[i], true
	}
	if !last {
		return r.place[i], true
	}
	at := r.place[i]
	for j := i; j < int(r.codes[i].high); j++ {
		at = max(at, r.place[j])
	}
	return at, true
}

// meant returns the ranges of those ids that the reference means: complete
// codes that fit, and headers all of whose complete codes do. ids ascend.
func (r *refs) meant(ids []int, f coderef.Ref) []CodeRange {
	fit, leaves := make([]int, len(ids)+1), make([]int, len(ids)+1) // counts before each
	for n, id := range ids {
		fit[n+1], leaves[n+1] = fit[n], leaves[n]
		if c := &r.codes[id]; int(c.high) == id+1 {
			leaves[n+1]++
			if f.Means(c.key) {
				fit[n+1]++
			}
		}
	}
	var out []CodeRange
	for n, id := range ids {
		end := n + 1
		for end < len(ids) && ids[end] < int(r.codes[id].high) {
			end++
		}
		if got := fit[end] - fit[n]; got > 0 && got == leaves[end]-leaves[n] {
			out = append(out, CodeRange{CodeID(id), CodeID(id + 1)})
		}
	}
	return merge(out)
}

// merge joins ranges that touch or overlap.
func merge(list []CodeRange) []CodeRange {
	slices.SortFunc(list, func(a, b CodeRange) int { return int(a.Lo) - int(b.Lo) })
	out := list[:0]
	for _, c := range list {
		if n := len(out); n > 0 && c.Lo <= out[n-1].Hi {
			out[n-1].Hi = max(out[n-1].Hi, c.Hi)
			continue
		}
		out = append(out, c)
	}
	return out
}
