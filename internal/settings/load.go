package settings

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Load adds the wanted settings to a command's flags, parses its arguments and
// finds every setting's value. Flags may stand before, between and after the
// other arguments, which it returns; after "--" all are arguments. The name of
// fs is how errors call the command ("medcode run"). environ has the form of
// os.Environ. dotenv is the path of a .env file; that it does not
// exist is no error, and an empty path means none.
//
// The error is flag.ErrHelp where help was asked for (see Help), and else
// every fault found, each an *Error, joined. A known variable of a setting
// that the command does not want is not looked at.
func Load(fs *flag.FlagSet, args, environ []string, dotenv string, want ...Name) (*Values, []string, error) {
	rows := wanted(want)
	given := register(fs, rows)
	rest, err := parseFlags(fs, args)
	if err != nil {
		return nil, nil, err
	}
	env := environment(environ)
	file, err := readDotEnv(dotenv)
	if err != nil {
		return nil, nil, err
	}
	faults := append(unknown(env, ""), unknown(file, " in "+dotenv)...)
	v := &Values{at: make(map[Name]string, len(rows))}
	for i, s := range rows {
		faults = append(faults, v.add(s, find(s, given[i], env, file, dotenv))...)
	}
	if len(faults) == 0 {
		faults = v.resolve(rows)
	}
	if len(faults) == 0 {
		faults = v.cross()
	}
	if len(faults) > 0 {
		return nil, nil, errors.Join(faults...)
	}
	return v, rest, nil
}

// wanted picks the rows of a command, in the order of the table.
func wanted(want []Name) []Setting {
	var rows []Setting
	for _, s := range Table() {
		if slices.Contains(want, s.Name) {
			rows = append(rows, s)
		}
	}
	return rows
}

// flagValue is a setting as the flag package sees it.
type flagValue struct {
	setting Setting
	text    string
	isSet   bool
}

func (f *flagValue) String() string { return f.text }

// Set takes any text: that it is possible is judged for all sources alike.
func (f *flagValue) Set(s string) error {
	f.text, f.isSet = s, true
	return nil
}

// IsBoolFlag lets a switch stand without a value.
func (f *flagValue) IsBoolFlag() bool { return f.setting.kind.arg == "" }

func register(fs *flag.FlagSet, rows []Setting) []*flagValue {
	given := make([]*flagValue, len(rows))
	for i, s := range rows {
		given[i] = &flagValue{setting: s}
		fs.Var(given[i], string(s.Name), s.Help)
	}
	return given
}

// parseFlags goes on after each argument that is no flag, where the flag
// package stops.
func parseFlags(fs *flag.FlagSet, args []string) (rest []string, err error) {
	fs.SetOutput(io.Discard)
	fs.Usage = func() {}
	for len(args) > 0 {
		if err := fs.Parse(args); err != nil {
			return nil, flagFault(fs, err)
		}
		left := fs.Args()
		done := len(args) - len(left)
		if done > 0 && args[done-1] == "--" {
			return append(rest, left...), nil
		}
		if len(left) == 0 {
			break
		}
		rest, args = append(rest, left[0]), left[1:]
	}
	return rest, nil
}

// flagFault explains what the flag package found wrong, with the nearest flag
// that exists.
func flagFault(fs *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return flag.ErrHelp
	}
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return &Error{Setting: "arguments", Problem: err.Error(), Allowed: "what " + fs.Name() + " --help lists"}
	}
	var known []string
	fs.VisitAll(func(f *flag.Flag) { known = append(known, f.Name) })
	return &Error{
		Setting: "--" + strings.TrimLeft(name, "-"),
		Problem: "is no flag of " + fs.Name() + meant("--", name, known),
		Allowed: "what " + fs.Name() + " --help lists",
	}
}

// found is a value before it is checked, with its source.
type found struct{ text, source string }

// find returns the first value that is given.
func find(s Setting, f *flagValue, env, file map[string]string, dotenv string) found {
	if f.isSet {
		return found{f.text, "--" + string(s.Name)}
	}
	for _, from := range []struct {
		vars  map[string]string
		where string
	}{{env, ""}, {file, " in " + dotenv}} {
		for _, name := range []string{s.Env, s.Old} {
			if text := from.vars[name]; text != "" {
				return found{text, name + from.where}
			}
		}
	}
	return found{s.Default, "default"}
}

// add checks a value and keeps its canonical form.
func (v *Values) add(s Setting, f found) []error {
	text, ok := s.kind.canon(strings.TrimSpace(f.text))
	shown := text
	if s.kind.secret {
		shown = mask(text)
	}
	if !ok {
		problem, allowed := fmt.Sprintf("%q is not possible", f.text), s.kind.allowed
		switch {
		case s.kind.secret:
			problem = "the value is not possible"
		case s.kind.explain != nil:
			problem, allowed = s.kind.explain(strings.TrimSpace(f.text))
		}
		return []error{&Error{Setting: string(s.Name), Source: f.source, Problem: problem, Allowed: allowed}}
	}
	v.at[s.Name] = text
	v.order = append(v.order, Value{Name: s.Name, Value: shown, Source: f.source})
	return nil
}
