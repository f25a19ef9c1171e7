package workos_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"weak"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

type thingParams struct {
	workos.ListParams

	Kinds []string `url:"kinds,omitempty,comma"`
}

// shelf answers with pages of n things, as the API does: after and before
// cursors, and a limit of 10 unless the request says otherwise.
func shelf(n int) step {
	return func(req *http.Request) (*http.Response, error) {
		query := req.URL.Query()
		limit := 10
		if query.Has("limit") {
			limit, _ = strconv.Atoi(query.Get("limit"))
		}
		from, to := 0, n
		if after := query.Get("after"); after != "" {
			from, _ = strconv.Atoi(after)
			from++
		}
		to = min(to, from+limit)
		if before := query.Get("before"); before != "" {
			to, _ = strconv.Atoi(before)
			from = max(0, to-limit)
		}
		page := workos.List[thing]{Object: "list", Data: []thing{}}
		for i := from; i < to; i++ {
			page.Data = append(page.Data, thing{ID: strconv.Itoa(i)})
		}
		if from > 0 {
			page.Metadata.Before = strconv.Itoa(from)
		}
		if to < n {
			page.Metadata.After = strconv.Itoa(to - 1)
		}
		body, err := json.Marshal(page)
		return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(string(body)))}, err
	}
}

// pages answers with the given pages in turn, the last one forever.
func pages(pages ...string) *script {
	var steps []step
	for _, page := range pages {
		steps = append(steps, answer(200, page))
	}
	return play(steps...)
}

func list(t *testing.T, s *script, params thingParams) *workos.List[thing] {
	t.Helper()
	page, err := workos.GetList[thing](t.Context(), s.client(), workos.Path("/things"), params)
	require.NoError(t, err)
	return page
}

// collect returns the IDs that All yields, and its error.
func collect(ctx context.Context, page *workos.List[thing]) (ids []string, err error) {
	for item, itemErr := range page.All(ctx) {
		if itemErr != nil {
			return ids, itemErr
		}
		ids = append(ids, item.ID)
	}
	return ids, nil
}

func numbers(n int) []string {
	var ids []string
	for i := range n {
		ids = append(ids, strconv.Itoa(i))
	}
	return ids
}

func queries(s *script) []string {
	var all []string
	for _, req := range s.reqs {
		all = append(all, req.URL.RawQuery)
	}
	return all
}

func TestGetList(t *testing.T) {
	t.Parallel()
	s := play(shelf(25))
	page := list(t, s, thingParams{
		ListParams: workos.ListParams{After: "2", Limit: 5, Order: workos.OrderAsc},
		Kinds:      []string{"a", "b"},
	})
	assert.Equal(t, "GET", s.last().Method)
	assert.Equal(t, url.Values{"after": {"2"}, "limit": {"5"}, "order": {"asc"}, "kinds": {"a,b"}}, s.last().URL.Query())
	assert.Len(t, page.Data, 5)
	assert.Equal(t, workos.ListMetadata{Before: "3", After: "7"}, page.Metadata)
	assert.True(t, page.HasMore())

	list(t, s, thingParams{})
	assert.Empty(t, s.last().URL.RawQuery, "nothing is sent that was not asked for")
}

func TestNext(t *testing.T) {
	t.Parallel()
	s := play(shelf(25))
	page := list(t, s, thingParams{Kinds: []string{"a"}})
	var ids []string
	for {
		for _, item := range page.Data {
			ids = append(ids, item.ID)
		}
		if !page.HasMore() {
			break
		}
		var err error
		page, err = page.Next(t.Context())
		require.NoError(t, err)
	}
	assert.Equal(t, numbers(25), ids)
	assert.Equal(t, []string{"kinds=a", "after=9&kinds=a", "after=19&kinds=a"}, queries(s))

	after, err := page.Next(t.Context())
	require.NoError(t, err)
	assert.Empty(t, after.Data)
	assert.False(t, after.HasMore())
	assert.Equal(t, 3, s.count())
}

