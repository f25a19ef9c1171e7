package workos_test

import (
	"encoding/json"
	"net/url"
	"testing"
	"time"

	"github.com/google/go-querystring/query"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

type optionals struct {
	Name  workos.Optional[string]   `json:"name,omitzero" url:"name,omitempty"`
	Flag  workos.Optional[bool]     `json:"flag,omitzero" url:"flag,omitempty"`
	Count workos.Optional[int]      `json:"count,omitzero" url:"count,omitempty"`
	Tags  workos.Optional[[]string] `json:"tags,omitzero" url:"-"`
}

func TestOptionalSurvivesTheWire(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		value optionals
		json  string
		query string
	}{
		"absent": {optionals{}, `{}`, ""},
		"null": {
			optionals{workos.Null[string](), workos.Null[bool](), workos.Null[int](), workos.Null[[]string]()},
			`{"name":null,"flag":null,"count":null,"tags":null}`, "count=&flag=&name=",
		},
		"zero": {
			optionals{workos.Set(""), workos.Set(false), workos.Set(0), workos.Set([]string{})},
			`{"name":"","flag":false,"count":0,"tags":[]}`, "count=0&flag=false&name=",
		},
		"value": {
			optionals{workos.Set("n"), workos.Set(true), workos.Set(7), workos.Set([]string{"a"})},
			`{"name":"n","flag":true,"count":7,"tags":["a"]}`, "count=7&flag=true&name=n",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			data, err := json.Marshal(test.value)
			require.NoError(t, err)
			assert.JSONEq(t, test.json, string(data))

			var back optionals
			require.NoError(t, json.Unmarshal(data, &back))
			assert.Equal(t, test.value, back)

			values, err := query.Values(test.value)
			require.NoError(t, err)
			want, err := url.ParseQuery(test.query)
			require.NoError(t, err)
			assert.Equal(t, want, values)
		})
	}
}

func TestOptionalStates(t *testing.T) {
	t.Parallel()
	var absent workos.Optional[string]
	for name, test := range map[string]struct {
		optional           workos.Optional[string]
		value              string
		isSet, null, empty bool
	}{
		"absent":     {absent, "", false, false, true},
		"null":       {workos.Null[string](), "", false, true, false},
		"zero value": {workos.Set(""), "", true, false, false},
		"value":      {workos.Set("a"), "a", true, false, false},
	} {
		value, ok := test.optional.Get()
		assert.Equal(t, test.value, value, name)
		assert.Equal(t, test.isSet, ok, name)
		assert.Equal(t, test.null, test.optional.IsNull(), name)
		assert.Equal(t, test.empty, test.optional.IsZero(), name)
	}
}

// Only Null clears: a list or map that happens to be nil is sent as an empty one.
func TestSetNeverSendsNull(t *testing.T) {
	t.Parallel()
	for want, value := range map[string]any{
		`{"a":[]}`: map[string]any{"a": workos.Set([]string(nil))},
		`{"a":{}}`: map[string]any{"a": workos.Set(map[string]string(nil))},
		`{"b":{}}`: map[string]any{"b": workos.Set(workos.MetadataUpdate(nil))},
		`{"a":{"set":"1","removed":null}}`: map[string]any{"a": workos.Set(workos.MetadataUpdate{
			"set": workos.Set("1"), "removed": workos.Null[string](), "alone": {},
		})},
	} {
		data, err := json.Marshal(value)
		require.NoError(t, err)
		assert.JSONEq(t, want, string(data))
	}
}

func TestOptionalInAQuery(t *testing.T) {
	t.Parallel()
	type word string
	at := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	values, err := query.Values(struct {
		At   workos.Optional[time.Time] `url:"at,omitempty"`
		Word workos.Optional[word]      `url:"word,omitempty"`
		Size workos.Optional[float64]   `url:"size,omitempty"`
	}{workos.Set(at), workos.Set(word("a b")), workos.Set(1.5)})
	require.NoError(t, err)
	assert.Equal(t, url.Values{"at": {"2026-01-15T12:00:00Z"}, "word": {"a b"}, "size": {"1.5"}}, values)

	for _, params := range []any{
		struct{ A workos.Optional[[]string] }{workos.Set([]string{"a"})},
		struct{ A workos.Optional[thing] }{workos.Set(thing{})},
		struct {
			A workos.Optional[map[string]string]
		}{workos.Null[map[string]string]()},
	} {
		_, err := query.Values(params)
		require.ErrorContains(t, err, `"A" cannot be sent in a query`)
	}
}

func TestOptionalDecodesOverAnOldValue(t *testing.T) {
	t.Parallel()
	value := optionals{Name: workos.Set("old"), Flag: workos.Set(true), Tags: workos.Set([]string{"a", "b"})}
	require.NoError(t, json.Unmarshal([]byte(`{"name":null,"tags":["c"]}`), &value))
	assert.Equal(t, optionals{Name: workos.Null[string](), Flag: workos.Set(true), Tags: workos.Set([]string{"c"})}, value)
	require.Error(t, json.Unmarshal([]byte(`{"flag":"yes"}`), &value))
}
