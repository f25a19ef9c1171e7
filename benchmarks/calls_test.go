package benchmarks_test

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
)

const (
	apiKey = "sk_test_a2V5XzAxSEVNQ0tWRUpBR0ZUQVpSOUQ3"
	orgID  = "org_01EHZNVPK3SFK441A1RGBFSHRT"
)

const organization = `{
	"object": "organization",
	"id": "org_01EHZNVPK3SFK441A1RGBFSHRT",
	"name": "Foo Corporation",
	"allow_profiles_outside_organization": false,
	"domains": [
		{
			"object": "organization_domain",
			"id": "org_domain_01EHZNVPK2QXHMVWCEDQEKY69A",
			"organization_id": "org_01EHZNVPK3SFK441A1RGBFSHRT",
			"domain": "foo-corp.com",
			"state": "verified",
			"verification_prefix": "superapp-domain-verification-z3kjny",
			"verification_token": "m5Oztg3jdK4NJLgs8uIlIprMw",
			"verification_strategy": "dns",
			"created_at": "2026-01-15T12:00:00.000Z",
			"updated_at": "2026-01-15T12:00:00.000Z"
		}
	],
	"metadata": {"tier": "gold"},
	"external_id": "2fe01467-f7ea-4dd2-8b79-c2b4f56d0191",
	"stripe_customer_id": "cus_R9qWAGMQ6nGE7V",
	"created_at": "2026-01-15T12:00:00.000Z",
	"updated_at": "2026-01-15T12:00:00.000Z"
}`

var createParams = organizations.CreateParams{
	Name:       "Foo Corporation",
	DomainData: []organizations.DomainData{{Domain: "foo-corp.com", State: organizations.DomainDataStateVerified}},
	Metadata:   map[string]string{"tier": "gold"},
	ExternalID: "2fe01467-f7ea-4dd2-8b79-c2b4f56d0191",
}

var eightFilters = events.ListParams{
	ListParams:     workos.ListParams{Before: "event_01K", After: "event_01A", Limit: 50, Order: workos.OrderAsc},
	Events:         []events.Type{events.TypeUserCreated, events.TypeUserDeleted, events.TypeUserUpdated},
	RangeStart:     time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC),
	RangeEnd:       time.Date(2026, 2, 15, 12, 0, 0, 0, time.UTC),
	OrganizationID: orgID,
}

const emptyList = `{"object":"list","data":[],"list_metadata":{"before":null,"after":null}}`

// users returns a page of n users.
func users(n int) string {
	var page bytes.Buffer
	page.WriteString(`{"object":"list","data":[`)
	for i := range n {
		if i > 0 {
			page.WriteByte(',')
		}
		fmt.Fprintf(&page, `{"object":"user","id":"user_01E4ZCR3C56J083X43JQXF3%03d","email":"marcelina.davis%[1]d@example.com",`+
			`"first_name":"Marcelina","last_name":"Davis","email_verified":true,`+
			`"profile_picture_url":"https://workoscdn.com/images/v1/%[1]d.png","external_id":"f1ffa2b2-c20b-4d39-be5c-212726e%03[1]d",`+
			`"metadata":{"timezone":"America/New_York"},"last_sign_in_at":"2026-01-15T12:00:00.000Z","locale":"en-US",`+
			`"created_at":"2026-01-15T12:00:00.000Z","updated_at":"2026-01-15T12:00:00.000Z"}`, i)
	}
	page.WriteString(`],"list_metadata":{"before":null,"after":null}}`)
	return page.String()
}

// constant answers every request with the same body, in the process.
type constant string

func (c constant) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		_, _ = io.Copy(io.Discard, req.Body)
		req.Body.Close()
	}
	return &http.Response{
		StatusCode:    http.StatusOK,
		Status:        "200 OK",
		Header:        http.Header{"Content-Type": {"application/json; charset=utf-8"}, "X-Request-Id": {"req_01EHZNVPK3SFK441A1RGBFSHRT"}},
		Body:          io.NopCloser(strings.NewReader(string(c))),
		ContentLength: int64(len(c)),
		Request:       req,
	}, nil
}

// inProcess returns the two that are compared, on the same transport.
func inProcess(body string) (*floor, *workos.Client) {
	httpClient := &http.Client{Transport: constant(body)}
	sdk := workos.NewClient(workos.WithAPIKey(apiKey), workos.WithHTTPClient(httpClient))
	return &floor{httpClient, sdk.BaseURL(), apiKey, "workos-go/0.1.0 (go1.26.0)"}, sdk
}

// compare runs the floor and the library side by side.
func compare[T any](b *testing.B, byHand, sdk func() (T, error)) {
	b.Helper()
	run := func(f func() (T, error)) func(*testing.B) {
		return func(b *testing.B) {
			b.Helper()
			b.ReportAllocs()
			for b.Loop() {
				if _, err := f(); err != nil {
					b.Fatal(err)
				}
			}
		}
	}
	b.Run("impl=floor", run(byHand))
	b.Run("impl=sdk", run(sdk))
}

func BenchmarkGet(b *testing.B) {
	byHand, client := inProcess(organization)
	orgs := organizations.New(client)
	compare(b,
		func() (*organizations.Organization, error) { return byHand.get(b.Context(), orgID) },
		func() (*organizations.Organization, error) { return orgs.Get(b.Context(), orgID) })
}

func BenchmarkCreate(b *testing.B) {
	byHand, client := inProcess(organization)
	orgs := organizations.New(client)
	compare(b,
		func() (*organizations.Organization, error) { return byHand.create(b.Context(), createParams) },
		func() (*organizations.Organization, error) { return orgs.Create(b.Context(), createParams) })
}

func BenchmarkListWith8Filters(b *testing.B) {
	byHand, client := inProcess(emptyList)
	service := events.New(client)
	compare(b,
		func() (*workos.List[events.Event], error) { return byHand.listEvents(b.Context(), eightFilters) },
		func() (*workos.List[events.Event], error) { return service.List(b.Context(), eightFilters) })
}

func BenchmarkList100Users(b *testing.B) {
	byHand, client := inProcess(users(100))
	service := usermanagement.New(client)
	compare(b,
		func() (*workos.List[usermanagement.User], error) {
			return send[workos.List[usermanagement.User]](b.Context(), byHand, http.MethodGet, "/user_management/users?limit=100", nil)
		},
		func() (*workos.List[usermanagement.User], error) {
			return service.ListUsers(b.Context(), usermanagement.ListUsersParams{ListParams: workos.ListParams{Limit: 100}})
		})
}
