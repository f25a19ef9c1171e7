package workos

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strconv"
	"sync"
)

// Order is the order of a list, by the time of creation.
type Order string

// The orders of a list. The API's own is OrderDesc.
const (
	// OrderAsc is oldest first.
	OrderAsc Order = "asc"
	// OrderDesc is newest first.
	OrderDesc Order = "desc"
	// OrderNormal is newest first with the cursors the other way round: before
	// leads to what is older, after to what is newer.
	OrderNormal Order = "normal"
)

// ListParams are the parameters that all lists share.
type ListParams struct {
	// Before asks for what stands before the object with this ID.
	Before string `url:"before,omitempty"`
	// After asks for what stands after the object with this ID. Whether that holds
	// once the object is deleted, the API reference does not say.
	After string `url:"after,omitempty"`
	// Limit is the size of a page, 1 to 100; 0 leaves it to the API (10) for the
	// first page and to All (100) for the rest.
	Limit int `url:"limit,omitempty"`
	// Order is the order of the list; empty leaves it to the API (OrderDesc).
	Order Order `url:"order,omitempty"`
}

// ListMetadata holds the cursors of a page: IDs of objects, or "" where the list
// ends.
type ListMetadata struct {
	// Before is the cursor to what stands before the page.
	Before string `json:"before"`
	// After is the cursor to what stands after the page.
	After string `json:"after"`
}

// List is one page of a list. Next and All walk on from it: forwards, or
// backwards where the list was asked for with Before and without After.
type List[T any] struct {
	// Object is "list".
	Object string `json:"object"`
	// Data is the content of the page.
	Data []T `json:"data"`
	// Metadata holds the cursors to the pages beside this one.
	Metadata ListMetadata `json:"list_metadata"`

	source *source
}

// LogValue returns how many objects the page holds: what they are is not for logs.
func (l List[T]) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("workos.List(%d objects)", len(l.Data)))
}

// source is where a page came from.
type source struct {
	client *Client
	path   Route
	query  url.Values
	opts   []RequestOption
}

// allLimit is the page size of All where the caller chose none.
const allLimit = "100"

// GetList sends a GET request for a page of a list. The params are a struct with
// url tags that embeds ListParams.
func GetList[T any](ctx context.Context, c *Client, path Route, params any, opts ...RequestOption) (*List[T], error) {
	var query url.Values
	_, err := path.expand() // an ID before the parameters, as in all calls
	if err == nil {
		query, err = c.config().encodeQuery(params)
	}
	if query == nil {
		query = url.Values{}
	}
	if err != nil {
		return nil, fmt.Errorf("workos: %s %s: %w", http.MethodGet, path, err)
	}
	return fetch[T](ctx, &source{c, path, maps.Clone(query), slices.Clone(opts)})
}

func fetch[T any](ctx context.Context, from *source) (*List[T], error) {
	page := &List[T]{source: from}
	if err := from.client.Do(ctx, Request{Path: from.path, Query: from.query}, page, from.opts...); err != nil {
		return nil, err
	}
	return page, nil
}

// decode makes room for the items that were asked for, as far as a body of this
// length can hold them, so that Data does not have to grow. It refuses JSON that
// is no list: it would look like an empty one.
func (l *List[T]) decode(body []byte) error {
	room := 0
	if l.source != nil {
		limit, _ := strconv.Atoi(cmp.Or(l.source.query.Get("limit"), "10"))
		room = min(limit, len(body)/max(1, int(reflect.TypeFor[T]().Size())))
	}
	if room > 0 {
		l.Data = make([]T, room+1)
	}
	err := unmarshalJSON(body, l)
	if err == nil && room > 0 && len(l.Data) == room+1 {
		// An array sets the length: there was none, or one longer than was asked for.
		l.Data = nil
		err = unmarshalJSON(body, l)
	}
	if err == nil && l.Data == nil {
		err = errors.New("the list has no data")
	}
	return err
}

// direction returns the query parameter that walks on, and whether the walk is
// backwards: items come last to first.
func (s *source) direction() (cursor string, backwards bool) {
	forward, back := "after", "before"
	if Order(s.query.Get("order")) == OrderNormal {
		forward, back = back, forward
	}
	if s.query.Get(back) != "" && s.query.Get(forward) == "" {
		return back, true
	}
	return forward, false
}

