package readme_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// What README.md shows, which go run ./internal/docs copies.

// find tells what became of an organization.
func find(ctx context.Context, orgs *organizations.Service, id string) (*organizations.Organization, error) {
	org, err := orgs.Get(ctx, id)
	var apiErr *workos.Error
	switch {
	case errors.Is(err, workos.ErrNotFound):
		// it was deleted
	case errors.As(err, &apiErr):
		log.Println(apiErr.StatusCode, apiErr.Code, apiErr.Message, apiErr.FieldErrors, apiErr.RequestID)
	case err != nil:
		// no answer: the network, or the context
	}
	return org, err
}

func routes(client *workos.Client) (http.Handler, error) {
	auth, err := authkit.New(client, authkit.Config{}) // WORKOS_REDIRECT_URI, WORKOS_COOKIE_PASSWORD
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("GET /login", auth.SignIn())
	mux.Handle("GET /callback", auth.Callback())
	mux.Handle("POST /logout", auth.SignOut())
	mux.Handle("/", auth.RequireUser(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "Hello %s", authkit.FromContext(r.Context()).User.FirstName)
	})))
	return mux, nil
}

// database is where the application keeps its people.
type database interface {
	AddUser(ctx context.Context, id, email string) error
	RemoveAccess(ctx context.Context, directoryUserID string) error
}

func receiver(db database, secret string) http.Handler {
	mux := events.NewMux()
	events.Handle(mux, func(ctx context.Context, e events.UserCreated) error {
		return db.AddUser(ctx, e.Data.ID, e.Data.Email)
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
		return db.RemoveAccess(ctx, e.Data.ID)
	})
	return webhooks.Handler(secret, mux.Dispatch)
}

func printNames(ctx context.Context, orgs *organizations.Service) error {
	page, err := orgs.List(ctx, organizations.ListParams{Search: "corp"})
	if err != nil {
		return err
	}
	for org, err := range page.All(ctx) {
		if err != nil {
			return err
		}
		fmt.Println(org.Name)
	}
	return nil
}

func change(ctx context.Context, orgs *organizations.Service, id string) (*organizations.Organization, error) {
	return orgs.Update(ctx, id, organizations.UpdateParams{
		Name:                             "Bar Corp",            // set
		ExternalID:                       workos.Null[string](), // cleared
		AllowProfilesOutsideOrganization: workos.Set(false),     // set, although zero
		Metadata: workos.Set(workos.MetadataUpdate{
			"tier":  workos.Set("gold"),    // this key set
			"trial": workos.Null[string](), // this one removed
		}),
	})
}

func TestOnboarding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict()) // refuses what the API does not know
	app := NewApp(srv.Client())

	srv.Fail("POST /organizations", 1, workostest.DropConnection()) // performed, and the answer is lost
	require.NoError(t, app.Onboard(t.Context(), "Foo Corp"))        // with an idempotency key
	require.Len(t, srv.Writes(), 1)                                 // the retry created nothing

	ann := srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", EmailVerified: true, Password: "correct horse"})
	srv.RequireMFA(true)
	_, err := app.SignIn(t.Context(), ann.Email, "correct horse")
	var enroll *usermanagement.MFAEnrollmentError
	require.ErrorAs(t, err, &enroll)

	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{}).ID)
	directory.SuspendUser(directory.AddUser(directorysync.User{Email: ann.Email}).ID)
	_, err = srv.Deliver(t.Context(), app.Webhooks(), "whsec_1", workostest.DeliverTwice())
	require.NoError(t, err) // signed, at least once, each event twice
}

// App is an application to test.
type App struct {
	orgs  *organizations.Service
	users *usermanagement.Service
}

func NewApp(client *workos.Client) *App {
	return &App{organizations.New(client), usermanagement.New(client)}
}

func (a *App) Onboard(ctx context.Context, customer string) error {
	_, err := a.orgs.Create(ctx, organizations.CreateParams{Name: customer}, workos.WithIdempotencyKey(customer))
	return err
}

func (a *App) SignIn(ctx context.Context, email, password string) (*usermanagement.Authentication, error) {
	return a.users.AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{Email: email, Password: password})
}

func (a *App) Webhooks() http.Handler { return receiver(people{}, "whsec_1") }

// people is a database in memory.
type people map[string]string

func (p people) AddUser(_ context.Context, id, email string) error {
	p[id] = email
	return nil
}

func (p people) RemoveAccess(_ context.Context, id string) error {
	delete(p, id)
	return nil
}

// What README.md shows beside tests works, too.
func TestReadme(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	foo := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp", ExternalID: "customer-42"})

	require.NoError(t, printNames(t.Context(), orgs))
	bar, err := change(t.Context(), orgs, foo.ID)
	require.NoError(t, err)
	require.Equal(t, "Bar Corp", bar.Name)
	require.Empty(t, bar.ExternalID)
	_, err = find(t.Context(), orgs, "org_unknown")
	require.ErrorIs(t, err, workos.ErrNotFound)

	_, err = routes(srv.Client())
	require.ErrorContains(t, err, "WORKOS_REDIRECT_URI")
}
