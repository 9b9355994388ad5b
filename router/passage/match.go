package passage

import (
	"cmp"
	"slices"

	"medcode/schemas"
)

// run is a stretch of words that a text shares with a source, in words.
type run struct{ at, from, n int }

// matcher compares one text with several sources.
type matcher struct {
	p     *Print
	id    []int32          // of each shingle: shingles that read alike have one
	known map[uint64]int32 // shingle → its id
	maybe [1 << 10]uint64  // a bit a shingle: most of a source are in no other text, and need no look into the map
	first []int32          // by id: where the source has it first, -1: nowhere
}

func newMatcher(p *Print) *matcher {
	m := &matcher{p: p, id: make([]int32, len(p.shingles)), known: make(map[uint64]int32, len(p.shingles))}
	for i, s := range p.shingles {
		id, ok := m.known[s]
		if !ok {
			id = int32(len(m.known))
			m.known[s] = id
			m.maybe[s>>6%uint64(len(m.maybe))] |= 1 << (s % 64)
		}
		m.id[i] = id
	}
	m.first = make([]int32, len(m.known))
	return m
}

// from finds the runs that another text has as well. Where a shingle stands
// there several times, the run goes on where it was, else it begins at the first.
func (m *matcher) from(source *Print) []run {
	if !m.index(source) {
		return nil
	}
	return m.runs(source, func(int, int32) bool { return true })
}

// within finds the runs that repeat an earlier place of the same text.
func (m *matcher) within() []run {
	if len(m.known) == len(m.id) { // no shingle stands twice
		return nil
	}
	m.index(m.p)
	return m.runs(m.p, func(at int, first int32) bool { return int(first)+Words <= at })
}

func (m *matcher) index(source *Print) (any bool) {
	for i := range m.first {
		m.first[i] = -1
	}
	for i, s := range source.shingles {
		if m.maybe[s>>6%uint64(len(m.maybe))]>>(s%64)&1 == 0 {
			continue
		}
		if id, ok := m.known[s]; ok && m.first[id] < 0 {
			m.first[id], any = int32(i), true
		}
	}
	return any
}

func (m *matcher) runs(source *Print, may func(at int, from int32) bool) (out []run) {
	open := -1 // the run that may go on
	for i, s := range m.p.shingles {
		if open >= 0 {
			next := out[open].from + out[open].n - Words + 1
			if next < len(source.shingles) && source.shingles[next] == s && may(i, int32(next)) {
				out[open].n++
				continue
			}
			open = -1
		}
		if first := m.first[m.id[i]]; first >= 0 && may(i, first) {
			open = len(out)
			out = append(out, run{i, int(first), Words})
		}
	}
	return out
}

// copied turns runs into bytes.
func copied(p, source *Print, runs []run, of schemas.Place) (out []schemas.Copied) {
	for _, r := range runs {
		of.Start, of.End = int(source.starts[r.from]), int(source.ends[r.from+r.n-1])
		out = append(out, schemas.Copied{Start: int(p.starts[r.at]), End: int(p.ends[r.at+r.n-1]), From: []schemas.Place{of}})
	}
	return out
}

// grouped puts the places of passages with the same bounds together, in the
// order of the text.
func grouped(all []schemas.Copied) []schemas.Copied {
	slices.SortStableFunc(all, func(a, b schemas.Copied) int {
		return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(a.End, b.End))
	})
	var out []schemas.Copied
	for _, c := range all {
		if n := len(out) - 1; n >= 0 && out[n].Start == c.Start && out[n].End == c.End {
			out[n].From = append(out[n].From, c.From...)
			continue
		}
		out = append(out, c)
	}
	return out
}
