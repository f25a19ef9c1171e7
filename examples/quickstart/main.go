// Quickstart creates organizations, pages through them, changes one, clears a
// field and handles two errors: the main job of the SDK in one program.
//
// It runs on a WorkOS inside this process. With WORKOS_API_KEY set, it talks to
// WorkOS instead, and deletes what it created.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/signal"
	"strconv"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	count := flag.Int("n", 12, "how many organizations to create")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: quickstart [-n count]

Creates organizations, pages through them, updates one, clears a field, and
meets a 404 and a 422. Everything that it created is deleted at the end.

Without WORKOS_API_KEY it runs on a WorkOS inside this process. With it, it
talks to WorkOS (to WORKOS_BASE_URL, if set).

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	if *count < 1 || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := quickstart(ctx, os.Stdout, newClient(), *count)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

func newClient() *workos.Client {
	if os.Getenv("WORKOS_API_KEY") == "" {
		fmt.Println("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
		return workostest.New().Client()
	}
	client := workos.NewClient()
	fmt.Println("On", client.BaseURL())
	return client
}

// story is what the steps have in common.
type story struct {
	out  io.Writer
	orgs *organizations.Service
	name string // begins the name of every organization of this run
	ids  []string
}

func quickstart(ctx context.Context, out io.Writer, client *workos.Client, count int) (err error) {
	s := &story{
		out:  out,
		orgs: organizations.New(client),
		name: "Quickstart " + strconv.FormatInt(time.Now().UnixMilli(), 36),
	}
	defer func() { err = errors.Join(err, s.cleanUp(context.WithoutCancel(ctx))) }()
	for _, step := range []func(context.Context) error{
		func(ctx context.Context) error { return s.create(ctx, count) },
		s.page,
		s.update,
		s.clear,
		s.notFound,
		s.unprocessable,
	} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(s.out, format+"\n", args...) }

func (s *story) create(ctx context.Context, count int) error {
	for i := range count {
		org, err := s.orgs.Create(ctx, organizations.CreateParams{
			Name:       fmt.Sprintf("%s no. %d", s.name, i+1),
			ExternalID: fmt.Sprintf("%s/%d", s.name, i+1),
			Metadata:   map[string]string{"tier": "trial"},
		})
		if err != nil {
			return err
		}
		s.ids = append(s.ids, org.ID)
	}
	s.say("1. Created %d organizations; the first is %s.", count, s.ids[0])
	return nil
}

func (s *story) page(ctx context.Context) error {
	page, err := s.orgs.List(ctx, organizations.ListParams{
		ListParams: workos.ListParams{Limit: 5, Order: workos.OrderAsc},
		Search:     s.name,
	})
	if err != nil {
		return err
	}
	var found int
	for org, err := range page.All(ctx) {
		if err != nil {
			return err
		}
		if found++; found == 1 {
			s.say("2. Paging through them, 5 at a time, from %q on:", org.Name)
		}
	}
	s.say("   found %d.", found)
	if found != len(s.ids) {
		return fmt.Errorf("created %d organizations and found %d", len(s.ids), found)
	}
	return nil
}

func (s *story) update(ctx context.Context) error {
	org, err := s.orgs.Update(ctx, s.ids[0], organizations.UpdateParams{
		Name: s.name + " renamed",
		Metadata: workos.Set(workos.MetadataUpdate{
			"tier":  workos.Set("gold"),
			"since": workos.Set(strconv.Itoa(time.Now().Year())),
		}),
	})
	if err != nil {
		return err
	}
	s.say("3. Updated it: name %q, metadata %v.", org.Name, org.Metadata)
	return nil
}

func (s *story) clear(ctx context.Context) error {
	before, err := s.orgs.Get(ctx, s.ids[0])
	if err != nil {
		return err
	}
	after, err := s.orgs.Update(ctx, s.ids[0], organizations.UpdateParams{
		ExternalID: workos.Null[string](),
		Metadata:   workos.Set(workos.MetadataUpdate{"since": workos.Null[string]()}),
	})
	if err != nil {
		return err
	}
	s.say("4. Cleared its external ID, from %q to %q, and one key: metadata %v.",
		before.ExternalID, after.ExternalID, after.Metadata)
	return nil
}

func (s *story) notFound(ctx context.Context) error {
	_, err := s.orgs.Get(ctx, "org_00000000000000000000000000")
	if !errors.Is(err, workos.ErrNotFound) {
		return fmt.Errorf("a 404 was expected, not %v", err) //nolint:errorlint // it may be nil
	}
	s.say("5. Asked for one that is not there: %v", err)
	return nil
}

func (s *story) unprocessable(ctx context.Context) error {
	org, err := s.orgs.Create(ctx, organizations.CreateParams{
		Name: s.name + " refused",
		DomainData: []organizations.DomainData{
			{Domain: "not a domain", State: organizations.DomainDataStatePending},
		},
	})
	var apiErr *workos.Error
	switch {
	case err == nil:
		s.ids = append(s.ids, org.ID)
		return errors.New("a 422 was expected, not success")
	case !errors.Is(err, workos.ErrUnprocessable) || !errors.As(err, &apiErr):
		return fmt.Errorf("a 422 was expected, not: %w", err)
	}
	s.say("6. Asked for what is not allowed: %s", apiErr.Message)
	for _, field := range apiErr.FieldErrors {
		s.say("   %s", field)
	}
	return nil
}

func (s *story) cleanUp(ctx context.Context) error {
	var failures []error
	for _, id := range s.ids {
		if err := s.orgs.Delete(ctx, id); err != nil {
			failures = append(failures, fmt.Errorf("%s is left behind: %w", id, err))
		}
	}
	if deleted := len(s.ids) - len(failures); deleted > 0 {
		s.say("7. Deleted %d organizations.", deleted)
	}
	return errors.Join(failures...)
}
