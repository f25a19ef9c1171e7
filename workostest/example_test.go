package workostest_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// In a test, NewServer(t) closes the server at its end.
func Example() {
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	_, err := orgs.Create(context.Background(), organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, request := range srv.Requests() {
		fmt.Printf("%s %s\n", request, request.Body)
	}
	// Output: POST /organizations {"name":"Foo Corp"}
}

// Fail makes the next calls of a route go wrong.
func ExampleServer_Fail() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	srv.Fail("POST /organizations", 1, workostest.Respond(503, nil, "upstream connect error"))
	_, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	fmt.Println(errors.Is(err, workos.ErrServer), len(srv.Requests()))
	// Output: true 1
}

// A call whose answer was lost is repeated under the same key, and does nothing
// twice.
func ExampleServer_Writes() {
	srv := workostest.New()
	defer srv.Close()
	orgs := organizations.New(srv.Client())

	srv.Fail("POST /organizations", 1, workostest.DropConnection())
	_, err := orgs.Create(context.Background(), organizations.CreateParams{Name: "Foo Corp"},
		workos.WithIdempotencyKey("signup-4711"))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(srv.Requests()), "requests")
	fmt.Println(len(srv.Writes()), "write")
	// Output:
	// 2 requests
	// 1 write
}

// With the same seed, the same calls go wrong.
func ExampleServer_FailRandomly() {
	ctx := context.Background()
	srv := workostest.New(workostest.WithSeed(1))
	defer srv.Close()
	orgs := organizations.New(srv.Client(workos.WithMaxRetries(0)))

	srv.FailRandomly("GET /organizations", 0.3, workostest.RateLimit(time.Second))
	failed := 0
	for range 10 {
		if _, err := orgs.List(ctx, organizations.ListParams{}); errors.Is(err, workos.ErrTooManyRequests) {
			failed++
		}
	}
	fmt.Println(failed, "of 10 calls failed")
	// Output: 4 of 10 calls failed
}

// A strict server names what the API does not know.
func ExampleWithStrict() {
	srv := workostest.New(workostest.WithStrict())
	defer srv.Close()

	_, err := workos.Post[organizations.Organization](context.Background(), srv.Client(), workos.Path("/organizations"),
		map[string]string{"name": "Foo Corp", "externalId": "4711"})
	var apiErr *workos.Error
	if errors.As(err, &apiErr) {
		fmt.Println(apiErr.StatusCode, apiErr.FieldErrors[0].Field, apiErr.FieldErrors[0].Code)
	}
	// Output: 422 externalId unknown_parameter
}

// Whatever speaks HTTP finds the server at its URL.
func ExampleServer_URL() {
	srv := workostest.New()
	defer srv.Close()

	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, srv.URL()+"/organizations?limit=1000", nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Authorization", "Bearer "+workostest.APIKey)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	fmt.Println(res.Status)
	// Output: 422 Unprocessable Entity
}

// What would have been e-mailed is in the outbox.
func ExampleServer_Outbox() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())

	if _, err := users.CreateMagicAuth(ctx, usermanagement.CreateMagicAuthParams{Email: "ann@foo-corp.com"}); err != nil {
		fmt.Println(err)
		return
	}
	mail := srv.Outbox()[0]
	auth, err := users.AuthenticateWithMagicAuth(ctx, usermanagement.AuthenticateWithMagicAuthParams{
		Email: mail.To,
		Code:  mail.Code,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(auth.User.Email)
	// Output: ann@foo-corp.com
}

// Somebody clicks on the application at the identity provider, and arrives at the
// redirect URI with a code that nobody asked for, and no state.
func ExampleServer_Browse_idpInitiated() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	connection := srv.AddConnection(sso.Connection{OrganizationID: "org_123"})
	srv.AddProfile(connection.ID, sso.Profile{Email: "ann@foo-corp.com"})

	atIDP, err := sso.New(srv.Client()).AuthorizationURL(sso.AuthorizationURLParams{
		Connection:  connection.ID,
		LoginHint:   "ann@foo-corp.com",
		RedirectURI: "https://app.example.com/callback",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	query, err := srv.Browse(ctx, atIDP)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("code:", query.Has("code"), "state:", query.Has("state"))
	// The test goes on with "/callback?" + query.Encode().

	// Output: code: true state: false
}

// The server's clock is the test's own.
func ExampleServer_Advance() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	users := usermanagement.New(srv.Client())
	invitation, err := users.SendInvitation(ctx, usermanagement.SendInvitationParams{Email: "ann@foo-corp.com"})
	if err != nil {
		fmt.Println(err)
		return
	}

	srv.Advance(8 * 24 * time.Hour)
	invitation, err = users.GetInvitation(ctx, invitation.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(invitation.State)
	// Output: expired
}

// An operation that the server does not have is answered by the test.
func ExampleServer_Handle() {
	srv := workostest.New()
	defer srv.Close()
	srv.Handle("POST /things/{id}/paint", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"id":%q,"color":"red"}`, r.PathValue("id"))
	})

	type thing struct{ ID, Color string }
	painted, err := workos.Post[thing](context.Background(), srv.Client(), workos.Path("/things/{id}/paint", "thing_1"), nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(painted.ID, painted.Color)
	// Output: thing_1 red
}

// A customer's directory provisions users, and the application hears of them.
func ExampleServer_Deliver() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()

	// What happens at the customer:
	okta := srv.Directory(srv.AddDirectory(directorysync.Directory{Name: "Foo Corp"}).ID)
	ada := okta.AddUser(directorysync.User{Email: "ada@foo-corp.com"})
	okta.SuspendUser(ada.ID)

	// The application:
	secret := "whsec_of_the_application"
	handler := webhooks.Handler(secret, func(_ context.Context, event *events.Event) error {
		fmt.Println(event.Type)
		return nil
	})

	if _, err := srv.Deliver(ctx, handler, secret); err != nil {
		fmt.Println(err)
	}
	tampered, _ := srv.Deliver(ctx, handler, secret,
		workostest.DeliverAgain(), workostest.DeliverCorrupted())
	fmt.Println(tampered[0].StatusCode)
	// Output:
	// dsync.activated
	// dsync.user.created
	// dsync.user.updated
	// 400
}
