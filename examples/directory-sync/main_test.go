//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/workostest"
)

// The test starts itself as the program, to kill it.
const asProgram = "DIRECTORY_SYNC_TEST_MAIN"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

const secret = "whsec_new"

func TestDirectorySync(t *testing.T) {
	t.Parallel()
	url := startPostgres(t)
	for name, test := range map[string]func(t *testing.T, url string){
		"demo":             testDemo,
		"killed":           testKilled,
		"webhooks alone":   testWebhooksAlone,
		"same millisecond": testSameMillisecond,
		"during the copy":  testDuringTheCopy,
		"cursor gone":      testCursorGone,
		"unlinked":         testUnlinked,
		"passed over":      testPassedOver,
		"old list":         testOldList,
		"back again":       testBackAgain,
		"one fails":        testOneFails,
		"look between":     testLookBetween,
		"activated":        testActivated,
		"stand-by":         testStandBy,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			test(t, newDatabase(t, url, strings.NewReplacer(" ", "_", "-", "_").Replace(name)))
		})
	}
}

func testDemo(t *testing.T, url string) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, demo(t.Context(), &out, url, 250))
	assert.Equal(t, `Copied:
    directories 1, users 250, of whom may sign in 250, groups 20, memberships 250
One is suspended, one has left, one is new:
    directories 1, users 250, of whom may sign in 249, groups 20, memberships 249
The same by 6 webhooks, late, twice and the newest first:
    directories 1, users 250, of whom may sign in 249, groups 20, memberships 249
The directory is deleted:
    directories 0, users 0, of whom may sign in 0, groups 0, memberships 0
`, out.String())
}

// open returns the app on an empty database.
func open(t *testing.T, url string, doer workos.HTTPDoer) *app {
	t.Helper()
	pool, err := openPool(t.Context(), url, "")
	require.NoError(t, err)
	t.Cleanup(pool.Close)
	client := workos.NewClient(workos.WithAPIKey(workostest.APIKey), workos.WithHTTPClient(doer))
	return newApp(client, pool, 20*time.Millisecond)
}

// lead lets the app lead until it has caught up.
func lead(t *testing.T, a *app) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	led := make(chan error, 1)
	go func() {
		defer stop()
		led <- a.lead(ctx)
	}()
	err := a.caughtUp(ctx)
	stop()
	require.NoError(t, <-led)
	require.NoError(t, err)
}

type person struct {
	Email, Name string
	Active      bool
}

// copied is what the views show, or the API.
type copied struct {
	users   map[string]person
	groups  map[string]string
	members map[[2]string]bool
}

func inTables(t *testing.T, pool *pgxpool.Pool) copied {
	t.Helper()
	c := copied{map[string]person{}, map[string]string{}, map[[2]string]bool{}}
	var id, other string
	var p person
	query := func(sql string, into []any, each func() error) {
		rows, err := pool.Query(t.Context(), sql)
		require.NoError(t, err)
		_, err = pgx.ForEachRow(rows, into, each)
		require.NoError(t, err)
	}
	query("SELECT id, email, name, active FROM current_users", []any{&id, &p.Email, &p.Name, &p.Active},
		func() error { c.users[id] = p; return nil })
	query("SELECT id, name FROM current_groups", []any{&id, &other}, func() error { c.groups[id] = other; return nil })
	query("SELECT group_id, user_id FROM current_members", []any{&id, &other},
		func() error { c.members[[2]string{id, other}] = true; return nil })
	return c
}

