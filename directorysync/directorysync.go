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
// ListGroups lists the groups in the same way, and ListUsers with Group the
// members of one: as many lists as there are groups, not as many as users.
//
// # Stay current
//
// After that, the events say what changed, by webhook or by package events:
//
//	page, err := events.New(client).List(ctx, events.ListParams{
//		ListParams: workos.ListParams{After: lastEventID, Order: workos.OrderAsc},
//		RangeStart: began, // until there is a last event
//		Events:     []events.Type{events.TypeDSyncUserCreated, events.TypeDSyncUserUpdated, ...},
//	})
//
//	switch event.Type {
//	case events.TypeDSyncUserCreated, events.TypeDSyncUserUpdated:
//		user, err := events.Data[directorysync.User](event)
//	case events.TypeDSyncUserDeleted: // gone, whatever the payload's State
//	case events.TypeDSyncGroupCreated, events.TypeDSyncGroupUpdated, events.TypeDSyncGroupDeleted:
//		group, err := events.Data[directorysync.Group](event)
//	case events.TypeDSyncGroupUserAdded, events.TypeDSyncGroupUserRemoved:
//		membership, err := events.Data[directorysync.GroupMembership](event)
//	case events.TypeDSyncDeleted: // the directory is gone, and all in it
//		directory, err := events.Data[directorysync.DirectoryEvent](event)
//	}
//
// Events from before the end of the copy tell in part what it has already, and a
// webhook may arrive twice or late: do what an event says only where its
// UpdatedAt is not before the one that was saved.
//
// # Who is who
//
// User.ID and Group.ID stay; names and e-mail addresses change, and another
// person may have an address later. User.Deprovisioned says who is to lose
// access: sign them out, and take back their sessions.
package directorysync

import "github.com/workos-go/workos"

// Service calls the directory operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
