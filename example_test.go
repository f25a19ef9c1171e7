package workos_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	client := srv.Client()

	orgs := organizations.New(client)
	org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(org.Name)
	// Output: Foo Corp
}

func ExampleNewClient() {
	client := workos.NewClient(
		workos.WithAPIKey("sk_example_123456789"), // or WORKOS_API_KEY
		workos.WithClientID("client_123456789"),   // or WORKOS_CLIENT_ID
		workos.WithMaxRetries(5),
		workos.WithTimeout(20*time.Second),
		workos.WithLogger(slog.Default()),
		workos.WithAppInfo("acme-portal", "2.1.0"),
	)
	fmt.Println(client)
	// Output: workos.Client(https://api.workos.com)
}

// Errors are matched by class with errors.Is, and read with errors.As.
func ExampleError() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	_, err := orgs.Get(ctx, "org_unknown")
	fmt.Println("not found:", errors.Is(err, workos.ErrNotFound))

	_, err = orgs.Create(ctx, organizations.CreateParams{
		Name:       "Foo Corp",
		DomainData: []organizations.DomainData{{Domain: "foo corp", State: organizations.DomainDataStatePending}},
	})
	var apiErr *workos.Error
	if errors.As(err, &apiErr) {
		fmt.Println(apiErr.StatusCode, apiErr.Message)
		for _, field := range apiErr.FieldErrors {
			fmt.Println(field.Field, field.Code)
		}
	}
	// Output:
	// not found: true
	// 422 Validation failed.
	// domain_data[0].domain invalid_domain
}

// A parameter that is missing is an error before anything is sent.
func ExampleParamError() {
	srv := workostest.New()
	defer srv.Close()

	_, err := organizations.New(srv.Client()).Get(context.Background(), "")
	var paramErr *workos.ParamError
	if errors.As(err, &paramErr) {
		fmt.Println(paramErr)
	}
	fmt.Println(len(srv.Requests()), "requests")
	// Output:
	// parameter "id" is empty
	// 0 requests
}

// All walks over a list of any length, a page at a time.
func ExampleList_All() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())
	for i := range 25 {
		if _, err := orgs.Create(ctx, organizations.CreateParams{Name: fmt.Sprintf("Customer %d", i+1)}); err != nil {
			fmt.Println(err)
			return
		}
	}

	page, err := orgs.List(ctx, organizations.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
	if err != nil {
		fmt.Println(err)
		return
	}
	var last string
	for org, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		last = org.Name
	}
	fmt.Println(last)
	// Output: Customer 25
}

// A page can also be turned by hand, to show it to a person.
func ExampleList_Next() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())
	for i := range 5 {
		if _, err := orgs.Create(ctx, organizations.CreateParams{Name: fmt.Sprintf("Customer %d", i+1)}); err != nil {
			fmt.Println(err)
			return
		}
	}

	page, err := orgs.List(ctx, organizations.ListParams{ListParams: workos.ListParams{Limit: 2, Order: workos.OrderAsc}})
	for err == nil {
		fmt.Println(len(page.Data), "from", page.Data[0].Name)
		if !page.HasMore() {
			break
		}
		page, err = page.Next(ctx)
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 2 from Customer 1
	// 2 from Customer 3
	// 1 from Customer 5
}

