package events_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/workostest"
)

// store is a database: what outlives a process.
type store struct {
	cursor  string
	effects []string // IDs of events, as often as they had an effect
}

// process handles events until it has all or dies, at the step that is its last.
type process struct {
	doer  workos.HTTPDoer
	store *store
	all   []string // IDs of the events there are
	step  int
	last  int
	stop  context.CancelFunc
	inTx  bool
}

type death struct{}

// live is a step: it may be the last.
func (p *process) live() {
	if p.step++; p.step == p.last {
		panic(death{})
	}
}

func (p *process) db(ctx context.Context) *store {
	if tx, ok := ctx.Value(p).(*store); ok {
		return tx
	}
	return p.store
}

// Load ends the process where there is nothing left to do.
func (p *process) Load(context.Context) (string, error) {
	p.live()
	if p.store.cursor == p.all[len(p.all)-1] {
		p.stop()
	}
	defer p.live()
	return p.store.cursor, nil
}

func (p *process) Save(ctx context.Context, id string) error {
	p.live()
	p.db(ctx).cursor = id
	p.live()
	return nil
}

func (p *process) handle(ctx context.Context, event *events.Event) error {
	p.live()
	db := p.db(ctx)
	db.effects = append(db.effects, event.ID)
	p.live()
	return nil
}

func (p *process) transaction(ctx context.Context, work func(context.Context) error) error {
	p.live()
	tx := *p.store
	if err := work(context.WithValue(ctx, p, &tx)); err != nil {
		return err
	}
	p.live()
	*p.store = tx
	p.live()
	return nil
}

// Do asks for two events at a time.
func (p *process) Do(req *http.Request) (*http.Response, error) {
	p.live()
	query := req.URL.Query()
	query.Set("limit", "2")
	req.URL.RawQuery = query.Encode()
	defer p.live()
	return p.doer.Do(req)
}

