package main

import (
	"fmt"
	"net/url"
	"os"
	"path"
	"regexp"
	"strings"
)

var (
	span       = regexp.MustCompile("`[^`\n]*(?:\n[^`\n]+)*`")
	link       = regexp.MustCompile(`\]\((<[^>\n]*>|[^)\s]+)(?:\s+"[^"]*")?\)|(?m:^\s*\[[^\]]+\]:\s+(<[^>\n]*>|\S+))`)
	heading    = regexp.MustCompile(`(?m)^#{1,6}\s+(.*?)\s*#*\s*$`)
	anchored   = regexp.MustCompile(`<a (?:id|name)="([^"]+)"`)
	linkText   = regexp.MustCompile(`\[([^\]]*)\]\([^)]*\)`)
	notInASlug = regexp.MustCompile(`[^\p{L}\p{N}_ -]`)
)

// prose returns the text of a page with its blocks of code emptied, line by line.
func prose(text string) string {
	lines := strings.Split(text, "\n")
	for _, b := range blocks(lines) {
		clear(lines[b.open : b.end+1])
	}
	return strings.Join(lines, "\n")
}

// lineAt returns the line of an offset in a text, which counts from 1.
func lineAt(text string, offset int) int { return strings.Count(text[:offset], "\n") + 1 }

// checkLinks reports the links of a page that lead nowhere in the repository.
func (d *docs) checkLinks(p page) {
	text := span.ReplaceAllStringFunc(prose(p.text), func(code string) string {
		return strings.Repeat("\n", strings.Count(code, "\n"))
	})
	for _, at := range link.FindAllStringSubmatchIndex(text, -1) {
		from, to := at[2], at[3]
		if from < 0 {
			from, to = at[4], at[5]
		}
		if err := d.leads(p, text[from:to]); err != nil {
			d.report(p, lineAt(text, from), "%v", err)
		}
	}
}

// leads returns an error where the target of a link in a page does not exist.
func (d *docs) leads(p page, target string) error {
	target = strings.Trim(target, "<>")
	u, err := url.Parse(target)
	if err != nil {
		return fmt.Errorf("the link %s leads nowhere: %w", target, err)
	}
	if u.Scheme != "" {
		return nil
	}
	to := p.path
	if u.Path != "" {
		to = path.Join(path.Dir(p.path), u.Path)
	}
	info, err := os.Stat(d.file(to))
	if err != nil || strings.HasPrefix(to, "..") {
		return fmt.Errorf("the link %s leads nowhere: there is no %s", target, to)
	}
	if u.Fragment == "" || info.IsDir() || path.Ext(to) != ".md" {
		return nil
	}
	for _, other := range d.pages {
		if other.path == to && !anchors(other.text)[u.Fragment] {
			return fmt.Errorf("the link %s leads nowhere: %s has no such heading", target, to)
		}
	}
	return nil
}

// anchors returns the fragments of a page, as GitHub makes them from its headings.
func anchors(text string) map[string]bool {
	text = prose(text)
	all := map[string]bool{}
	for _, m := range heading.FindAllStringSubmatch(text, -1) {
		words := strings.ToLower(linkText.ReplaceAllString(m[1], "$1"))
		slug := strings.ReplaceAll(notInASlug.ReplaceAllString(words, ""), " ", "-")
		unique := slug
		for n := 1; all[unique]; n++ {
			unique = fmt.Sprintf("%s-%d", slug, n)
		}
		all[unique] = true
	}
	for _, m := range anchored.FindAllStringSubmatch(text, -1) {
		all[m[1]] = true
	}
	return all
}
