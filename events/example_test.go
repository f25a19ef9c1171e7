package events_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	client := srv.Client()
	for _, name := range []string{"Foo Corp", "Bar Inc"} {
		if _, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: name}); err != nil {
			fmt.Println(err)
			return
		}
	}

	page, err := events.New(client).List(ctx, events.ListParams{
		// After takes the ID of the last event that was handled.
		ListParams: workos.ListParams{After: "", Order: workos.OrderAsc},
		Events:     []events.Type{events.TypeOrganizationCreated, events.TypeOrganizationDeleted},
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
