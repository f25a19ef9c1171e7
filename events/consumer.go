package events

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"github.com/workos-go/workos"
)

// Consumer follows the events API: it handles one event after another, in the
// order in which they happened, and waits for more.
//
//	consumer := &events.Consumer{
//		Service: events.New(client),
//		Events:  mux.Types(),
//		Handle:  mux.Dispatch,
//		Cursor:  place, // the application's own: where in the stream it is
//	}
//	err := consumer.Run(ctx)
//
// Every event is handled at least once. One that fails is handled again, and
// those after it wait; one whose process dies is handled again by the next
// process, unless the Cursor has it already: with a Transaction, the work of an
// event is done exactly once. Run one Consumer at a time for a Cursor: two would
// do everything twice.
//
// An event that can never be handled would hold up the rest for ever. A Handle that
// returns nil skips it, as it may for an ErrInvalidPayload, once that is written
// down. A panic of Handle is not caught: it is as if the process died.
//
// A Consumer must not be copied after its first use.
type Consumer struct {
	// Service lists the events.
	Service *Service
	// Handle handles an event, such as the Dispatch of a Mux.
	Handle func(ctx context.Context, event *Event) error
	// Cursor keeps the place in the stream.
	Cursor Cursor
	// Transaction, if not nil, wraps what is done about an event: it begins a
	// transaction, calls work with a context that leads Handle and Cursor to it,
	// and commits if work returned nil. Handle's writes and the Cursor's then hold
	// together or not at all.
	Transaction func(ctx context.Context, work func(ctx context.Context) error) error
	// Events are the types of events to follow, such as the Types of a Mux.
	Events []Type
	// OrganizationID asks for the events of this organization alone.
	OrganizationID string
	// Start is where to begin as long as the Cursor has no event: after this time,
	// or with the oldest event that WorkOS keeps where it is zero. Let it be a
	// fixed time. What happens before the first start that handles an event would
	// be lost with time.Now().
	Start time.Time
	// PollInterval is how long to wait after the last event before asking for more;
	// 0 is 10 seconds.
	PollInterval time.Duration
	// MaxBackoff is the longest wait after an error; 0 is a minute. The first is of
	// up to a second. A longer Retry-After of the API is obeyed, up to an hour.
	MaxBackoff time.Duration
	// Grace is how long the event in progress may take once Run's context has
	// ended; 0 is 10 seconds.
	Grace time.Duration
	// Retry, if not nil, says whether to go on after an error, by which Run ends
	// otherwise. It sees the errors of Cursor, those of Handle and Transaction, as
	// an *EventError, and those of the API that may pass.
	Retry func(err error) bool
	// Logger, if not nil, gets a record at level Warn for every error after which
	// the Consumer goes on, and for that of the event in progress where Run's context
	// has ended.
	Logger *slog.Logger

	makeWake sync.Once
	wake     chan struct{}
}

// Cursor keeps the place in the stream of events: the ID of the event that was
// handled last. It is the application's own.
type Cursor interface {
	// Load returns what was saved last, or "" where nothing was.
	Load(ctx context.Context) (eventID string, err error)
	// Save keeps the ID of an event that was handled. Once it has returned nil, Load
	// returns the ID, in whatever process.
	Save(ctx context.Context, eventID string) error
}

// ErrCursorGone is what Run returns where the API does not know the event that the
// Cursor has: it may be older than what WorkOS keeps. For how long that is, the API
// reference does not say. What happened since is to be looked up, as it was before
// the first start; then Cursor and Start begin anew.
var ErrCursorGone = errors.New("events: the API no longer has the event of the cursor")

// EventError is an error of Handle, Transaction or Save.
type EventError struct {
	// Event is what could not be handled.
	Event *Event
	// Err says why.
	Err error
}

// Error says which event it was, and why.
func (e *EventError) Error() string {
	return fmt.Sprintf("events: handling %s %s: %v", e.Event.Type, e.Event.ID, e.Err)
}

