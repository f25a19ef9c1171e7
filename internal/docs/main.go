// Docs copies compiled code into the pages of this repository:
//
//	go run ./internal/docs
//
// A comment on the line before a block of Go says what stands in it, by a path from
// the root of the repository:
//
//	<!-- sso/example_test.go: Example_login -->   the body of an Example function
//	<!-- examples/sso-login/main.go: callback --> a declaration; a method is Type.Method
//	<!-- examples/quickstart/main.go -->          the file, from its package clause on
//
// In README.md and docs every block of Go has such a comment. The test of this
// package fails where a page is not what this program would write, where a link
// within the repository leads nowhere, and where a page names an exported name, such
// as `workos.Error`, that does not exist.
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
)

var module = regexp.MustCompile(`(?m)^module github\.com/workos-go/workos\s*$`)

func main() {
	log.SetFlags(0)
	if err := run("."); err != nil {
		log.Fatal(err)
	}
}

// run copies the code into the pages under root, which has to be the repository's.
func run(root string) error {
	mod, err := os.ReadFile(filepath.Join(root, "go.mod")) //nolint:gosec // the repository's
	if err != nil || !module.Match(mod) {
		return fmt.Errorf("%s is not the root of the repository, from which to go run ./internal/docs", root)
	}
	d, err := read(root)
	if err != nil {
		return err
	}
	for _, page := range d.pages {
		text := d.fill(page)
		if text == page.text {
			continue
		}
		if err := os.WriteFile(d.file(page.path), []byte(text), 0o644); err != nil { //nolint:gosec // pages are for everyone
			return err
		}
		fmt.Println("wrote", page.path)
	}
	if len(d.problems) > 0 {
		for _, problem := range d.problems {
			log.Println(problem)
		}
		return fmt.Errorf("%d problems", len(d.problems))
	}
	return nil
}
