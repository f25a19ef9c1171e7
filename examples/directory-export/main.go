// Directory-export writes the users of an organization's directories as CSV to
// standard output, and what it does to standard error.
//
// It runs on a WorkOS inside this process, with a few hundred users. With
// WORKOS_API_KEY set, it talks to WorkOS instead.
//
// The cells come from other people's directories, and a spreadsheet takes a cell
// that begins with =, +, - or @ for a formula. Such cells get an apostrophe in
// front, which spreadsheets take for "this is text". A program that reads the
// CSV wants -raw.
package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"strings"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

func main() {
	log.SetFlags(0)
	organization := flag.String("organization", "", "ID of the organization, org_...")
	attribute := flag.String("attribute", "department", "custom attribute in the last column")
	raw := flag.Bool("raw", false, "leave cells as they are that a spreadsheet takes for formulas")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), `Usage: directory-export [-organization org_...] [-attribute name] [-raw]

Writes the users of an organization's directories as CSV to standard output.

Without WORKOS_API_KEY it runs on a WorkOS inside this process. With it, it
talks to WorkOS (to WORKOS_BASE_URL, if set), and -organization is needed.

`)
		flag.PrintDefaults()
	}
	flag.Parse()
	client, organizationID := workos.NewClient(), *organization
	if os.Getenv("WORKOS_API_KEY") == "" {
		log.Print("On the embedded WorkOS; set WORKOS_API_KEY to use your own.")
		client, organizationID = embedded()
		organizationID = cmp.Or(*organization, organizationID)
	}
	if organizationID == "" || flag.NArg() > 0 {
		flag.Usage()
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	e := exporter{sync: directorysync.New(client), csv: csv.NewWriter(os.Stdout), attribute: *attribute, raw: *raw}
	err := e.export(ctx, organizationID)
	stop()
	if err != nil {
		log.Fatal(err)
	}
}

type exporter struct {
	sync      *directorysync.Service
	csv       *csv.Writer
	attribute string
	raw       bool
	users     int
}

// export writes the users of all directories of an organization.
func (e *exporter) export(ctx context.Context, organizationID string) error {
	defer e.csv.Flush() // what there is, also after an error
	directories, err := e.sync.ListDirectories(ctx, directorysync.ListDirectoriesParams{OrganizationID: organizationID})
	if err != nil {
		return err
	}
	if len(directories.Data) == 0 {
		return fmt.Errorf("%s has no directories", organizationID)
	}
	if err := e.write("id", "email", "name", "state", "groups", e.attribute); err != nil {
		return err
	}
	for directory, err := range directories.All(ctx) {
		if err == nil {
			err = e.directory(ctx, directory)
		}
		if err != nil {
			return err
		}
	}
	if e.csv.Flush(); e.csv.Error() != nil {
		return e.csv.Error()
	}
	log.Printf("Exported %d users.", e.users)
	return nil
}

// directory writes the users of one directory.
func (e *exporter) directory(ctx context.Context, directory directorysync.Directory) error {
	groups, err := e.groups(ctx, directory.ID)
	if err != nil {
		return err
	}
	page, err := e.sync.ListUsers(ctx, directorysync.ListUsersParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		Directory:  directory.ID,
	})
	if err != nil {
		return err
	}
	var users, deprovisioned int
	for user, err := range page.All(ctx) {
		if err == nil {
			err = e.user(user, groups[user.ID])
		}
		if err != nil {
			return err
		}
		if user.Deprovisioned() {
			deprovisioned++
		}
		if users++; users%1000 == 0 {
			log.Printf("%s: %d users so far.", directory.Name, users)
		}
	}
	e.users += users
	log.Printf("%s (%s, %s): %d users, of whom %d are to have no access.",
		directory.Name, directory.Type, directory.State, users, deprovisioned)
	return nil
}

// groups returns the names of the groups of each user. Asking for the users of
// each group takes far fewer requests than asking for the groups of each user.
func (e *exporter) groups(ctx context.Context, directoryID string) (map[string][]string, error) {
	names := map[string][]string{}
	page, err := e.sync.ListGroups(ctx, directorysync.ListGroupsParams{
		ListParams: workos.ListParams{Limit: 100, Order: workos.OrderAsc},
		Directory:  directoryID,
	})
	if err != nil {
		return nil, err
	}
	for group, err := range page.All(ctx) {
		if err != nil {
			return nil, err
		}
		members, err := e.sync.ListUsers(ctx, directorysync.ListUsersParams{
			ListParams: workos.ListParams{Limit: 100},
			Group:      group.ID,
		})
		if err != nil {
			return nil, err
		}
		for user, err := range members.All(ctx) {
			if err != nil {
				return nil, err
			}
			names[user.ID] = append(names[user.ID], group.Name)
		}
	}
	return names, nil
}

func (e *exporter) user(u directorysync.User, groups []string) error {
	attribute := ""
	if value := u.CustomAttributes[e.attribute]; value != nil {
		attribute = fmt.Sprint(value)
	}
	return e.write(u.ID, u.PrimaryEmail(), u.FullName(), string(u.State), strings.Join(groups, " | "), attribute)
}

// write writes a row.
func (e *exporter) write(cells ...string) error {
	for i, cell := range cells {
		if !e.raw {
			cells[i] = harmless(cell)
		}
	}
	return e.csv.Write(cells)
}

// harmless returns a cell that no spreadsheet takes for a formula, or for several
// cells, as those do whose lists have semicolons.
func harmless(cell string) string {
	cell = strings.ReplaceAll(cell, ";", ",")
	if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
		return "'" + cell
	}
	return cell
}

// embedded returns a client of a WorkOS inside this process, and an organization
// whose directory has a few hundred users.
func embedded() (*workos.Client, string) {
	srv := workostest.New()
	org, err := organizations.New(srv.Client()).Create(context.Background(), organizations.CreateParams{Name: "Foo Corp"})
	if err != nil {
		log.Fatal(err)
	}
	directory := srv.Directory(srv.AddDirectory(directorysync.Directory{OrganizationID: org.ID, Name: "Foo Corp"}).ID)
	departments := []string{"Engineering", "Sales", "Support", "=SUM(A1:A9)"}
	var groups []directorysync.Group
	for _, name := range []string{"Everyone", "Developers", "Managers"} {
		groups = append(groups, directory.AddGroup(directorysync.Group{Name: name}))
	}
	first, last := []string{"Ada", "Bob", "Chen", "Dana", "Emre", "Fay", "Gil"}, []string{"Smith", "Okafor", "Lind", "Rossi", "Tanaka"}
	for i := range 350 {
		user := directorysync.User{
			Email:            fmt.Sprintf("user%d@foo-corp.com", i+1),
			FirstName:        first[i%len(first)],
			LastName:         last[i%len(last)],
			CustomAttributes: directorysync.Attributes{"department": departments[i%len(departments)]},
		}
		if i%29 == 28 {
			user.State = directorysync.UserStateInactive
		}
		user = directory.AddUser(user)
		for n, group := range groups {
			if i%(3*n+1) == 0 {
				directory.AddMember(group.ID, user.ID)
			}
		}
	}
	return srv.Client(), org.ID
}
