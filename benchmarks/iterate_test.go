package benchmarks_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"iter"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/usermanagement"
)

const (
	manyUsers = 10_000
	latency   = 5 * time.Millisecond
)

// directory answers with pages of 10,000 users, each after five milliseconds. It
// counts the requests.
type directory struct {
	pages    map[int][]byte // by length: pages differ in their cursor alone
	requests atomic.Int64
}

func newDirectory() *directory {
	d := &directory{pages: map[int][]byte{}}
	for _, n := range []int{10, 90, 100} { // first by default, last after that, and all others
		d.pages[n] = bytes.TrimSuffix([]byte(users(n)), []byte(`null}}`))
	}
	return d
}

func (d *directory) RoundTrip(req *http.Request) (*http.Response, error) {
	d.requests.Add(1)
	select {
	case <-time.After(latency):
	case <-req.Context().Done():
		return nil, req.Context().Err()
	}
	query := req.URL.Query()
	limit := 10
	if query.Has("limit") {
		limit, _ = strconv.Atoi(query.Get("limit"))
	}
	after, _ := strconv.Atoi(query.Get("after"))
	limit = min(limit, manyUsers-after)
	cursor := "null}}"
	if after+limit < manyUsers {
		cursor = fmt.Sprintf(`"%d"}}`, after+limit)
	}
	body := io.MultiReader(bytes.NewReader(d.pages[limit]), bytes.NewReader([]byte(cursor)))
	return &http.Response{StatusCode: http.StatusOK, Header: http.Header{}, Body: io.NopCloser(body), Request: req}, nil
}

// usersByHand asks for all users, 100 at a time.
func usersByHand(ctx context.Context, f *floor, use func(usermanagement.User) error) error {
	for after := ""; ; {
		page, err := send[workos.List[usermanagement.User]](ctx, f, http.MethodGet, "/user_management/users?limit=100&after="+after, nil)
		if err != nil {
			return err
		}
		for _, user := range page.Data {
			if err := use(user); err != nil {
				return err
			}
		}
		if after = page.Metadata.After; after == "" {
			return nil
		}
	}
}

// usersBySDK asks for all users without a word on how many at a time.
func usersBySDK(ctx context.Context, client *workos.Client, all func(*workos.List[usermanagement.User]) iter.Seq2[usermanagement.User, error], use func(usermanagement.User) error) error {
	page, err := usermanagement.New(client).ListUsers(ctx, usermanagement.ListUsersParams{})
	if err != nil {
		return err
	}
	for user, err := range all(page) {
		if err == nil {
			err = use(user)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// iterate compares loops over all users that spend pause on 100 of them.
func iterate(b *testing.B, pause time.Duration, all func(*workos.List[usermanagement.User]) iter.Seq2[usermanagement.User, error]) {
	b.Helper()
	server := newDirectory()
	httpClient := &http.Client{Transport: server}
	client := workos.NewClient(workos.WithAPIKey(apiKey), workos.WithHTTPClient(httpClient))
	byHand := &floor{httpClient, client.BaseURL(), apiKey, "workos-go/0.1.0 (go1.26.0)"}
	run := func(loop func(use func(usermanagement.User) error) error) func(*testing.B) {
		return func(b *testing.B) {
			b.Helper()
			b.ReportAllocs()
			server.requests.Store(0)
			for b.Loop() {
				seen := 0
				err := loop(func(usermanagement.User) error {
					if seen++; seen%100 == 0 {
						time.Sleep(pause)
					}
					return nil
				})
				if err != nil || seen != manyUsers {
					b.Fatal(seen, err)
				}
			}
			b.ReportMetric(float64(server.requests.Load())/float64(b.N), "requests/op")
		}
	}
	b.Run("impl=floor", run(func(use func(usermanagement.User) error) error { return usersByHand(b.Context(), byHand, use) }))
	b.Run("impl=sdk", run(func(use func(usermanagement.User) error) error { return usersBySDK(b.Context(), client, all, use) }))
}

func BenchmarkIterate10000(b *testing.B) {
	iterate(b, 0, func(page *workos.List[usermanagement.User]) iter.Seq2[usermanagement.User, error] {
		return page.All(b.Context())
	})
}

func BenchmarkIterate10000Ahead(b *testing.B) {
	iterate(b, latency, func(page *workos.List[usermanagement.User]) iter.Seq2[usermanagement.User, error] {
		return page.AllAhead(b.Context())
	})
}
