package conformance

import (
	"fmt"
	"net/mail"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"time"
)

// mismatches returns in what a JSON value differs from the schema. A property that
// the schema does not have is a difference, unless it takes any.
func (d *Document) mismatches(node Schema, value any, path string) []string {
	if node = d.resolve(node); value == nil {
		if len(node) == 0 || d.nullable(node) {
			return nil
		}
		return []string{path + " is null"}
	}
	forms := d.variants(node)
	if told := slices.DeleteFunc(slices.Clone(forms), func(form Schema) bool { return !d.tells(form, value) }); len(told) > 0 {
		forms = told
	}
	var fewest []string
	for i, form := range forms {
		found := d.mismatchesOf(form, value, path)
		if len(found) == 0 {
			return nil
		}
		if i == 0 || len(found) < len(fewest) {
			fewest = found
		}
	}
	return fewest
}

// tells reports whether the constants of a schema's properties are those of the
// value: they tell one alternative from another.
func (d *Document) tells(form Schema, value any) bool {
	members := object(value)
	for name, property := range object(form["properties"]) {
		member, ok := members[name]
		if want := d.resolve(object(property))["const"]; ok && want != nil && !reflect.DeepEqual(want, member) {
			return false
		}
	}
	return true
}

// mismatchesOf is mismatches for a schema without alternatives.
func (d *Document) mismatchesOf(form Schema, value any, path string) []string {
	if want, ok := form["const"]; ok && !reflect.DeepEqual(want, value) {
		return []string{fmt.Sprintf("%s is %#v and not %#v", path, value, want)}
	}
	if values := array(form["enum"]); values != nil && !slices.ContainsFunc(values, func(v any) bool { return reflect.DeepEqual(v, value) }) {
		return []string{fmt.Sprintf("%s is %#v, and not one of %v", path, value, values)}
	}
	if allowed := kinds(form); len(allowed) > 0 && !slices.ContainsFunc(allowed, func(kind string) bool { return isKind(value, kind) }) {
		return []string{fmt.Sprintf("%s is %#v, and no %s", path, value, strings.Join(allowed, " or "))}
	}
	switch value := value.(type) {
	case map[string]any:
		return d.mismatchesOfMembers(form, value, path)
	case []any:
		var found []string
		for _, item := range value {
			found = append(found, d.mismatches(object(form["items"]), item, path+"[]")...)
		}
		return found
	case string:
		if format, _ := form["format"].(string); !isFormat(value, format) {
			return []string{fmt.Sprintf("%s is %q, and no %s", path, value, format)}
		}
	}
	return nil
}

func (d *Document) mismatchesOfMembers(form Schema, value map[string]any, path string) []string {
	var found []string
	for _, name := range sortedKeys(requiredOf(form)) {
		if _, ok := value[name]; !ok {
			found = append(found, strings.TrimPrefix(path+"."+name, ".")+" is missing")
		}
	}
	properties := object(form["properties"])
	extra, ok := form["additionalProperties"]
	for _, name := range sortedKeys(value) {
		member := strings.TrimPrefix(path+"."+name, ".")
		switch property := object(properties[name]); {
		case property != nil:
			found = append(found, d.mismatches(property, value[name], member)...)
		case object(extra) != nil:
			found = append(found, d.mismatches(object(extra), value[name], member)...)
		case ok && extra == false, !ok && len(properties) > 0:
			found = append(found, member+" is not in the document")
		}
	}
	return found
}

func isKind(value any, kind string) bool {
	switch value := value.(type) {
	case string:
		return kind == "string"
	case float64:
		return kind == "number" || kind == "integer" && value == float64(int64(value))
	case bool:
		return kind == "boolean"
	case []any:
		return kind == "array"
	default:
		return kind == "object"
	}
}

func isFormat(text, format string) bool {
	switch format {
	case "date-time":
		return isTime(text)
	case "uri":
		u, err := url.Parse(text)
		return err == nil && u.IsAbs()
	case "email":
		_, err := mail.ParseAddress(text)
		return err == nil
	case "date":
		_, err := time.Parse(time.DateOnly, text)
		return err == nil
	default:
		return true
	}
}
