// Package directorysync reads the people and groups of customers from the
// directories that their IT departments keep: Okta, Entra ID, Google Workspace,
// HR systems. The directory says who works there and in which groups; the
// application follows.
//
// A customer's IT department connects its directory to WorkOS, often through the
// Admin Portal. The application then copies it once, and stays current by events.
//
// # Where to begin
//
// What happens while a directory is being copied, the events tell. So the cursor of an
// events.Consumer comes first: as long as there is none, the newest event becomes it,
// before anything is read. A time.Now() in its place would be another clock's, and a
// later one after every start:
//
//	newest, err := events.New(client).List(ctx, events.ListParams{
//		ListParams: workos.ListParams{Limit: 1, Order: workos.OrderDesc},
//		Events:     mux.Types(), // see below
//	})
//	if err == nil && len(newest.Data) > 0 { // else the Consumer begins with the first
//		err = place.Save(ctx, newest.Data[0].ID)
//	}
//
// # Copy it once
//
// A directory may have 40,000 users. A page's All walks over all of them, 100 a
// request, with one page in memory:
//
//	sync := directorysync.New(client)
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
//		return markGone(ctx, e.Data.ID, e.CreatedAt) // whatever the State
//	})
//	// DSyncGroupCreated ..., DSyncGroupUserAdded ..., and DSyncDeleted: the
//	// directory is gone, and all in it; DSyncActivated: it is to be copied
//
//	consumer := &events.Consumer{
//		Service: events.New(client),
//		Events:  mux.Types(),
//		Handle:  mux.Dispatch,
//		Cursor:  place, // keeps the ID of the last event
//	}
//	err = consumer.Run(ctx)
//
// # What is newer
//
// Events from before the end of the copy tell in part what it has already, and a
// webhook may arrive twice or late. So everything that is saved has a time, and what
// is older changes nothing:
//
//   - A user or a group has its UpdatedAt.
//   - A membership has none: take the CreatedAt of the event, and for one that was
//     listed that of the newest event before the list was read.
//   - What was deleted is marked, with the CreatedAt of the event: the payload has the
//     time of the change before. A row that is deleted is made anew by an update that
//     comes late.
//
// Two changes may have the same millisecond. An events.Consumer brings them in their
// order, so that the second one overwrites the first; a webhook must not, as nobody
// knows which of them it is.
//
// No event tells that a directory was unlinked: see [DirectoryStateUnlinked].
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
