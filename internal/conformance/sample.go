package conformance

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// form says what kind of sample to make of a schema.
type form int

const (
	full     form = iota // every property, with a value of its own
	nulls                // null wherever it is allowed
	unknown              // properties and values of enumerations that nobody knows yet
	required             // no property that may be left out
)

// What an unknown sample has more than the document.
const (
	unknownProperty = "a_property_of_tomorrow"
	unknownValue    = "a_value_of_tomorrow"
)

// maxDepth ends schemas that contain themselves.
const maxDepth = 12

// sample returns a value of a schema. The name, of the property, makes strings
// distinct; choice picks one of several alternatives and enumerated values.
func (d *Document) sample(node Schema, name string, f form, choice, depth int) any {
	if f == nulls && d.nullable(node) {
		return nil
	}
	forms := d.variants(node)
	if len(forms) == 0 || depth > maxDepth {
		return nil
	}
	node = forms[choice%len(forms)]
	if value, ok := node["const"]; ok {
		return value
	}
	if values := slices.DeleteFunc(slices.Clone(array(node["enum"])), func(v any) bool { return v == nil }); len(values) > 0 {
		if f == unknown && slices.Contains(kinds(node), "string") {
			return unknownValue
		}
		return values[choice%len(values)]
	}
	allowed := slices.DeleteFunc(kinds(node), func(kind string) bool { return kind == "null" })
	switch {
	case slices.Contains(allowed, "object"), node["properties"] != nil:
		return d.sampleObject(node, name, f, choice, depth)
	case slices.Contains(allowed, "array"):
		return []any{d.sample(object(node["items"]), name, f, choice, depth+1)}
	case slices.Contains(allowed, "integer"), slices.Contains(allowed, "number"):
		return sampleNumber(node)
	case slices.Contains(allowed, "boolean"):
		return true
	default:
		return sampleString(node, name)
	}
}

func (d *Document) sampleObject(node Schema, name string, f form, choice, depth int) any {
	value := map[string]any{}
	needed := requiredOf(node)
	for _, property := range sortedKeys(object(node["properties"])) {
		if f == required && !needed[property] {
			continue
		}
		value[property] = d.sample(object(object(node["properties"])[property]), property, f, choice, depth+1)
	}
	if extra, ok := node["additionalProperties"]; ok && extra != false && len(value) == 0 {
		if len(object(extra)) == 0 {
			return map[string]any{"key": map[string]any{"nested": []any{1.0, "text"}}}
		}
		value["key"] = d.sample(object(extra), name+"_of_key", f, choice, depth+1)
	}
	if f == unknown && len(object(node["properties"])) > 0 {
		value[unknownProperty] = map[string]any{"nested": []any{1.0, nil}}
	}
	return value
}

func sampleNumber(node Schema) any {
	value := 7.5
	if slices.Contains(kinds(node), "integer") {
		value = 7
	}
	if least, ok := node["minimum"].(float64); ok {
		value = max(value, least)
	}
	if most, ok := node["maximum"].(float64); ok {
		value = min(value, most)
	}
	return value
}

// sampleString returns a string that tells the property, unless the document is
// particular about it.
func sampleString(node Schema, name string) any {
	example, _ := node["example"].(string)
	format, _ := node["format"].(string)
	about, _ := node["description"].(string)
	switch {
	case format == "byte", strings.Contains(strings.ToLower(about), "base64"):
		return "YmFzZTY0"
	case format == "date-time", isTime(example):
		return "2026-01-15T12:00:00.123Z"
	case example != "" && (format != "" || node["pattern"] != nil || node["maxLength"] != nil):
		return example
	default:
		return "the " + name
	}
}

func isTime(text string) bool {
	_, err := time.Parse(time.RFC3339Nano, text)
	return err == nil
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
