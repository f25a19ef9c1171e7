package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

var (
	output = regexp.MustCompile(`(?i)^//\s*(unordered )?output:`)
	nolint = regexp.MustCompile(`(?m)^[ \t]*//nolint:.*\n|[ \t]*//nolint:.*$`)
)

// snippet returns the code of a name in a file under root, or of the whole file.
func snippet(root, path, name string) (string, error) {
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(path))) //nolint:gosec // a page names it
	if err != nil {
		return "", fmt.Errorf("there is no %s", path)
	}
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, path, source, parser.ParseComments)
	if err != nil {
		return "", err
	}
	text := func(from, to token.Pos) string {
		code := source[files.Position(from).Offset:files.Position(to).Offset]
		return strings.Trim(nolint.ReplaceAllString(string(code), ""), "\n")
	}
	if name == "" {
		return text(file.Package, file.FileEnd), nil
	}
	for _, decl := range file.Decls {
		if !declares(decl, name) {
			continue
		}
		fn, ok := decl.(*ast.FuncDecl)
		if ok && strings.HasPrefix(name, "Example") && strings.HasSuffix(path, "_test.go") {
			return dedent(text(fn.Body.Lbrace+1, endOfExample(file, fn))), nil
		}
		return text(start(decl), decl.End()), nil
	}
	return "", fmt.Errorf("there is no %s in %s", name, path)
}

// declares tells whether a declaration is the one of name.
func declares(decl ast.Decl, name string) bool {
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		return name == methodName(decl)
	case *ast.GenDecl:
		for _, spec := range decl.Specs {
			switch spec := spec.(type) {
			case *ast.TypeSpec:
				if spec.Name.Name == name {
					return true
				}
			case *ast.ValueSpec:
				for _, ident := range spec.Names {
					if ident.Name == name {
						return true
					}
				}
			}
		}
	}
	return false
}

// methodName returns the name of a function, with the type before it that has it.
func methodName(fn *ast.FuncDecl) string {
	if fn.Recv == nil {
		return fn.Name.Name
	}
	_, receiver := typeName(fn.Recv.List[0].Type)
	return receiver + "." + fn.Name.Name
}

// typeName returns the package, if there is one, and the name of a type, whatever
// pointer it is behind and whatever arguments it has.
func typeName(expr ast.Expr) (pkg, name string) {
	switch expr := expr.(type) {
	case *ast.Ident:
		return "", expr.Name
	case *ast.StarExpr:
		return typeName(expr.X)
	case *ast.IndexExpr:
		return typeName(expr.X)
	case *ast.IndexListExpr:
		return typeName(expr.X)
	case *ast.SelectorExpr:
		_, pkg = typeName(expr.X)
		return pkg, expr.Sel.Name
	}
	return "", ""
}

// start returns where a declaration begins: its documentation is a part of it.
func start(decl ast.Decl) token.Pos {
	var doc *ast.CommentGroup
	switch decl := decl.(type) {
	case *ast.FuncDecl:
		doc = decl.Doc
	case *ast.GenDecl:
		doc = decl.Doc
	}
	if doc == nil {
		return decl.Pos()
	}
	return doc.Pos()
}

// endOfExample returns where the code of an Example ends, which its output follows.
func endOfExample(file *ast.File, fn *ast.FuncDecl) token.Pos {
	for _, group := range file.Comments {
		if group.Pos() > fn.Body.Lbrace && group.End() < fn.Body.Rbrace && output.MatchString(group.List[0].Text) {
			return group.Pos()
		}
	}
	return fn.Body.Rbrace
}

// dedent takes the first tab off every line.
func dedent(code string) string {
	lines := strings.Split(code, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimPrefix(line, "\t")
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
