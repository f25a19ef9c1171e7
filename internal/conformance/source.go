package conformance

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"

	"golang.org/x/tools/go/packages"

	"github.com/workos-go/workos/internal/conformance/driver"
)

const module = "github.com/workos-go/workos"

// source is what the Go code says of itself.
type source struct {
	root     string
	fset     *token.FileSet
	packages []*packages.Package
	methods  []*method
	stray    map[string]string // functions with a Calls line that are no operations, by place
	uses     map[string]string // lines of methods that use operations, by place
}

// method is an operation: an exported method of *Service that takes a context, or
// builds a URL.
type method struct {
	pkg    *packages.Package
	name   string
	where  string     // file:line, from the root
	calls  string     // METHOD /path, by its doc comment
	builds bool       // only its URL
	op     *Operation // what the document has for it, or nil
	params []types.Type
	result types.Type // nil where it returns only an error
}

func (m *method) String() string { return m.where + ": " + m.pkg.Name + ".Service." + m.name }

// load reads packages below root, all of them where none is named. The overlay
// replaces files.
func load(root string, overlay map[string][]byte, names []string) (*source, error) {
	if names == nil {
		names = []string{"./..."}
	}
	s := &source{root: root, fset: token.NewFileSet(), stray: map[string]string{}, uses: map[string]string{}}
	pkgs, err := packages.Load(&packages.Config{
		Mode: packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles | packages.NeedImports |
			packages.NeedExportFile | packages.NeedTypes | packages.NeedSyntax | packages.NeedTypesInfo,
		Dir: root, Fset: s.fset, Overlay: overlay,
	}, names...)
	if err != nil {
		return nil, err
	}
	for _, pkg := range pkgs {
		if pkg.Types == nil || pkg.Types.Scope().Lookup("Service") == nil {
			continue
		}
		for _, problem := range pkg.Errors {
			return nil, fmt.Errorf("loading %s: %w", pkg.PkgPath, problem)
		}
		if err := checkNew(pkg); err != nil {
			return nil, err
		}
		s.packages = append(s.packages, pkg)
		s.methods = append(s.methods, s.operations(pkg)...)
	}
	return s, nil
}

// callsLine says which operation a method calls, or whose URL it builds.
var callsLine = regexp.MustCompile(`(?m)^(Calls|Builds the URL of) (\w+ /\S*?)\.?$`)

// usesLine says which operation a method uses by another method, or repeats until
// there is a result: it is no operation itself.
var usesLine = regexp.MustCompile(`(?m)^((?:Polls|Uses) \w+ /\S*?)\.?$`)

// operations returns the operations of a package, in the order of its files.
func (s *source) operations(pkg *packages.Package) []*method {
	var found []*method
	for _, file := range pkg.Syntax {
		for _, declared := range file.Decls {
			decl, ok := declared.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if match := usesLine.FindStringSubmatch(decl.Doc.Text()); match != nil {
				s.uses[s.where(decl.Pos())] = match[1]
			}
			if m := s.operation(pkg, decl); m != nil {
				found = append(found, m)
			} else if callsLine.MatchString(decl.Doc.Text()) {
				s.stray[s.where(decl.Pos())] = decl.Name.Name
			}
		}
	}
	return found
}

func (s *source) where(pos token.Pos) string {
	position := s.fset.Position(pos)
	name, err := filepath.Rel(s.root, position.Filename)
	if err != nil {
		name = position.Filename
	}
	return fmt.Sprintf("%s:%d", name, position.Line)
}

// operation returns what a function is as an operation, or nil.
func (s *source) operation(pkg *packages.Package, decl *ast.FuncDecl) *method {
	if decl.Recv == nil || !decl.Name.IsExported() || usesLine.MatchString(decl.Doc.Text()) {
		return nil
	}
	signature := pkg.TypesInfo.Defs[decl.Name].Type().(*types.Signature)
	if types.TypeString(signature.Recv().Type(), func(*types.Package) string { return "" }) != "*Service" {
		return nil
	}
	m := &method{pkg: pkg, name: decl.Name.Name, where: s.where(decl.Pos())}
	if match := callsLine.FindStringSubmatch(decl.Doc.Text()); match != nil {
		m.calls, m.builds = match[2], match[1] != "Calls"
	}
	params := signature.Params()
	takesContext := params.Len() > 0 && params.At(0).Type().String() == "context.Context"
	if takesContext == m.builds {
		return nil
	}
	for param := range params.Variables() {
		m.params = append(m.params, param.Type())
	}
	if signature.Results().Len() == 2 {
		m.result = signature.Results().At(0).Type()
	}
	return m
}

