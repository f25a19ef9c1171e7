package auditlogs_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/auditlogs"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	client := srv.Client()
	org, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}

	logs := auditlogs.New(client)
	_, err = logs.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{
		Targets: []auditlogs.SchemaTarget{{Type: "document"}, {Type: "user"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := logs.CreateEvent(ctx, auditlogs.CreateEventParams{
		OrganizationID: org.ID,
		Event: auditlogs.Event{
			Action:     "document.shared",
			OccurredAt: time.Now(),
			Actor:      auditlogs.Actor{ID: "user_1", Type: "user", Name: "Ann"},
			Targets: []auditlogs.Target{
				{ID: "doc_7", Type: "document"},
				{ID: "user_2", Type: "user", Name: "Ben"},
			},
			Context: auditlogs.Context{Location: "198.51.100.7"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.Success)
	// Output: true
}

// What a schema does not allow is refused.
func ExampleService_CreateEvent_refused() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	client := srv.Client()
	org, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	logs := auditlogs.New(client)
	_, err = logs.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{
		Targets: []auditlogs.SchemaTarget{{Type: "document"}},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	_, err = logs.CreateEvent(ctx, auditlogs.CreateEventParams{
		OrganizationID: org.ID,
		Event: auditlogs.Event{
			Action:     "document.shared",
			OccurredAt: time.Now(),
			Actor:      auditlogs.Actor{ID: "user_1", Type: "user"},
			Targets:    []auditlogs.Target{{ID: "team_3", Type: "team"}},
			Context:    auditlogs.Context{Location: "198.51.100.7"},
		},
	})
	var apiErr *workos.Error
	if errors.As(err, &apiErr) {
		fmt.Println(apiErr.Code, apiErr.FieldErrors[0].Field)
	}
	// Output: invalid_audit_log_event /targets
}

func ExampleService_CreateExport() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	client, logs := srv.Client(), auditlogs.New(srv.Client())
	org, err := organizations.New(client).Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = logs.CreateEvent(ctx, auditlogs.CreateEventParams{
		OrganizationID: org.ID,
		Event: auditlogs.Event{
			Action:     "user.signed_in",
			OccurredAt: time.Now().Add(-time.Hour),
			Actor:      auditlogs.Actor{ID: "user_1", Type: "user"},
			Targets:    []auditlogs.Target{},
			Context:    auditlogs.Context{Location: "198.51.100.7"},
		},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	export, err := logs.CreateExport(ctx, auditlogs.CreateExportParams{
		OrganizationID: org.ID,
		RangeStart:     time.Now().AddDate(0, -1, 0),
		RangeEnd:       time.Now(),
		Actions:        []string{"user.signed_in"},
	})
	for err == nil && export.State == auditlogs.ExportStatePending {
		time.Sleep(time.Millisecond) // in production: some seconds
		export, err = logs.GetExport(ctx, export.ID)
	}
	if err != nil || export.State != auditlogs.ExportStateReady {
		fmt.Println(export, err)
		return
	}

	req, err := http.NewRequestWithContext(ctx, http.MethodGet, export.URL, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	res, err := srv.Do(req) // in production: http.DefaultClient.Do(req)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer res.Body.Close()
	rows, err := csv.NewReader(res.Body).ReadAll()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range rows[1:] {
		fmt.Println(row[0])
	}
	// Output: user.signed_in
}

// createSchema says what the events of a document that is shared look like.
func createSchema(ctx context.Context, logs *auditlogs.Service) error {
	_, err := logs.CreateSchema(ctx, "document.shared", auditlogs.CreateSchemaParams{
		Targets: []auditlogs.SchemaTarget{{Type: "document"}, {Type: "user"}},
	})
	return err
}

// entry is an event that the application has stored, in the transaction of what it
// tells of.
type entry struct {
	ID             string // of the row
	OrganizationID string
	Event          auditlogs.Event
}

// shared returns the event of a document that somebody shared with somebody else. Which
// address is the person's, only the application knows: behind a proxy it is in a header.
func shared(clientIP, userAgent, userID, documentID, withID string) auditlogs.Event {
	return auditlogs.Event{
		Action:     "document.shared",
		OccurredAt: time.Now(),
		Actor:      auditlogs.Actor{ID: userID, Type: "user"},
		Targets: []auditlogs.Target{
			{ID: documentID, Type: "document"},
			{ID: withID, Type: "user"},
		},
		Context: auditlogs.Context{Location: clientIP, UserAgent: userAgent},
	}
}

// send writes a stored event. Whoever calls it again after a crash sends the same
// key, and the log has the event once.
func send(ctx context.Context, logs *auditlogs.Service, e entry) error {
	_, err := logs.CreateEvent(ctx,
		auditlogs.CreateEventParams{OrganizationID: e.OrganizationID, Event: e.Event},
		workos.WithIdempotencyKey(e.ID))
	return err
}

func Example_stored() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	org := srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
	stored := entry{ID: "0197c0de", OrganizationID: org.ID, Event: shared("198.51.100.7", "Firefox", "user_1", "doc_7", "user_2")}

	if err := createSchema(ctx, auditlogs.New(srv.Client())); err != nil {
		fmt.Println(err)
		return
	}
	for range 2 { // as after a crash
		if err := send(ctx, auditlogs.New(srv.Client()), stored); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Println(len(srv.AuditLogEvents(org.ID)), "event")
	// Output: 1 event
}

// export returns the link to a file of what happened in a range of time.
func export(
	ctx context.Context, logs *auditlogs.Service,
	organizationID string, from, to time.Time,
) (string, error) {
	file, err := logs.CreateExport(ctx, auditlogs.CreateExportParams{
		OrganizationID: organizationID, RangeStart: from, RangeEnd: to,
	})
	if err != nil {
		return "", err
	}
	tick := time.NewTicker(3 * time.Second)
	defer tick.Stop()
	for file.State == auditlogs.ExportStatePending {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return "", ctx.Err()
		}
		if file, err = logs.GetExport(ctx, file.ID); err != nil {
			return "", err
		}
	}
	if file.State != auditlogs.ExportStateReady {
		return "", fmt.Errorf("the export is in state %q", file.State)
	}
	return file.URL, nil // good for 10 minutes, for everybody who has it
}
