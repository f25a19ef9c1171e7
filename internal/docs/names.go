package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// names are what packages export, as "package.Name" and "package.Type.Member", and
// the types whose members a type has besides its own.
type names struct {
	declared map[string]bool
	embedded map[string][]string
	packages map[string]bool
}

// readNames returns the exported names of the packages under root that users import.
func readNames(root string) (names, error) {
	n := names{map[string]bool{}, map[string][]string{}, map[string]bool{}}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && file != root && private(file, entry.Name()):
			return filepath.SkipDir
		case filepath.Ext(file) != ".go" || strings.HasSuffix(file, "_test.go"):
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err == nil && parsed.Name.Name != "main" {
			n.add(parsed)
		}
		return err
	})
	return n, err
}

// private tells whether a directory is none of packages for users.
func private(directory, name string) bool {
	_, err := os.Stat(filepath.Join(directory, "go.mod"))
	return err == nil || skipped(name) || name == "internal"
}

// add adds the declarations of a file.
func (n *names) add(file *ast.File) {
	pkg := file.Name.Name
	n.packages[pkg] = true
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			n.declared[pkg+"."+methodName(decl)] = true
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				switch spec := spec.(type) {
				case *ast.TypeSpec:
					n.addType(pkg, spec)
				case *ast.ValueSpec:
					for _, name := range spec.Names {
						n.declared[pkg+"."+name.Name] = true
					}
				}
			}
		}
	}
}

// addType adds a type with its fields, and the methods that an interface asks for.
func (n *names) addType(pkg string, spec *ast.TypeSpec) {
	name := pkg + "." + spec.Name.Name
	n.declared[name] = true
	var members *ast.FieldList
	switch expr := spec.Type.(type) {
	case *ast.StructType:
		members = expr.Fields
	case *ast.InterfaceType:
		members = expr.Methods
	default:
		n.embed(pkg, name, expr)
		return
	}
	for _, member := range members.List {
		for _, ident := range member.Names {
			n.declared[name+"."+ident.Name] = true
		}
		if len(member.Names) == 0 {
			n.embed(pkg, name, member.Type)
		}
	}
}

// embed notes that a type has the members of another, and under its name the type
// itself.
func (n *names) embed(pkg, name string, expr ast.Expr) {
	from, other := typeName(expr)
	if from == "" {
		from = pkg
	}
	n.declared[name+"."+other] = true
	n.embedded[name] = append(n.embedded[name], from+"."+other)
}

// has tells whether a name is declared, or is a member of what its type embeds.
func (n *names) has(pkg, name, member string) bool {
	name = pkg + "." + name
	if member == "" {
		return n.declared[name]
	}
	return n.declared[name+"."+member] || slices.ContainsFunc(n.embedded[name], func(other string) bool {
		return n.declared[other+"."+member]
	})
}

var exported = regexp.MustCompile(`(?:^|[^\w./])(\w+)\.([A-Z]\w*)(?:\.([A-Z]\w*))?`)

// checkNames reports the names of this repository's packages that a page mentions
// and that do not exist.
func (d *docs) checkNames(p page) {
	text := prose(p.text)
	for _, at := range span.FindAllStringIndex(text, -1) {
		code := text[at[0]+1 : at[1]-1]
		for _, m := range exported.FindAllStringSubmatch(code, -1) {
			if d.names.packages[m[1]] && !d.names.has(m[1], m[2], m[3]) {
				d.report(p, lineAt(text, at[0]), "%s is no exported name", strings.TrimLeft(m[0], "*&[](){} "))
			}
		}
	}
}
