package conformance

import (
	"fmt"
	"go/constant"
	"go/types"
	"slices"
	"strings"
)

type structure = *types.Struct

// enumeration is a string type, with the values that the document has where the
// type is used.
type enumeration struct {
	named  *types.Named
	where  string
	values map[string]bool
}

// checkEnumerations compares the constants of string types with the enumerations
// of the document, both ways.
func (c *checker) checkEnumerations() {
	for _, m := range c.src.methods {
		if m.op != nil {
			c.enumsOf(m)
		}
	}
	for _, named := range c.src.typedEvents() {
		kind := c.src.kind(named)
		c.walkEnums(eventType(kind), named, c.doc.schemas[kind], c.src.where(named.Obj().Pos()), "payload", 0)
	}
	for _, name := range sortedKeys(c.enums) {
		e := c.enums[name]
		c.Enumerations++
		for _, value := range constants(e.named) {
			if !e.values[value] {
				c.report(name, e.where, "%s has a constant for %q, which the document does not have where the type is used", name, value)
			}
		}
	}
	c.checkCodes()
}

// checkCodes looks for the constants that are codes of errors, which have no type,
// among those of the document.
func (c *checker) checkCodes() {
	for _, pkg := range c.src.packages {
		scope := pkg.Types.Scope()
		for _, name := range scope.Names() {
			code, ok := scope.Lookup(name).(*types.Const)
			if !ok || !strings.HasPrefix(name, "Code") || code.Type() != types.Typ[types.UntypedString] {
				continue
			}
			if value := constant.StringVal(code.Val()); !c.codes[value] {
				c.report(pkg.Name+"."+name, c.src.where(code.Pos()), "%q is no code of an error in the document", value)
			}
		}
	}
}

func (c *checker) enumsOf(m *method) {
	inPath := m.op.path
	for _, param := range m.params {
		basic, ok := param.Underlying().(*types.Basic)
		if ok && basic.Kind() == types.String && len(inPath) > 0 {
			c.walkEnums(m.op, param, object(inPath[0]["schema"]), m.where, "path", 0)
			inPath = inPath[1:]
		}
	}
	if params := m.paramsStruct(); params != nil {
		for _, f := range c.src.fields(params) {
			if param, ok := m.op.query[f.wire]; ok {
				c.walkEnums(m.op, f.typ, object(param["schema"]), f.where, "query "+f.wire, 0)
			}
		}
		c.walkEnums(m.op, params, m.op.body, m.where, "body", 0)
	}
	if _, answer := m.op.success(); m.result != nil && answer != nil {
		c.walkEnums(m.op, m.result, answer, m.where, "answer", 0)
	}
}

// walkEnums looks at one value: its type beside its schema.
func (c *checker) walkEnums(what fmt.Stringer, t types.Type, node Schema, where, path string, depth int) {
	if node == nil || depth > maxDepth {
		return
	}
	t = value(t)
	for _, form := range c.doc.variants(node) {
		switch inner := t.Underlying().(type) {
		case *types.Struct:
			if depth > 0 {
				c.use(t, form)
			}
			for _, f := range c.src.fields(inner) {
				if property := object(object(form["properties"])[f.wire]); property != nil {
					c.walkEnums(what, f.typ, property, f.where, path+" "+f.wire, depth+1)
				}
			}
		case *types.Slice:
			c.walkEnums(what, inner.Elem(), object(form["items"]), where, path+"[]", depth+1)
		case *types.Map:
			c.walkEnums(what, inner.Elem(), object(form["additionalProperties"]), where, path+"[key]", depth+1)
		case *types.Basic:
			c.enum(what, t, form, where, path)
		}
	}
}

// enum compares one string with the values that the document gives it.
func (c *checker) enum(what fmt.Stringer, t types.Type, form Schema, where, path string) {
	values := array(form["enum"])
	if constant, ok := form["const"]; ok {
		values = []any{constant}
	}
	named, isNamed := types.Unalias(t).(*types.Named)
	switch {
	case len(values) == 0 || t.Underlying().(*types.Basic).Kind() != types.String:
		return
	case !isNamed:
		if len(values) > 1 {
			c.report(what.String()+" "+path, where, "%s is a plain string; the document enumerates %v: give it a type with constants", path, values)
		}
		return
	}
	name := named.Obj().Pkg().Name() + "." + named.Obj().Name()
	if c.enums[name] == nil {
		c.enums[name] = &enumeration{named, c.src.where(named.Obj().Pos()), map[string]bool{}}
	}
	known := constants(named)
	for _, v := range values {
		text, ok := v.(string)
		if !ok {
			continue
		}
		c.enums[name].values[text] = true
		if !slices.Contains(known, text) {
			c.report(name, c.enums[name].where, "%s has no constant for %q, which %s of %s may be", name, text, path, what)
		}
	}
}

// element is what a slice, a pointer or an Optional of values holds.
func element(t types.Type) types.Type {
	t = value(t)
	if slice, ok := t.Underlying().(*types.Slice); ok {
		return element(slice.Elem())
	}
	return t
}