// What an update does not mention stays as it is; Null clears, Set sends also
// what is zero.
func ExampleOptional() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())
	org, err := orgs.Create(ctx, organizations.CreateParams{
		Name:                             "Foo Corp",
		ExternalID:                       "customer-42",
		AllowProfilesOutsideOrganization: true,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	org, err = orgs.Update(ctx, org.ID, organizations.UpdateParams{
		ExternalID:                       workos.Null[string](),
		AllowProfilesOutsideOrganization: workos.Set(false),
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%q\n", org.ExternalID)
	fmt.Printf("%s\n", srv.Requests()[1].Body)
	// Output:
	// ""
	// {"allow_profiles_outside_organization":false,"external_id":null}
}

// Get calls an operation that no package has.
func ExampleGet() {
	type Organization struct {
		Name string `json:"name"`
	}
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	client := srv.Client()
	created, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}

	org, err := workos.Get[Organization](ctx, client, workos.Path("/organizations/{id}", created.ID), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(org.Name)
	// Output: Foo Corp
}

// A POST is not repeated when WorkOS answers 503: it may have had its effect. On
// an operation that honors the key, it is.
func ExampleWithIdempotencyKey() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	srv.Fail("POST /organizations", 1, workostest.DropConnection()) // after the write
	org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"},
		workos.WithIdempotencyKey("884793cd-bef4-46cf-8790-e3d4957a09ce"))
	if err != nil {
		fmt.Println(err)
		return
	}
	page, err := orgs.List(ctx, organizations.ListParams{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(org.Name, len(srv.Requests())-1, "requests,", len(page.Data), "organization")
	// Output: Foo Corp 2 requests, 1 organization
}

func ExampleWithResponse() {
	srv := workostest.New()
	defer srv.Close()

	var response workos.Response
	_, err := organizations.New(srv.Client()).List(context.Background(), organizations.ListParams{},
		workos.WithResponse(&response))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(response.StatusCode, response.Header.Get("Content-Type"), response.Attempts)
	// Output: 200 application/json; charset=utf-8 1
}

// counter is an HTTPDoer around another.
type counter struct {
	next  workos.HTTPDoer
	calls int
}

func (c *counter) Do(req *http.Request) (*http.Response, error) {
	c.calls++
	return c.next.Do(req)
}

// Anything with a Do method takes the place of the network: a counter, a tracer,
// or a fake of your own.
func ExampleHTTPDoer() {
	srv := workostest.New()
	defer srv.Close()
	doer := &counter{next: srv} // in production: next: workos.NewHTTPClient()
	client := workos.NewClient(workos.WithAPIKey(workostest.APIKey), workos.WithHTTPClient(doer))

	_, err := organizations.New(client).List(context.Background(), organizations.ListParams{})
	fmt.Println(doer.calls, err)
	// Output: 1 <nil>
}

// tracer is an HTTPDoer that tells what is sent, without the IDs.
type tracer struct{ next workos.HTTPDoer }

func (t tracer) Do(req *http.Request) (*http.Response, error) {
	fmt.Println(req.Method, req.Pattern, "attempt", workos.Attempt(req.Context()))
	return t.next.Do(req)
}

func ExampleAttempt() {
	srv := workostest.New()
	defer srv.Close()
	srv.Fail("GET /organizations/{id}", 1, workostest.Respond(503, nil, "busy"))
	client := workos.NewClient(workos.WithAPIKey(workostest.APIKey), workos.WithHTTPClient(tracer{srv}))

	_, err := organizations.New(client).Get(context.Background(), "org_123")
	fmt.Println(errors.Is(err, workos.ErrNotFound))
	// Output:
	// GET /organizations/{id} attempt 1
	// GET /organizations/{id} attempt 2
	// true
}

// The logger gets a record of each attempt, without IDs, headers or bodies.
func ExampleWithLogger() {
	srv := workostest.New()
	defer srv.Close()
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		Level: slog.LevelDebug,
		ReplaceAttr: func(_ []string, attr slog.Attr) slog.Attr {
			switch attr.Key {
			case slog.TimeKey, "duration", "request_id": // different every time
				return slog.Attr{}
			default:
				return attr
			}
		},
	}))
	srv.Fail("GET /organizations/{id}", 1, workostest.Respond(503, nil, "busy"))

	_, err := organizations.New(srv.Client(workos.WithLogger(logger))).Get(context.Background(), "org_123")
	fmt.Println(errors.Is(err, workos.ErrNotFound))
	// Output:
	// level=WARN msg="workos request" method=GET route=/organizations/{id} attempt=1 status=503
	// level=DEBUG msg="workos request" method=GET route=/organizations/{id} attempt=2 status=404
	// true
}

// statusFor returns what a handler answers where a call failed.
func statusFor(err error) int {
	var apiErr *workos.Error
	var paramErr *workos.ParamError
	switch {
	case errors.Is(err, workos.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, workos.ErrConflict):
		return http.StatusConflict
	case errors.Is(err, workos.ErrUnprocessable), errors.As(err, &paramErr):
		return http.StatusUnprocessableEntity // an entry: see FieldErrors, or paramErr.Param
	case errors.Is(err, workos.ErrTooManyRequests), errors.Is(err, workos.ErrServer):
		return http.StatusServiceUnavailable // it was repeated where it may be: later it may work
	case errors.As(err, &apiErr): // such as 401, for a key that is not good
		slog.Error("WorkOS refused",
			"code", apiErr.Code, "request_id", apiErr.RequestID, "error", err)
		return http.StatusBadGateway
	default: // no answer: the network, the context, or a configuration that is wrong
		slog.Error("WorkOS was not asked, or did not answer", "error", err)
		return http.StatusServiceUnavailable
	}
}

func Example_status() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))

	_, err := orgs.Get(ctx, "org_unknown")
	fmt.Println(statusFor(err))
	_, err = orgs.Create(ctx, organizations.CreateParams{})
	fmt.Println(statusFor(err))
	srv.Fail("GET /organizations/{id}", 1, workostest.Respond(503, nil, "busy"))
	_, err = orgs.Get(ctx, "org_unknown")
	fmt.Println(statusFor(err))
	// Output:
	// 404
	// 422
	// 503
}

// createCustomer creates an organization once, however often it is called for a
// customer: the key, of what the application has stored, holds for 24 hours, and the
// external ID for good.
func createCustomer(
	ctx context.Context, orgs *organizations.Service, customerID, name string,
) (*organizations.Organization, error) {
	org, err := orgs.GetByExternalID(ctx, customerID)
	if !errors.Is(err, workos.ErrNotFound) {
		return org, err // it is there, or nobody knows
	}
	return orgs.Create(ctx,
		organizations.CreateParams{Name: name, ExternalID: customerID},
		workos.WithIdempotencyKey("create-organization-"+customerID),
	)
}

func Example_once() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	first, err := createCustomer(ctx, orgs, "customer-42", "Foo Corp")
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.Advance(48 * time.Hour)
	second, err := createCustomer(ctx, orgs, "customer-42", "Foo Corp")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(first.ID == second.ID)
	// Output: true
}
