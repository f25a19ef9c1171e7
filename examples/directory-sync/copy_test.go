//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/webhooks"
	"github.com/workos-go/workos/workostest"
)

// copyPending copies what is to be copied, also what has failed.
func copyPending(t *testing.T, a *app) error {
	t.Helper()
	_, err := a.pool.Exec(t.Context(), "UPDATE directories SET copy_after = now()")
	require.NoError(t, err)
	for {
		if found, err := a.copyNext(t.Context()); !found || err != nil {
			return err
		}
	}
}

// lists is a network that keeps what lists answer, or answers that once more.
type lists struct {
	srv  *workostest.Server
	mode string // "", "keep" or "again"
	old  sync.Map
}

func (l *lists) Do(req *http.Request) (*http.Response, error) {
	body, _ := l.old.Load(req.URL.String())
	if old, kept := body.([]byte); kept && l.mode == "again" {
		return &http.Response{
			StatusCode: http.StatusOK, Body: io.NopCloser(bytes.NewReader(old)), Request: req,
			Header: http.Header{"Content-Type": {"application/json"}},
		}, nil
	}
	resp, err := l.srv.Do(req)
	if err != nil || l.mode != "keep" || req.URL.Path == "/events" {
		return resp, err
	}
	answer, err := io.ReadAll(resp.Body)
	l.old.Store(req.URL.String(), answer)
	resp.Body = io.NopCloser(bytes.NewReader(answer))
	return resp, err
}

// copyAll copies everything again.
func (l *lists) copyAll(t *testing.T, a *app, mode string) {
	t.Helper()
	l.mode = mode
	require.NoError(t, a.copyDirectories(t.Context()))
	_, err := a.pool.Exec(t.Context(), "UPDATE directories SET copied_at = NULL")
	require.NoError(t, err)
	require.NoError(t, copyPending(t, a))
}

// A list that is older than what events told does not bring back who left. Whom it
// does not have yet, the next one brings back.
func testOldList(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now()))
	directory, people := populate(srv, 30)
	team := directory.AddGroup(directorysync.Group{Name: "Team"})
	old := directory.AddGroup(directorysync.Group{Name: "Old"})
	directory.AddMember(team.ID, people[1].ID)
	deleted := srv.AddDirectory(directorysync.Directory{Name: "Bar Inc"}).ID
	srv.Directory(deleted).AddUser(directorysync.User{Email: "dan@bar-inc.com"})
	network := &lists{srv: srv}
	a := open(t, url, network)
	network.copyAll(t, a, "keep")

	for _, happen := range []func(){
		func() { directory.DeleteUser(people[0].ID) },
		func() { directory.RemoveMember(team.ID, people[1].ID) },
		func() { directory.DeleteGroup(old.ID) },
		func() { assert.NoError(t, directorysync.New(srv.Client()).DeleteDirectory(t.Context(), deleted)) },
		func() { directory.SuspendUser(people[2].ID) },
	} {
		happen() // the first in the millisecond in which the user was created
		srv.Advance(time.Second)
	}
	inOrder := webhooks.Handler(secret, writer{db: a.pool, inOrder: true}.handle())
	_, err := srv.Deliver(t.Context(), inOrder, secret)
	require.NoError(t, err)
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	network.copyAll(t, a, "again")
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))

	added := srv.AddDirectory(directorysync.Directory{Name: "Baz Ltd"}).ID
	directory.AddMember(team.ID, directory.AddUser(directorysync.User{Email: "eve@foo-corp.com"}).ID)
	directory.AddGroup(directorysync.Group{Name: "New"})
	srv.Advance(time.Second)
	directory.SuspendUser(people[3].ID) // the newest event
	network.copyAll(t, a, "")
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	var missing, shown bool
	look := func() {
		require.NoError(t, a.copyDirectories(t.Context()))
		row := a.pool.QueryRow(t.Context(), "SELECT missing, shown FROM directories WHERE id = $1", added)
		require.NoError(t, row.Scan(&missing, &shown))
	}
	network.copyAll(t, a, "again")
	look()
	assert.True(t, missing)
	network.mode = ""
	look()
	assert.False(t, missing)
	assert.False(t, shown) // before it is copied
	network.copyAll(t, a, "")
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	look()
	assert.True(t, shown)
}

// event returns an event of the directory, of now.
func event(t *testing.T, srv *workostest.Server, kind events.Type, id string) *events.Event {
	t.Helper()
	data, err := json.Marshal(directorysync.DirectoryEvent{ID: id})
	require.NoError(t, err)
	return &events.Event{ID: "event_" + string(kind), Type: kind, Data: data, CreatedAt: srv.Now()}
}

// A directory that an event said is deleted, and that is there again, is not shown
// before it is copied, which it is also after a copy that failed.
func testBackAgain(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now()))
	directory, people := populate(srv, 30)
	id := people[0].DirectoryID
	a := open(t, url, srv)
	lead(t, a)
	handle := writer{db: a.pool}.handle()
	for _, again := range []func() error{
		func() error { return handle(t.Context(), event(t, srv, events.TypeDSyncActivated, id)) },
		func() error {
			directory.SetState(directorysync.DirectoryStateUnlinked)
			directory.SetState(directorysync.DirectoryStateLinked)
			return a.copyDirectories(t.Context())
		},
	} {
		srv.Advance(time.Second)
		require.NoError(t, handle(t.Context(), event(t, srv, events.TypeDSyncDeleted, id)))
		assert.Empty(t, inTables(t, a.pool).users)
		srv.Advance(time.Second)
		directory.DeleteUser(people[0].ID)
		people = people[1:]
		require.NoError(t, again())
		assert.Empty(t, inTables(t, a.pool).users)
		srv.Fail("GET /directory_groups", 1, workostest.Respond(http.StatusBadRequest, nil, "{}"))
		require.Error(t, copyPending(t, a))
		assert.Empty(t, inTables(t, a.pool).users)
		require.NoError(t, copyPending(t, a))
		requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	}
}

