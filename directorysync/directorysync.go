// Package directorysync reads the people and groups of customers from the
// directories that their IT departments keep: Okta, Entra ID, Google Workspace,
// HR systems. The directory says who works there and in which groups; the
// application follows.
//
// A customer's IT department connects its directory to WorkOS, often through the
// Admin Portal. The application then copies it once, and stays current by events.
//
// # Copy it once
//
// A directory may have 40,000 users. A page's All walks over all of them, 100 a
// request, with one page in memory:
//
//	sync := directorysync.New(client)
//	began := time.Now() // what happens from here on, the events tell
//	page, err := sync.ListUsers(ctx, directorysync.ListUsersParams{
//		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
//		Directory:  directoryID,
//	})
//	if err != nil {
//		return err
//	}
//	for user, err := range page.All(ctx) {
//		if err != nil {
//			return err
//		}
//		save(user.ID, user.PrimaryEmail(), !user.Deprovisioned())
//	}
//
// [Service.ListGroups] lists the groups in the same way, and [Service.ListUsers]
// with Group the members of one: as many lists as there are groups, not as many as
// users.
//
// # Stay current
//
// After that, the events say what changed, by webhook or by an events.Consumer:
//
//	mux := events.NewMux()
//	events.Handle(mux, func(ctx context.Context, e events.DSyncUserCreated) error {
//		return save(ctx, e.Data) // a User
//	})
//	events.Handle(mux, func(ctx context.Context, e events.DSyncUserUpdated) error {
//		return save(ctx, e.Data.User) // most who leave are this, and Deprovisioned
//	})
//	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
//		return lockOut(ctx, e.Data.ID) // gone, whatever the State
//	})
//	// DSyncGroupCreated ..., DSyncGroupUserAdded ..., and DSyncDeleted: the
//	// directory is gone, and all in it
//
//	consumer := &events.Consumer{
//		Service: events.New(client),
//		Start:   began,
//		Events:  mux.Types(),
//		Handle:  mux.Dispatch,
//		Cursor:  place, // keeps the ID of the last event
//	}
//	err = consumer.Run(ctx)
//
// Events from before the end of the copy tell in part what it has already, and a
// webhook may arrive twice or late: do what an event says only where its
// UpdatedAt is not before the one that was saved.
//
// # Who is who
//
// User.ID and Group.ID stay; names and e-mail addresses change, and another person
// may have an address later. [User.Deprovisioned] says who is to lose access: sign
// them out, and take back their sessions.
package directorysync

import "github.com/workos-go/workos"

// Service calls the directory operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
