package main

import (
	"context"
	"encoding/json"
	"fmt"
	"runtime"

	"medcode/internal/settings"
)

func versionCommand() command {
	return command{
		name: "version", args: "[--json]", run: runVersion,
		settings: []settings.Name{settings.Data, settings.MaxWorkers, settings.Device, settings.ONNXRuntime, settings.ModelsDir, settings.Encoder, settings.LogLevel, settings.LogFormat},
		about:    "Print the version and which optional libraries are used.",
	}
}

func runVersion(_ context.Context, c *call) error {
	d, _ := openDense(c.set, c.set.String(settings.Data), modelWatch{}, logger(c.set, c.err)) // native tells what failed
	defer d.Close()
	if c.json {
		return json.NewEncoder(c.out).Encode(map[string]any{"version": version, "go": runtime.Version(), "native": d.native})
	}
	fmt.Fprintf(c.out, "medcode %s (%s, %s/%s)\n", version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	for _, name := range []string{"onnxruntime", "faiss", "model"} {
		if s, ok := d.native[name]; ok {
			fmt.Fprintf(c.out, "  %-12s %s\n", name, s)
		}
	}
	return nil
}