func inAPI(t *testing.T, srv *workostest.Server) copied {
	t.Helper()
	c := copied{map[string]person{}, map[string]string{}, map[[2]string]bool{}}
	service := directorysync.New(srv.Client())
	all := workos.ListParams{Limit: 100}
	directories, err := service.ListDirectories(t.Context(), directorysync.ListDirectoriesParams{ListParams: all})
	require.NoError(t, err)
	for directory, err := range directories.All(t.Context()) {
		require.NoError(t, err)
		users, err := service.ListUsers(t.Context(), directorysync.ListUsersParams{ListParams: all, Directory: directory.ID})
		require.NoError(t, err)
		for user, err := range users.All(t.Context()) {
			require.NoError(t, err)
			c.users[user.ID] = person{user.Email, user.Name, !user.Deprovisioned()}
		}
		groups, err := service.ListGroups(t.Context(), directorysync.ListGroupsParams{ListParams: all, Directory: directory.ID})
		require.NoError(t, err)
		for group, err := range groups.All(t.Context()) {
			require.NoError(t, err)
			c.groups[group.ID] = group.Name
			members, err := service.ListUsers(t.Context(), directorysync.ListUsersParams{ListParams: all, Group: group.ID})
			require.NoError(t, err)
			for user, err := range members.All(t.Context()) {
				require.NoError(t, err)
				c.members[[2]string{group.ID, user.ID}] = true
			}
		}
	}
	return c
}

// requireSame fails where the tables are not what the API has. It does not print
// tens of thousands of users.
func requireSame(t *testing.T, want, got copied) {
	t.Helper()
	require.NotEmpty(t, want.users)
	require.Equal(t, [2]int{len(want.users), len(want.members)}, [2]int{len(got.users), len(got.members)})
	for id, user := range want.users {
		require.Equal(t, user, got.users[id], id)
	}
	for member := range want.members {
		require.True(t, got.members[member], member)
	}
	require.Equal(t, want.groups, got.groups)
}

// change lets everything happen that can, a step at a time.
func change(directory *workostest.Directory, people []directorysync.User, step func()) {
	do := func(f func()) {
		f()
		step()
	}
	old := directory.AddGroup(directorysync.Group{Name: "Old"})
	team := directory.AddGroup(directorysync.Group{Name: "New"})
	for _, user := range people[:10] {
		do(func() { directory.AddMember(old.ID, user.ID) })
		do(func() { directory.AddMember(team.ID, user.ID) })
	}
	do(func() { directory.SuspendUser(people[0].ID) })
	people[1].Email, people[1].LastName = "ann@foo-corp.com", "Lind"
	do(func() { directory.UpdateUser(people[1]) })
	do(func() { directory.DeleteUser(people[1].ID) })
	people[2].FirstName = "Ben"
	do(func() { directory.UpdateUser(people[2]) })
	people[2].FirstName = "Bob"
	do(func() { directory.UpdateUser(people[2]) })
	do(func() { directory.RemoveMember(team.ID, people[3].ID) })
	do(func() { directory.RemoveMember(team.ID, people[4].ID) })
	do(func() { directory.AddMember(team.ID, people[4].ID) })
	team.Name = "Newest"
	do(func() { directory.UpdateGroup(team) })
	do(func() { directory.DeleteGroup(old.ID) })
	var zoe directorysync.User
	do(func() { zoe = directory.AddUser(directorysync.User{FirstName: "Zoe", Email: "zoe@foo-corp.com"}) })
	do(func() { directory.AddMember(team.ID, zoe.ID) })
	brief := directory.AddUser(directorysync.User{Email: "brief@foo-corp.com"})
	step()
	do(func() { directory.DeleteUser(brief.ID) })
}

// process is the program, in a process of its own.
type process struct {
	cmd      *exec.Cmd
	webhooks string
	log      io.Reader
}

func start(t *testing.T, url, api string) *process {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-addr", "127.0.0.1:0", "-poll", "200ms")
	cmd.Env = append(os.Environ(), asProgram+"=1", "DATABASE_URL="+url, "WORKOS_WEBHOOK_SECRET="+secret+",whsec_old",
		"WORKOS_API_KEY"+"="+workostest.APIKey, "WORKOS_BASE_URL"+"="+api)
	stderr, err := cmd.StderrPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	lines := bufio.NewReader(stderr)
	p := &process{cmd: cmd, log: lines}
	for p.webhooks == "" {
		line, err := lines.ReadString('\n')
		require.NoError(t, err)
		if addr := regexp.MustCompile(`addr=(\S+)`).FindStringSubmatch(line); addr != nil {
			p.webhooks = "http://" + addr[1] + "/webhooks/workos"
		}
	}
	return p
}

// wait waits until the process is dead.
func (p *process) wait() {
	_, _ = io.Copy(io.Discard, p.log)
	_ = p.cmd.Wait()
}

