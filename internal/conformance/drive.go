package conformance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/workos-go/workos/internal/conformance/driver"
)

// drive builds the driver with the packages of the source and runs the tasks. The
// program exists only in the build's overlay.
func drive(src *source, overlay map[string][]byte, tasks []driver.Task) ([]driver.Result, error) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	home := filepath.Join(src.root, "internal", "conformance")
	files := map[string][]byte{filepath.Join(home, "cmd", "driver", "main.go"): program(src)}
	maps.Copy(files, overlay)
	overlayFile, err := writeOverlay(dir, files)
	if err != nil {
		return nil, err
	}
	binary := filepath.Join(dir, "driver")
	if _, err := command(home, nil, "go", "build", "-overlay", overlayFile, "-o", binary, "./cmd/driver"); err != nil {
		return nil, err
	}
	input, err := json.Marshal(tasks)
	if err != nil {
		return nil, err
	}
	output, err := command(home, input, binary)
	if err != nil {
		return nil, err
	}
	var results []driver.Result
	return results, json.Unmarshal(output, &results)
}

// writeOverlay writes to dir what the go command's flag -overlay wants: a list of
// files to read in place of others, by their names.
func writeOverlay(dir string, files map[string][]byte) (string, error) {
	replace := map[string]string{}
	for name, content := range files {
		replace[name] = filepath.Join(dir, fmt.Sprintf("%d.go", len(replace)))
		if err := os.WriteFile(replace[name], content, 0o600); err != nil {
			return "", err
		}
	}
	list, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, list, 0o600)
}

// program is the driver's main: the services of all packages, by import path, and
// the types of events.
func program(src *source) []byte {
	var imports, services, handlers strings.Builder
	for i, pkg := range src.packages {
		fmt.Fprintf(&imports, "\tp%d %q\n", i, pkg.PkgPath)
		fmt.Fprintf(&services, "\t\t%q: func(c *workos.Client) any { return p%d.New(c) },\n", pkg.PkgPath, i)
	}
	for _, kind := range src.typedEvents() {
		fmt.Fprintf(&handlers, "\tevents.Handle(mux, func(_ context.Context, e events.%s) error { keep(e); return nil })\n", kind.Obj().Name())
	}
	return fmt.Appendf(nil, `package main

import (
	"context"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/conformance/driver"
%s)

func main() {
	driver.Main(driver.Program{Services: map[string]func(*workos.Client) any{
%s	}, Handle: handle})
}

func handle(mux *events.Mux, keep func(any)) {
	_ = context.Background
%s}
`, imports.String(), services.String(), handlers.String())
}

func command(dir string, input []byte, name string, args ...string) ([]byte, error) {
	cmd := exec.Command(name, args...) //nolint:gosec,noctx // the go command and what it built
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
	var failure bytes.Buffer
	cmd.Stderr = &failure
	output, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("%s: %w\n%s", filepath.Base(name), err, failure.String())
	}
	return output, nil
}
