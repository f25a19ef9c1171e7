//go:build !goexperiment.jsonv2

package workos

import "encoding/json"

func unmarshalJSON(data []byte, out any) error { return json.Unmarshal(data, out) }