// run reports whether the process died.
func (p *process) run(t *testing.T) (died bool) {
	t.Helper()
	defer func() {
		if problem := recover(); problem != nil {
			require.Equal(t, death{}, problem)
			died = true
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	p.stop = cancel
	consumer := &events.Consumer{
		Service: events.New(workos.NewClient(workos.WithAPIKey(workostest.APIKey), workos.WithHTTPClient(p))),
		Cursor:  p, Handle: p.handle, PollInterval: time.Nanosecond,
	}
	if p.inTx {
		consumer.Transaction = p.transaction
	}
	require.NoError(t, consumer.Run(ctx))
	return false
}

// happen lets n things happen, and returns the IDs of the events that tell of them.
func happen(t *testing.T, srv *workostest.Server, n int) []string {
	t.Helper()
	for i := range n {
		_, err := organizations.New(srv.Client()).Create(t.Context(), organizations.CreateParams{Name: strconv.Itoa(i)})
		require.NoError(t, err)
	}
	page, err := events.New(srv.Client()).List(t.Context(), events.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
	require.NoError(t, err)
	var ids []string
	for event, err := range page.All(t.Context()) {
		require.NoError(t, err)
		ids = append(ids, event.ID)
	}
	return ids
}

// A process that dies between any two steps loses nothing: the next one goes on.
func TestDeathAtEveryStep(t *testing.T) {
	t.Parallel()
	for _, inTx := range []bool{false, true} {
		t.Run(fmt.Sprintf("in a transaction: %t", inTx), func(t *testing.T) {
			t.Parallel()
			srv := workostest.NewServer(t)
			all := happen(t, srv, 5)
			for last := 1; ; last++ {
				db := new(store)
				p := &process{doer: srv, store: db, all: all, last: last, inTx: inTx}
				died := p.run(t)
				if died {
					require.False(t, (&process{doer: srv, store: db, all: all, inTx: inTx}).run(t))
				}
				assert.Equal(t, all, slices.Compact(slices.Clone(db.effects)), "in order, none lost: died at step %d", last)
				assert.LessOrEqual(t, len(db.effects), len(all)+1, "one at most is handled again: died at step %d", last)
				if inTx {
					assert.Equal(t, all, db.effects, "exactly once: died at step %d", last)
				}
				if !died {
					require.Greater(t, last, 30)
					break
				}
			}
		})
	}
}

// So does one that dies again and again.
func TestDeathAgainAndAgain(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	all := happen(t, srv, 5)
	for _, inTx := range []bool{false, true} {
		for last := 12; last < 40; last++ { // with less no event is brought to its end
			db := new(store)
			for (&process{doer: srv, store: db, all: all, last: last, inTx: inTx}).run(t) {
			}
			assert.Equal(t, all, slices.Compact(slices.Clone(db.effects)), "died at every step %d", last)
			if inTx {
				assert.Equal(t, all, db.effects, "died at every step %d", last)
			}
		}
	}
}

// memory is a Cursor.
type memory struct {
	id    string
	saves int
	err   error // of the next Load or Save
}

func (m *memory) Load(context.Context) (string, error) {
	err := m.err
	m.err = nil
	return m.id, err
}

func (m *memory) Save(_ context.Context, id string) error {
	m.id = id
	m.saves++
	return nil
}

// run runs a consumer in a bubble until its time is over.
func run(t *testing.T, c *events.Consumer, d time.Duration) error {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	defer cancel()
	return c.Run(ctx)
}

// world is a server and a Consumer whose client tries once.
type world struct {
	t        *testing.T
	srv      *workostest.Server
	consumer *events.Consumer
	handled  []string
}

// bubble is where time flies.
func bubble(t *testing.T, test func(w *world)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := &world{t: t, srv: workostest.NewServer(t)}
		w.consumer = &events.Consumer{
			Service: events.New(w.srv.Client(workos.WithMaxRetries(0))),
			Cursor:  new(memory),
			Handle: func(_ context.Context, event *events.Event) error {
				w.handled = append(w.handled, event.ID)
				return nil
			},
		}
		test(w)
	})
}

func queries(srv *workostest.Server) []string {
	var lines []string
	for _, r := range srv.Requests() {
		if r.Path == "/events" {
			lines = append(lines, r.Query.Encode())
		}
	}
	return lines
}

func TestConsumerPolls(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		c.Start = time.Date(1999, 1, 1, 0, 0, 0, 0, time.UTC)
		c.Events = []events.Type{events.TypeOrganizationCreated, "organization.of_tomorrow"}
		c.PollInterval = time.Hour
		began := time.Now()
		go func() {
			time.Sleep(90 * time.Minute)
			_, err := organizations.New(srv.Client()).Create(context.Background(), organizations.CreateParams{Name: "Foo Corp"})
			assert.NoError(t, err)
		}()
		require.NoError(t, run(t, c, 210*time.Minute))
		assert.Equal(t, 210*time.Minute, time.Since(began))
		require.Len(t, w.handled, 1)
		const filter = "events=organization.created%2Corganization.of_tomorrow&limit=100&order=asc"
		assert.Equal(t, []string{
			filter + "&range_start=1999-01-01T00%3A00%3A00Z",
			filter + "&range_start=1999-01-01T00%3A00%3A00Z",
			filter + "&range_start=1999-01-01T00%3A00%3A00Z",
			"after=" + w.handled[0] + "&" + filter,
		}, queries(srv))
	})
}

// A Wake ends the wait for events, and is not forgotten while Run is busy.
func TestConsumerWakes(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		c.PollInterval = time.Hour
		began := time.Now()
		var at []time.Duration
		w.consumer.Handle = func(context.Context, *events.Event) error {
			at = append(at, time.Since(began))
			if len(at) == 1 {
				srv.AddOrganization(organizations.CreateParams{Name: "Bar Inc"})
				c.Wake() // a poll is under way, which may not see it
				c.Wake()
				time.Sleep(time.Minute)
			}
			return nil
		}
		go func() {
			time.Sleep(10 * time.Minute)
			srv.AddOrganization(organizations.CreateParams{Name: "Foo Corp"})
			c.Wake()
			time.Sleep(20 * time.Minute)
			c.Wake() // there is nothing
		}()
		require.NoError(t, run(t, c, 85*time.Minute))
		assert.Equal(t, []time.Duration{10 * time.Minute, 11 * time.Minute}, at)
		assert.Len(t, queries(srv), 4, "at 0, 10, 11, 30 minutes, and no second time for the second Wake")

		c.Wake() // before Run
		require.NoError(t, run(t, c, time.Minute))
		assert.Len(t, queries(srv), 6)
	})
}

