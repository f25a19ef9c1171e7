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
			if i == len(lines) || line != lines[i] {
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
	fence  = regexp.MustCompile("^(\\s*)(`{3,}|~{3,})\\s*\\{?\\.?(\\w*)(.*)$")
)

// block is a block of code in a page, from the line that opens it to the one that
// closes it, which count from 0. One that is not closed ends with the page.
type block struct {
	indent    string
	golang    bool
	open, end int
	closed    bool
}

// blocks returns the blocks of a page's lines.
func blocks(lines []string) []block {
	var all []block
	for i := 0; i < len(lines); i++ {
		m := fence.FindStringSubmatch(lines[i])
		if m == nil || m[2][0] == '`' && strings.Contains(m[4], "`") { // a span of code in one line
			continue
		}
		language := strings.ToLower(m[3])
		b := block{indent: m[1], golang: language == "go" || language == "golang", open: i}
		for i++; i < len(lines) && !b.closed; i++ {
			line := strings.TrimSpace(lines[i])
			b.closed = strings.HasPrefix(line, m[2]) && strings.Trim(line, m[2][:1]) == ""
		}
		i-- // the line that closes it, or the last one
		b.end = i
		all = append(all, b)
	}
	return all
}

// source returns what the line before a block of Go says that it is, as marker finds
// it, or nil.
func (b block) source(lines []string) []string {
	if !b.golang || b.open == 0 {
		return nil
	}
	return marker.FindStringSubmatch(lines[b.open-1])
}

// fill returns the text of a page with the code in its blocks. A block whose source
// cannot be found stays as it is, and is reported.
func (d *docs) fill(p page) string {
	lines := strings.Split(p.text, "\n")
	var text []string
	from, marked := 0, map[int]bool{}
	for _, b := range blocks(lines) {
		m := b.source(lines)
		marked[b.open-1] = m != nil
		if !b.closed {
			d.report(p, b.open+1, "the block is not closed")
			break // it is the last one
		}
		text, from = append(text, lines[from:b.open+1]...), b.end
		if m == nil {
			if b.golang && (p.path == "README.md" || strings.HasPrefix(p.path, "docs/")) {
				d.report(p, b.open+1, "a block of Go without a source: on the line before it write <!-- path/file.go: Name -->, and %s", remedy)
			}
			text = append(text, lines[b.open+1:b.end]...)
			continue
		}
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
	for i, line := range strings.Split(prose(p.text), "\n") {
		if marker.MatchString(line) && !marked[i] {
			d.report(p, i+1, "no block of Go follows")
		}
	}
	return strings.Join(text, "\n")
}
