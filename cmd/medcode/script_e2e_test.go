//go:build e2e

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestScripts runs the sessions in testdata/script: what the commands print
// and with which code they leave.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script", RequireExplicitExec: true, RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			for _, name := range []string{"MEDCODE_MODELS_DIR", "ONNXRUNTIME_SHARED_LIBRARY_PATH"} {
				env.Setenv(name, os.Getenv(name))
			}
			env.Setenv("MEDCODE_HOME", env.WorkDir+"/store")
			return nil
		},
		Cmds: map[string]func(ts *testscript.TestScript, neg bool, args []string){
			"leaves": leaves, "fill": fillFile, "unquote8": unquote8,
		},
	})
}

// leaves runs a command and compares its exit code: leaves 3 medcode code x
func leaves(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: leaves CODE COMMAND…")
	}
	code := 0
	var exit *exec.ExitError
	if err := ts.Exec(args[1], args[2:]...); errors.As(err, &exit) {
		code = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(code) != args[0] {
		ts.Fatalf("left with %d, want %s", code, args[0])
	}
}

// fillFile writes a file of one repeated word: fill FILE BYTES WORD
func fillFile(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: fill FILE BYTES WORD")
	}
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	word := []byte(args[2] + " ")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), bytes.Repeat(word, n/len(word)+1)[:n], 0o644))
}

// unquote8 writes a file of bytes as a Go string: unquote8 FILE 'a\xff'
func unquote8(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unquote8 FILE 'TEXT'")
	}
	s, err := strconv.Unquote(`"` + args[1] + `"`)
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(s), 0o644))
}
