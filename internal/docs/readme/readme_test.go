package readme_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// What README.md shows, which go run ./internal/docs copies.

// TestMain runs the Example on a WorkOS inside this process.
func TestMain(m *testing.M) {
	srv := workostest.New(workostest.WithSeed(1))
	defer srv.Close()
	srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	os.Setenv("WORKOS_API_KEY", workostest.APIKey)
	os.Setenv("WORKOS_BASE_URL", srv.URL())
	m.Run()
}

func Example_first() {
	ctx := context.Background()
	client := workos.NewClient() // reads WORKOS_API_KEY

	page, err := organizations.New(client).List(ctx, organizations.ListParams{})
	if err != nil {
		log.Fatal(err)
	}
	for org, err := range page.All(ctx) { // fetches the rest, 100 a request
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(org.Name)
	}
	// Output: Foo Corp
}

// name tells what an organization is called.
func name(ctx context.Context, orgs *organizations.Service, id string) (string, error) {
	org, err := orgs.Get(ctx, id)
	var apiErr *workos.Error
	switch {
	case err == nil:
		return org.Name, nil
	case errors.Is(err, workos.ErrNotFound):
		return "", nil // it was deleted
	case errors.As(err, &apiErr):
		log.Println(apiErr.StatusCode, apiErr.Code, apiErr.FieldErrors, apiErr.RequestID)
	}
	return "", err // otherwise no answer: an empty ID, the network, or the context
}

// change sets some fields of an organization and clears others.
func change(ctx context.Context, orgs *organizations.Service, id string) error {
	_, err := orgs.Update(ctx, id, organizations.UpdateParams{
		Name:                             "Bar Corp",            // set
		ExternalID:                       workos.Null[string](), // cleared
		AllowProfilesOutsideOrganization: workos.Set(false),     // set, although zero
		Metadata: workos.Set(workos.MetadataUpdate{
			"tier":  workos.Set("gold"),    // this key set
			"trial": workos.Null[string](), // this one removed
		}),
	})
	return err
}

func TestOnboarding(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t, workostest.WithStrict()) // refuses unknown parameters
	app := NewApp(srv.Client())

	// WorkOS makes the organization, and its answer is lost.
	srv.Fail("POST /organizations", 1, workostest.DropConnection())
	require.NoError(t, app.Onboard(t.Context(), "Foo Corp"))
	require.Len(t, srv.Writes(), 1) // asked again, with an idempotency key: made once

	// Ann leaves the company, and the application hears of it.
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{}).ID)
	ann := directory.AddUser(directorysync.User{Email: "ann@foo-corp.com"})
	app.AddUser(ann.ID)
	directory.SuspendUser(ann.ID) // as most who leave: few are deleted
	_, err := srv.Deliver(t.Context(), app.Webhooks(), "whsec_1", workostest.DeliverTwice())
	require.NoError(t, err) // signed, and each event twice
	require.False(t, app.HasAccess(ann.ID))
}

// App is an application to test.
type App struct {
	orgs   *organizations.Service
	people map[string]bool
}

func NewApp(client *workos.Client) *App {
	return &App{organizations.New(client), map[string]bool{}}
}

func (a *App) Onboard(ctx context.Context, customer string) error {
	_, err := a.orgs.Create(ctx, organizations.CreateParams{Name: customer}, workos.WithIdempotencyKey(customer))
	return err
}

func (a *App) AddUser(id string)        { a.people[id] = true }
func (a *App) HasAccess(id string) bool { return a.people[id] }

func (a *App) Webhooks() http.Handler {
	mux := events.NewMux()
	events.Handle(mux, func(_ context.Context, e events.DSyncUserUpdated) error {
		if e.Data.Deprovisioned() {
			delete(a.people, e.Data.ID)
		}
		return nil
	})
	events.Handle(mux, func(_ context.Context, e events.DSyncUserDeleted) error {
		delete(a.people, e.Data.ID)
		return nil
	})
	return webhooks.Handler("whsec_1", mux.Dispatch)
}

// Who is deleted loses access as well, and nobody whom the directory changes alone.
func TestOtherChanges(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	app := NewApp(srv.Client())
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{}).ID)
	ann := directory.AddUser(directorysync.User{Email: "ann@foo-corp.com"})
	bob := directory.AddUser(directorysync.User{Email: "bob@foo-corp.com"})
	app.AddUser(ann.ID)
	app.AddUser(bob.ID)
	directory.UpdateUser(directorysync.User{ID: ann.ID, Email: "ann.lee@foo-corp.com"})
	directory.DeleteUser(bob.ID)
	_, err := srv.Deliver(t.Context(), app.Webhooks(), "whsec_1")
	require.NoError(t, err)
	require.True(t, app.HasAccess(ann.ID))
	require.False(t, app.HasAccess(bob.ID))
}

// What README.md shows beside tests works, too.
func TestReadme(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	orgs := organizations.New(srv.Client())
	foo := srv.AddOrganization(organizations.CreateParams{
		Name: "Foo Corp", ExternalID: "customer-42", Metadata: map[string]string{"trial": "yes"},
	})

	called, err := name(t.Context(), orgs, foo.ID)
	require.NoError(t, err)
	require.Equal(t, "Foo Corp", called)
	called, err = name(t.Context(), orgs, "org_unknown")
	require.NoError(t, err)
	require.Empty(t, called)

	require.NoError(t, change(t.Context(), orgs, foo.ID))
	bar, err := orgs.Get(t.Context(), foo.ID)
	require.NoError(t, err)
	require.Equal(t, "Bar Corp", bar.Name)
	require.Empty(t, bar.ExternalID)
	require.Equal(t, map[string]string{"tier": "gold"}, bar.Metadata)
}