func TestAllTakesFewRequests(t *testing.T) {
	t.Parallel()
	s := play(shelf(10_000))
	ids, err := collect(t.Context(), list(t, s, thingParams{}))
	require.NoError(t, err)
	assert.Equal(t, numbers(10_000), ids)
	assert.LessOrEqual(t, s.count(), 101)
	assert.Equal(t, "after=9&limit=100", queries(s)[1])
}

func TestAllKeepsTheCallersLimit(t *testing.T) {
	t.Parallel()
	s := play(shelf(12))
	ids, err := collect(t.Context(), list(t, s, thingParams{ListParams: workos.ListParams{Limit: 5}}))
	require.NoError(t, err)
	assert.Equal(t, numbers(12), ids)
	assert.Equal(t, []string{"limit=5", "after=4&limit=5", "after=9&limit=5"}, queries(s))
}

func TestAllTwice(t *testing.T) {
	t.Parallel()
	page := list(t, play(shelf(30)), thingParams{})
	for range 2 {
		ids, err := collect(t.Context(), page)
		require.NoError(t, err)
		assert.Equal(t, numbers(30), ids)
	}
}

func TestAllTrustsTheCursor(t *testing.T) {
	t.Parallel()
	s := pages(
		`{"data":[{"id":"a"}],"list_metadata":{"after":"a"}}`,
		`{"data":[],"list_metadata":{"before":null,"after":"b"}}`,
		`{"data":[{"id":"c"},{"id":"d"}],"list_metadata":{"after":null}}`,
	)
	ids, err := collect(t.Context(), list(t, s, thingParams{}))
	require.NoError(t, err)
	assert.Equal(t, []string{"a", "c", "d"}, ids)
	assert.Equal(t, 3, s.count())
}

func TestAllEndsWhereACursorRepeats(t *testing.T) {
	t.Parallel()
	one := func(id, after string) string {
		return fmt.Sprintf(`{"data":[{"id":%q}],"list_metadata":{"after":%q}}`, id, after)
	}
	for name, test := range map[string]struct {
		script *script
		after  string
		want   []string
	}{
		"at once":        {pages(one("1", "a")), "", []string{"1", "1"}},
		"in a circle":    {pages(one("1", "a"), one("2", "b"), one("3", "a")), "", []string{"1", "2", "3"}},
		"at the start":   {pages(one("1", "a")), "a", []string{"1"}},
		"of empty pages": {pages(`{"data":[],"list_metadata":{"after":"a"}}`), "", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ids, err := collect(t.Context(), list(t, test.script, thingParams{ListParams: workos.ListParams{After: test.after}}))
			require.ErrorIs(t, err, workos.ErrInvalidResponse)
			require.ErrorContains(t, err, `workos: GET /things: `)
			require.ErrorContains(t, err, `the cursor "a" came twice`)
			assert.Equal(t, test.want, ids)
		})
	}
}

func TestAllWalksBackwards(t *testing.T) {
	t.Parallel()
	s := play(shelf(200))
	page := list(t, s, thingParams{ListParams: workos.ListParams{Before: "150"}})
	ids, err := collect(t.Context(), page)
	require.NoError(t, err)
	want := numbers(150)
	slices.Reverse(want)
	assert.Equal(t, want, ids, "away from the cursor")
	assert.Equal(t, []string{"before=150", "before=140&limit=100", "before=40&limit=100"}, queries(s))
	assert.Equal(t, "140", page.Data[0].ID, "Data is as it came")
}