// However many webhooks come, an API that is in trouble is left alone.
func TestConsumerDoesNotWakeAfterAnError(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		srv.Fail("GET /events", 1, workostest.RateLimit(time.Minute))
		go func() {
			for range 50 {
				time.Sleep(time.Second)
				c.Wake()
			}
		}()
		require.NoError(t, run(t, c, 55*time.Second))
		assert.Len(t, queries(srv), 1)
	})
}

// Wake is for the goroutines of an HTTP server.
func TestConsumerIsWokenByMany(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		c := w.consumer
		c.PollInterval = time.Hour
		for range 20 {
			go c.Wake()
		}
		require.NoError(w.t, run(w.t, c, time.Minute))
		assert.GreaterOrEqual(w.t, len(queries(w.srv)), 2)
		assert.LessOrEqual(w.t, len(queries(w.srv)), 21)
	})
}

// An organization's events alone, and every ten seconds unless told otherwise.
func TestConsumerDefaults(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 150)
		before := len(queries(srv))
		c.OrganizationID = "org_1"
		require.NoError(t, run(t, c, 15*time.Second))
		assert.Empty(t, w.handled)
		assert.Equal(t, []string{"limit=100&order=asc&organization_id=org_1", "limit=100&order=asc&organization_id=org_1"}, queries(srv)[before:])

		c.OrganizationID = ""
		require.NoError(t, run(t, c, 5*time.Second))
		assert.Equal(t, all, w.handled, "of several pages")
		assert.Equal(t, 150, c.Cursor.(*memory).saves)
	})
}

// What fails may pass: it is tried again, later each time, and nothing is skipped.
func TestConsumerBacksOff(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 3)
		var log bytes.Buffer
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		c.MaxBackoff = 8 * time.Second
		c.Cursor.(*memory).err = errors.New("no database")
		srv.Fail("GET /events", 1, workostest.Respond(503, nil, "upstream connect error"))
		srv.Fail("GET /events", 1, workostest.DropConnection())
		var tries []time.Time
		handle := c.Handle
		c.Handle = func(ctx context.Context, event *events.Event) error {
			if event.ID == all[1] {
				if tries = append(tries, time.Now()); len(tries) <= 6 {
					return errors.New("the disk is full")
				}
			}
			return handle(ctx, event)
		}
		require.NoError(t, run(t, c, time.Hour))
		assert.Equal(t, all, w.handled)
		require.Len(t, tries, 7)
		for i, longest := range []float64{1, 2, 4, 8, 8, 8} {
			wait := tries[i+1].Sub(tries[i]).Seconds()
			assert.LessOrEqual(t, wait, longest)
			assert.GreaterOrEqual(t, wait, longest/2)
		}
		for _, said := range []string{
			`msg="workos events will be tried again" error="events: loading the cursor: no database" failures=1 wait=`,
			"503", "failures=3",
			`error="events: handling organization.created ` + all[1] + `: the disk is full" failures=1`,
			"failures=6",
		} {
			assert.Contains(t, log.String(), said)
		}
	})
}

func TestConsumerObeysRetryAfter(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		happen(t, srv, 1)
		srv.Fail("GET /events", 1, workostest.RateLimit(5*time.Minute))
		began := time.Now()
		require.NoError(t, run(t, c, 5*time.Minute-time.Second))
		assert.Empty(t, w.handled)
		assert.Equal(t, 5*time.Minute-time.Second, time.Since(began), "a wait ends with the context")

		srv.Fail("GET /events", 1, workostest.RateLimit(5*time.Minute))
		require.NoError(t, run(t, c, 5*time.Minute+time.Second))
		assert.Len(t, w.handled, 1)
	})
}

