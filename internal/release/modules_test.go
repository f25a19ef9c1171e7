package main

import (
	"bytes"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestRootModule(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ mod, want string }{
		"replace":      {goMod + "replace example.com/a => ../a\n", "go.mod has a replace"},
		"exclude":      {goMod + "exclude example.com/a v1.0.0\n", "go.mod has a replace or an exclude"},
		"another path": {"module example.com/a\n", "go.mod is not that of github.com/workos-go/workos"},
		"no module":    {"modul\n", "unknown directive"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			require.NoError(t, os.WriteFile(filepath.Join(dir, "go.mod"), []byte(test.mod), 0o600))
			require.ErrorContains(t, checkRootModule(dir), test.want)
		})
	}
}

func TestTidy(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	require.NoError(t, checkTidy(t.Context(), r.dir))

	const nested = "module example.com/nested\n\ngo 1.25.0\n\nrequire github.com/workos-go/workos v0.0.0\n\nreplace github.com/workos-go/workos => ../..\n"
	r.commit(map[string]string{"examples/b/go.mod": nested, "examples/b/main.go": "package main\n\nfunc main() {}\n"})
	require.ErrorContains(t, checkTidy(t.Context(), r.dir), "-require github.com/workos-go/workos v0.0.0")

	r.commit(map[string]string{"examples/b/main.go": "package main\n\nimport _ \"github.com/workos-go/workos\"\n\nfunc main() {}\n"})
	require.NoError(t, checkTidy(t.Context(), r.dir))
}

// imports is a module with a dependency that has a license.
func imports(t *testing.T, license map[string]string) repository {
	t.Helper()
	r := newRepository(t)
	dependency := t.TempDir()
	for name, content := range license {
		require.NoError(t, os.MkdirAll(filepath.Join(dependency, filepath.Dir(name)), 0o755))
		require.NoError(t, os.WriteFile(filepath.Join(dependency, name), []byte(content), 0o600))
	}
	r.commit(map[string]string{
		"go.mod":    goMod + "\nrequire example.com/a v1.2.3\n\nreplace example.com/a => " + dependency + "\n",
		"workos.go": "package workos\n\nimport _ \"example.com/a/b\"\n",
	})
	return r
}

func TestLicenses(t *testing.T) {
	t.Parallel()
	const (
		mit    = "Permission is hereby granted, free of charge, to any person obtaining\na copy of this software and"
		apache = "  Apache License\n  Version 2.0, January 2004\n"
		code   = "package b\n"
		mod    = "module example.com/a\n"
	)
	for name, test := range map[string]struct {
		license   map[string]string
		say, want string
	}{
		"one":          {map[string]string{"LICENSE": mit}, "example.com/a v1.2.3: MIT\n", ""},
		"two":          {map[string]string{"LICENCE.md": apache, "b/LICENSE": mit}, "example.com/a v1.2.3: Apache-2.0, MIT\n", ""},
		"none":         {nil, "", "example.com/a v1.2.3: there is no license"},
		"another":      {map[string]string{"COPYING": "GNU GENERAL PUBLIC LICENSE"}, "", "COPYING is not known"},
		"part another": {map[string]string{"LICENSE": mit, "b/LICENSE": "All rights reserved."}, "", "LICENSE is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"go.mod": mod, "b/b.go": code}
			maps.Copy(files, test.license)
			r := imports(t, files)
			var out bytes.Buffer
			err := checkLicenses(t.Context(), &out, r.dir)
			assert.Equal(t, test.say, out.String())
			if test.want == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.want)
			}
		})
	}
}
