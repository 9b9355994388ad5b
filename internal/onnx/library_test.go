package onnx

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// TestFindOrder takes away one place after the other.
func TestFindOrder(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("the names are those of Linux")
	}
	flag, env, store, system := t.TempDir(), t.TempDir(), t.TempDir(), t.TempDir()
	explicit := touch(t, flag, "mine.so")
	named := touch(t, env, "env.so")
	first := touch(t, store, "libonnxruntime.so.1")
	newer := touch(t, system, "libonnxruntime.so.1.24.3")
	touch(t, system, "libonnxruntime.so.1.24.1")
	touch(t, system, "libonnxruntime_providers_shared.so")
	for _, tc := range []struct {
		explicit, env string
		folders       []string
		want          string
	}{
		{explicit, named, []string{store, system}, explicit},
		{"", named, []string{store, system}, named},
		{"", "", []string{"/nowhere", store, system}, first},
		{"", "", []string{system}, newer},
	} {
		got, err := find(tc.explicit, tc.env, tc.folders)
		if err != nil || got != tc.want {
			t.Errorf("find(%q, %q, %v) = %q, %v; want %q", tc.explicit, tc.env, tc.folders, got, err, tc.want)
		}
	}
}

func touch(t *testing.T, folder, name string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestFindNothing(t *testing.T) {
	_, err := find("", "", []string{t.TempDir()})
	if !errors.Is(err, ErrNoLibrary) || !strings.Contains(err.Error(), "make deps") {
		t.Errorf("%v does not say what to do", err)
	}
	// A path somebody wrote down is not passed over in silence.
	folder := t.TempDir()
	good := touch(t, folder, "libonnxruntime.so.1")
	if got, err := find(filepath.Join(folder, "typo.so"), good, []string{folder}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a wrong flag gave %q, %v", got, err)
	}
	if got, err := find("", folder, []string{folder}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("a folder in the environment gave %q, %v", got, err)
	}
}

// TestLibraryStore: what the caller's store holds is found by the whole search
// unless the machine has a library that comes before it.
func TestLibraryStore(t *testing.T) {
	t.Setenv(LibraryEnv, "")
	store := t.TempDir()
	want := touch(t, store, "libonnxruntime.so.1")
	if got, err := Library("", store); err != nil || got != want {
		t.Errorf("Library = %q, %v; want %q", got, err, want)
	}
	if got, err := Library(want, ""); err != nil || got != want {
		t.Errorf("Library = %q, %v; want %q", got, err, want)
	}
}

// TestLoadRefuses: neither of these may reach the dynamic linker.
func TestLoadRefuses(t *testing.T) {
	folder := t.TempDir()
	for name, content := range map[string]string{
		"empty.so": "",
		"text.so":  "not a library",
		"cut.so":   "\x7fELF\x02\x01\x01",
	} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Load(path); err == nil || !strings.Contains(err.Error(), "make deps") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := Load(filepath.Join(folder, "absent.so")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("absent: %v", err)
	}
}
