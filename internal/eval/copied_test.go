package eval

import (
	"strings"
	"testing"
)

func TestCopiedCases(t *testing.T) {
	var texts []string
	for _, w := range []string{"a", "b", "c"} {
		texts = append(texts, strings.Repeat(w+"one "+w+"two "+w+"three. ", 9))
	}
	for _, kind := range CopiedKinds() {
		for _, c := range CopiedCases(texts, kind, 20) {
			if len(strings.Fields(c.Later)) != len(c.Copied) {
				t.Fatalf("%s: %d words, %d judged", kind, len(strings.Fields(c.Later)), len(c.Copied))
			}
			letter := strings.ToLower(c.Earlier[:1])
			score := c.Score(func(start, _ int) bool { return strings.ToLower(c.Later[start:start+1]) == letter })
			if score.FP != 0 || score.FN != 0 || (score.TP == 0) != (kind == Unrelated) {
				t.Errorf("%s: %+v", kind, score)
			}
		}
	}
}
