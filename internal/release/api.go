package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/exp/apidiff"
	"golang.org/x/mod/semver"
	"golang.org/x/tools/go/packages"
)

// checkTags compares what is there with the last version that was tagged.
func checkTags(ctx context.Context, out io.Writer, root, version string, changes *changelog) error {
	tag, err := lastTag(ctx, root, version)
	if err != nil {
		return err
	}
	if tag == "" {
		if n := changes.released(); n > 1 {
			return fmt.Errorf("CHANGELOG.md has %d versions, and the history of this commit no tag: run git fetch --tags, in a shallow clone with --unshallow", n)
		}
		fmt.Fprintln(out, "no tag yet: nothing to compare with")
		return nil
	}
	since, known := changes.since(strings.TrimPrefix(tag, "v"))
	if !known {
		return fmt.Errorf("%s is tagged, and CHANGELOG.md does not know it", tag)
	}
	report, err := compare(ctx, root, tag)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "the API since %s:\n", tag)
	if err := report.Text(out); err != nil {
		return err
	}
	return ownsUp(tag, report, since)
}

// lastTag returns the newest version that the history of this commit has, or "".
func lastTag(ctx context.Context, root, version string) (string, error) {
	all, err := versions(ctx, root)
	if err != nil {
		return "", err
	}
	here, err := versions(ctx, root, "--merged", "HEAD")
	if err != nil {
		return "", err
	}
	if tag := "v" + version; slices.Contains(all, tag) && !slices.Contains(here, tag) {
		return "", fmt.Errorf("%s is tagged already, outside the history of this commit", tag)
	}
	if len(here) == 0 {
		return "", nil
	}
	return here[len(here)-1], nil
}

// versions lists the tags that are versions of the module, the newest last.
func versions(ctx context.Context, root string, args ...string) ([]string, error) {
	list, err := run(ctx, root, "git", append([]string{"tag", "--list", "v*"}, args...)...)
	if err != nil {
		return nil, err
	}
	tags := slices.DeleteFunc(strings.Fields(list), func(tag string) bool { return !semver.IsValid(tag) })
	semver.Sort(tags)
	return tags, nil
}

// compare checks a tag out beside the repository and tells the APIs of both apart.
func compare(ctx context.Context, root, tag string) (report apidiff.Report, err error) {
	temp, err := os.MkdirTemp("", "release-")
	if err != nil {
		return report, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(temp)) }()
	dir := filepath.Join(temp, tag)
	if _, err := run(ctx, root, "git", "worktree", "add", "--quiet", "--detach", dir, tag); err != nil {
		return report, err
	}
	defer func() {
		_, failed := run(context.WithoutCancel(ctx), root, "git", "worktree", "remove", "--force", dir)
		err = errors.Join(err, failed)
	}()
	if version, err := versionIn(dir); err != nil || "v"+version != tag {
		return report, errors.Join(err, fmt.Errorf("%s is tagged where workos.Version is %q", tag, version))
	}
	older, err := load(ctx, dir)
	if err != nil {
		return report, err
	}
	newer, err := load(ctx, root)
	if err != nil {
		return report, err
	}
	report = apidiff.ModuleChanges(older, newer)
	report.Changes = slices.DeleteFunc(report.Changes, func(c apidiff.Change) bool {
		return strings.HasPrefix(c.Message, "Version: value changed") // as it should
	})
	return report, nil
}

// load returns the packages of a module that others can import.
func load(ctx context.Context, dir string) (*apidiff.Module, error) {
	loaded, err := packages.Load(&packages.Config{
		Context: ctx,
		Dir:     dir,
		Env:     withoutGit(os.Environ()),
		Mode:    packages.NeedName | packages.NeedTypes | packages.NeedImports | packages.NeedDeps,
	}, "./...")
	if err != nil {
		return nil, err
	}
	module := &apidiff.Module{Path: modulePath}
	for _, p := range loaded {
		if len(p.Errors) > 0 {
			return nil, fmt.Errorf("%s in %s: %w", p.PkgPath, dir, p.Errors[0])
		}
		if p.Name != "main" && !slices.Contains(strings.Split(p.PkgPath, "/"), "internal") {
			module.Packages = append(module.Packages, p.Types)
		}
	}
	return module, nil
}

// ownsUp wants users to be told of what breaks their programs: by an entry of the
// kind Changed or Removed, and by a version that may do so.
func ownsUp(tag string, report apidiff.Report, since []*section) error {
	if !slices.ContainsFunc(report.Changes, func(c apidiff.Change) bool { return !c.Compatible }) {
		return nil
	}
	if semver.Major(tag) != "v0" {
		return fmt.Errorf("what compiled with %s no longer does: that needs another module path", tag)
	}
	var entries int
	for _, s := range since {
		entries += s.entries["Changed"] + s.entries["Removed"]
		if v := "v" + s.name; semver.MajorMinor(v) == semver.MajorMinor(tag) {
			return fmt.Errorf("what compiled with %s no longer does: %s has to be a new minor version", tag, v)
		}
	}
	if entries == 0 {
		return fmt.Errorf("what compiled with %s no longer does: CHANGELOG.md has no entry under Changed or Removed since", tag)
	}
	return nil
}