// What the API refuses does not pass.
func TestConsumerIsRefused(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		c.Retry = func(err error) bool {
			t.Error("asked for", err)
			return true
		}
		for status, want := range map[int]error{
			401: workos.ErrUnauthorized, 403: workos.ErrForbidden, 400: workos.ErrBadRequest, 422: workos.ErrUnprocessable,
		} {
			srv.Fail("GET /events", 3, workostest.Respond(status, nil, `{"message":"no"}`))
			for _, cursor := range []*memory{new(memory), {id: "event_1"}} {
				c.Cursor = cursor
				err := run(t, c, time.Hour)
				require.ErrorIs(t, err, want)
				require.NotErrorIs(t, err, events.ErrCursorGone)
			}
		}
		srv.Fail("GET /events", 2, workostest.Respond(422, nil, `{"message":"no such type"}`))
		err := run(t, c, time.Hour)
		require.ErrorIs(t, err, workos.ErrUnprocessable)
		require.NotErrorIs(t, err, events.ErrCursorGone)

		c.Service = events.New(srv.Client(workos.WithAPIKey("")))
		require.ErrorIs(t, run(t, c, time.Hour), workos.ErrMissingAPIKey)
	})
}

// doer answers requests, the first with n = 1.
type doer struct {
	answer func(n int, req *http.Request) (*http.Response, error)
	n      int
}

func (d *doer) Do(req *http.Request) (*http.Response, error) {
	d.n++
	return d.answer(d.n, req)
}

// answer lets the Consumer's requests be answered in this way.
func (w *world) answer(answer func(n int, req *http.Request) (*http.Response, error)) *doer {
	d := &doer{answer: answer}
	w.consumer.Service = events.New(w.srv.Client(workos.WithHTTPClient(d), workos.WithMaxRetries(0)))
	return d
}

func respond(status int, body string) (*http.Response, error) {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}, nil
}

// The cursor is gone where it is refused twice, and its lack is not.
func TestCursorIsGone(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		400: workos.ErrBadRequest, 401: workos.ErrUnauthorized, 404: workos.ErrNotFound, 422: workos.ErrUnprocessable,
	} {
		bubble(t, func(w *world) {
			t, srv, c := w.t, w.srv, w.consumer
			all := happen(t, srv, 2)
			c.Cursor = &memory{id: all[0]}
			w.answer(func(n int, req *http.Request) (*http.Response, error) {
				if n == 1 {
					return respond(status, `{"message":"no"}`)
				}
				return srv.Do(req)
			})
			require.NoError(t, run(t, c, time.Second), "a refusal that passes")
			assert.Equal(t, all[1:], w.handled)

			c.Cursor = &memory{id: "event_1"}
			gone := w.answer(func(_ int, req *http.Request) (*http.Response, error) {
				if req.URL.Query().Get("after") != "" {
					return respond(status, `{"message":"no"}`)
				}
				return srv.Do(req)
			})
			err := run(t, c, time.Hour)
			require.ErrorIs(t, err, want)
			require.ErrorIs(t, err, events.ErrCursorGone)
			require.ErrorContains(t, err, `the API no longer has the event of the cursor, "event_1": workos: GET /events: `)
			assert.Equal(t, 3, gone.n)
			assert.Len(t, w.handled, 1, "nothing from the beginning")
		})
	}
}

// These refusals pass.
func TestConsumerWaitsForTheAPI(t *testing.T) {
	t.Parallel()
	for _, status := range []int{408, 409, 425, 429, 500, 503} {
		bubble(t, func(w *world) {
			t, srv, c := w.t, w.srv, w.consumer
			all := happen(t, srv, 2)
			c.Cursor = &memory{id: all[0]}
			srv.Fail("GET /events", 2, workostest.Respond(status, nil, `{}`))
			require.NoError(t, run(t, c, 5*time.Second))
			assert.Equal(t, all[1:], w.handled, status)
		})
	}
}

// A transaction that keeps the failure to itself does not lose the event.
func TestTransactionThatSwallows(t *testing.T) {
	t.Parallel()
	for name, transaction := range map[string]func(context.Context, func(context.Context) error) error{
		"an error": func(ctx context.Context, work func(context.Context) error) error {
			_ = work(ctx)
			return nil
		},
		"the work": func(context.Context, func(context.Context) error) error { return nil },
	} {
		bubble(t, func(w *world) {
			t, srv, c := w.t, w.srv, w.consumer
			all := happen(t, srv, 2)
			c.Transaction = transaction
			c.Handle = func(_ context.Context, event *events.Event) error {
				w.handled = append(w.handled, event.ID)
				return errors.New("the disk is full")
			}
			c.Retry = func(error) bool { return false }
			err := run(t, c, time.Hour)
			require.EqualError(t, err, "events: handling organization.created "+all[0]+": the Transaction returned nil, and its work did not", name)
			assert.Empty(t, c.Cursor.(*memory).id)
			assert.NotContains(t, w.handled, all[1])
		})
	}
}

