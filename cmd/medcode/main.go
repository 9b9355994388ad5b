// Command medcode turns clinical notes into medical codes.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"medcode/internal/settings"
	"medcode/schemas"
)

// version is set by the build.
var version = "dev"

// Exit codes: scripts can tell a wrong call from bad input and from a failure.
const (
	exitOK      = 0
	exitFailure = 1 // something did not work
	exitUsage   = 2 // wrong arguments or settings
	exitInput   = 3 // the input was refused
)

// stdio is what a command may touch of its process.
type stdio struct {
	in      io.Reader
	out     io.Writer
	err     io.Writer
	environ []string
}

// command is one subcommand.
type command struct {
	name, args, about string
	more              string // further lines of its help
	run               func(ctx context.Context, c *call) error
	settings          []settings.Name
	flags             func(fs *flag.FlagSet, c *call)
}

// call is one run of a command.
type call struct {
	stdio
	set  *settings.Values
	rest []string
	json bool
	opt  options
}

func commands() []command {
	return []command{
		runCommand(), publishCommand(), watchCommand(), codeCommand(), contextCommand(), lookupCommand(), explainCommand(), validateCommand(),
		crosswalkCommand(), askCommand(), ontologyCommand(), modelsCommand(), replayCommand(), evalCommand(), benchCommand(), certsCommand(), configCommand(), versionCommand(),
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // a second signal kills
	}()
	os.Exit(run(ctx, os.Args[1:], stdio{os.Stdin, os.Stdout, os.Stderr, os.Environ()}))
}

func run(ctx context.Context, args []string, std stdio) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		usage(std.out)
		return exitOK
	}
	for _, cmd := range commands() {
		if cmd.name == args[0] {
			return cmd.start(ctx, args[1:], std)
		}
	}
	fmt.Fprintf(std.err, "medcode: no command %q; medcode help lists them\n", args[0])
	return exitUsage
}

func usage(w io.Writer) {
	fmt.Fprint(w, "medcode turns clinical notes into medical codes.\n\nCommands:\n")
	for _, c := range commands() {
		fmt.Fprintf(w, "  %-10s %s\n", c.name, c.about)
	}
	fmt.Fprint(w, "\nmedcode COMMAND --help tells more. Results need a check by a qualified person.\n")
}

func (cmd command) start(ctx context.Context, args []string, std stdio) int {
	c := &call{stdio: std}
	fs := flag.NewFlagSet("medcode "+cmd.name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	fs.BoolVar(&c.json, "json", false, "print JSON")
	if cmd.flags != nil {
		cmd.flags(fs, c)
	}
	set, rest, err := settings.Load(fs, args, std.environ, ".env", cmd.settings...)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(std.out, "medcode %s %s\n\n%s\n%s\n", cmd.name, cmd.args, cmd.about, cmd.more)
		_ = settings.Help(std.out, fs)
		return exitOK
	}
	if err != nil {
		fmt.Fprintf(std.err, "medcode %s: %v\n", cmd.name, err)
		return exitUsage
	}
	c.set, c.rest = set, rest
	return c.report(cmd.name, cmd.run(ctx, c))
}

// errUsage marks a wrong call.
var errUsage = errors.New("usage")

// errReported marks a failure that has been told already.
var errReported = errors.New("reported")

func (c *call) report(name string, err error) int {
	if err == nil {
		return exitOK
	}
	if !errors.Is(err, errReported) {
		fmt.Fprintf(c.err, "medcode %s: %v\n", name, err)
	}
	switch {
	case errors.Is(err, errUsage):
		return exitUsage
	case errors.Is(err, schemas.ErrInvalid):
		return exitInput
	}
	return exitFailure
}
