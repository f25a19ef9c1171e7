// Release says whether the repository is ready to be tagged with its version:
// what it promises to users (API, versions, dependencies and their licenses) and
// what it tells them of it in CHANGELOG.md agree.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
)

// modulePath is what users import, and home where its versions are found.
const (
	modulePath = "github.com/workos-go/workos"
	home       = "https://" + modulePath
)

func main() {
	log.SetFlags(0)
	root := flag.String("root", "../..", "the project's root")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := check(ctx, os.Stdout, *root)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

// check writes what it found in the repository at root, and returns what has to
// be mended.
func check(ctx context.Context, out io.Writer, root string) error {
	root, err := filepath.Abs(root)
	if err != nil {
		return err
	}
	version, err := versionIn(root)
	if err != nil {
		return err
	}
	changes, err := readChangelog(root)
	if err != nil {
		return err
	}
	return errors.Join(
		changes.check(version),
		checkRootModule(root),
		checkTidy(ctx, root),
		checkLicenses(ctx, out, root),
		checkTags(ctx, out, root, version, changes),
	)
}

// run returns what a command wrote, or an error with what it complained of.
func run(ctx context.Context, dir, name string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, name, args...) //nolint:gosec // git and go, as named in this program
	cmd.Dir = dir
	cmd.Env = withoutGit(cmd.Environ())
	var complaint strings.Builder
	cmd.Stderr = &complaint
	output, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("%s in %s: %w\n%s%s", strings.Join(cmd.Args, " "), dir, err, output, complaint.String())
	}
	return string(output), nil
}

// withoutGit returns an environment without git's own variables. A git hook has them,
// and they name its repository, wherever git is run.
func withoutGit(env []string) []string {
	return slices.DeleteFunc(env, func(variable string) bool { return strings.HasPrefix(variable, "GIT_") })
}