// An ID that is missing would be a cursor to the beginning.
func TestEventWithoutID(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, c := w.t, w.consumer
		c.Cursor = &memory{id: "event_1"}
		w.answer(func(int, *http.Request) (*http.Response, error) {
			return respond(200, `{"data":[{}],"list_metadata":{}}`)
		})
		c.Retry = func(error) bool { return false }
		require.EqualError(t, run(t, c, time.Hour), "events: the API sent an event without an ID")
		assert.Equal(t, &memory{id: "event_1"}, c.Cursor)
		assert.Empty(t, w.handled)
	})
}

// The client's timeout ends a request that hangs, however long the context lasts.
func TestConsumerOfADeadline(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 150)
		hang := w.answer(func(n int, req *http.Request) (*http.Response, error) {
			if n != 1 && n != 3 { // the first page, and the second one
				return srv.Do(req)
			}
			<-req.Context().Done()
			return nil, req.Context().Err()
		})
		require.NoError(t, run(t, c, time.Hour))
		assert.Equal(t, all, w.handled)

		hang.n = 0
		began := time.Now()
		require.NoError(t, run(t, c, time.Second))
		assert.Equal(t, time.Second, time.Since(began), "a request ends with the context")
	})
}

// An error of Load is the application's, whatever it wraps.
func TestLoadOfAnAPI(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 1)
		var asked []error
		c.Retry = func(err error) bool {
			asked = append(asked, err)
			return true
		}
		c.Cursor.(*memory).err = fmt.Errorf("vault: %w", &workos.Error{StatusCode: 404})
		require.NoError(t, run(t, c, time.Minute))
		assert.Equal(t, all, w.handled)
		require.Len(t, asked, 1)
		require.ErrorIs(t, asked[0], workos.ErrNotFound)
		require.ErrorContains(t, asked[0], "events: loading the cursor: vault: ")
	})
}

// However often it fails, the wait has its bounds, and begins anew with an answer.
func TestConsumerGoesOnForever(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		srv.Fail("GET /events", 40, workostest.Respond(503, nil, ""))
		var at []time.Time
		failed := w.answer(func(_ int, req *http.Request) (*http.Response, error) {
			at = append(at, time.Now())
			return srv.Do(req)
		})
		require.NoError(t, run(t, c, time.Hour))
		require.Greater(t, failed.n, 41)
		for i := range 40 {
			wait := at[i+1].Sub(at[i])
			assert.Positive(t, wait)
			assert.LessOrEqual(t, wait, time.Minute)
			if i > 6 {
				assert.GreaterOrEqual(t, wait, 30*time.Second, i)
			}
		}

		var log bytes.Buffer
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		w.answer(func(n int, req *http.Request) (*http.Response, error) {
			if n == 2 { // there is nothing new, and that is no failure
				return srv.Do(req)
			}
			return respond(503, "")
		})
		require.NoError(t, run(t, c, 11*time.Second))
		assert.Equal(t, 2, strings.Count(log.String(), "failures=1 "))
	})
}

// A longer Retry-After counts as an hour.
func TestConsumerObeysRetryAfterForAnHour(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 1)
		srv.Fail("GET /events", 1, workostest.RateLimit(24*time.Hour))
		require.NoError(t, run(t, c, time.Hour-time.Second))
		assert.Empty(t, w.handled)
		srv.Fail("GET /events", 1, workostest.RateLimit(24*time.Hour))
		require.NoError(t, run(t, c, time.Hour+time.Second))
		assert.Equal(t, all, w.handled)
	})
}

