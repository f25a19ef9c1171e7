package conformance

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"
	"github.com/pb33f/libopenapi-validator/config"
	"go.yaml.in/yaml/v3"
)

// Schema is a node of the document: a schema, a parameter, an operation.
type Schema map[string]any

// Document is the OpenAPI document of the WorkOS API.
type Document struct {
	Operations []*Operation // by path, then by method
	Events     []string     // event types, sorted

	schemas   map[string]Schema // of events, by type
	root      Schema
	validator validator.Validator
}

// Operation is one operation of the document.
type Operation struct {
	Method, Path string

	query     map[string]Schema // parameters, by name
	path      []Schema          // parameters, in the order of the path
	body      Schema            // nil where there is none
	responses map[string]Schema // JSON schemas by status, nil where there is none
	exclusive Schema            // groups of query parameters that exclude each other
}

// String is the method and the path.
func (o *Operation) String() string { return o.Method + " " + o.Path }

// Find returns the path of the document: what WORKOS_OPENAPI says, else
// ../shared/openapi/open-api-spec.yaml from the project's root. It is "" where
// there is none.
func Find(root string) string {
	if path := os.Getenv("WORKOS_OPENAPI"); path != "" {
		return path
	}
	path := filepath.Join(root, "..", "shared", "openapi", "open-api-spec.yaml")
	if _, err := os.Stat(path); err != nil {
		return ""
	}
	return path
}

// ErrNoDocument says how to get the document, where there is none.
var ErrNoDocument = errors.New("no OpenAPI document: get open-api-spec.yaml from github.com/workos/openapi-spec (MIT) and set WORKOS_OPENAPI to its path")

// Open reads the document that Find finds. That there is none is ErrNoDocument, but
// not where WORKOS_OPENAPI says that there is one.
func Open(root string) (*Document, error) {
	path := Find(root)
	if path == "" {
		return nil, ErrNoDocument
	}
	doc, err := Load(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("WORKOS_OPENAPI: %w", err)
	}
	return doc, err
}

// Load reads the document.
func Load(path string) (*Document, error) {
	data, err := os.ReadFile(path) //nolint:gosec // the path is the developer's own
	if err != nil {
		return nil, err
	}
	var root map[string]any
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	d := &Document{root: normalize(root).(map[string]any)}
	for path, item := range object(d.root["paths"]) {
		for _, method := range []string{"get", "post", "put", "patch", "delete"} {
			if op := object(object(item)[method]); op != nil {
				d.Operations = append(d.Operations, d.operation(method, path, object(item), op))
			}
		}
	}
	slices.SortFunc(d.Operations, func(a, b *Operation) int { return strings.Compare(a.Path+a.Method, b.Path+b.Method) })
	d.schemas = d.events()
	d.Events = sortedKeys(d.schemas)
	parsed, err := libopenapi.NewDocument(data)
	if err != nil {
		return nil, fmt.Errorf("reading %s: %w", path, err)
	}
	v, problems := validator.NewValidator(parsed, config.WithoutSecurityValidation())
	d.validator = v
	return d, errors.Join(problems...)
}

func (d *Document) operation(method, path string, item, op Schema) *Operation {
	o := &Operation{
		Method: strings.ToUpper(method), Path: path, query: map[string]Schema{}, responses: map[string]Schema{},
		exclusive: object(op["x-mutually-exclusive-parameter-groups"]),
	}
	inPath := map[string]Schema{}
	for _, node := range append(array(item["parameters"]), array(op["parameters"])...) {
		param := d.resolve(object(node))
		switch param["in"] {
		case "query":
			o.query[param["name"].(string)] = param
		case "path":
			inPath[param["name"].(string)] = param
		}
	}
	for _, part := range strings.Split(path, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		o.path = append(o.path, inPath[name])
	}
	o.body = jsonSchema(d.resolve(object(op["requestBody"])))
	for status, response := range object(op["responses"]) {
		o.responses[status] = jsonSchema(d.resolve(object(response)))
	}
	return o
}

// success returns the schema of the first 2xx answer with a JSON body and its
// status, or a status without a body.
func (o *Operation) success() (status string, schema Schema) {
	for _, code := range sortedKeys(o.responses) {
		if !strings.HasPrefix(code, "2") {
			continue
		}
		if status == "" || schema == nil && o.responses[code] != nil {
			status, schema = code, o.responses[code]
		}
	}
	return status, schema
}

// mayBeEmpty reports whether success may come without a body, as it does for
// deletions, whatever the document says.
func (o *Operation) mayBeEmpty() bool {
	for code, schema := range o.responses {
		if strings.HasPrefix(code, "2") && schema == nil {
			return true
		}
	}
	return o.Method == http.MethodDelete
}