// checkNew reports a package whose Service the driver cannot make.
func checkNew(pkg *packages.Package) error {
	if constructor, ok := pkg.Types.Scope().Lookup("New").(*types.Func); ok {
		signature := constructor.Signature()
		if signature.Params().Len() == 1 && signature.Params().At(0).Type().String() == "*"+module+".Client" && signature.Results().Len() == 1 {
			return nil
		}
	}
	return fmt.Errorf("%s has a Service: it needs func New(client *workos.Client) *Service", pkg.PkgPath)
}

// field is a field of a struct as it stands on the wire.
type field struct {
	wire     string
	tag      reflect.StructTag
	typ      types.Type
	where    string
	required bool
}

// fields returns the fields of a struct, those of embedded structs among them.
func (s *source) fields(t *types.Struct) []field {
	var found []field
	for i := range t.NumFields() {
		v, tag := t.Field(i), reflect.StructTag(t.Tag(i))
		if inner, ok := v.Type().Underlying().(*types.Struct); ok && v.Anonymous() {
			found = append(found, s.fields(inner)...)
			continue
		}
		if wire := driver.WireName(v.Name(), tag); v.Exported() && wire != "-" {
			found = append(found, field{wire, tag, v.Type(), s.where(v.Pos()), tag.Get("required") == "true"})
		}
	}
	return found
}

// value strips what a value is wrapped in: pointers and workos.Optional.
func value(t types.Type) types.Type {
	if pointer, ok := t.Underlying().(*types.Pointer); ok {
		return value(pointer.Elem())
	}
	if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Name() == "Optional" && named.TypeArgs().Len() == 1 {
		return value(named.TypeArgs().At(0))
	}
	return t
}

// constants returns the values of the constants of a string type.
func constants(named *types.Named) []string {
	var values []string
	scope := named.Obj().Pkg().Scope()
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && c.Exported() && types.Identical(c.Type(), named) {
			values = append(values, constant.StringVal(c.Val()))
		}
	}
	slices.Sort(values)
	return values
}

// events is the scope of package events, or nil where it is not among the packages.
func (s *source) events() *types.Scope {
	for _, pkg := range s.packages {
		if pkg.PkgPath == module+"/events" {
			return pkg.Types.Scope()
		}
	}
	return nil
}

// eventTypes returns the names of the string constants of package events, by their
// values.
func (s *source) eventTypes() map[string]string {
	names := map[string]string{}
	scope := s.events()
	if scope == nil {
		return nil
	}
	for _, name := range scope.Names() {
		if c, ok := scope.Lookup(name).(*types.Const); ok && c.Val().Kind() == constant.String {
			names[constant.StringVal(c.Val())] = name
		}
	}
	return names
}

// typedEvents returns the types of events: the structs of package events that embed
// Of alone.
func (s *source) typedEvents() []*types.Named {
	scope := s.events()
	if scope == nil {
		return nil
	}
	var found []*types.Named
	for _, name := range scope.Names() {
		declared, ok := scope.Lookup(name).(*types.TypeName)
		if !ok {
			continue
		}
		named, isNamed := declared.Type().(*types.Named)
		fields, isStruct := declared.Type().Underlying().(*types.Struct)
		if isNamed && isStruct && fields.NumFields() == 1 && fields.Field(0).Anonymous() && fields.Field(0).Name() == "Of" {
			found = append(found, named)
		}
	}
	return found
}

// kind returns the type of events, on the wire, that a Go type is for by its name.
func (s *source) kind(named *types.Named) string {
	if c, ok := s.events().Lookup("Type" + named.Obj().Name()).(*types.Const); ok {
		return constant.StringVal(c.Val())
	}
	return ""
}

// paramsStruct returns the struct among the parameters of a method, or nil.
func (m *method) paramsStruct() *types.Struct {
	for _, param := range m.params {
		if params, ok := value(param).Underlying().(*types.Struct); ok {
			return params
		}
	}
	return nil
}
