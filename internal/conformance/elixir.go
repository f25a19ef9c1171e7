package conformance

import (
	"errors"
	"fmt"
	"go/types"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/go/packages"
)

// ErrNoElixir says how to get the reference of the Elixir SDK, where there is none.
var ErrNoElixir = errors.New("no reference of the Elixir SDK: set WORKOS_ELIXIR_REFERENCE to the path of its documentation as text")

// OpenElixir reads the reference of the Elixir SDK: what WORKOS_ELIXIR_REFERENCE says,
// or else where it stands near the document. That there is none is ErrNoElixir, but
// not where the variable says that there is one.
func OpenElixir(root string) (string, error) {
	if path := os.Getenv("WORKOS_ELIXIR_REFERENCE"); path != "" {
		text, err := os.ReadFile(path) //nolint:gosec // the path is the developer's own
		if err != nil {
			return "", fmt.Errorf("WORKOS_ELIXIR_REFERENCE: %w", err)
		}
		return string(text), nil
	}
	document := Find(root)
	if document == "" {
		return "", ErrNoElixir
	}
	text, err := os.ReadFile(filepath.Join(filepath.Dir(document), "..", "seed", "workos-elixir-reference.txt"))
	if errors.Is(err, fs.ErrNotExist) {
		return "", ErrNoElixir
	}
	return string(text), err
}

// CheckElixir compares a page with the reference of the Elixir SDK, and returns what
// is wrong with its table: a function or a type that has no row, a row of something
// that the reference does not have, and an option or a field that the Go type of the
// row lacks and the row does not mention.
func CheckElixir(root, page, reference string) ([]string, error) {
	rows, problems := elixirRows(page)
	known := elixirNames(reference)
	if len(known) == 0 {
		return nil, errors.New("the reference has no functions")
	}
	golang, err := loadGoNames(root, rows)
	if err != nil {
		return nil, err
	}
	for _, name := range known {
		row, ok := rows[name.key]
		if !ok {
			problems = append(problems, "there is no row for "+name.String())
			continue
		}
		delete(rows, name.key)
		if row.arities != name.arities() {
			problems = append(problems, fmt.Sprintf("the row of %s has /%s", name, row.arities))
		}
		problems = append(problems, golang.missing(name, row)...)
	}
	for key := range rows {
		problems = append(problems, "the reference has no "+key)
	}
	slices.Sort(problems)
	return problems, nil
}

// elixirRow is a row of the table.
type elixirRow struct {
	arities string // "0,1,2", or "" of a type
	golang  string // the Go name, or "" where there is none
	differs string
}

var (
	elixirLine = regexp.MustCompile("(?m)^\\| `((?:[tc]:|%)?WorkOS[\\w.]*(?:\\{\\})?)(?:/([\\d,]+))?` \\| (.*?) \\| (.*)\\|$")
	goName     = regexp.MustCompile("^`([a-z]+(?:\\.[A-Z]\\w*){1,2})`$")
)

// elixirRows returns the rows of a page by what they are about, as the page writes it:
// WorkOS.SSO.get_profile, %WorkOS.SSO.Profile{}, t: of other types, c: of callbacks.
func elixirRows(page string) (map[string]elixirRow, []string) {
	rows := map[string]elixirRow{}
	var problems []string
	for _, m := range elixirLine.FindAllStringSubmatch(page, -1) {
		row := elixirRow{arities: m[2], differs: m[4]}
		if name := goName.FindStringSubmatch(m[3]); name != nil {
			row.golang = name[1]
		} else if m[3] != "nothing" {
			problems = append(problems, fmt.Sprintf("the row of %s has %s in Go, and not the name of one thing", m[1], m[3]))
		}
		if _, twice := rows[m[1]]; twice {
			problems = append(problems, "there are two rows for "+m[1])
		}
		rows[m[1]] = row
	}
	return rows, problems
}

// elixirName is a function, a type or an exception of the reference.
type elixirName struct {
	key     string
	takes   []int    // how many arguments
	members []string // options and fields
}

func (n *elixirName) arities() string {
	slices.Sort(n.takes)
	var all []string
	for _, arity := range slices.Compact(n.takes) {
		all = append(all, strconv.Itoa(arity))
	}
	return strings.Join(all, ",")
}

func (n *elixirName) String() string {
	if len(n.takes) == 0 {
		return n.key
	}
	return n.key + "/" + n.arities()
}

var (
	elixirModule    = regexp.MustCompile(`^(WorkOS(?:\.[A-Z]\w*)*)( behaviour| exception)?$`)
	elixirHeading   = regexp.MustCompile(`^\s+Link to this (function|type|callback)$`)
	elixirSignature = regexp.MustCompile(`^\s*(\w+)\((.*)\)$`)
	elixirOption    = regexp.MustCompile(`^\t:(\w+) - `)
	elixirType      = regexp.MustCompile(`^\s+@type \w+\(\w*\) :: [%\[]`)
	elixirField     = regexp.MustCompile(`^  (\w+): `)

	elixirFieldInside = regexp.MustCompile(`[{ ](\w+): `)
)

