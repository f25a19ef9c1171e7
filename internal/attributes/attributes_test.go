package attributes_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/attributes"
)

func TestMap(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]attributes.Map{
		`{"badge":9007199254740993,"nested":{"n":[1.50]},"x":null}`: {
			"badge":  json.Number("9007199254740993"),
			"nested": map[string]any{"n": []any{json.Number("1.50")}},
			"x":      nil,
		},
		`{}`:   {},
		`null`: nil,
	} {
		var got attributes.Map
		require.NoError(t, json.Unmarshal([]byte(text), &got))
		assert.Equal(t, want, got)
		data, err := json.Marshal(got)
		require.NoError(t, err)
		assert.JSONEq(t, text, string(data))
	}
	var got attributes.Map
	require.Error(t, json.Unmarshal([]byte(`[1]`), &got))
}