// Unwrap returns why.
func (e *EventError) Unwrap() error { return e.Err }

// loadError is an error of Load: not an answer to the Consumer, whatever it wraps.
type loadError struct{ err error }

func (e *loadError) Error() string { return fmt.Sprintf("events: loading the cursor: %v", e.err) }
func (e *loadError) Unwrap() error { return e.err }

// Run handles events until ctx ends, and returns nil then. The event in progress is
// brought to its end first, within Grace.
//
// It returns an error where the client or the Consumer is misconfigured, where the
// API refuses it, such as a workos.ErrUnauthorized, ErrCursorGone, and what Retry
// does not want to go on after. After other errors it waits, longer each time, and
// goes on from what the Cursor has: without Logger and Retry, nobody hears of them.
func (c *Consumer) Run(ctx context.Context) error {
	if err := c.check(); err != nil {
		return err
	}
	for failures := 0; ctx.Err() == nil; {
		handled, err := c.follow(ctx)
		if err == nil || handled > 0 {
			failures = 0
		}
		wait := cmp.Or(c.PollInterval, 10*time.Second)
		var woken <-chan struct{} // never after an error
		switch {
		case err == nil:
			woken = c.woken()
		case ctx.Err() != nil:
			c.warnOfLast(ctx, err)
		case refused(err) || errors.Is(err, ErrCursorGone) || c.Retry != nil && !c.Retry(err):
			return err
		default:
			wait = c.backoff(failures, err)
			failures++
			c.warn(ctx, "workos events will be tried again",
				slog.String("error", err.Error()), slog.Int("failures", failures), slog.Duration("wait", wait))
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
		case <-woken:
			timer.Stop()
		case <-timer.C:
		}
	}
	return nil
}

// Wake has a Run that waits for more events ask for them at once, such as when a
// webhook says that there are some:
//
//	http.Handle("/webhooks", webhooks.Handler(secret, func(context.Context, *events.Event) error {
//		consumer.Wake() // it reads for itself what happened
//		return nil
//	}))
//
// It does not block, and may be called by several goroutines, whether Run runs or
// not. While events are being handled it has Run ask once more after them, however
// often it was called. It does not shorten the wait after an error. Go on polling: a
// webhook may be lost, or come before the API lists its event.
func (c *Consumer) Wake() {
	select {
	case c.woken() <- struct{}{}:
	default: // it is to wake already
	}
}

func (c *Consumer) woken() chan struct{} {
	c.makeWake.Do(func() { c.wake = make(chan struct{}, 1) })
	return c.wake
}

// warnOfLast says what became of the event in progress when the context ended. Other
// errors come of that end.
func (c *Consumer) warnOfLast(ctx context.Context, err error) {
	var last *EventError
	if errors.As(err, &last) {
		c.warn(ctx, "workos event will be handled again by the next run", slog.String("error", err.Error()))
	}
}

func (c *Consumer) warn(ctx context.Context, message string, attrs ...slog.Attr) {
	if c.Logger != nil {
		c.Logger.LogAttrs(ctx, slog.LevelWarn, message, attrs...)
	}
}

// withoutDeadline returns a context that ends with ctx and does not say when: a
// deadline would take the place of the client's own timeout.
func withoutDeadline(ctx context.Context) (free context.Context, done func()) {
	free, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, cancel)
	return free, func() {
		stop()
		cancel()
	}
}

// check returns what is wrong with the Consumer.
func (c *Consumer) check() error {
	switch {
	case c.Service == nil || c.Handle == nil || c.Cursor == nil:
		return errors.New("events: a Consumer needs a Service, a Handle and a Cursor")
	case c.PollInterval < 0 || c.MaxBackoff < 0 || c.Grace < 0:
		return errors.New("events: a Consumer has a negative duration")
	}
	_, err := c.Service.client.URL(workos.Path("/events"), nil)
	return err
}

