package ontology

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"medcode/internal/text"
)

func TestParity(t *testing.T) {
	r := fullICD(t)
	b, err := os.ReadFile("/tmp/h/protokeys.tsv")
	if err != nil {
		t.Skip()
	}
	st := map[string]*[4]int{}
	shown := map[string]int{}
	for line := range strings.Lines(string(b)) {
		f := strings.Split(strings.TrimSpace(line), "\t")
		key := BagKey(text.Tokens(nil, f[0]))
		terms := r.Bag(key)
		if st[f[3]] == nil {
			st[f[3]] = &[4]int{}
		}
		c := st[f[3]]
		c[0]++
		if len(terms) == 0 {
			c[1]++
			if shown["miss"+f[3]]++; shown["miss"+f[3]] < 12 {
				fmt.Println("MISS", f)
			}
			continue
		}
		e, _ := r.Emit(r.CodeOf(terms[0]))
		got := r.Code(e).Code
		if got == f[2] {
			c[2]++
		} else {
			c[3]++
			if shown["diff"+f[3]]++; shown["diff"+f[3]] < 25 {
				fmt.Println("DIFF", f, got, r.Term(terms[0]).Kind, r.Term(terms[0]).Text, terms[0].Distance())
			}
		}
	}
	for k, v := range st {
		fmt.Println(k, *v)
	}
}
