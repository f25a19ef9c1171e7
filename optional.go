package workos

import (
	"encoding/json"
	"fmt"
	"net/url"
	"reflect"
	"time"
)

// Optional is a parameter that can be left alone, set, or cleared. The zero
// Optional leaves it alone: it is not sent.
//
//	organizations.UpdateParams{
//		AllowProfilesOutsideOrganization: workos.Set(false), // sent, although zero
//		ExternalID: workos.Null[string](),                   // cleared
//	}
type Optional[T any] struct {
	value T
	state state
}

type state uint8

const (
	absent state = iota
	null
	set
)

// Set returns an Optional that sends value, a zero one too.
func Set[T any](value T) Optional[T] { return Optional[T]{value, set} }

// Null returns an Optional that sends null, which clears the parameter.
func Null[T any]() Optional[T] { return Optional[T]{state: null} }

// Get returns the value, and whether there is one: false for what is left alone
// or cleared.
func (o Optional[T]) Get() (T, bool) { return o.value, o.state == set }

// IsNull reports whether o clears the parameter.
func (o Optional[T]) IsNull() bool { return o.state == null }

// IsZero reports whether o leaves the parameter alone. It makes the json option
// omitzero leave it out.
func (o Optional[T]) IsZero() bool { return o.state == absent }

// MarshalJSON returns the value's JSON, or null. A list or map that is nil is an
// empty one: only Null clears.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.state != set {
		return []byte("null"), nil
	}
	data, err := json.Marshal(o.value)
	if err == nil && string(data) == "null" {
		switch reflect.TypeFor[T]().Kind() {
		case reflect.Slice:
			return []byte("[]"), nil
		case reflect.Map:
			return []byte("{}"), nil
		default:
		}
	}
	return data, err
}

// UnmarshalJSON sets o to the value or to null. A property that is not in the
// JSON leaves o alone.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		*o = Null[T]()
		return nil
	}
	*o = Optional[T]{state: set}
	return json.Unmarshal(data, &o.value)
}

// EncodeValues adds the value to a query string, where null is empty. It returns
// an error for what is not one value: a list, an object.
func (o Optional[T]) EncodeValues(key string, values *url.Values) error {
	if o.state == absent {
		return nil
	}
	text := ""
	switch value := any(o.value).(type) {
	case time.Time:
		text = value.Format(time.RFC3339Nano)
	default:
		switch kind := reflect.TypeFor[T]().Kind(); {
		case kind != reflect.String && (kind == reflect.Invalid || kind >= reflect.Array):
			return fmt.Errorf("%q cannot be sent in a query: %s is not one value", key, reflect.TypeFor[T]())
		default:
			text = fmt.Sprint(value)
		}
	}
	if o.state == null {
		text = ""
	}
	values.Set(key, text)
	return nil
}

// held shows the value, if there is one, to the check of required fields.
func (o Optional[T]) held() any {
	if o.state != set {
		return nil
	}
	return o.value
}

// MetadataUpdate changes the metadata of an object: each key is set or, with
// Null, removed. Keys that are not in it stay as they are.
//
//	workos.MetadataUpdate{"tier": workos.Set("gold"), "trial": workos.Null[string]()}
type MetadataUpdate map[string]Optional[string]

// MarshalJSON leaves out the keys that are left alone.
func (m MetadataUpdate) MarshalJSON() ([]byte, error) {
	changes := map[string]Optional[string]{}
	for key, value := range m {
		if !value.IsZero() {
			changes[key] = value
		}
	}
	return json.Marshal(changes)
}
