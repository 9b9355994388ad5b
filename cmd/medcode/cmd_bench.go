package main

import (
	"context"
	"fmt"
)

func benchCommand() command {
	return command{
		name: "bench", args: "notes|tcp", run: runBench, settings: runSettings(),
		about: "Measure speed and memory.",
	}
}

func runBench(context.Context, *call) error { return fmt.Errorf("%w: not yet", errUsage) }
