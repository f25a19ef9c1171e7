// Package attributes decodes what identity providers say of people and groups.
package attributes

import (
	"bytes"
	"encoding/json"
)

// Map holds attributes by name. Numbers are json.Number, so that none is rounded.
type Map map[string]any

// UnmarshalJSON decodes an object, or null, which is none.
func (m *Map) UnmarshalJSON(data []byte) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode((*map[string]any)(m))
}