// In the order normal the cursors are the other way round.
func TestAllInNormalOrder(t *testing.T) {
	t.Parallel()
	newest := `{"data":[{"id":"6"},{"id":"5"}],"list_metadata":{"before":"5","after":null}}`
	middle := `{"data":[{"id":"4"},{"id":"3"}],"list_metadata":{"before":"3","after":"4"}}`
	oldest := `{"data":[{"id":"2"},{"id":"1"}],"list_metadata":{"before":null,"after":"2"}}`

	s := pages(newest, middle, oldest)
	ids, err := collect(t.Context(), list(t, s, thingParams{ListParams: workos.ListParams{Order: workos.OrderNormal, Limit: 2}}))
	require.NoError(t, err)
	assert.Equal(t, []string{"6", "5", "4", "3", "2", "1"}, ids)
	assert.Equal(t, []string{"limit=2&order=normal", "before=5&limit=2&order=normal", "before=3&limit=2&order=normal"}, queries(s))

	s = pages(middle, newest)
	ids, err = collect(t.Context(), list(t, s, thingParams{ListParams: workos.ListParams{Order: workos.OrderNormal, After: "2"}}))
	require.NoError(t, err)
	assert.Equal(t, []string{"3", "4", "5", "6"}, ids)
	assert.Equal(t, "after=4&limit=100&order=normal", queries(s)[1])
}

func TestAllFetchesNothingAfterABreak(t *testing.T) {
	t.Parallel()
	s := play(shelf(1000))
	page := list(t, s, thingParams{})
	var seen int
	for _, err := range page.All(t.Context()) {
		require.NoError(t, err)
		if seen++; seen == 10 {
			break
		}
	}
	assert.Equal(t, 1, s.count())
}

func TestAllEndsAtTheFirstError(t *testing.T) {
	t.Parallel()
	s := play(shelf(1000), shelf(1000), answer(403, `{"message":"No."}`), shelf(1000))
	var items, failures int
	for item, err := range list(t, s, thingParams{}).All(t.Context()) {
		if err != nil {
			require.ErrorIs(t, err, workos.ErrForbidden)
			assert.Zero(t, item)
			failures++
			continue // the iteration is over all the same
		}
		items++
	}
	assert.Equal(t, 110, items)
	assert.Equal(t, 1, failures)
	assert.Equal(t, 3, s.count())
}

