package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const goMod = "module github.com/workos-go/workos\n\ngo 1.25.0\n"

// released is a changelog of one version.
const released = `# Changelog

## [Unreleased]

## [0.1.0] - 2026-11-23

### Added

- Everything.

[Unreleased]: https://github.com/workos-go/workos/compare/v0.1.0...HEAD
[0.1.0]: https://github.com/workos-go/workos/releases/tag/v0.1.0
`

// again is a changelog of two, of which the second has what is given.
func again(version, what string) string {
	return `# Changelog

## [Unreleased]

## [` + version + `] - 2026-11-24

` + what + `

## [0.1.0] - 2026-11-23

### Added

- Everything.

[Unreleased]: https://github.com/workos-go/workos/compare/v` + version + `...HEAD
[` + version + `]: https://github.com/workos-go/workos/compare/v0.1.0...v` + version + `
[0.1.0]: https://github.com/workos-go/workos/releases/tag/v0.1.0
`
}

// source is the code of the module in one of its versions.
func source(version, api string) string {
	return "package workos\n\nconst Version = \"" + version + "\"\n\n" + api + "\n"
}

// repository is a module in a git repository of its own.
type repository struct {
	*testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	t.Helper()
	r := repository{t, t.TempDir()}
	r.git("init", "--quiet")
	r.commit(map[string]string{
		"go.mod": goMod, "CHANGELOG.md": released, "workos.go": source("0.1.0", "func Call(id string) {}"),
		// What nobody imports may change.
		"internal/of/us.go":  "package us\n\nfunc Internal() {}\n",
		"examples/a/main.go": "package main\n\nfunc main() {}\n",
	})
	return r
}

func (r repository) git(args ...string) {
	r.Helper()
	cmd := exec.CommandContext(r.Context(), "git", append([]string{
		"-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false", "-c", "tag.gpgsign=false",
	}, args...)...)
	cmd.Dir = r.dir
	cmd.Env = withoutGit(cmd.Environ())
	output, err := cmd.CombinedOutput()
	require.NoError(r, err, "%s", output)
}

func (r repository) commit(files map[string]string) {
	r.Helper()
	for name, content := range files {
		path := filepath.Join(r.dir, name)
		require.NoError(r, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(r, os.WriteFile(path, []byte(content), 0o600))
	}
	r.git("add", "-A")
	r.git("commit", "--quiet", "--allow-empty", "-m", "Change")
}

// ready returns what check says and finds.
func (r repository) ready() (string, error) {
	var out bytes.Buffer
	err := check(r.Context(), &out, r.dir)
	return out.String(), err
}

func TestFirstVersion(t *testing.T) {
	t.Parallel()
	r := newRepository(t)
	said, err := r.ready()
	require.NoError(t, err)
	assert.Equal(t, "no tag yet: nothing to compare with\n", said)

	r.git("tag", "v0.1.0")
	said, err = r.ready()
	require.NoError(t, err)
	assert.Equal(t, "the API since v0.1.0:\n", said)
}

// A git hook has variables that name its repository, which is another one.
func TestInAHook(t *testing.T) {
	hooked := newRepository(t)
	before, err := run(t.Context(), hooked.dir, "git", "rev-parse", "HEAD")
	require.NoError(t, err)
	t.Setenv("GIT_DIR", filepath.Join(hooked.dir, ".git"))
	t.Setenv("GIT_WORK_TREE", hooked.dir)
	t.Setenv("GIT_INDEX_FILE", filepath.Join(hooked.dir, ".git", "index"))

	r := newRepository(t)
	r.git("tag", "v0.1.0")
	said, err := r.ready()
	require.NoError(t, err)
	assert.Equal(t, "the API since v0.1.0:\n", said)

	after, err := run(t.Context(), hooked.dir, "git", "rev-parse", "HEAD")
	require.NoError(t, err)
	assert.Equal(t, before, after)
	tags, err := run(t.Context(), hooked.dir, "git", "tag")
	require.NoError(t, err)
	assert.Empty(t, tags)
}

func TestAPI(t *testing.T) {
	t.Parallel()
	const another, more = "func Call(id int) {}", "func Call(id string) {}\n\nfunc More() {}"
	for name, test := range map[string]struct {
		version, api, changelog string
		say, err                string
	}{
		"addition":                       {"0.1.0", more, released, "More: added", ""},
		"addition in a patch":            {"0.1.1", more, again("0.1.1", "### Added\n\n- More."), "More: added", ""},
		"change that nobody is told of":  {"0.1.0", another, released, "Call: changed from func(string) to func(int)", "no entry under Changed or Removed"},
		"change that is told of later":   {"0.2.0", another, again("0.2.0", "### Added\n\n- Call."), "Call: changed", "no entry under Changed or Removed"},
		"change in a patch":              {"0.1.1", another, again("0.1.1", "### Changed\n\n- Call."), "Call: changed", "v0.1.1 has to be a new minor version"},
		"change that users are told of":  {"0.2.0", another, again("0.2.0", "### Changed\n\n- Call."), "Call: changed", ""},
		"removal that users are told of": {"0.2.0", "", again("0.2.0", "### Removed\n\n- Call."), "Call: removed", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRepository(t)
			r.git("tag", "v0.1.0")
			r.commit(map[string]string{
				"workos.go": source(test.version, test.api), "CHANGELOG.md": test.changelog,
				"internal/of/us.go": "package us\n", "examples/a/main.go": "package main\n\nfunc main() { println() }\n",
			})
			said, err := r.ready()
			assert.Contains(t, said, test.say)
			if test.err == "" {
				require.NoError(t, err)
			} else {
				require.ErrorContains(t, err, test.err)
			}
			assert.NotContains(t, said, "Internal")
			assert.NotContains(t, said, "Version")
		})
	}
}

