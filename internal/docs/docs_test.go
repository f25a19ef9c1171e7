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
		"README.md:9: the link no%20where.md leads nowhere: there is no no where.md",
		"README.md:9: the link no where.md leads nowhere: there is no no where.md",
		"README.md:9: the link no%zzwhere.md leads nowhere: parse \"no%zzwhere.md\": invalid URL escape \"%zz\"",
		"README.md:11: the link nowhere.md leads nowhere: there is no nowhere.md",
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

// What is a block, what is one of Go, and what stands in one.
func TestBlocks(t *testing.T) {
	t.Parallel()
	const (
		noSource = "a block of Go without a source: on the line before it write <!-- path/file.go: Name -->, and run go run ./internal/docs"
		nowhere  = "the link nowhere.md leads nowhere: there is no nowhere.md"
	)
	for name, test := range map[string]struct {
		page string
		want []string
	}{
		"golang":             {"```golang\n```\n", []string{"README.md:1: " + noSource}},
		"capital":            {"```Go\n```\n", []string{"README.md:1: " + noSource}},
		"attribute":          {"``` {.go .numbered}\n```\n", []string{"README.md:1: " + noSource}},
		"tildes":             {"~~~go `a`\n~~~\n", []string{"README.md:1: " + noSource}},
		"another language":   {"```gomod\n```\n", nil},
		"span like a fence":  {"```x``` is code.\n[a](nowhere.md)\n", []string{"README.md:2: " + nowhere}},
		"not closed, empty":  {"a\n```go", []string{"README.md:2: the block is not closed"}},
		"not closed, prefix": {"<!-- thing/thing.go: Base -->\n```go\n// Base is what a thing has besides.", []string{"README.md:2: the block is not closed"}},
		"not closed, text":   {"```sh\n``\n[a](nowhere.md)\n", []string{"README.md:1: the block is not closed"}},
		"nothing after it":   {"<!-- thing/thing.go: Fence -->\n~~~go\n// Fence has a line that ends a block of code.\nconst Fence = `\n~~~", []string{"README.md:6: the block is not what the code is: run go run ./internal/docs"}},
		"marker in a block":  {"````\n<!-- thing/thing.go: Base -->\n```go\n```\n````\n", nil},
		"marker of no block": {"<!-- thing/thing.go: Base -->\n```sh\n```\n", []string{"README.md:1: no block of Go follows"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			require.NoError(t, os.CopyFS(root, os.DirFS("testdata/right")))
			require.NoError(t, os.WriteFile(filepath.Join(root, "README.md"), []byte(test.page), 0o600))
			require.NoError(t, os.RemoveAll(filepath.Join(root, "docs")))
			assert.Equal(t, test.want, check(t, root))
		})
	}
}

// What was in a block does not matter.
func TestRun(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.CopyFS(root, os.DirFS("testdata/right")))
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module github.com/workos-go/workos\n"), 0o600))
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

// Elsewhere there may be no pages at all, in which nothing is wrong.
func TestRunElsewhere(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.ErrorContains(t, run(root), root+" is not the root of the repository")
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module github.com/workos-go/workos/more\n"), 0o600))
	require.ErrorContains(t, run(root), root+" is not the root of the repository")
}

// check returns what is wrong with the pages under root.
func check(t *testing.T, root string) []string {
	t.Helper()
	d, err := read(root)
	require.NoError(t, err)
	d.check()
	return d.problems
}
