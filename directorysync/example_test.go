package directorysync_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/workostest"
)

// The first copy of a directory.
func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	directory := srv.AddDirectory(directorysync.Directory{Name: "Foo Corp"})
	srv.Directory(directory.ID).AddUser(directorysync.User{Email: "ada@foo-corp.com"})
	srv.Directory(directory.ID).AddUser(directorysync.User{Email: "bob@foo-corp.com", State: directorysync.UserStateInactive})
	sync := directorysync.New(srv.Client())

	page, err := sync.ListUsers(ctx, directorysync.ListUsersParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		Directory:  directory.ID,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for user, err := range page.All(ctx) {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(user.PrimaryEmail(), "may sign in:", !user.Deprovisioned())
	}
	// Output:
	// ada@foo-corp.com may sign in: true
	// bob@foo-corp.com may sign in: false
}

// After the first copy, events say what changes.
func Example_events() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()

	// What happens at the customer:
	okta := srv.Directory(srv.AddDirectory(directorysync.Directory{Name: "Foo Corp"}).ID)
	ada := okta.AddUser(directorysync.User{Email: "ada@foo-corp.com"})
	admins := okta.AddGroup(directorysync.Group{Name: "Admins"})
	okta.AddMember(admins.ID, ada.ID)
	okta.DeleteUser(ada.ID)

	page, err := events.New(srv.Client()).List(ctx, events.ListParams{
		ListParams: workos.ListParams{Order: workos.OrderAsc}, // and After, the ID of the last event before the copy
		Events: []events.Type{
			events.TypeDSyncUserCreated, events.TypeDSyncUserUpdated, events.TypeDSyncUserDeleted,
			events.TypeDSyncGroupUserAdded, events.TypeDSyncGroupUserRemoved,
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	for event, err := range page.All(ctx) {
		if err == nil {
			err = handle(event)
		}
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	// Output:
	// save ada@foo-corp.com active
	// join ada@foo-corp.com Admins
	// leave ada@foo-corp.com Admins
	// delete ada@foo-corp.com
}

func handle(event events.Event) error {
	switch event.Type {
	case events.TypeDSyncUserCreated, events.TypeDSyncUserUpdated:
		user, err := events.Data[directorysync.User](event)
		if err != nil {
			return err
		}
		fmt.Println("save", user.PrimaryEmail(), user.State)
	case events.TypeDSyncUserDeleted:
		user, err := events.Data[directorysync.User](event)
		if err != nil {
			return err
		}
		fmt.Println("delete", user.PrimaryEmail())
	case events.TypeDSyncGroupUserAdded, events.TypeDSyncGroupUserRemoved:
		membership, err := events.Data[directorysync.GroupMembership](event)
		if err != nil {
			return err
		}
		verb := "join"
		if event.Type == events.TypeDSyncGroupUserRemoved {
			verb = "leave"
		}
		fmt.Println(verb, membership.User.PrimaryEmail(), membership.Group.Name)
	default:
	}
	return nil
}

func ExampleCustomAttributes() {
	type employee struct {
		Department string `json:"department"`
		Badge      int64  `json:"badge_number"`
	}
	user := directorysync.User{CustomAttributes: directorysync.Attributes{
		"department": "Engineering", "badge_number": 9007199254740993,
	}}

	e, err := directorysync.CustomAttributes[employee](user)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(e.Department, e.Badge)
	// Output: Engineering 9007199254740993
}
