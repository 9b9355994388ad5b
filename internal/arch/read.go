package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// source is one parsed Go file.
type source struct {
	path  string // slash-separated, from the root
	lines int
	set   *token.FileSet
	ast   *ast.File
}

func (s source) folder() string { return path.Dir(s.path) }
func (s source) isTest() bool   { return strings.HasSuffix(s.path, "_test.go") }

// top is the first element of the path, or "." for a file in the root.
func (s source) top() string {
	first, _, below := strings.Cut(s.path, "/")
	if !below {
		return "."
	}
	return first
}

// at names a place in the file as editors understand it.
func (s source) at(pos token.Pos) string {
	return fmt.Sprintf("%s:%d", s.path, s.set.Position(pos).Line)
}

// read parses every Go file below a root, whatever its build tags: a rule that
// holds only in some builds does not hold.
func read(root fs.FS) ([]source, error) {
	var files []source
	err := fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && skipped(name):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go":
			return nil
		}
		s, err := parse(root, name)
		if err != nil {
			return err
		}
		if !ast.IsGenerated(s.ast) {
			files = append(files, s)
		}
		return nil
	})
	return files, err
}

// skipped folders hold nothing that the go command would build.
func skipped(name string) bool {
	base := path.Base(name)
	return name != "." && (base[0] == '.' || base[0] == '_' || base == "testdata") ||
		slices.Contains([]string{"var", "bin", "training", "models"}, name)
}

func parse(root fs.FS, name string) (source, error) {
	text, err := fs.ReadFile(root, name)
	if err != nil {
		return source{}, err
	}
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return source{}, err
	}
	return source{path: name, lines: bytes.Count(text, []byte("\n")), set: set, ast: tree}, nil
}