// cursor returns where the page after this one begins, or "".
func (l *List[T]) cursor() string {
	if l.source == nil {
		return ""
	}
	if name, _ := l.source.direction(); name == "before" {
		return l.Metadata.Before
	}
	return l.Metadata.After
}

// HasMore reports whether there is a page after this one, in the direction of
// the walk. An empty page may have one.
func (l *List[T]) HasMore() bool { return l.cursor() != "" }

// Next fetches the page after this one, with the same parameters. It is an empty
// List where HasMore is false.
func (l *List[T]) Next(ctx context.Context) (*List[T], error) {
	if !l.HasMore() {
		return &List[T]{Object: l.Object, Data: []T{}}, nil
	}
	return fetch[T](ctx, l.next(""))
}

// next returns where the page after this one is, with the given limit where the
// caller chose none.
func (l *List[T]) next(limit string) *source {
	from := *l.source
	name, _ := from.direction()
	from.query = maps.Clone(l.source.query)
	from.query.Set(name, l.cursor())
	if limit != "" && !from.query.Has("limit") {
		from.query.Set("limit", limit)
	}
	return &from
}

// All returns the items of this page and of all that follow, which are fetched
// as they are needed, 100 items at a time unless the caller chose a limit. It
// keeps one page in memory at a time and ends after the first error. Where ctx has no
// deadline, DefaultTimeout bounds each page and not the walk.
//
// A list asked for with Before is walked backwards: each page's items come last
// to first, so that they lead away from the cursor.
func (l *List[T]) All(ctx context.Context) iter.Seq2[T, error] {
	return l.walk(func(from *source) func() (*List[T], error) {
		return func() (*List[T], error) { return fetch[T](ctx, from) }
	})
}

// AllAhead is All for loops that take their time: while the items of a page are
// used, the next page is fetched. So it keeps two pages in memory, and has asked
// for one that a loop which ends early does not need; that request is cancelled.
// As with All, DefaultTimeout bounds each page.
func (l *List[T]) AllAhead(ctx context.Context) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		var fetching sync.WaitGroup
		defer fetching.Wait()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		walk := l.walk(func(from *source) func() (*List[T], error) {
			var page *List[T]
			var err error
			apart, release := from.apart()
			fetching.Go(func() { page, err = fetch[T](ctx, apart) })
			return func() (*List[T], error) {
				fetching.Wait()
				release()
				if err == nil {
					page.source = from
				}
				return page, err
			}
		})
		walk(yield)
	}
}

// apart returns a source that leaves what WithResponse fills alone until release:
// the loop may look at it meanwhile.
func (s *source) apart() (apart *source, release func()) {
	var response Response
	var wanted *Response
	apart = &source{client: s.client, path: s.path, query: s.query}
	apart.opts = append(slices.Clip(s.opts), func(o *requestOptions) {
		if wanted = o.response; wanted != nil {
			o.response = &response
		}
	})
	return apart, func() {
		if wanted != nil {
			*wanted = response
		}
	}
}

// walk returns the items of this page and of all that follow. It calls fetch
// before the items of a page are used, and what that returns after them.
func (l *List[T]) walk(fetch func(from *source) func() (*List[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		seen := map[string]bool{}
		for page := l; ; {
			var following func() (*List[T], error)
			more := page.HasMore()
			err := page.repeats(seen)
			if more && err == nil {
				following = fetch(page.next(allLimit))
			}
			if !page.yield(yield) || !more {
				return
			}
			if err == nil {
				page, err = following()
			}
			if err != nil {
				var none T
				yield(none, err)
				return
			}
		}
	}
}

// yield passes on the items of the page, in the order of the walk.
func (l *List[T]) yield(yield func(T, error) bool) bool {
	items := slices.All(l.Data)
	if l.source != nil {
		if _, backwards := l.source.direction(); backwards {
			items = slices.Backward(l.Data)
		}
	}
	for _, item := range items {
		if !yield(item, nil) {
			return false
		}
	}
	return true
}

// repeats returns an error where the cursor to the next page was seen before: a
// walk over such pages would not end.
func (l *List[T]) repeats(seen map[string]bool) error {
	if l.source == nil {
		return nil
	}
	name, _ := l.source.direction()
	seen[l.source.query.Get(name)] = true
	if seen[l.cursor()] && l.HasMore() {
		return fmt.Errorf("workos: %s %s: %w: the cursor %q came twice",
			http.MethodGet, l.source.path, ErrInvalidResponse, truncate(l.cursor(), 100))
	}
	return nil
}
