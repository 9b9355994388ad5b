package tokenizer

import (
	"cmp"
	"slices"
)

// trie finds which strings of a vocabulary begin at a place in a text. Nodes
// are numbered level by level, so the children of a node are neighbours,
// sorted by label: node n has the children first[n] to first[n+1].
type trie struct {
	first []int32
	label []byte
	value []int32    // id of the string that ends here, or -1
	root  [256]int32 // child of the root, or -1
}

// entry is a string of the vocabulary and its id.
type entry struct {
	key string
	id  int32
}

// newTrie builds a trie of entries with different keys; it sorts them.
func newTrie(entries []entry) *trie {
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.key, b.key) })
	t := &trie{label: []byte{0}, value: []int32{-1}}
	level := [][]entry{entries} // strings below each node of a level
	for depth := 0; len(level) > 0; depth++ {
		var below [][]entry
		for _, under := range level {
			t.first = append(t.first, int32(len(t.label)))
			below = t.grow(int32(len(t.first))-1, under, depth, below)
		}
		level = below
	}
	t.first = append(t.first, int32(len(t.label)))
	for c := range t.root {
		t.root[c] = t.search(0, byte(c))
	}
	return t
}

// grow adds the children of a node and appends the strings below each.
func (t *trie) grow(node int32, under []entry, depth int, below [][]entry) [][]entry {
	if len(under) > 0 && len(under[0].key) == depth {
		t.value[node] = under[0].id
		under = under[1:]
	}
	for len(under) > 0 {
		c := under[0].key[depth]
		n := 1
		for n < len(under) && under[n].key[depth] == c {
			n++
		}
		t.label, t.value = append(t.label, c), append(t.value, -1)
		below = append(below, under[:n])
		under = under[n:]
	}
	return below
}

// child is the node below n by c, or -1.
func (t *trie) child(n int32, c byte) int32 {
	if n == 0 {
		return t.root[c]
	}
	return t.search(n, c)
}

func (t *trie) search(n int32, c byte) int32 {
	lo, hi := t.first[n], t.first[n+1]
	for hi-lo > 8 {
		if mid := (lo + hi) / 2; t.label[mid] <= c {
			lo = mid
		} else {
			hi = mid
		}
	}
	for ; lo < hi; lo++ {
		if t.label[lo] == c {
			return lo
		}
	}
	return -1
}

// walk is the node that s leads to from n, or -1.
func (t *trie) walk(n int32, s string) int32 {
	for i := 0; i < len(s) && n >= 0; i++ {
		n = t.child(n, s[i])
	}
	return n
}

// find is the id of a whole string, or -1.
func (t *trie) find(b []byte) int32 {
	n := int32(0)
	for _, c := range b {
		if n = t.child(n, c); n < 0 {
			return -1
		}
	}
	return t.value[n]
}

// longest is the length and id of the longest string that b begins with below
// the node n; length 0 where there is none.
func (t *trie) longest(n int32, b []byte) (length, id int32) {
	id = -1
	for i, c := range b {
		if n = t.child(n, c); n < 0 {
			break
		}
		if v := t.value[n]; v >= 0 {
			length, id = int32(i)+1, v
		}
	}
	return length, id
}