// elixirNames reads the reference.
func elixirNames(reference string) []*elixirName {
	var (
		all          []*elixirName
		module, kind string
		fields       bool // the lines are those of a type
	)
	find := func(key string) *elixirName {
		i := slices.IndexFunc(all, func(n *elixirName) bool { return n.key == key })
		if i < 0 {
			i, all = len(all), append(all, &elixirName{key: key})
		}
		return all[i]
	}
	var last *elixirName
	for line := range strings.Lines(reference) {
		line = strings.TrimRight(line, " \n")
		if m := elixirModule.FindStringSubmatch(line); m != nil {
			if module, last = m[1], nil; m[2] == " exception" {
				find(module)
			}
		} else if m := elixirHeading.FindStringSubmatch(line); m != nil {
			kind = m[1]
		} else if m := elixirSignature.FindStringSubmatch(line); m != nil && kind != "" {
			last = find(elixirKey(kind, module, m[1]))
			last.takes = append(last.takes, elixirArities(kind, m[1], m[2])...)
			kind = ""
		} else if m := elixirOption.FindStringSubmatch(line); m != nil && last != nil {
			last.members = append(last.members, m[1])
		} else if fields = elixirType.MatchString(line) || fields && strings.HasPrefix(line, "  "); fields && last != nil {
			last.members = append(last.members, elixirFields(line)...)
		}
	}
	return all
}

// elixirKey returns what the page calls something.
func elixirKey(kind, module, name string) string {
	switch {
	case kind == "callback":
		return "c:" + module + "." + name
	case kind == "type" && name == "t":
		return "%" + module + "{}"
	case kind == "type":
		return "t:" + module + "." + name
	default:
		return module + "." + name
	}
}

// elixirArities returns with how many arguments something can be called: those with a
// default may be left out. Structs are called with none.
func elixirArities(kind, name, arguments string) []int {
	if kind == "type" && name == "t" {
		return nil
	}
	most := 0
	if arguments != "" {
		most = strings.Count(strings.NewReplacer("()", "", "%{}", "").Replace(arguments), ",") + 1
	}
	var all []int
	for n := most - strings.Count(arguments, `\\`); n <= most; n++ {
		all = append(all, n)
	}
	return all
}

// elixirFields returns the fields in a line of a type: all of them in the line that
// begins it, and else the first, as what follows is a type inside.
func elixirFields(line string) []string {
	field := elixirField
	if strings.Contains(line, "@type ") {
		field = elixirFieldInside
	}
	var fields []string
	for _, m := range field.FindAllStringSubmatch(line, -1) {
		fields = append(fields, m[1])
	}
	return fields
}

// goNames are the packages that the rows name.
type goNames map[string]*types.Package

func loadGoNames(root string, rows map[string]elixirRow) (goNames, error) {
	patterns := []string{"."}
	for _, row := range rows {
		if pkg, _, _ := strings.Cut(row.golang, "."); pkg != "" && pkg != "workos" {
			patterns = append(patterns, "./"+pkg)
		}
	}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedImports | packages.NeedTypes | packages.NeedExportFile, Dir: root,
	}, patterns...)
	if err != nil {
		return nil, err
	}
	names := goNames{}
	for _, pkg := range pkgs {
		for _, problem := range pkg.Errors {
			return nil, fmt.Errorf("loading %s: %w", pkg.PkgPath, problem)
		}
		names[pkg.Name] = pkg.Types
	}
	return names, nil
}

// missing returns the members of a name that its row does not have in Go, and does not
// mention.
func (g goNames) missing(name *elixirName, row elixirRow) []string {
	tags := map[string]bool{}
	if row.golang != "" && !g.tags(row.golang, tags) {
		return []string{fmt.Sprintf("the row of %s has %s, which does not exist", name, row.golang)}
	}
	var problems []string
	for _, member := range name.members {
		if !tags[member] && !strings.Contains(row.differs, "`:"+member+"`") && !strings.Contains(row.differs, "`"+member+"`") {
			problems = append(problems, fmt.Sprintf("the row of %s does not say what became of %s", name, member))
		}
	}
	return problems
}

// tags adds the names on the wire that a Go name has: those of the fields of a type, or
// of the params of a method. It tells whether there is such a name.
func (g goNames) tags(name string, tags map[string]bool) bool {
	parts := strings.Split(name, ".")
	pkg := g[parts[0]]
	if pkg == nil {
		return false
	}
	object := pkg.Scope().Lookup(parts[1])
	if object == nil || len(parts) == 2 {
		if object != nil {
			addTags(object.Type(), tags)
		}
		return object != nil
	}
	method, _, _ := types.LookupFieldOrMethod(object.Type(), true, pkg, parts[2])
	if fn, ok := method.(*types.Func); ok {
		for param := range fn.Signature().Params().Variables() {
			addTags(param.Type(), tags)
		}
	}
	return method != nil
}

// addTags adds the names on the wire of the fields of a struct.
func addTags(t types.Type, tags map[string]bool) {
	fields, ok := t.Underlying().(*types.Struct)
	if !ok {
		return
	}
	for i := range fields.NumFields() {
		if fields.Field(i).Embedded() {
			addTags(fields.Field(i).Type(), tags)
			continue
		}
		tag := reflect.StructTag(fields.Tag(i))
		for _, key := range []string{"json", "url"} {
			wire, _, _ := strings.Cut(tag.Get(key), ",")
			tags[wire] = true
		}
	}
}
