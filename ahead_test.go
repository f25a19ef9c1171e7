package workos_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
)

// collectAhead is collect with look-ahead.
func collectAhead(ctx context.Context, page *workos.List[thing]) (ids []string, err error) {
	for item, itemErr := range page.AllAhead(ctx) {
		if itemErr != nil {
			return ids, itemErr
		}
		ids = append(ids, item.ID)
	}
	return ids, nil
}

// slowly is a step that takes its time, unless the context ends. It counts the
// requests whose did.
func slowly(d time.Duration, ended *int, then step) step {
	return func(req *http.Request) (*http.Response, error) {
		select {
		case <-time.After(d):
			return then(req)
		case <-req.Context().Done():
			*ended++
			return nil, req.Context().Err()
		}
	}
}

func TestAllAheadIsAll(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		pages  step
		params thingParams
	}{
		"forwards":       {shelf(234), thingParams{Kinds: []string{"a"}}},
		"one page":       {shelf(7), thingParams{}},
		"no items":       {shelf(0), thingParams{}},
		"backwards":      {shelf(234), thingParams{ListParams: workos.ListParams{Before: "200"}}},
		"caller's limit": {shelf(23), thingParams{ListParams: workos.ListParams{Limit: 5}}},
		"in a circle":    {answer(200, `{"data":[{"id":"a"}],"list_metadata":{"after":"a"}}`), thingParams{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one, two := play(test.pages), play(test.pages)
			want, wantErr := collect(t.Context(), list(t, one, test.params))
			for range 2 {
				*two = script{steps: two.steps}
				got, err := collectAhead(t.Context(), list(t, two, test.params))
				assert.Equal(t, want, got)
				assert.Equal(t, wantErr, err)
				assert.Equal(t, queries(one), queries(two))
			}
		})
	}
	page := &workos.List[thing]{Data: []thing{{ID: "1"}}, Metadata: workos.ListMetadata{After: "1"}}
	ids, err := collectAhead(t.Context(), page)
	require.NoError(t, err)
	assert.Equal(t, []string{"1"}, ids, "a list without a source is one page")
}

// The loop and the requests take their time at once.
func TestAllAheadTakesTheTimeOfTheSlower(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		request, page, want time.Duration
	}{
		"slow loop":     {5 * time.Second, 7 * time.Second, (5 + 10*7) * time.Second},
		"slow requests": {7 * time.Second, 5 * time.Second, (10*7 + 5) * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var ended int
				s := play(slowly(test.request, &ended, shelf(1000)))
				start := time.Now()
				var seen int
				for _, err := range list(t, s, thingParams{ListParams: workos.ListParams{Limit: 100}}).AllAhead(t.Context()) {
					require.NoError(t, err)
					if seen++; seen%100 == 0 {
						time.Sleep(test.page)
					}
				}
				assert.Equal(t, 1000, seen)
				assert.Equal(t, 10, s.count())
				assert.Equal(t, test.want, time.Since(start))
				assert.Zero(t, ended)
			})
		})
	}
}

// However a loop ends, the request ahead of it ends, and no goroutine is left:
// synctest.Test waits for all.
func TestAllAheadLeavesNothingBehind(t *testing.T) {
	t.Parallel()
	for name, end := range map[string]func(stop func()) bool{
		"break":   func(func()) bool { return false },
		"panic":   func(func()) bool { panic("the loop") },
		"context": func(stop func()) bool { stop(); return true },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var ended int
				s := play(shelf(1000), slowly(time.Hour, &ended, shelf(1000)))
				page := list(t, s, thingParams{})
				ctx, stop := context.WithCancel(t.Context())
				defer stop()
				start, items := time.Now(), 0
				var last error
				func() {
					defer func() { _ = recover() }()
					for _, err := range page.AllAhead(ctx) {
						if last = err; err != nil {
							break
						}
						items++
						synctest.Wait() // until the request is made
						if !end(stop) {
							break
						}
					}
				}()
				assert.Equal(t, 1, ended)
				assert.Equal(t, 2, s.count())
				assert.Zero(t, time.Since(start))
				if name == "context" {
					require.ErrorIs(t, last, context.Canceled)
					assert.Equal(t, 10, items, "the page in hand needs no request")
				} else {
					require.NoError(t, last)
					assert.Equal(t, 1, items)
				}
			})
		})
	}
}

func TestAllAheadYieldsAnErrorAfterTheItems(t *testing.T) {
	t.Parallel()
	s := play(shelf(1000), shelf(1000), answer(403, `{"message":"No."}`), shelf(1000))
	ids, err := collectAhead(t.Context(), list(t, s, thingParams{}))
	require.ErrorIs(t, err, workos.ErrForbidden)
	assert.Equal(t, numbers(110), ids)
	assert.Equal(t, 3, s.count())
}

// The response of WithResponse is that of the page in hand, although the next one
// is there already.
func TestAllAheadAndWithResponse(t *testing.T) {
	t.Parallel()
	s := play(shelf(95), shelf(95), shelf(95), shelf(95), answer(404, `{"message":"gone"}`))
	var response workos.Response
	params := thingParams{ListParams: workos.ListParams{Limit: 20}}
	page, err := workos.GetList[thing](t.Context(), s.client(), workos.Path("/things"), params, workos.WithResponse(&response))
	require.NoError(t, err)
	var last error
	var ids []string
	for item, err := range page.AllAhead(t.Context()) {
		if last = err; err == nil {
			assert.Contains(t, string(response.Body), `"`+item.ID+`"`)
			ids = append(ids, item.ID)
		}
	}
	require.ErrorIs(t, last, workos.ErrNotFound)
	assert.Equal(t, 404, response.StatusCode)
	assert.Equal(t, numbers(80), ids)
	assert.True(t, slices.IsSortedFunc(queries(s)[1:], strings.Compare))
}
