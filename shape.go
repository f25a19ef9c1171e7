package workos

import (
	"cmp"
	"encoding/json"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/go-querystring/query"
)

// shape is what the tags of a type of params say. They are read once: it takes
// longer than all the rest of a call.
type shape struct {
	optional bool // is an Optional
	ownForm  bool // has a JSON form of its own
	checked  []checkedField
	query    []queryField
	special  bool // has fields in its query that only go-querystring knows
}

// shape returns what is known of a struct type.
func (cfg *config) shape(t reflect.Type) *shape {
	if known, ok := cfg.shapes.Load(t); ok {
		return known.(*shape)
	}
	fields, ok := queryFields(t, nil)
	s := &shape{
		optional: t.Implements(reflect.TypeFor[interface{ held() any }]()),
		ownForm:  t.Implements(reflect.TypeFor[json.Marshaler]()),
		checked:  checkedFields(t),
		query:    fields,
		special:  !ok,
	}
	cfg.shapes.Store(t, s)
	return s
}

// checkedField is a field that is required, or that may hold one that is.
type checkedField struct {
	index              int
	name               string // on the wire
	required, embedded bool
	leftOut            bool // where it is zero
	asks               bool // is embedded, and has a method Missing
}

func checkedFields(t reflect.Type) []checkedField {
	var fields []checkedField
	for i := range t.NumField() {
		field := t.Field(i)
		required := field.Tag.Get("required") == "true"
		if !field.IsExported() && !field.Anonymous || wireName(field) == "-" || !required && fieldless(field.Type) {
			continue
		}
		name := wireName(field)
		if required && field.Anonymous { // says that one of its fields is required; its first names it
			name = wireName(field.Type.Field(0))
		}
		fields = append(fields, checkedField{
			index: i, name: name, required: required, embedded: field.Anonymous,
			leftOut: strings.Contains(field.Tag.Get("json"), ",omitzero"),
			asks:    field.Anonymous && field.Type.Implements(reflect.TypeFor[interface{ Missing() string }]()),
		})
	}
	return fields
}

// fieldless reports whether the values of a type have no fields, as far as its
// kind and that of its elements tell.
func fieldless(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Array, reflect.Map:
		t = t.Elem()
	default:
	}
	kind := t.Kind()
	return kind < reflect.Array || kind == reflect.String
}

// queryField is a field that is sent in a query.
type queryField struct {
	index     []int
	name      string
	omitEmpty bool
	text      func(reflect.Value) string
}

// queryFields returns the fields of a struct that are sent in a query, also of the
// structs that it embeds, or false where go-querystring is needed for one.
func queryFields(t reflect.Type, at []int) (fields []queryField, ok bool) {
	for i := range t.NumField() {
		field := t.Field(i)
		tag := field.Tag.Get("url")
		if !field.IsExported() && !field.Anonymous || tag == "-" {
			continue
		}
		index := append(slices.Clip(at), i)
		name, options, _ := strings.Cut(tag, ",")
		if name == "" && field.Anonymous {
			if field.Type.Kind() != reflect.Struct {
				return nil, false
			}
			embedded, ok := queryFields(field.Type, index)
			if !ok {
				return nil, false
			}
			fields = append(fields, embedded...)
			continue
		}
		options, omitEmpty := strings.CutPrefix(options, "omitempty")
		text := textOf(field, strings.TrimPrefix(options, ","))
		name = cmp.Or(name, field.Name)
		same := func(other queryField) bool { return other.name == name }
		if text == nil || slices.ContainsFunc(fields, same) {
			return nil, false
		}
		fields = append(fields, queryField{index, name, omitEmpty, text})
	}
	return fields, true
}

// textOf returns what makes the text of a field's values, or nil where only
// go-querystring knows.
func textOf(field reflect.StructField, options string) func(reflect.Value) string {
	kind := field.Type.Kind()
	switch {
	case field.Type == reflect.TypeFor[time.Time]() && options == "":
		layout := cmp.Or(field.Tag.Get("layout"), time.RFC3339)
		return func(v reflect.Value) string { return asTime(v).Format(layout) }
	case field.Type.NumMethod() > 0: // may have a text of its own
		return nil
	case kind == reflect.Slice && options == "comma":
		if elem := field.Type.Elem(); elem.Kind() == reflect.String && elem.NumMethod() == 0 {
			return commaSeparated
		}
	case kind == reflect.String && options == "":
		return reflect.Value.String
	case kind == reflect.Int && options == "":
		return func(v reflect.Value) string { return strconv.FormatInt(v.Int(), 10) }
	case kind == reflect.Bool && options == "":
		return func(v reflect.Value) string { return strconv.FormatBool(v.Bool()) }
	}
	return nil
}

func asTime(v reflect.Value) time.Time {
	t, _ := reflect.TypeAssert[time.Time](v)
	return t
}

func commaSeparated(v reflect.Value) string {
	var text []byte
	for i := range v.Len() {
		if i > 0 {
			text = append(text, ',')
		}
		text = append(text, v.Index(i).String()...)
	}
	return string(text)
}

// values returns what go-querystring would.
func (cfg *config) values(params any) (url.Values, error) {
	v := reflect.Indirect(reflect.ValueOf(params))
	if v.Kind() != reflect.Struct {
		return query.Values(params)
	}
	known := cfg.shape(v.Type())
	if known.special {
		return query.Values(params)
	}
	values := make(url.Values, len(known.query))
	texts := make([]string, 0, len(known.query)) // one piece of memory
	for _, field := range known.query {
		value := v.FieldByIndex(field.index)
		if empty(value) && (field.omitEmpty || value.Kind() == reflect.Slice) {
			continue
		}
		texts = append(texts, field.text(value))
		values[field.name] = slices.Clip(texts[len(texts)-1:])
	}
	return values, nil
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Struct:
		return asTime(v).IsZero()
	default:
		return v.IsZero()
	}
}
