package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"time"

	"golang.org/x/mod/semver"
)

// changelog is what CHANGELOG.md says, the newest version first.
type changelog struct {
	sections []*section
	links    map[string]string
}

// section is what changed in a version, or is not released yet.
type section struct {
	name    string // as in the heading, "Unreleased" or a version without v
	date    string
	entries map[string]int // by kind, such as Added
}

const unreleased = "Unreleased"

var (
	sectionLine = regexp.MustCompile(`^## \[(.+?)\](?: - (.+))?$`)
	kindLine    = regexp.MustCompile(`^### (.+)$`)
	linkLine    = regexp.MustCompile(`^\[(.+?)\]: (.+)$`)
	versionLine = regexp.MustCompile(`(?m)^const Version = "(.+)"$`)
)

// versionIn returns the Version of the module in dir.
func versionIn(dir string) (string, error) {
	source, err := fs.ReadFile(os.DirFS(dir), "workos.go")
	if err != nil {
		return "", err
	}
	found := versionLine.FindSubmatch(source)
	if found == nil {
		return "", fmt.Errorf("workos.go in %s has no Version", dir)
	}
	return string(found[1]), nil
}

func readChangelog(dir string) (*changelog, error) {
	text, err := fs.ReadFile(os.DirFS(dir), "CHANGELOG.md")
	if err != nil {
		return nil, err
	}
	return parseChangelog(string(text)), nil
}

func parseChangelog(text string) *changelog {
	c := &changelog{links: map[string]string{}}
	var kind string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if m := linkLine.FindStringSubmatch(line); m != nil {
			c.links[m[1]] = m[2]
			continue
		}
		if m := sectionLine.FindStringSubmatch(line); m != nil {
			c.sections = append(c.sections, &section{name: m[1], date: m[2], entries: map[string]int{}})
			kind = ""
			continue
		}
		if m := kindLine.FindStringSubmatch(line); m != nil {
			kind = m[1]
		} else if strings.HasPrefix(line, "- ") && len(c.sections) > 0 {
			c.sections[len(c.sections)-1].entries[kind]++
		}
	}
	return c
}

// check returns what is wrong with the changelog of a module of that version.
func (c *changelog) check(version string) error {
	if len(c.sections) < 2 || c.sections[0].name != unreleased {
		return errors.New("CHANGELOG.md begins with the section [Unreleased], then one a version")
	}
	var found []error
	if newest := c.sections[1].name; newest != version {
		found = append(found, fmt.Errorf("workos.Version is %s, and the newest version in CHANGELOG.md %s", version, newest))
	}
	for i, s := range c.sections {
		found = append(found, c.checkSection(i, s))
	}
	return errors.Join(found...)
}

func (c *changelog) checkSection(i int, s *section) error {
	var found []error
	complain := func(format string, args ...any) {
		found = append(found, fmt.Errorf("CHANGELOG.md, ["+s.name+"]: "+format, args...))
	}
	if want := c.link(i); c.links[s.name] != want {
		complain("leads to %q, not to %s", c.links[s.name], want)
	}
	if i == 0 {
		return errors.Join(found...)
	}
	if !semver.IsValid("v" + s.name) {
		complain("is no version")
	}
	if _, err := time.Parse(time.DateOnly, s.date); err != nil {
		complain("has no date as in 2006-01-02: %q", s.date)
	}
	if len(s.entries) == 0 {
		complain("says nothing")
	}
	if newer := c.sections[i-1]; i > 1 {
		if semver.Compare("v"+newer.name, "v"+s.name) <= 0 || newer.date < s.date {
			complain("is not older than [%s] above it", newer.name)
		}
	}
	return errors.Join(found...)
}

// link is where the heading of a section leads: to what changed since the version
// before it, or to the first version.
func (c *changelog) link(i int) string {
	tag := "v" + c.sections[i].name
	if i == len(c.sections)-1 {
		return home + "/releases/tag/" + tag
	}
	if i == 0 {
		tag = "HEAD"
	}
	return home + "/compare/v" + c.sections[i+1].name + "..." + tag
}

// since returns the sections above a version, and whether it has one itself.
func (c *changelog) since(version string) ([]*section, bool) {
	for i, s := range c.sections {
		if s.name == version {
			return c.sections[:i], true
		}
	}
	return nil, false
}

// released returns how many versions there are.
func (c *changelog) released() int {
	n := len(c.sections)
	if n > 0 && c.sections[0].name == unreleased {
		n--
	}
	return n
}
