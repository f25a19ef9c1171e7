// Package auditlogs keeps what the people of an organization did, for the
// organization to look at, stream or export.
//
// An event says who did what to which things, where and when. Its action and the
// types of its targets are words of the application; a schema, made here or in
// the dashboard, says which of them belong together:
//
//	logs := auditlogs.New(client)
//
//	_, err := logs.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{
//		Targets: []auditlogs.SchemaTarget{{Type: "document"}, {Type: "user"}},
//	})
//
// From then on the application tells what happens:
//
//	_, err = logs.CreateEvent(ctx, auditlogs.CreateEventParams{
//		OrganizationID: org.ID,
//		Event: auditlogs.Event{
//			Action:     "document.shared",
//			OccurredAt: time.Now(),
//			Actor:      auditlogs.Actor{ID: "user_1", Type: "user", Name: "Ann"},
//			Targets: []auditlogs.Target{
//				{ID: "doc_7", Type: "document"},
//				{ID: "user_2", Type: "user", Name: "Ben"},
//			},
//			Context: auditlogs.Context{Location: "198.51.100.7"},
//		},
//	})
//
// # Exports
//
// An export is a CSV file of an organization's events. WorkOS writes it after
// the call, so ask until it is there, and fetch it within 10 minutes; asking
// again makes a new link:
//
//	export, err := logs.CreateExport(ctx, auditlogs.CreateExportParams{
//		OrganizationID: org.ID,
//		RangeStart:     time.Now().AddDate(0, -1, 0),
//		RangeEnd:       time.Now(),
//	})
//	...
//	for export.State == auditlogs.ExportStatePending {
//		time.Sleep(5 * time.Second) // or what ends with ctx
//		if export, err = logs.GetExport(ctx, export.ID); err != nil {
//			return err
//		}
//	}
//	if export.State != auditlogs.ExportStateReady {
//		return fmt.Errorf("the export is in state %s", export.State)
//	}
//	res, err := http.Get(export.URL)
package auditlogs

import "github.com/workos-go/workos"

// Service calls the audit log operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
