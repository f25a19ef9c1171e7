package authkit_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func hello(w http.ResponseWriter, r *http.Request) {
	s := authkit.FromContext(r.Context())
	fmt.Fprintf(w, "Hello %s", s.User.FirstName)
}

func Example() {
	srv := workostest.New()
	defer srv.Close()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", FirstName: "Ann", EmailVerified: true})
	mux := http.NewServeMux()
	app := httptest.NewServer(mux)
	defer app.Close()

	// In production: workos.NewClient(), and the rest from the environment.
	auth, err := authkit.New(srv.Client(workos.WithBaseURL(srv.URL())), authkit.Config{
		RedirectURI:     app.URL + "/callback",
		CookiePasswords: []string{"correct-horse-battery-staple-0001"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	mux.Handle("GET /login", auth.SignIn())
	mux.Handle("GET /callback", auth.Callback())
	mux.Handle("POST /logout", auth.SignOut())
	mux.Handle("/", auth.RequireUser(http.HandlerFunc(hello)))

	// A browser goes to a page, is sent to AuthKit, and comes back.
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar}
	req, err := http.NewRequest(http.MethodGet, app.URL+"/projects", http.NoBody)
	if err != nil {
		fmt.Println(err)
		return
	}
	req.Header.Set("Accept", "text/html")
	res, err := browser.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	body, _ := io.ReadAll(res.Body)
	fmt.Printf("%s: %s\n", res.Request.URL.Path, body)
	// Output: /projects: Hello Ann
}

// An API takes access tokens, and answers 401 without one that is good.
func ExampleAuthKit_RequireUser() {
	srv := workostest.New()
	defer srv.Close()
	user := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", EmailVerified: true, Password: "correct horse battery"})
	auth, err := authkit.New(srv.Client(), authkit.Config{
		RedirectURI:     "https://app.example.com/callback",
		CookiePasswords: []string{"correct-horse-battery-staple-0001"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	api := auth.RequireUser(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, authkit.FromContext(r.Context()).User.ID == user.ID)
	}))

	signedIn, err := usermanagement.New(srv.Client()).AuthenticateWithPassword(context.Background(), usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@example.com", Password: "correct horse battery",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, token := range []string{signedIn.AccessToken, "forged"} {
		req := httptest.NewRequest(http.MethodGet, "/projects", http.NoBody)
		req.Header.Set("Authorization", "Bearer "+token)
		res := httptest.NewRecorder()
		api.ServeHTTP(res, req)
		fmt.Print(res.Code, " ", res.Body)
	}
	// Output:
	// 200 true
	// 401 {"message":"Nobody is signed in."}
}

// A page of its own for a customer, who signs in to the one organization.
func ExampleAuthKit_SignInURL() {
	srv := workostest.New()
	defer srv.Close()
	auth, err := authkit.New(srv.Client(), authkit.Config{
		RedirectURI:     "https://app.example.com/callback",
		CookiePasswords: []string{"correct-horse-battery-staple-0001"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	login := func(w http.ResponseWriter, r *http.Request) {
		target, err := auth.SignInURL(w, r, "/dashboard", usermanagement.AuthorizationURLParams{OrganizationID: "org_foo"})
		if err != nil {
			http.Error(w, "Sorry.", http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, target, http.StatusSeeOther)
	}

	res := httptest.NewRecorder()
	login(res, httptest.NewRequest(http.MethodGet, "/foo/login", http.NoBody))
	target, _ := res.Result().Location()
	fmt.Println(target.Path, target.Query().Get("organization_id"))
	// Output: /user_management/authorize org_foo
}

// newApplication returns a web application whose people sign in with AuthKit.
func newApplication(client *workos.Client) (http.Handler, error) {
	auth, err := authkit.New(client, authkit.Config{}) // the environment says the rest
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /login", auth.SignIn())
	mux.Handle("GET /signup", auth.SignUp())
	mux.Handle("GET /callback", auth.Callback()) // the redirect URI
	mux.Handle("POST /logout", auth.SignOut())
	mux.Handle("POST /organization", auth.SwitchOrganization())

	mux.Handle("GET /{$}", auth.WithUser(http.HandlerFunc(welcome)))
	mux.Handle("GET /projects", auth.RequireUser(http.HandlerFunc(hello)))
	mux.Handle("GET /reports", auth.RequirePermission("reports:read")(http.HandlerFunc(hello)))
	mux.Handle("GET /admin", auth.RequireRole("admin")(http.HandlerFunc(hello)))
	return http.NewCrossOriginProtection().Handler(mux), nil // for forms of your own
}

func welcome(w http.ResponseWriter, r *http.Request) {
	if s := authkit.FromContext(r.Context()); s != nil {
		fmt.Fprintf(w, "Hello %s", s.User.FirstName)
		return
	}
	fmt.Fprint(w, "Hello, whoever you are")
}

// people is where the application keeps its own record of users.
type people interface {
	Save(ctx context.Context, id, email string) error
}

// newAuth returns what several machines sign people in with. The Store is one that
// all of them reach.
func newAuth(client *workos.Client, store session.Store, people people) (*authkit.AuthKit, error) {
	return authkit.New(client, authkit.Config{
		Store:        store,
		SignedOutURL: "https://app.example.com/",
		OnSignIn: func(r *http.Request, auth *usermanagement.Authentication) error {
			return people.Save(r.Context(), auth.User.ID, auth.User.Email)
		},
	})
}

// signInTo returns the handler that signs people in to one organization, by
// whatever that customer has set up.
func signInTo(auth *authkit.AuthKit, organizationID string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		target, err := auth.SignInURL(w, r, "/projects", usermanagement.AuthorizationURLParams{
			OrganizationID: organizationID,
		})
		if err != nil {
			http.Error(w, "Sorry, this does not work at the moment.", http.StatusInternalServerError)
			return
		}
		http.Redirect(w, r, target, http.StatusSeeOther)
	}
}
