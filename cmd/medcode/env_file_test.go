package main

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"medcode/internal/settings"
)

// TestEnvFile: what deploy/medcode.env sets, and what it offers in comments,
// is possible.
func TestEnvFile(t *testing.T) {
	data, err := os.ReadFile(filepath.Join("..", "..", "deploy", "medcode.env"))
	if err != nil {
		t.Fatal(err)
	}
	var plain, offered []string
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if offer, ok := strings.CutPrefix(line, "#MEDCODE_"); ok {
			offered = append(offered, "MEDCODE_"+offer)
		} else if strings.HasPrefix(line, "MEDCODE_") {
			plain = append(plain, line)
		}
	}
	if len(plain) == 0 || len(offered) == 0 {
		t.Fatalf("%d lines, %d offers", len(plain), len(offered))
	}
	for _, env := range [][]string{plain, append(plain, offered...)} {
		fs := flag.NewFlagSet("medcode run", flag.ContinueOnError)
		if _, _, err := settings.Load(fs, nil, env, "", settings.Names()...); err != nil {
			t.Error(err)
		}
	}
}
