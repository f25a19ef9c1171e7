//go:build goexperiment.jsonv2

package workos

import (
	"encoding/json"
	jsonv2 "encoding/json/v2"
)

// asV1 means what json.Unmarshal does, but for its errors: for those it reads a
// document twice, first to see whether it is valid.
var asV1 = jsonv2.JoinOptions(json.DefaultOptionsV1(), json.ReportErrorsWithLegacySemantics(false))

// unmarshalJSON is json.Unmarshal, which has the last word where there is an error.
func unmarshalJSON(data []byte, out any) error {
	if jsonv2.Unmarshal(data, out, asV1) == nil {
		return nil
	}
	return json.Unmarshal(data, out)
}