// A directory whose copy fails waits, and the others are copied.
func testOneFails(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	populate(srv, 3)
	populate(srv, 3)
	a := open(t, url, srv)
	a.poll = time.Hour
	require.NoError(t, a.copyDirectories(t.Context()))
	srv.Fail("GET /directory_groups", 1, workostest.Respond(http.StatusBadRequest, nil, "{}"))
	found, err := a.copyNext(t.Context())
	require.ErrorContains(t, err, "copying directory_")
	assert.True(t, found) // the other one does not wait
	require.NoError(t, a.copyDirectories(t.Context()))
	found, err = a.copyNext(t.Context())
	require.NoError(t, err)
	assert.True(t, found)
	found, err = a.copyNext(t.Context())
	require.NoError(t, err)
	assert.False(t, found)
	assert.Len(t, inTables(t, a.pool).users, 3)
	require.NoError(t, copyPending(t, a))
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))

	// It waits for longer each time, but not for ever.
	_, err = a.pool.Exec(t.Context(), "UPDATE directories SET copied_at = NULL")
	require.NoError(t, err)
	a.poll = time.Minute
	srv.Fail("GET /directory_users", 100, workostest.Respond(http.StatusBadRequest, nil, "{}"))
	var waits []float64
	for range 8 {
		require.Error(t, copyPending(t, a))
		var wait float64
		row := a.pool.QueryRow(t.Context(), `SELECT extract(epoch FROM copy_after - now())
			FROM directories WHERE failures > 0`)
		require.NoError(t, row.Scan(&wait))
		waits = append(waits, wait)
	}
	assert.IsIncreasing(t, waits[:6])
	assert.LessOrEqual(t, waits[7], time.Hour.Seconds())
}

// A directory that is unlinked while another one is copied is not copied.
func testLookBetween(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	var ids, copied []string
	for range 2 {
		_, people := populate(srv, 3)
		ids = append(ids, people[0].DirectoryID)
	}
	a := open(t, url, doer(func(req *http.Request) (*http.Response, error) {
		if id := req.URL.Query().Get("directory"); req.URL.Path == "/directory_users" {
			if id != "" && !slices.Contains(copied, id) {
				copied = append(copied, id)
			}
			for _, other := range ids {
				if other != copied[0] {
					srv.Directory(other).SetState(directorysync.DirectoryStateUnlinked)
				}
			}
		}
		return srv.Do(req)
	}))
	a.lookEvery = 0
	lead(t, a)
	assert.Len(t, copied, 1)
}

// A directory that is activated is copied again, also where that happened while it was
// copied. What is told late of it changes nothing.
func testActivated(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t, workostest.WithTime(time.Now()))
	_, people := populate(srv, 3)
	id := people[0].DirectoryID
	var activate func()
	a := open(t, url, doer(func(req *http.Request) (*http.Response, error) {
		if req.URL.Path == "/directory_groups" && activate != nil { // all users are read
			activate()
			activate = nil
		}
		return srv.Do(req)
	}))
	lead(t, a)
	found, err := a.copyNext(t.Context())
	require.NoError(t, err)
	require.False(t, found)

	handle := writer{db: a.pool}.handle()
	late := event(t, srv, events.TypeDSyncActivated, id)
	late.CreatedAt = late.CreatedAt.Add(-time.Second)
	require.NoError(t, handle(t.Context(), late))
	found, err = a.copyNext(t.Context())
	require.NoError(t, err)
	assert.False(t, found)

	tell := func() {
		srv.Advance(time.Second)
		assert.NoError(t, handle(t.Context(), event(t, srv, events.TypeDSyncActivated, id)))
	}
	tell()
	activate = tell
	for _, want := range []bool{true, true, false} {
		found, err = a.copyNext(t.Context())
		require.NoError(t, err)
		assert.Equal(t, want, found)
	}
}

// Of two processes, one stands by until the other one is dead. It ends when it is told to.
func testStandBy(t *testing.T, url string) {
	t.Helper()
	srv := workostest.NewServer(t)
	directory, _ := populate(srv, 3)
	api := httptest.NewServer(srv)
	defer api.Close()
	a := open(t, url, srv)
	leader := start(t, url, api.URL)
	go leader.wait()
	require.NoError(t, a.caughtUp(t.Context()))
	standBy := func() *process {
		p := start(t, url, api.URL)
		require.Eventually(t, func() bool {
			var waits bool
			err := a.pool.QueryRow(t.Context(), `SELECT EXISTS (SELECT FROM pg_locks
				WHERE locktype = 'advisory' AND NOT granted
				AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))`).Scan(&waits)
			return err == nil && waits
		}, time.Minute, 20*time.Millisecond)
		return p
	}
	told := standBy()
	require.NoError(t, told.cmd.Process.Signal(syscall.SIGTERM))
	said, err := io.ReadAll(told.log)
	require.NoError(t, err)
	require.NoError(t, told.cmd.Wait(), string(said))

	second := standBy()
	go second.wait()
	require.NoError(t, leader.cmd.Process.Kill())
	directory.AddUser(directorysync.User{Email: "eve@foo-corp.com"})
	require.NoError(t, a.caughtUp(t.Context()))
	requireSame(t, inAPI(t, srv), inTables(t, a.pool))
	require.NoError(t, second.cmd.Process.Kill())
}
