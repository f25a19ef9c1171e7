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
