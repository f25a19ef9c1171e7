package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/mod/modfile"
)

// checkRootModule looks at what users get with go get: a replace would not reach
// them.
func checkRootModule(root string) error {
	text, err := fs.ReadFile(os.DirFS(root), "go.mod")
	if err != nil {
		return err
	}
	mod, err := modfile.Parse("go.mod", text, nil)
	if err != nil {
		return err
	}
	if mod.Module == nil || mod.Module.Mod.Path != modulePath {
		return fmt.Errorf("go.mod is not that of %s", modulePath)
	}
	if len(mod.Replace)+len(mod.Exclude) > 0 {
		return errors.New("go.mod has a replace or an exclude, which users do not get")
	}
	return nil
}

// checkTidy looks at every module of the repository.
func checkTidy(ctx context.Context, root string) error {
	files, err := run(ctx, root, "git", "ls-files", "go.mod", "**/go.mod")
	if err != nil {
		return err
	}
	var found []error
	for file := range strings.FieldsSeq(files) {
		_, err := run(ctx, filepath.Join(root, filepath.Dir(file)), "go", "mod", "tidy", "-diff")
		found = append(found, err)
	}
	return errors.Join(found...)
}

// allowed has the licenses that a dependency may have, each by a sentence that no
// other has.
var allowed = []struct{ name, sentence string }{
	{"Apache-2.0", "Apache License Version 2.0, January 2004"},
	{"BSD", "Redistribution and use in source and binary forms, with or without modification, are permitted"},
	{"MIT", "Permission is hereby granted, free of charge, to any person obtaining a copy of this software"},
}

// checkLicenses lists the licenses of what users compile into their programs, and
// wants each to be allowed.
func checkLicenses(ctx context.Context, out io.Writer, root string) error {
	dirs, err := dependencies(ctx, root)
	if err != nil {
		return err
	}
	var found []error
	for _, module := range slices.Sorted(maps.Keys(dirs)) {
		names, err := licensesIn(dirs[module])
		if err != nil {
			found = append(found, fmt.Errorf("%s: %w", module, err))
			continue
		}
		fmt.Fprintf(out, "%s: %s\n", module, strings.Join(names, ", "))
	}
	return errors.Join(found...)
}

// dependencies returns the modules that users compile into their programs, each with
// the directories of itself and of its packages: one that was taken over from
// elsewhere has a license of its own.
func dependencies(ctx context.Context, root string) (map[string][]string, error) {
	list, err := run(ctx, root, "go", "list", "./...")
	if err != nil {
		return nil, err
	}
	importable := slices.DeleteFunc(strings.Fields(list), func(path string) bool {
		return slices.ContainsFunc(strings.Split(path, "/"), func(name string) bool {
			return name == "internal" || name == "examples"
		})
	})
	list, err = run(ctx, root, "go", append([]string{"list", "-deps", "-f",
		"{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}}\t{{.Dir}}\t{{$.Dir}}{{end}}{{end}}"}, importable...)...)
	if err != nil {
		return nil, err
	}
	dirs := map[string][]string{}
	for line := range strings.Lines(list) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		for _, dir := range fields[1:] {
			if !slices.Contains(dirs[fields[0]], dir) {
				dirs[fields[0]] = append(dirs[fields[0]], dir)
			}
		}
	}
	return dirs, nil
}

// licensesIn returns the names of the licenses in directories, and an error for one
// that is not allowed, or where there is none.
func licensesIn(dirs []string) ([]string, error) {
	var names []string
	for _, dir := range dirs {
		for _, pattern := range []string{"LICEN[CS]E*", "COPYING*"} {
			files, err := fs.Glob(os.DirFS(dir), pattern)
			if err != nil {
				return nil, err
			}
			for _, file := range files {
				text, err := fs.ReadFile(os.DirFS(dir), file)
				if err != nil {
					return nil, err
				}
				found := licenses(string(text))
				if found == nil {
					return nil, fmt.Errorf("the license in %s is not known", filepath.Join(dir, file))
				}
				names = append(names, found...)
			}
		}
	}
	if names == nil {
		return nil, errors.New("there is no license")
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

func licenses(text string) []string {
	text = strings.Join(strings.Fields(text), " ")
	var names []string
	for _, l := range allowed {
		if strings.Contains(text, l.sentence) {
			names = append(names, l.name)
		}
	}
	return names
}
