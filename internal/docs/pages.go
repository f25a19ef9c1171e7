package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// remedy is what to do about a block that is not its source.
const remedy = "run go run ./internal/docs"

// docs are the pages of a repository, and what is wrong with them.
type docs struct {
	root     string
	pages    []page
	names    names
	problems []string
}

// page is a file of Markdown. Its path is from the root, with slashes.
type page struct{ path, text string }

// read returns the pages under root.
func read(root string) (*docs, error) {
	d := &docs{root: root}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != root && skipped(entry.Name()):
			return filepath.SkipDir
		case filepath.Ext(file) != ".md":
			return nil
		}
		text, err := os.ReadFile(file) //nolint:gosec // a page of the repository
		if err != nil {
			return err
		}
		path, err := filepath.Rel(root, file)
		d.pages = append(d.pages, page{filepath.ToSlash(path), string(text)})
		return err
	})
	if err != nil {
		return nil, err
	}
	d.names, err = readNames(root)
	return d, err
}

func skipped(directory string) bool {
	return directory == "testdata" || directory == "node_modules" || strings.HasPrefix(directory, ".")
}

func (d *docs) file(path string) string { return filepath.Join(d.root, filepath.FromSlash(path)) }

// report notes what is wrong in a line, which counts from 1.
func (d *docs) report(p page, line int, format string, args ...any) {
	d.problems = append(d.problems, fmt.Sprintf("%s:%d: %s", p.path, line, fmt.Sprintf(format, args...)))
}

// check reports everything that is wrong with the pages.
func (d *docs) check() {
	for _, p := range d.pages {
		lines := strings.Split(p.text, "\n")
		for i, line := range strings.Split(d.fill(p), "\n") {
			if line != lines[i] {
				d.report(p, i+1, "the block is not what the code is: %s", remedy)
				break
			}
		}
		d.checkLinks(p)
		if p.path == "README.md" || strings.HasPrefix(p.path, "docs/") {
			d.checkNames(p)
		}
	}
}

var (
	marker = regexp.MustCompile(`^\s*<!-- (\S+\.go)(?:: (\S+))? -->\s*$`)
	fence  = regexp.MustCompile("^(\\s*)(`{3,}|~{3,})\\s*(\\w*)")
)

// block is a block of code in a page, from the line that opens it to the one that
// closes it, which count from 0.
type block struct {
	indent, language string
	open, end        int
}

// blocks returns the blocks of a page's lines.
func blocks(lines []string) []block {
	var all []block
	for i := 0; i < len(lines); i++ {
		m := fence.FindStringSubmatch(lines[i])
		if m == nil {
			continue
		}
		b := block{indent: m[1], language: m[3], open: i}
		for i++; i < len(lines); i++ {
			if line := strings.TrimSpace(lines[i]); strings.HasPrefix(line, m[2]) && strings.Trim(line, m[2][:1]) == "" {
				break
			}
		}
		b.end = min(i, len(lines)-1)
		all = append(all, b)
	}
	return all
}

// fill returns the text of a page with the code in its blocks. A block whose source
// cannot be found stays as it is, and is reported.
func (d *docs) fill(p page) string {
	lines := strings.Split(p.text, "\n")
	var text []string
	from, marked := 0, map[int]bool{}
	for _, b := range blocks(lines) {
		var m []string
		if b.language == "go" && b.open > 0 {
			m = marker.FindStringSubmatch(lines[b.open-1])
		}
		text, from = append(text, lines[from:b.open+1]...), b.end
		if m == nil {
			if b.language == "go" && (p.path == "README.md" || strings.HasPrefix(p.path, "docs/")) {
				d.report(p, b.open+1, "a block of Go without a source: on the line before it write <!-- path/file.go: Name -->, and %s", remedy)
			}
			text = append(text, lines[b.open+1:b.end]...)
			continue
		}
		marked[b.open-1] = true
		code, err := snippet(d.root, m[1], m[2])
		if err != nil {
			d.report(p, b.open, "%v", err)
			text = append(text, lines[b.open+1:b.end]...)
			continue
		}
		for line := range strings.SplitSeq(code, "\n") {
			text = append(text, strings.TrimRight(b.indent+line, " \t"))
		}
	}
	text = append(text, lines[from:]...)
	for i, line := range lines {
		if marker.MatchString(line) && !marked[i] {
			d.report(p, i+1, "no block of Go follows")
		}
	}
	return strings.Join(text, "\n")
}