// The program is killed in the middle of everything, while calls fail, and started
// again.
func testKilled(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	directory, people := populate(srv, 40_000)
	for _, fault := range []workostest.Fault{
		workostest.Respond(http.StatusServiceUnavailable, nil, "upstream connect error"),
		workostest.DropConnection(), workostest.CutBody(), workostest.RateLimit(0),
	} {
		srv.FailRandomly("", 0.002, fault)
	}
	var victim atomic.Pointer[os.Process]
	var left atomic.Int64
	api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if left.Add(-1) == 0 {
			_ = victim.Load().Kill()
		}
		srv.ServeHTTP(w, r)
	}))
	defer api.Close()
	for _, requests := range []int64{100, 600} { // among the users, among the members
		left.Store(requests)
		p := start(t, url, api.URL)
		victim.Store(p.cmd.Process)
		p.wait()
	}
	a := open(t, url, srv)
	assert.Empty(t, inTables(t, a.pool).users)
	p := start(t, url, api.URL)
	victim.Store(p.cmd.Process)
	change(directory, people[100:], func() {})
	require.NoError(t, a.caughtUp(t.Context()))
	left.Store(1) // among the events
	change(directory, people, func() {})
	p.wait()
	p = start(t, url, api.URL)
	go p.wait()
	told := []workostest.DeliveryOption{workostest.DeliverTwice(), workostest.DeliverReversed(), workostest.DeliverTypes(
		events.TypeDSyncUserUpdated, events.TypeDSyncUserDeleted, events.TypeDSyncGroupUserRemoved,
		events.TypeDSyncGroupUpdated, events.TypeDSyncGroupDeleted)}
	_, err := srv.DeliverTo(t.Context(), p.webhooks, secret, told...)
	require.NoError(t, err)
	require.NoError(t, a.caughtUp(t.Context()))
	_, err = srv.DeliverTo(t.Context(), p.webhooks, "whsec_old", append(told, workostest.DeliverAgain())...)
	require.NoError(t, err)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	require.NoError(t, p.cmd.Process.Kill())
}

// Webhooks alone, in whatever order, come to the same.
func testWebhooksAlone(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now().Add(-time.Minute)))
	a := open(t, url, srv)
	directory, people := populate(srv, 30)
	change(directory, people, func() { srv.Advance(time.Millisecond) })
	deliver := func(signed string, opts ...workostest.DeliveryOption) error {
		_, err := srv.Deliver(t.Context(), a.webhooks([]string{secret, "whsec_old"}), signed, append(opts, workostest.DeliverAgain())...)
		return err
	}
	few := workostest.DeliverTypes(events.TypeDSyncUserDeleted)
	require.Error(t, deliver(secret, few, workostest.DeliverCorrupted()))
	require.Error(t, deliver(secret, few, workostest.DeliverLate(time.Hour)))
	require.Error(t, deliver("whsec_of_somebody", few))
	var rows int
	require.NoError(t, a.pool.QueryRow(t.Context(), "SELECT count(*) FROM users").Scan(&rows))
	assert.Zero(t, rows)
	require.NoError(t, deliver(secret, workostest.DeliverReversed(), workostest.DeliverTwice()))
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	require.NoError(t, deliver("whsec_old"))
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
}

// Where the time does not tell what came first, the events API does: webhooks that
// came before it are corrected, and those that come after it change nothing.
func testSameMillisecond(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now()))
	a := open(t, url, srv)
	directory, people := populate(srv, 30)
	lead(t, a)
	change(directory, people, func() {})
	deliver := func() {
		_, err := srv.Deliver(t.Context(), a.webhooks([]string{secret}), secret,
			workostest.DeliverReversed(), workostest.DeliverTwice(), workostest.DeliverAgain())
		require.NoError(t, err)
	}
	deliver()
	lead(t, a)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	deliver()
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	require.NoError(t, a.caughtUp(t.Context())) // nothing is to be copied again
}

// doer is the network.
type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(req *http.Request) (*http.Response, error) { return d(req) }

