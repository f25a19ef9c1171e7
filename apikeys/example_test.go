package apikeys_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/apikeys"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	keys := apikeys.New(srv.Client())

	key, err := keys.Create(ctx, org.ID, apikeys.CreateParams{Name: "CI", Permissions: []string{"posts:read"}})
	if err != nil {
		fmt.Println(err)
		return
	}

	// Later, a program of Foo Corp sends the value with a request.
	for _, value := range []string{key.Value, "sk_guessed"} {
		validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: value})
		switch {
		case err != nil:
			fmt.Println(err)
		case validation.APIKey == nil:
			fmt.Println("unauthorized")
		case !slices.Contains(validation.APIKey.Permissions, "posts:read"):
			fmt.Println("forbidden")
		default:
			fmt.Println("welcome", validation.APIKey.Owner.ID == org.ID)
		}
	}
	// Output:
	// welcome true
	// unauthorized
}

// The application lets in whoever sends a good key. That nobody can say whether a
// key is good is neither the customer's fault nor a reason to let anybody in.
func ExampleService_Validate() {
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	keys := apikeys.New(srv.Client())

	requirePermission := func(permission string, next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			value, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
			if value == "" {
				http.Error(w, "an API key is missing", http.StatusUnauthorized)
				return
			}
			validation, err := keys.Validate(r.Context(), apikeys.ValidateParams{Value: value})
			switch {
			case err != nil:
				http.Error(w, "try again later", http.StatusServiceUnavailable)
			case validation.APIKey == nil:
				http.Error(w, "the API key is not good", http.StatusUnauthorized)
			case !slices.Contains(validation.APIKey.Permissions, permission):
				http.Error(w, "the API key does not allow this", http.StatusForbidden)
			default:
				next.ServeHTTP(w, r)
			}
		})
	}
	posts := requirePermission("posts:read", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, "all posts")
	}))

	get := func(authorization string) {
		r := httptest.NewRequest(http.MethodGet, "/posts", nil)
		r.Header.Set("Authorization", authorization)
		w := httptest.NewRecorder()
		posts.ServeHTTP(w, r)
		fmt.Println(w.Code, strings.TrimSpace(w.Body.String()))
	}
	reader, err := keys.Create(context.Background(), org.ID, apikeys.CreateParams{Name: "CI", Permissions: []string{"posts:read"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	writer, err := keys.Create(context.Background(), org.ID, apikeys.CreateParams{Name: "CD", Permissions: []string{"posts:write"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	get("")
	get("Bearer sk_guessed")
	get("Bearer " + writer.Value)
	get("Bearer " + reader.Value)
	srv.Fail("POST /api_keys/validations", 1, workostest.Respond(http.StatusNotImplemented, nil, "")) // an outage that lasts
	get("Bearer " + reader.Value)
	// Output:
	// 401 an API key is missing
	// 401 the API key is not good
	// 403 the API key does not allow this
	// 200 all posts
	// 503 try again later
}

// Two weeks are time enough to move to another key.
func ExampleService_Expire() {
	ctx := context.Background()
	srv := workostest.New(workostest.WithTime(time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)))
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	keys := apikeys.New(srv.Client())
	old, err := keys.Create(ctx, org.ID, apikeys.CreateParams{Name: "CI"})
	if err != nil {
		fmt.Println(err)
		return
	}

	expiring, err := keys.Expire(ctx, old.ID, apikeys.ExpireParams{ExpiresAt: workos.Set(srv.Now().AddDate(0, 0, 14))})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(expiring.ExpiresAt.Format(time.DateOnly))

	srv.Advance(15 * 24 * time.Hour)
	validation, err := keys.Validate(ctx, apikeys.ValidateParams{Value: old.Value})
	fmt.Println(validation.APIKey == nil, err)
	// Output:
	// 2026-01-29
	// true <nil>
}
