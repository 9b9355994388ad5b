package ontology

import (
	"strings"

	"medcode/internal/text"
)

// indexTree is an index as references see it: main terms, subterms, codes.
type indexTree struct {
	root   indexNode
	byPath map[string]string // normal form of a path → code
}

type indexNode struct {
	code string
	next map[string]*indexNode // by the normal form of the title
	form map[string][]string   // form of a title → titles
}

// add puts a path with its code into the tree.
func (t *indexTree) add(path []string, code string) {
	if t.byPath == nil {
		t.byPath = map[string]string{}
	}
	t.byPath[pathKey(path)] = code
	t.reach(path, code)
}

// reach puts a path into the tree that only references name.
func (t *indexTree) reach(path []string, code string) {
	n := &t.root
	for _, title := range path {
		n = n.child(title)
	}
	n.code = code
}

func pathKey(path []string) string {
	keys := make([]string, len(path))
	for i, p := range path {
		keys[i] = text.Normalize(p)
	}
	return strings.Join(keys, pathSep)
}

func (t *indexTree) code(path []string) (string, bool) {
	c, ok := t.byPath[pathKey(path)]
	return c, ok
}

func (n *indexNode) child(title string) *indexNode {
	key := text.Normalize(title)
	if c := n.next[key]; c != nil {
		return c
	}
	if n.next == nil {
		n.next, n.form = map[string]*indexNode{}, map[string][]string{}
	}
	c := &indexNode{}
	n.next[key] = c
	for _, f := range titleForms(title) {
		n.form[f] = append(n.form[f], key)
	}
	return c
}

// titleForms returns the normal forms under which a reference may name a
// title: "Infarct, infarction" is both, and the NEC of a title is not repeated.
func titleForms(title string) []string {
	out := []string{text.Normalize(title)}
	add := func(s string) {
		f := text.Normalize(s)
		for _, have := range out {
			if have == f {
				return
			}
		}
		if f != "" {
			out = append(out, f)
		}
	}
	add(dropVague(title))
	if parts := strings.Split(dropVague(title), ","); len(parts) > 1 {
		add(parts[0])
		for _, p := range parts[1:] {
			if sameStem(parts[0], strings.TrimSpace(p)) {
				add(p)
			}
		}
	}
	return out
}

// resolve returns the code of the one place that a reference such as "Infarct,
// myocardium" names; false where there is none, several, or one without code.
func (t *indexTree) resolve(ref string) (string, bool) {
	found := map[*indexNode]bool{}
	ref = strings.TrimRight(inBrackets.ReplaceAllString(ref, " "), " ,") // titles here have no modifiers
	t.root.walk(strings.Split(ref, ","), found)
	code := ""
	for n := range found {
		switch {
		case n.code == "" || code != "" && n.code != code:
			return "", false
		}
		code = n.code
	}
	return code, code != ""
}

// walk follows the parts of a reference down: one title may hold several of
// them, since titles have commas too.
func (n *indexNode) walk(parts []string, found map[*indexNode]bool) {
	if len(parts) == 0 {
		found[n] = true
		return
	}
	for i := 1; i <= len(parts); i++ {
		for _, key := range n.form[text.Normalize(strings.Join(parts[:i], ","))] {
			n.next[key].walk(parts[i:], found)
		}
	}
}