// What happens during a copy is newer than the copy, by webhooks and by the events API.
func testDuringTheCopy(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now()))
	directory, people := populate(srv, 250)
	var a *app
	var happen func()
	a = open(t, url, doer(func(req *http.Request) (*http.Response, error) {
		if req.URL.Path == "/directory_groups" && happen != nil { // all users are read
			happen()
			happen = nil
		}
		return srv.Do(req)
	}))
	happen = func() { change(directory, people, func() { srv.Advance(time.Millisecond) }) }
	lead(t, a)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))

	srv.Advance(time.Millisecond)
	happen = func() {
		change(directory, people[10:], func() { srv.Advance(time.Millisecond) })
		_, err := srv.Deliver(t.Context(), a.webhooks([]string{secret}), secret)
		assert.NoError(t, err)
	}
	_, err := a.pool.Exec(t.Context(), "UPDATE directories SET copied_at = NULL")
	require.NoError(t, err)
	require.NoError(t, copyPending(t, a))
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
}

// What nobody told of is found by copying again.
func testCursorGone(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	a := open(t, url, srv)
	directory, people := populate(srv, 250)
	gone := srv.AddDirectory(directorysync.Directory{Name: "Bar Inc"}).ID
	srv.Directory(gone).AddUser(directorysync.User{Email: "dan@bar-inc.com"})
	lead(t, a)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	change(directory, people, func() {})
	require.NoError(t, directorysync.New(srv.Client()).DeleteDirectory(t.Context(), gone))
	srv.ForgetEvents()
	directory.AddUser(directorysync.User{Email: "eve@foo-corp.com"}) // the newest event now
	lead(t, a)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))

	// After long enough, nothing is left of what is gone.
	for _, table := range []string{"directories", "users", "groups", "members"} {
		_, err := a.pool.Exec(t.Context(), "UPDATE "+table+" SET changed_at = now() - interval '91 days' WHERE gone")
		require.NoError(t, err)
	}
	require.NoError(t, a.copyDirectories(t.Context()))
	for _, table := range []string{"directories", "users", "groups", "members"} {
		var left int
		require.NoError(t, a.pool.QueryRow(t.Context(), "SELECT count(*) FROM "+table+" WHERE gone").Scan(&left))
		assert.Zero(t, left, table)
	}
	var dans int
	require.NoError(t, a.pool.QueryRow(t.Context(), "SELECT count(*) FROM users WHERE directory_id = $1", gone).Scan(&dans))
	assert.Zero(t, dans)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
}

// The users of a directory that is not linked are gone, and there again when it is.
// Those of one whose credentials are refused stay.
func testUnlinked(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now()))
	a := open(t, url, srv)
	directory, people := populate(srv, 30)
	lead(t, a)
	srv.Advance(time.Second)
	directory.SetState(directorysync.DirectoryStateInvalidCredentials)
	require.NoError(t, a.copyDirectories(t.Context()))
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	for i, state := range []directorysync.DirectoryState{directorysync.DirectoryStateUnlinked, directorysync.DirectoryStateDeleting} {
		srv.Advance(time.Second)
		directory.SetState(state)
		require.NoError(t, a.copyDirectories(t.Context()))
		assert.Empty(t, inTables(t, a.pool).users)
		srv.Advance(time.Second)
		change(directory, people[10*i:], func() {})
		directory.SetState(directorysync.DirectoryStateLinked)
		require.NoError(t, a.copyDirectories(t.Context()))
		assert.Empty(t, inTables(t, a.pool).users) // some of whom left meanwhile
		require.NoError(t, copyPending(t, a))
		requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	}
}

// What PostgreSQL or the library cannot read does not hold up the rest.
func testPassedOver(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	a := open(t, url, srv)
	directory, _ := populate(srv, 1)
	lead(t, a)
	nul := directory.AddUser(directorysync.User{FirstName: "A\x00nn", Email: "ann@foo-corp.com"})
	lead(t, a)
	assert.Equal(t, person{"ann@foo-corp.com", "Ann", true}, inTables(t, a.pool).users[nul.ID])
	require.NoError(t, writer{db: a.pool}.handle()(t.Context(), &events.Event{
		ID: "event_1", Type: events.TypeDSyncUserCreated, Data: json.RawMessage(`{"id":7}`),
	}))
}
