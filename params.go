package workos

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"strconv"
	"strings"
)

// ParamError says which parameter of a call is missing or cannot be sent.
// Nothing was sent.
//
// It is always returned as a pointer. It matches neither ErrBadRequest nor any other of
// the sentinels, which are answers: match it with errors.As. A handler that maps errors to
// statuses treats it like ErrUnprocessable: what was entered is at fault, and the next
// attempt would fail too. Where Param is a header, of a RequestOption, it is the
// program that is at fault.
type ParamError struct {
	// Param is the parameter's name on the wire: a body property such as
	// "domain_data[0].domain", a query parameter, a placeholder of the path, or a
	// header.
	Param string
	// Reason says what is wrong with it.
	Reason string
}

// Error names the parameter and what is wrong with it.
func (e *ParamError) Error() string { return fmt.Sprintf("parameter %q %s", e.Param, e.Reason) }

// encodeQuery returns the query parameters of a params struct.
func (cfg *config) encodeQuery(params any) (url.Values, error) {
	if values, ok := params.(url.Values); ok || params == nil {
		return values, nil
	}
	values, err := cfg.values(params)
	if err != nil {
		return nil, fmt.Errorf("encoding the query: %w", err)
	}
	return values, cfg.checkRequired(params)
}

// encodeBody returns a JSON document that is never null, or nil where there are
// neither params nor a method that has a body.
func (cfg *config) encodeBody(method string, params any) ([]byte, error) {
	if params == nil {
		switch method {
		case http.MethodPost, http.MethodPut, http.MethodPatch:
			params = struct{}{}
		default:
			return nil, nil
		}
	}
	data, err := json.Marshal(params)
	if err != nil {
		return nil, fmt.Errorf("encoding the body: %w", err)
	}
	if string(data) == "null" {
		data = []byte("{}")
	}
	return data, cfg.checkRequired(params)
}

// checkRequired returns a *ParamError for the first field tagged
// `required:"true"` that is zero, in params and in what it holds, and for the first
// parameter that an embedded struct says is missing, by a method Missing. Other
// values, which may be a caller's, are not asked.
func (cfg *config) checkRequired(params any) error {
	v := reflect.ValueOf(params)
	if v.Kind() == reflect.Pointer && v.IsNil() {
		v = reflect.Zero(v.Type().Elem()) // is sent as if it were empty
	}
	if name := cfg.missing(v); name != "" {
		return &ParamError{name, "is required"}
	}
	return nil
}

// missing returns the wire name of the first required field that is zero. It sees
// what was encoded, which therefore ends somewhere.
func (cfg *config) missing(v reflect.Value) string {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return cfg.missing(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		if fieldless(v.Type()) {
			return "" // and perhaps many
		}
		for i := range v.Len() {
			if found := cfg.missing(v.Index(i)); found != "" {
				return below("["+strconv.Itoa(i)+"]", found)
			}
		}
	case reflect.Map:
		if fieldless(v.Type()) {
			return ""
		}
		for entries := v.MapRange(); entries.Next(); {
			if found := cfg.missing(entries.Value()); found != "" {
				return below(fmt.Sprintf("[%v]", entries.Key()), found)
			}
		}
	case reflect.Struct:
		return cfg.missingField(v)
	default:
	}
	return "" // a plain value has no fields
}

func (cfg *config) missingField(v reflect.Value) string {
	known := cfg.shape(v.Type())
	if v.CanInterface() {
		switch {
		case known.optional && v.IsZero():
			return ""
		case known.optional:
			return cfg.missing(reflect.ValueOf(v.Interface().(interface{ held() any }).held()))
		case known.ownForm:
			return ""
		}
	}
	for _, field := range known.checked {
		value := v.Field(field.index)
		if zero := value.IsZero(); zero && field.required {
			return field.name
		} else if zero && field.leftOut {
			continue
		}
		if field.asks && value.CanInterface() {
			if found := value.Interface().(interface{ Missing() string }).Missing(); found != "" {
				return found
			}
		}
		if found := cfg.missing(value); found != "" && field.embedded {
			return found
		} else if found != "" {
			return below(field.name, found)
		}
	}
	return ""
}

// below returns the wire name of what is found below a name.
func below(name, found string) string {
	if strings.HasPrefix(found, "[") {
		return name + found
	}
	return name + "." + found
}

// wireName is the name of a field in the JSON body or the query string, or "-"
// where its tags keep it out of both.
func wireName(field reflect.StructField) string {
	name := field.Name
	for _, key := range []string{"json", "url"} {
		options, tagged := field.Tag.Lookup(key)
		if !tagged {
			continue
		}
		if name, _, _ = strings.Cut(options, ","); name != "-" {
			return cmp.Or(name, field.Name)
		}
	}
	return name
}
