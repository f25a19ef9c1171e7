// Conformance checks the packages of the project against the OpenAPI document
// and prints what it found.
package main

import (
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"github.com/workos-go/workos/internal/conformance"
)

func main() {
	log.SetFlags(0)
	root := flag.String("root", "../..", "the project's root")
	verbose := flag.Bool("v", false, "list the operations that are covered and those that are not")
	flag.Parse()
	if err := run(*root, *verbose); err != nil {
		log.Fatal(err)
	}
}

func run(dir string, verbose bool) error {
	root, err := filepath.Abs(dir)
	if err != nil {
		return err
	}
	doc, err := conformance.Open(root)
	if errors.Is(err, conformance.ErrNoDocument) {
		fmt.Fprintln(os.Stderr, "skipped:", err)
		return nil
	}
	if err != nil {
		return err
	}
	report, err := conformance.Check(doc, conformance.Options{
		Root: root, Exceptions: conformance.Exceptions, Uncovered: conformance.Left,
	})
	if err != nil {
		return err
	}
	if verbose {
		fmt.Print(report.Details())
	}
	fmt.Print(report.Summary())
	return report.Err()
}