// find returns the operation that a request asks for, or nil. Where several
// match, it is the one with the fewest placeholders.
func (d *Document) find(method, path string) *Operation {
	var best *Operation
	for _, op := range d.Operations {
		if op.Method == method && matches(op.Path, path) &&
			(best == nil || strings.Count(op.Path, "{") < strings.Count(best.Path, "{")) {
			best = op
		}
	}
	return best
}

func matches(template, path string) bool {
	want, got := strings.Split(template, "/"), strings.Split(path, "/")
	if len(want) != len(got) {
		return false
	}
	for i, segment := range want {
		if !strings.HasPrefix(segment, "{") && segment != got[i] {
			return false
		}
	}
	return true
}

// named returns the operation that is written like this, or nil.
func (d *Document) named(name string) *Operation {
	for _, op := range d.Operations {
		if op.String() == name {
			return op
		}
	}
	return nil
}

// events returns the schemas of all events, by type.
func (d *Document) events() map[string]Schema {
	found := map[string]Schema{}
	event := object(object(object(d.root["components"])["schemas"])["EventSchema"])
	for _, branch := range array(event["allOf"]) {
		for _, alternative := range alternatives(object(branch)) {
			schema := d.resolve(alternative)
			kind := d.resolve(object(object(schema["properties"])["event"]))
			if name, ok := kind["const"].(string); ok {
				found[name] = schema
			}
			for _, name := range array(kind["enum"]) {
				found[name.(string)] = schema
			}
		}
	}
	return found
}

// resolve follows references and merges allOf into one schema.
func (d *Document) resolve(node Schema) Schema {
	for {
		ref, ok := node["$ref"].(string)
		if !ok {
			break
		}
		target := d.root
		for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
			target = object(target[strings.ReplaceAll(part, "~1", "/")])
		}
		node = target
	}
	parts := array(node["allOf"])
	if parts == nil {
		return node
	}
	merged := Schema{}
	for _, part := range append(parts, without(node, "allOf")) {
		merge(merged, d.resolve(object(part)))
	}
	return merged
}

// merge adds what another schema demands to a schema.
func merge(into, from Schema) {
	for key, value := range from {
		switch key {
		case "properties":
			properties := map[string]any{}
			maps.Copy(properties, object(into[key]))
			maps.Copy(properties, object(value))
			into[key] = properties
		case "required":
			into[key] = append(slices.Clone(array(into[key])), array(value)...)
		default:
			into[key] = value
		}
	}
}

func without(node Schema, key string) map[string]any {
	rest := map[string]any{}
	for name, value := range node {
		if name != key {
			rest[name] = value
		}
	}
	return rest
}

// variants returns the forms that a value of the schema can have: the schema
// merged with each alternative of its oneOf or anyOf, or the schema alone. Null
// is no form, nor is the word, which the document has beside it here and there.
func (d *Document) variants(node Schema) []Schema {
	node = d.resolve(node)
	options := alternatives(node)
	if options == nil {
		return []Schema{node}
	}
	var forms []Schema
	for _, option := range options {
		for _, form := range d.variants(option) {
			if form["type"] == "null" || form["const"] == "null" {
				continue
			}
			whole := Schema(without(Schema(without(node, "oneOf")), "anyOf"))
			merged := Schema{}
			merge(merged, whole)
			merge(merged, form)
			forms = append(forms, merged)
		}
	}
	return forms
}

func alternatives(node Schema) []Schema {
	var options []Schema
	for _, key := range []string{"oneOf", "anyOf"} {
		for _, option := range array(node[key]) {
			options = append(options, object(option))
		}
	}
	return options
}

// nullable reports whether null is a value of the schema.
func (d *Document) nullable(node Schema) bool {
	node = d.resolve(node)
	if slices.Contains(kinds(node), "null") {
		return true
	}
	return slices.ContainsFunc(alternatives(node), d.nullable)
}

// kinds returns the types of a schema.
func kinds(node Schema) []string {
	if name, ok := node["type"].(string); ok {
		return []string{name}
	}
	var names []string
	for _, name := range array(node["type"]) {
		names = append(names, name.(string))
	}
	return names
}

// requiredOf returns the required properties of a schema.
func requiredOf(node Schema) map[string]bool {
	required := map[string]bool{}
	for _, name := range array(node["required"]) {
		required[name.(string)] = true
	}
	return required
}

func jsonSchema(node Schema) Schema {
	return object(object(object(node["content"])["application/json"])["schema"])
}

func object(node any) Schema {
	switch node := node.(type) {
	case Schema:
		return node
	case map[string]any:
		return node
	default:
		return nil
	}
}

func array(node any) []any {
	items, _ := node.([]any)
	return items
}

// normalize makes what YAML reads look like what JSON reads.
func normalize(node any) any {
	switch node := node.(type) {
	case map[string]any:
		for key, value := range node {
			node[key] = normalize(value)
		}
	case []any:
		for i, value := range node {
			node[i] = normalize(value)
		}
	case int:
		return float64(node)
	case time.Time:
		return node.Format(time.RFC3339Nano)
	}
	return node
}
