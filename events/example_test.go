package events_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	mux := events.NewMux()
	events.Handle(mux, func(_ context.Context, e events.UserCreated) error {
		fmt.Println("welcome", e.Data.Email)
		return nil
	})
	lockOut := func(user directorysync.User) error {
		fmt.Println("lock out", user.Email)
		return nil
	}
	events.Handle(mux, func(_ context.Context, e events.DSyncUserUpdated) error {
		if !e.Data.Deprovisioned() {
			return nil
		}
		return lockOut(e.Data.User) // most who leave are suspended or inactive, and not deleted
	})
	events.Handle(mux, func(_ context.Context, e events.DSyncUserDeleted) error {
		return lockOut(e.Data)
	})
	mux.Fallback(func(_ context.Context, event *events.Event) error {
		fmt.Println("ignored", event.Type, string(event.Data))
		return nil
	})

	// What webhooks.Handler and a Consumer do:
	for _, event := range []*events.Event{
		{ID: "event_1", Type: events.TypeUserCreated, Data: []byte(`{"email":"ann@foo-corp.com"}`)},
		{ID: "event_2", Type: events.TypeDSyncUserUpdated, Data: []byte(`{"email":"ann@foo-corp.com","state":"active"}`)},
		{ID: "event_3", Type: events.TypeDSyncUserUpdated, Data: []byte(`{"email":"ann@foo-corp.com","state":"inactive"}`)},
		{ID: "event_4", Type: events.TypeDSyncUserDeleted, Data: []byte(`{"email":"bob@foo-corp.com","state":"active"}`)},
		{ID: "event_5", Type: "user.of_tomorrow", Data: []byte(`{"mood":"fine"}`)},
	} {
		if err := mux.Dispatch(context.Background(), event); err != nil {
			fmt.Println(err)
		}
	}
	// Output:
	// welcome ann@foo-corp.com
	// lock out ann@foo-corp.com
	// lock out bob@foo-corp.com
	// ignored user.of_tomorrow {"mood":"fine"}
}

// file is a Cursor in a file.
type file string

func (f file) Load(context.Context) (string, error) {
	id, err := os.ReadFile(string(f))
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	return string(id), err
}

func (f file) Save(_ context.Context, id string) error {
	if err := os.WriteFile(string(f)+".new", []byte(id), 0o600); err != nil {
		return err
	}
	return os.Rename(string(f)+".new", string(f)) // all of it or nothing
}

// Until it is stopped. Stopped and started, it goes on where it was.
func ExampleConsumer() {
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	client := srv.Client()
	orgs := organizations.New(client)
	place, err := os.MkdirTemp("", "cursor")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(place)

	var stop context.CancelFunc
	mux := events.NewMux()
	events.Handle(mux, func(_ context.Context, e events.OrganizationCreated) error {
		fmt.Println("hello", e.Data.Name)
		stop()
		return nil
	})
	consumer := &events.Consumer{
		Service: events.New(client),
		Events:  mux.Types(),
		Handle:  mux.Dispatch,
		Cursor:  file(filepath.Join(place, "cursor")),
	}
	for _, name := range []string{"Foo Corp", "Bar Inc"} {
		if _, err := orgs.Create(context.Background(), organizations.CreateParams{Name: name}); err != nil {
			fmt.Println(err)
		}
	}
	for range 2 {
		// In production: signal.NotifyContext(context.Background(), os.Interrupt)
		ctx, cancel := context.WithCancel(context.Background())
		stop = cancel
		fmt.Println(consumer.Run(ctx))
	}
	// Output:
	// hello Foo Corp
	// <nil>
	// hello Bar Inc
	// <nil>
}

// nudge takes a webhook for a hint that there are events, and for no more.
func nudge(secret string, consumer *events.Consumer) http.Handler {
	return webhooks.Handler(secret, func(context.Context, *events.Event) error {
		consumer.Wake() // it reads for itself what happened
		return nil
	})
}

// Webhooks say when to look, and the events API what happened.
func ExampleConsumer_Wake() {
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	place, err := os.MkdirTemp("", "cursor")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(place)

	ctx, stop := context.WithCancel(context.Background())
	consumer := &events.Consumer{
		Service: events.New(srv.Client()),
		Handle: func(_ context.Context, event *events.Event) error {
			fmt.Println(event.Type)
			stop() // this is an example
			return nil
		},
		Cursor:       file(filepath.Join(place, "cursor")),
		PollInterval: time.Minute, // for webhooks that are lost
	}
	ended := make(chan error)
	go func() { ended <- consumer.Run(ctx) }()

	const secret = "whsec_1"
	srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	if _, err := srv.Deliver(ctx, nudge(secret, consumer), secret); err != nil && ctx.Err() == nil {
		fmt.Println(err)
	}
	fmt.Println(<-ended)
	// Output:
	// organization.created
	// <nil>
}

func ExampleService_List() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	client := srv.Client()
	for _, name := range []string{"Foo Corp", "Bar Inc"} {
		if _, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: name}); err != nil {
			fmt.Println(err)
			return
		}
	}

	page, err := events.New(client).List(ctx, events.ListParams{
		ListParams: workos.ListParams{Order: workos.OrderAsc},
		Events:     []events.Type{events.TypeOrganizationCreated},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for event, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		org, err := events.Data[organizations.Organization](event)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(event.Type, org.Name)
	}
	// Output:
	// organization.created Foo Corp
	// organization.created Bar Inc
}

// The application's own type takes what it needs of a payload.
func ExampleData() {
	event := events.Event{
		Type: events.TypeUserCreated,
		Data: []byte(`{"object":"user","id":"user_1","email":"ann@foo-corp.com"}`),
	}

	user, err := events.Data[struct {
		ID    string `json:"id"`
		Email string `json:"email"`
	}](event)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(user.ID, user.Email)
	// Output: user_1 ann@foo-corp.com
}
