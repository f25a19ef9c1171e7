package operationtest

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/workostest"
)

// At returns a time of an answer: At(7) is "2026-01-15T12:00:07.000Z".
func At(second int) time.Time { return time.Date(2026, 1, 15, 12, 0, second, 0, time.UTC) }

// Paging is a page to ask for, by "after=x_0&before=x_9&limit=5&order=asc".
var Paging = workos.ListParams{After: "x_0", Before: "x_9", Limit: 5, Order: workos.OrderAsc}

// ListJSON is the answer that PageOf is made of.
func ListJSON(items ...string) string {
	return `{"object":"list","data":[` + strings.Join(items, ",") + `],"list_metadata":{"before":"x_1","after":"x_2"}}`
}

// PageOf is the page with these items, as Page returns it.
func PageOf[T any](items ...T) *workos.List[T] {
	return &workos.List[T]{Object: "list", Data: items, Metadata: workos.ListMetadata{Before: "x_1", After: "x_2"}}
}

// Page makes what a list operation returns comparable, by leaving out where the
// page came from:
//
//	return operationtest.Page(s.List(ctx, organizations.ListParams{}))
func Page[T any](page *workos.List[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return &workos.List[T]{Object: page.Object, Data: page.Data, Metadata: page.Metadata}, nil
}

// RequireDecoded asserts that each answer decodes into want: nulls, absent fields,
// unknown fields and unknown values do not matter.
func RequireDecoded[T any](t *testing.T, want T, answers ...string) {
	t.Helper()
	srv := workostest.NewServer(t)
	for _, answer := range answers {
		srv.Fail("", 1, workostest.Respond(http.StatusOK, nil, answer))
		got, err := workos.Get[T](t.Context(), srv.Client(), workos.Path("/"), nil)
		require.NoError(t, err, answer)
		require.Equal(t, &want, got, answer)
	}
}

// RequireRoundTrip asserts that nothing of an answer, and no digit, is lost when
// it is decoded into a T and encoded again.
func RequireRoundTrip[T any](t *testing.T, answers ...string) {
	t.Helper()
	for _, answer := range answers {
		var value T
		require.NoError(t, json.Unmarshal([]byte(answer), &value), answer)
		data, err := json.Marshal(value)
		require.NoError(t, err)
		assert.Equal(t, exactly(t, strings.ReplaceAll(answer, ".000Z", "Z")), exactly(t, string(data)))
	}
}

// exactly decodes JSON with every digit of its numbers.
func exactly(t *testing.T, text string) (value any) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.UseNumber()
	require.NoError(t, decoder.Decode(&value))
	return value
}