func TestTags(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		tag  func(repository)
		want string
	}{
		"a version twice": {
			func(r repository) {
				r.git("tag", "v0.1.0")
				r.git("tag", "v0.2.0")
				r.commit(map[string]string{"workos.go": source("0.2.0", "func Call(id string) {}"), "CHANGELOG.md": again("0.2.0", "### Added\n\n- Call.")})
			},
			`v0.2.0 is tagged where workos.Version is "0.1.0"`,
		},
		"a version that users were not told of": {
			func(r repository) { r.git("tag", "v0.2.0") },
			"v0.2.0 is tagged, and CHANGELOG.md does not know it",
		},
		"a clone without tags": {
			func(r repository) {
				r.commit(map[string]string{"workos.go": source("0.2.0", ""), "CHANGELOG.md": again("0.2.0", "### Added\n\n- Call.")})
			},
			"CHANGELOG.md has 2 versions, and the history of this commit no tag: run git fetch --tags",
		},
		"another history": {
			func(r repository) {
				r.git("checkout", "--quiet", "-b", "other")
				r.commit(nil)
				r.git("tag", "v0.1.0")
				r.git("checkout", "--quiet", "-")
			},
			"v0.1.0 is tagged already, outside the history of this commit",
		},
		"version 1": {
			func(r repository) {
				r.commit(map[string]string{"workos.go": source("1.0.0", "func Call() {}"), "CHANGELOG.md": again("1.0.0", "### Changed\n\n- Call.")})
				r.git("tag", "v1.0.0")
				r.git("tag", "examples/v9.0.0") // of another module
				r.git("tag", "vault")           // no version
				r.commit(map[string]string{"workos.go": source("1.0.0", "")})
			},
			"what compiled with v1.0.0 no longer does: that needs another module path",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRepository(t)
			test.tag(r)
			_, err := r.ready()
			require.ErrorContains(t, err, test.want)
		})
	}
}

func TestChangelog(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ version, changelog, want string }{
		"nothing":          {"0.1.0", "# Changelog\n", "begins with the section [Unreleased]"},
		"another version":  {"0.2.0", released, "workos.Version is 0.2.0, and the newest version in CHANGELOG.md 0.1.0"},
		"no date":          {"0.1.0", strings.ReplaceAll(released, " - 2026-11-23", ""), `[0.1.0]: has no date as in 2006-01-02: ""`},
		"no such date":     {"0.1.0", strings.ReplaceAll(released, "2026-11-23", "2026-11-32"), "[0.1.0]: has no date"},
		"no entry":         {"0.1.0", strings.ReplaceAll(released, "- Everything.", "Everything."), "[0.1.0]: says nothing"},
		"no version":       {"1.0.x", strings.ReplaceAll(released, "0.1.0", "1.0.x"), "[1.0.x]: is no version"},
		"a version twice":  {"0.1.0", again("0.1.0", "- More."), "[0.1.0]: is not older than [0.1.0] above it"},
		"an older version": {"0.0.9", again("0.0.9", "- More."), "[0.1.0]: is not older than [0.0.9] above it"},
		"an older date":    {"0.2.0", strings.ReplaceAll(again("0.2.0", "- More."), "2026-11-24", "2026-11-22"), "[0.1.0]: is not older"},
		"no link":          {"0.1.0", strings.ReplaceAll(released, "[0.1.0]: ", ""), `[0.1.0]: leads to "", not to https://github.com/workos-go/workos/releases/tag/v0.1.0`},
		"a link elsewhere": {"0.1.0", strings.ReplaceAll(released, "compare/v0.1.0", "compare/v0.0.1"), "[Unreleased]: leads to"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorContains(t, parseChangelog(test.changelog).check(test.version), test.want)
		})
	}
	require.NoError(t, parseChangelog(released).check("0.1.0"))
	require.NoError(t, parseChangelog(again("0.2.0", "- More.")).check("0.2.0"))
}
