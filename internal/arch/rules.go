package arch

import (
	"fmt"
	"go/ast"
	"io/fs"
	"slices"
	"strconv"
	"strings"
)

// Check reads every Go file below root and returns what breaks the rules, one
// line each: place, what is wrong, what to do. The error is one of reading.
func Check(root fs.FS) ([]string, error) {
	files, err := read(root)
	if err != nil {
		return nil, err
	}
	var faults []string
	for _, s := range files {
		faults = append(faults, place(s)...)
		faults = append(faults, imports(s)...)
		faults = append(faults, length(s)...)
		faults = append(faults, clock(s)...)
	}
	faults = append(faults, packageComments(files)...)
	slices.Sort(faults)
	return faults, nil
}

// place checks where a file lies and what its package is called.
func place(s source) []string {
	var faults []string
	if !placed(s.top()) {
		faults = append(faults, s.path+": "+s.top()+" has no level in the import table; move the file, or give its folder a level in internal/arch")
	}
	if name := s.ast.Name.Name; slices.Contains(namesNothing(), name) {
		faults = append(faults, s.path+": package "+name+" says nothing about what is inside; name it after what it does")
	}
	return faults
}

// imports checks each import against the levels and the doors.
func imports(s source) []string {
	var faults []string
	for _, spec := range s.ast.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			continue // the parser has refused it already
		}
		if why := forbidden(s, name); why != "" {
			faults = append(faults, fmt.Sprintf("%s: imports %s; %s", s.at(spec.Pos()), name, why))
		}
	}
	return faults
}

// forbidden says why a file may not import a package, or nothing.
func forbidden(s source, name string) string {
	if ours, ok := strings.CutPrefix(name, module); ok {
		to, _, _ := strings.Cut(ours, "/")
		if placed(s.top()) && !mayImport(s.top(), to) {
			return s.top() + " may not import " + to + ": " + direction(s.top(), to)
		}
		return ""
	}
	for _, d := range doors() {
		if within(name, d.library) && !slices.ContainsFunc(d.folders, func(f string) bool { return within(s.folder(), f) }) {
			return "only " + strings.Join(d.folders, " and ") + " may: " + d.why
		}
	}
	if s.top() == "schemas" && !s.isTest() && name != "log/slog" && slices.ContainsFunc(impure(), func(p string) bool { return within(name, p) }) {
		return "schemas are values without I/O; take what you need as an argument"
	}
	return ""
}

func direction(from, to string) string {
	if slices.Contains(stages(), from) && slices.Contains(stages(), to) {
		return "stages meet in subjects; move what both need to internal, or the test to cmd"
	}
	return "imports point down, from cmd to stages to internal to schemas"
}

// length checks the length of a file and of its functions, and that nothing
// runs before main.
func length(s source) []string {
	var faults []string
	if s.lines > MaxFileLines {
		faults = append(faults, fmt.Sprintf("%s: %d lines, more than %d; split it by what its parts do", s.path, s.lines, MaxFileLines))
	}
	for _, d := range s.ast.Decls {
		f, ok := d.(*ast.FuncDecl)
		if !ok {
			continue
		}
		if f.Name.Name == "init" && f.Recv == nil {
			faults = append(faults, s.at(f.Pos())+": func init hides work from whoever imports the package; call it from main")
		}
		lines := s.set.Position(f.End()).Line - s.set.Position(f.Pos()).Line + 1
		if lines > MaxFuncLines {
			faults = append(faults, fmt.Sprintf("%s: %s has %d lines, more than %d; give its steps names", s.at(f.Pos()), f.Name.Name, lines, MaxFuncLines))
		}
	}
	return faults
}

// clock keeps the time of day out of schemas: what a message says must not
// depend on when it is read.
func clock(s source) []string {
	if s.top() != "schemas" || s.isTest() {
		return nil
	}
	var faults []string
	ast.Inspect(s.ast, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		pkg, ok := sel.X.(*ast.Ident)
		if ok && pkg.Name == "time" && slices.Contains([]string{"Now", "Since", "Until", "Sleep", "After", "Tick", "NewTimer", "NewTicker"}, sel.Sel.Name) {
			faults = append(faults, s.at(n.Pos())+": time."+sel.Sel.Name+" reads the clock; take the time as an argument")
		}
		return true
	})
	return faults
}

// packageComments finds packages that do not say what they are for.
func packageComments(files []source) []string {
	first := make(map[string]string) // folder to a file of it, for the message
	said := make(map[string]bool)
	for _, s := range files {
		if strings.HasSuffix(s.ast.Name.Name, "_test") {
			continue
		}
		if first[s.folder()] == "" || strings.HasSuffix(first[s.folder()], "_test.go") {
			first[s.folder()] = s.path
		}
		if s.ast.Doc != nil && strings.TrimSpace(s.ast.Doc.Text()) != "" {
			said[s.folder()] = true
		}
	}
	var faults []string
	for folder, file := range first {
		if !said[folder] {
			faults = append(faults, file+": the package has no comment; say above the package clause what it is for")
		}
	}
	return faults
}