// The error of the event in progress is said, and no other that the end brings.
func TestConsumerSaysHowItEnded(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		var log bytes.Buffer
		c.Logger = slog.New(slog.NewTextHandler(&log, nil))
		srv.Fail("GET /events", 1, workostest.Delay(time.Hour))
		require.NoError(t, run(t, c, time.Second))
		assert.Empty(t, log.String())

		all := happen(t, srv, 1)
		c.Handle = func(ctx context.Context, _ *events.Event) error {
			<-ctx.Done()
			return errors.New("half done")
		}
		require.NoError(t, run(t, c, time.Second))
		assert.Contains(t, log.String(),
			`msg="workos event will be handled again by the next run" error="events: handling organization.created `+all[0]+`: half done"`)
		c.Logger = nil
		require.NoError(t, run(t, c, time.Second))
	})
}

// The application says when it is enough.
func TestConsumerGivesUp(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 1)
		notFound := &workos.Error{StatusCode: 404, Message: "of a call of the handler"}
		c.Handle = func(context.Context, *events.Event) error { return notFound }
		tries := 0
		c.Retry = func(error) bool {
			tries++
			return tries < 3
		}
		err := run(t, c, time.Hour)
		var failed *events.EventError
		require.ErrorAs(t, err, &failed)
		assert.Equal(t, all[0], failed.Event.ID)
		assert.Equal(t, notFound, failed.Err)
		require.ErrorIs(t, err, workos.ErrNotFound)
		assert.Equal(t, 3, tries)
		assert.Empty(t, c.Cursor.(*memory).id)
	})
}

// The event in progress is brought to its end, within the time of grace.
func TestConsumerStops(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 2)
		handle := c.Handle
		c.Handle = func(ctx context.Context, event *events.Event) error {
			select {
			case <-time.After(time.Minute):
			case <-ctx.Done():
				return ctx.Err()
			}
			return handle(ctx, event)
		}
		c.Grace = 40 * time.Second
		began := time.Now()
		require.NoError(t, run(t, c, 30*time.Second))
		assert.Equal(t, time.Minute, time.Since(began))
		assert.Equal(t, all[:1], w.handled)
		assert.Equal(t, all[0], c.Cursor.(*memory).id)

		began = time.Now()
		c.Grace = 0
		require.NoError(t, run(t, c, 30*time.Second))
		assert.Equal(t, 40*time.Second, time.Since(began))
		assert.Equal(t, all[0], c.Cursor.(*memory).id, "will be handled again")

		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		require.NoError(t, c.Run(ctx))
	})
}

// A transaction whose outcome is not known is looked up before anything is done
// again.
func TestCommitThatIsNotConfirmed(t *testing.T) {
	t.Parallel()
	bubble(t, func(w *world) {
		t, srv, c := w.t, w.srv, w.consumer
		all := happen(t, srv, 2)
		c.Transaction = func(ctx context.Context, work func(context.Context) error) error {
			if err := work(ctx); err != nil {
				return err
			}
			return errors.New("the connection is gone")
		}
		require.NoError(t, run(t, c, time.Hour))
		assert.Equal(t, all, w.handled)
	})
}

func TestConsumerThatCannotRun(t *testing.T) {
	t.Parallel()
	complete := func() *events.Consumer {
		return &events.Consumer{
			Service: events.New(workos.NewClient()), Cursor: new(memory),
			Handle: func(context.Context, *events.Event) error { return nil },
		}
	}
	for name, change := range map[string]func(*events.Consumer){
		"Service":      func(c *events.Consumer) { c.Service = nil },
		"Handle":       func(c *events.Consumer) { c.Handle = nil },
		"Cursor":       func(c *events.Consumer) { c.Cursor = nil },
		"PollInterval": func(c *events.Consumer) { c.PollInterval = -1 },
		"MaxBackoff":   func(c *events.Consumer) { c.MaxBackoff = -1 },
		"Grace":        func(c *events.Consumer) { c.Grace = -1 },
	} {
		c := complete()
		change(c)
		require.ErrorContains(t, c.Run(t.Context()), "events: a Consumer ", name)
	}
	full := complete()
	full.Service = events.New(workos.NewClient(workos.WithBaseURL("::bad"), workos.WithAPIKey("sk_test")))
	full.Retry = func(error) bool {
		t.Error("nothing was tried")
		return true
	}
	require.Error(t, full.Run(t.Context()))
}
