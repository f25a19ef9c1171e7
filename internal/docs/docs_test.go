package main

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The pages of this repository hold the code that is compiled, and lead somewhere.
func TestPages(t *testing.T) {
	t.Parallel()
	for _, problem := range check(t, "../..") {
		t.Error(problem)
	}
}

func TestRight(t *testing.T) {
	t.Parallel()
	assert.Empty(t, check(t, "testdata/right"))
}

func TestWrong(t *testing.T) {
	t.Parallel()
	assert.Equal(t, []string{
		"CHANGELOG.md:7: the link nowhere.md leads nowhere: there is no nowhere.md",
		"README.md:3: a block of Go without a source: on the line before it write <!-- path/file.go: Name -->, and run go run ./internal/docs",
		"README.md:7: the link docs/nowhere.md leads nowhere: there is no docs/nowhere.md",
		"README.md:7: the link docs/page.md#nothing leads nowhere: docs/page.md has no such heading",
		"README.md:8: the link ../right/README.md leads nowhere: there is no ../right/README.md",
		"README.md:10: the link nowhere.md leads nowhere: there is no nowhere.md",
		"docs/page.md:10: there is no Nothing in thing/thing.go",
		"docs/page.md:14: there is no thing/nothing.go",
		"docs/page.md:20: a block of Go without a source: on the line before it write <!-- path/file.go: Name -->, and run go run ./internal/docs",
		"docs/page.md:18: no block of Go follows",
		"docs/page.md:7: the block is not what the code is: run go run ./internal/docs",
		"docs/page.md:23: thing.Nothing is no exported name",
		"docs/page.md:23: thing.Thing.Nothing is no exported name",
		"docs/page.md:23: thing.Base.Color is no exported name",
		"docs/page.md:23: thing.Thong is no exported name",
	}, check(t, "testdata/wrong"))
}

// What was in a block does not matter.
func TestRun(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, os.DirFS("testdata/right")))
	file := filepath.Join(root, "docs", "page.md")
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	old := regexp.MustCompile("(?s)(```go\n).*?( *```\n)").ReplaceAll(want, []byte("${1}old\n${2}"))
	require.NotEqual(t, string(want), string(old))
	require.NoError(t, os.WriteFile(file, old, 0o600))

	require.NoError(t, run(root))
	have, err := os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(have))

	require.NoError(t, os.Remove(filepath.Join(root, "thing", "example_test.go")))
	require.ErrorContains(t, run(root), "2 problems")
	have, err = os.ReadFile(file)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(have), "a block without a source is not touched")
}

// check returns what is wrong with the pages under root.
func check(t *testing.T, root string) []string {
	t.Helper()
	d, err := read(root)
	require.NoError(t, err)
	d.check()
	return d.problems
}