// follow handles the events after that of the Cursor, up to the last there is, and
// returns how many. It keeps nothing in mind from one time to the next, so that an
// error is what the death of the process would be.
func (c *Consumer) follow(ctx context.Context) (handled int, err error) {
	cursor, err := c.Cursor.Load(ctx)
	if err != nil {
		return 0, &loadError{err}
	}
	calls, done := withoutDeadline(ctx)
	defer done()
	page, err := c.list(calls, cursor, 100)
	if refused(err) && cursor != "" {
		page, err = c.orGone(calls, cursor)
	}
	if err != nil {
		return 0, err
	}
	for event, err := range page.All(calls) {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return handled, err
		}
		if event.ID == "" { // saved, it would be the beginning
			return handled, errors.New("events: the API sent an event without an ID")
		}
		if err := c.handle(ctx, &event); err != nil {
			return handled, &EventError{&event, err}
		}
		handled++
	}
	return handled, nil
}

func (c *Consumer) list(ctx context.Context, cursor string, limit int) (*workos.List[Event], error) {
	params := ListParams{
		ListParams:     workos.ListParams{After: cursor, Limit: limit, Order: workos.OrderAsc},
		Events:         c.Events,
		OrganizationID: c.OrganizationID,
	}
	if cursor == "" {
		params.RangeStart = c.Start
	}
	return c.Service.List(ctx, params)
}

// orGone is list once more, where it was refused. It tells a cursor that the API does
// not know from parameters that it does not take: without the cursor, those are
// refused as well.
func (c *Consumer) orGone(ctx context.Context, cursor string) (*workos.List[Event], error) {
	if _, err := c.list(ctx, "", 1); err != nil {
		return nil, err
	}
	page, err := c.list(ctx, cursor, 100)
	if refused(err) {
		return nil, fmt.Errorf("%w, %q: %w", ErrCursorGone, cursor, err)
	}
	return page, err
}

// handle does what is to be done about an event, with a context that outlives the
// end of ctx by the time of Grace.
func (c *Consumer) handle(ctx context.Context, event *Event) error {
	working, done := context.WithCancel(context.WithoutCancel(ctx))
	defer done()
	stop := context.AfterFunc(ctx, func() {
		timer := time.AfterFunc(cmp.Or(c.Grace, 10*time.Second), done)
		context.AfterFunc(working, func() { timer.Stop() })
	})
	defer stop()
	saved := false
	work := func(ctx context.Context) error {
		err := c.Handle(ctx, event)
		if err == nil {
			err = c.Cursor.Save(ctx, event.ID)
		}
		saved = err == nil
		return err
	}
	if c.Transaction == nil {
		return work(working)
	}
	err := c.Transaction(working, work)
	if err == nil && !saved {
		return errors.New("the Transaction returned nil, and its work did not")
	}
	return err
}

// refused reports whether an error of List comes again however long one waits.
func refused(err error) bool {
	var own *EventError
	var load *loadError
	if errors.As(err, &own) || errors.As(err, &load) {
		return false
	}
	var param *workos.ParamError
	if errors.As(err, &param) || errors.Is(err, workos.ErrMissingAPIKey) {
		return true
	}
	var answer *workos.Error
	if !errors.As(err, &answer) {
		return false
	}
	switch answer.StatusCode {
	case http.StatusRequestTimeout, http.StatusConflict, http.StatusTooEarly, http.StatusTooManyRequests:
		return false
	default:
		return answer.StatusCode >= http.StatusBadRequest && answer.StatusCode < http.StatusInternalServerError
	}
}

// backoff returns how long to wait after an error: about twice as long each time,
// and not less than the API asks for, of which an hour counts.
func (c *Consumer) backoff(failures int, err error) time.Duration {
	longest := cmp.Or(c.MaxBackoff, time.Minute)
	wait := min(longest, time.Second<<min(failures, 20))
	wait = wait/2 + rand.N(wait/2+1) //nolint:gosec // spreads the load
	var answer *workos.Error
	if errors.As(err, &answer) {
		wait = max(wait, min(answer.RetryAfter, time.Hour))
	}
	return wait
}
