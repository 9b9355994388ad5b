package router

import (
	"regexp"
	"strings"
	"testing"
)

func FuzzNeedles(f *testing.F) {
	words := []string{"minor ", "low-", "fragility", "ow", " on day"}
	n := newNeedles(words...)
	for _, s := range []string{"", "l", "low", "a low-energy fall", "fragilit", "fragility", "came on day 2", "LOW-", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		want := false
		for _, w := range words {
			want = want || strings.Contains(s, w)
		}
		if n.in(s) != want {
			t.Errorf("%q: %t", s, !want)
		}
	})
}

func TestNeedlesBeside(t *testing.T) {
	n := newNeedles("standing")
	fall := regexp.MustCompile(`\bfell from standing\b`)
	for s, want := range map[string]bool{
		strings.Repeat("x ", 99) + "fell from standing height": true,
		"long-standing pain":                     false,
		"standing, long ago; fell from standing": true,
		"fell from a chair":                      false,
	} {
		if n.beside(s, 64, fall) != want {
			t.Errorf("%q: %t", s, !want)
		}
	}
}
