package settings

import (
	"flag"
	"fmt"
	"io"
	"text/tabwriter"
)

// Help writes the flags of a command after Load: its own first, then its
// settings with their variables and defaults.
func Help(w io.Writer, fs *flag.FlagSet) error {
	var own, rows []*flag.Flag
	fs.VisitAll(func(f *flag.Flag) {
		if _, ok := f.Value.(*flagValue); ok {
			rows = append(rows, f)
		} else {
			own = append(own, f)
		}
	})
	tw := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range own {
		_, usage := flag.UnquoteUsage(f)
		fmt.Fprintf(tw, "  %s\t%s\n", ownFlag(f), usage)
	}
	if len(own) > 0 && len(rows) > 0 {
		fmt.Fprintln(tw)
	}
	helpSettings(tw, rows)
	return tw.Flush()
}

// ownFlag shows a flag that is no setting with what it takes.
func ownFlag(f *flag.Flag) string {
	dash := "--"
	if len(f.Name) == 1 {
		dash = "-"
	}
	if arg, _ := flag.UnquoteUsage(f); arg != "" {
		return dash + f.Name + " " + arg
	}
	return dash + f.Name
}

// helpSettings keeps the order of the table, where related ones stand together.
func helpSettings(tw io.Writer, rows []*flag.Flag) {
	have := make(map[Name]bool, len(rows))
	for _, f := range rows {
		have[Name(f.Name)] = true
	}
	for _, s := range Table() {
		if !have[s.Name] {
			continue
		}
		name := "--" + string(s.Name)
		if len(s.Name) == 1 {
			name = name[1:]
		}
		if s.kind.arg != "" {
			name += " " + s.kind.arg
		}
		fmt.Fprintf(tw, "  %s\t%s\t%s%s\n", name, s.Env, s.Help, fallback(s))
	}
}

func fallback(s Setting) string {
	switch {
	case s.Default != "" && s.Old != "":
		return fmt.Sprintf(" (default %s; also %s)", s.Default, s.Old)
	case s.Default != "":
		return fmt.Sprintf(" (default %s)", s.Default)
	case s.Old != "":
		return fmt.Sprintf(" (also %s)", s.Old)
	}
	return ""
}
