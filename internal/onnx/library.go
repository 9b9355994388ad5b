package onnx

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
)

// LibraryEnv is the environment variable that names the library, as other
// programs that load ONNX Runtime have it.
const LibraryEnv = "ONNXRUNTIME_SHARED_LIBRARY_PATH"

// ErrNoLibrary means ONNX Runtime is in none of the places looked at.
var ErrNoLibrary = errors.New("onnx: ONNX Runtime (libonnxruntime, 1.24 or newer) was not found; " +
	"run make deps, or set " + LibraryEnv)

// Library returns the path of the ONNX Runtime library. It is, in this order:
// explicit, the path that the user gave; that in LibraryEnv; beside the running
// binary, in lib below it or lib beside its folder; in extra, such as the
// store's folder of libraries; where the system keeps its own. Empty arguments
// are left out. A path that is given and not there is an error, not a reason to
// look on. Errors: ErrNoLibrary, os.ErrNotExist.
func Library(explicit string, extra ...string) (string, error) {
	var folders []string
	if binary, err := os.Executable(); err == nil {
		if real, err := filepath.EvalSymlinks(binary); err == nil {
			binary = real
		}
		at := filepath.Dir(binary)
		folders = append(folders, at, filepath.Join(at, "lib"), filepath.Join(at, "..", "lib"))
	}
	for _, f := range extra {
		if f != "" {
			folders = append(folders, f)
		}
	}
	return find(explicit, os.Getenv(LibraryEnv), append(folders, systemFolders()...))
}

func find(explicit, env string, folders []string) (string, error) {
	if explicit != "" {
		return named(explicit, "the path given")
	}
	if env != "" {
		return named(env, LibraryEnv)
	}
	for _, folder := range folders {
		if path := in(folder); path != "" {
			return filepath.Abs(path)
		}
	}
	return "", ErrNoLibrary
}

// named checks a path that somebody wrote down.
func named(path, by string) (string, error) {
	if !isFile(path) {
		return "", fmt.Errorf("onnx: %s for ONNX Runtime names no file, correct or remove it: %s: %w",
			by, path, os.ErrNotExist)
	}
	return filepath.Abs(path)
}

// in returns the library in folder, or "". Packages leave it under its soname,
// its full version or its bare name.
func in(folder string) string {
	names, pattern := []string{"libonnxruntime.so", "libonnxruntime.so.1"}, "libonnxruntime.so.1.*"
	if runtime.GOOS == "darwin" {
		names, pattern = []string{"libonnxruntime.dylib"}, "libonnxruntime.1.*.dylib"
	}
	for _, name := range names {
		if path := filepath.Join(folder, name); isFile(path) {
			return path
		}
	}
	entries, err := os.ReadDir(folder) // not Glob: folder may hold a bracket
	if err != nil {
		return ""
	}
	for _, entry := range slices.Backward(entries) {
		path := filepath.Join(folder, entry.Name())
		if ok, _ := filepath.Match(pattern, entry.Name()); ok && isFile(path) {
			return path
		}
	}
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.Mode().IsRegular()
}

// systemFolders are where the dynamic linker would look, as far as that can be
// known without asking it.
func systemFolders() []string {
	folders := slices.DeleteFunc(filepath.SplitList(os.Getenv("LD_LIBRARY_PATH")),
		func(folder string) bool { return folder == "" })
	if runtime.GOOS == "darwin" {
		return append(folders, "/opt/homebrew/lib", "/usr/local/lib")
	}
	triple := map[string]string{"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}[runtime.GOARCH]
	return append(folders, "/usr/local/lib", "/usr/lib/"+triple, "/usr/lib64", "/usr/lib", "/opt/onnxruntime/lib")
}