func TestAllEndsWithTheContext(t *testing.T) {
	t.Parallel()
	s := play(shelf(1000))
	page := list(t, s, thingParams{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ids, err := collect(ctx, page)
	require.ErrorIs(t, err, context.Canceled)
	assert.Equal(t, numbers(10), ids, "the page in hand needs no request")
	assert.Equal(t, 1, s.count())
}

func TestListOptionsApplyToEveryPage(t *testing.T) {
	t.Parallel()
	s := play(shelf(30))
	var response workos.Response
	page, err := workos.GetList[thing](t.Context(), s.client(), workos.Path("/things"), nil,
		workos.WithHeader("X-One", "1"), workos.WithResponse(&response))
	require.NoError(t, err)
	_, err = collect(t.Context(), page)
	require.NoError(t, err)
	require.Equal(t, 2, s.count())
	assert.Equal(t, "1", s.last().Header.Get("X-One"))
	assert.Contains(t, string(response.Body), `"29"`)
}

// What the caller does to its slices later does not reach the next pages.
func TestListKeepsItsOwnParameters(t *testing.T) {
	t.Parallel()
	s := play(shelf(30))
	opts := []workos.RequestOption{workos.WithHeader("X-Tenant", "1")}
	params := url.Values{"kinds": {"a"}}
	page, err := workos.GetList[thing](t.Context(), s.client(), workos.Path("/things"), params, opts...)
	require.NoError(t, err)
	opts[0] = workos.WithHeader("X-Tenant", "2")
	params.Set("kinds", "b")
	_, err = page.Next(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "1", s.last().Header.Get("X-Tenant"))
	assert.Equal(t, "a", s.last().URL.Query().Get("kinds"))
}

// A list that a test makes by hand is one page.
func TestListWithoutASource(t *testing.T) {
	t.Parallel()
	page := &workos.List[thing]{Data: []thing{{ID: "1"}, {ID: "2"}}, Metadata: workos.ListMetadata{After: "2"}}
	ids, err := collect(t.Context(), page)
	require.NoError(t, err)
	assert.Equal(t, []string{"1", "2"}, ids)
	assert.False(t, page.HasMore())
}

// What is no list must not look like an empty one: a sync would delete everything.
func TestWhatIsNoList(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{}`, `{"data":null}`, `{"message":"hello"}`, `[]`, `null`, ``, `<html>`, `{"data":[`, `{"data":7}`} {
		_, err := workos.GetList[thing](t.Context(), pages(body).client(workos.WithMaxRetries(0)), workos.Path("/things"), nil)
		require.ErrorIs(t, err, workos.ErrInvalidResponse, body)
		assert.Equal(t, 200, asError(t, err).StatusCode, body)
	}
	blanks := strings.Repeat(" ", 1000) // so that there is room for items
	for _, body := range []string{`{}`, `{"data":null}`, `{"data":[{"id":"a"}],"data":null}`} {
		_, err := workos.GetList[thing](t.Context(), pages(body+blanks).client(), workos.Path("/things"), nil)
		require.ErrorContains(t, err, "the list has no data", body)
	}
	page, err := workos.GetList[thing](t.Context(), pages(`{"data":[]}`+blanks).client(), workos.Path("/things"), nil)
	require.NoError(t, err)
	assert.Empty(t, page.Data)
	page, err = workos.GetList[thing](t.Context(), pages(`{"data":[]}`).client(), workos.Path("/things"), nil)
	require.NoError(t, err)
	assert.Empty(t, page.Data)
	assert.False(t, page.HasMore())
}

// A page may be shorter or longer than was asked for.
func TestListOfAnyLength(t *testing.T) {
	t.Parallel()
	for n := range 25 {
		body := `{"data":[` + strings.TrimSuffix(strings.Repeat(`{"id":"a","name":null},`, n), ",") + `]}` + strings.Repeat(" ", 1000)
		for _, limit := range []int{-1, 0, 1, 3, 1 << 40} {
			page := list(t, pages(body), thingParams{ListParams: workos.ListParams{Limit: limit}})
			assert.Equal(t, slices.Repeat([]thing{{ID: "a"}}, n), page.Data)
			assert.NotNil(t, page.Data)
		}
	}
}

// tracked is a large item that tells where it was decoded: in a page's Data.
type tracked struct {
	ID   string
	Fill [256]int
}

var decoded []weak.Pointer[tracked]

func (x *tracked) UnmarshalJSON(data []byte) error {
	decoded = append(decoded, weak.Make(x))
	var item thing
	err := json.Unmarshal(data, &item)
	x.ID = item.ID
	return err
}

// Pages are let go of as the walk proceeds, also where the caller keeps items.
func TestAllKeepsOnePage(t *testing.T) { //nolint:paralleltest // looks at the whole heap
	decoded = nil
	page, err := workos.GetList[tracked](t.Context(), play(shelf(1010)).client(), workos.Path("/things"), nil)
	require.NoError(t, err)
	var kept []tracked
	var most int
	for item, err := range page.All(t.Context()) {
		require.NoError(t, err)
		if kept = append(kept, item); len(kept)%100 != 60 { // in the middle of a page
			continue
		}
		runtime.GC()
		alive := map[int]bool{} // pages, by number: 10 items, then 100 each
		for i, pointer := range decoded {
			if pointer.Value() != nil {
				alive[(i+90)/100] = true
			}
		}
		assert.True(t, alive[(len(decoded)-1+90)/100], "the page in hand is alive")
		most = max(most, len(alive))
	}
	assert.Len(t, kept, 1010)
	assert.Len(t, decoded, 1010)
	assert.LessOrEqual(t, most, 2, "the page in hand, and the first one, which the caller has")
	runtime.KeepAlive(page)
}

// A page in a log does not say what it holds.
func TestListInALog(t *testing.T) {
	t.Parallel()
	page := &workos.List[thing]{Data: []thing{{ID: "thing_1", Name: "t0ken"}}}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("", "page", page)
	assert.Contains(t, log.String(), "workos.List(1 objects)")
	assert.NotContains(t, log.String(), "t0ken")
}
