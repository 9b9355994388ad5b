// Package arch holds the house rules that the compiler does not know: which
// folder may import which, where foreign libraries are let in, and how long a
// file and a function may be. Its test reads the whole repository.
//
// Folders stand in four levels, and imports point down only:
//
//	cmd                                              wires everything
//	producer router workers bridge web deploy        never each other
//	internal                                         anything but the above
//	schemas                                          nothing of ours
//
// The stages of the third level meet in subjects, not in code, so that each
// can run alone in a process and be read alone by a person. Test files obey
// the same table: a test that needs two stages belongs to cmd.
package arch

import (
	"slices"
	"strings"
)

// The longest file and function, in lines. What is longer is hard to hold in
// the head, and usually two things.
const (
	MaxFileLines = 400
	MaxFuncLines = 60
)

// module is the name that imports of this repository begin with.
const module = "medcode/"

// stages are the folders that never import each other.
func stages() []string {
	return []string{"producer", "router", "workers", "bridge", "web", "deploy"}
}

// mayImport says whether a package in folder from may import one in folder to;
// both are the first element of a path.
func mayImport(from, to string) bool {
	switch {
	case from == "cmd":
		return true
	case from == "schemas":
		return to == "schemas"
	case from == "internal":
		return to == "schemas" || to == "internal"
	case slices.Contains(stages(), from):
		return to == "schemas" || to == "internal" || to == from
	}
	return false
}

// placed says whether a folder has a level at all.
func placed(top string) bool {
	return top == "cmd" || top == "internal" || top == "schemas" || slices.Contains(stages(), top)
}

// A door is a library that only some folders may import, so that the rest can
// be built, tested and understood without it.
type door struct {
	library string // import path or its first elements
	folders []string
	why     string
}

func doors() []door {
	return []door{
		{"github.com/nats-io", []string{"internal/broker", "internal/pipe"}, "the rest is tested without a server"},
		{"github.com/yalue/onnxruntime_go", []string{"internal/onnx"}, "one package per C library"},
		{"C", []string{"internal/vector"}, "one package per C library"},
	}
}

// impure are the packages that schemas may not import: it is values and their
// encoding, without files, network, logs or a process around it. log/slog is
// let in (see forbidden): a type says with it how it is to be redacted.
func impure() []string {
	return []string{"os", "net", "log", "syscall", "io/fs", "io/ioutil", "path/filepath", "database/sql", "math/rand"}
}

// namesNothing lists package names that say nothing about what is inside, and
// so gather everything.
func namesNothing() []string {
	return []string{"util", "utils", "common", "types", "helpers", "misc", "mocks", "mock", "base", "lib"}
}

// within says whether a path is a folder or import, or lies below it.
func within(path, folder string) bool {
	return path == folder || strings.HasPrefix(path, folder+"/")
}
