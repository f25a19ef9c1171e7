package benchmarks_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
)

// floor calls the API by hand: what somebody writes who has no library, with the
// headers that the library sends and the types that it decodes.
type floor struct {
	client    *http.Client
	url       string
	key       string
	userAgent string
}

func (f *floor) get(ctx context.Context, id string) (*organizations.Organization, error) {
	return send[organizations.Organization](ctx, f, http.MethodGet, "/organizations/"+url.PathEscape(id), nil)
}

func (f *floor) create(ctx context.Context, params organizations.CreateParams) (*organizations.Organization, error) {
	body, err := json.Marshal(params)
	if err != nil {
		return nil, err
	}
	return send[organizations.Organization](ctx, f, http.MethodPost, "/organizations", body)
}

// listEvents asks with all filters that the operation has: eight.
func (f *floor) listEvents(ctx context.Context, params events.ListParams) (*workos.List[events.Event], error) {
	query := url.Values{}
	types := make([]byte, 0, 64)
	for i, kind := range params.Events {
		if i > 0 {
			types = append(types, ',')
		}
		types = append(types, kind...)
	}
	query.Set("events", string(types))
	query.Set("range_start", params.RangeStart.Format("2006-01-02T15:04:05.999999999Z07:00"))
	query.Set("range_end", params.RangeEnd.Format("2006-01-02T15:04:05.999999999Z07:00"))
	query.Set("organization_id", params.OrganizationID)
	query.Set("before", params.Before)
	query.Set("after", params.After)
	query.Set("limit", strconv.Itoa(params.Limit))
	query.Set("order", string(params.Order))
	return send[workos.List[events.Event]](ctx, f, http.MethodGet, "/events?"+query.Encode(), nil)
}

// send sends a request and decodes the answer. It is no method, as those have no
// type parameters.
func send[T any](ctx context.Context, f *floor, method, path string, body []byte) (*T, error) {
	var reader io.Reader
	if body != nil {
		reader = bytes.NewReader(body)
	}
	req, err := http.NewRequestWithContext(ctx, method, f.url+path, reader)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Authorization", "Bearer "+f.key)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", f.userAgent)
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	res, err := f.client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", res.Status, data)
	}
	out := new(T)
	if err := json.Unmarshal(data, out); err != nil {
		return nil, err
	}
	return out, nil
}
