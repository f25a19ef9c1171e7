package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
)

// kind is a kind of call.
type kind struct {
	name string
	// open makes ready, on the server itself, and returns what makes a round ready.
	open func(*cell) (func(*cell) (*round, error), error)
	// requests is how many requests a round is, of which each may be the first to
	// go wrong.
	requests int
}

// bounded says that one call of the client is all there is, which its timeout ends.
func (k *kind) bounded() bool { return k.requests == 1 && k.name != "refresh" }

// round is a call that is made while something goes wrong.
type round struct {
	do func(ctx context.Context) error
	// route is the write that the call asks for, once, or "", and repeated says
	// that it does no harm to do it again.
	route    string
	repeated bool
	// mark is in the path or the body of that write, and of no other.
	mark string
	// verify is what holds afterwards, when nothing goes wrong any more.
	verify func(ctx context.Context, err error) error
}

var kinds = []*kind{
	{name: "GET", open: openGet, requests: 1},
	{name: "list", open: openList, requests: 4},
	{name: "PUT", open: openPut, requests: 1},
	{name: "DELETE", open: openDelete, requests: 1},
	{name: "POST", open: openPost(""), requests: 1},
	{name: "POST with key", open: openPost("key-"), requests: 1},
	{name: "authenticate", open: openAuthenticate, requests: 1},
	{name: "refresh", open: openRefresh, requests: 1},
	{name: "webhook", open: openWebhook, requests: 2},
	{name: "events", open: openEvents, requests: 4},
}

func openGet(c *cell) (func(*cell) (*round, error), error) {
	want := c.srv.AddOrganization(organizations.CreateParams{Name: "Foo"})
	return func(c *cell) (*round, error) {
		return &round{do: func(ctx context.Context) error {
			got, err := organizations.New(c.client).Get(ctx, want.ID)
			if err == nil && got.ID != want.ID {
				return errors.New("another organization")
			}
			return err
		}}, nil
	}, nil
}

// openList walks over 250 organizations: each comes once and in order, up to an
// error, if there is one.
func openList(c *cell) (func(*cell) (*round, error), error) {
	var want []string
	for range 250 {
		want = append(want, c.srv.AddOrganization(organizations.CreateParams{Name: "Foo"}).ID)
	}
	return func(c *cell) (*round, error) {
		var got []string
		return &round{
			do: func(ctx context.Context) error {
				page, err := organizations.New(c.client).List(ctx, organizations.ListParams{ListParams: workos.ListParams{Order: workos.OrderAsc}})
				if err != nil {
					return err
				}
				for org, err := range page.All(ctx) {
					if err != nil {
						return err
					}
					got = append(got, org.ID)
				}
				return nil
			},
			verify: func(_ context.Context, err error) error {
				if err == nil && len(got) != len(want) || !slices.Equal(got, want[:len(got)]) {
					return fmt.Errorf("of %d objects came %d, or not in order", len(want), len(got))
				}
				return nil
			},
		}, nil
	}, nil
}

// openPut gives an organization another name each time: it has the new one, or the
// old one where the caller was told of an error.
func openPut(c *cell) (func(*cell) (*round, error), error) {
	org := c.srv.AddOrganization(organizations.CreateParams{Name: numbered(0)})
	n := 0
	return func(c *cell) (*round, error) {
		n++
		before, after := numbered(n-1), numbered(n)
		_, err := c.healthy.Update(context.Background(), org.ID, organizations.UpdateParams{Name: before})
		return &round{
			route: "PUT /organizations/{id}", repeated: true, mark: after,
			do: func(ctx context.Context) error {
				_, err := organizations.New(c.client).Update(ctx, org.ID, organizations.UpdateParams{Name: after})
				return err
			},
			verify: func(ctx context.Context, err error) error {
				got, getErr := c.healthy.Get(ctx, org.ID)
				if getErr != nil {
					return getErr
				}
				if got.Name != after && (err == nil || got.Name != before) {
					return fmt.Errorf("the name is %s, not %s", got.Name, after)
				}
				return nil
			},
		}, err
	}, nil
}

func openDelete(*cell) (func(*cell) (*round, error), error) {
	return func(c *cell) (*round, error) {
		org := c.srv.AddOrganization(organizations.CreateParams{Name: "Foo"})
		return &round{
			route: "DELETE /organizations/{id}", mark: org.ID,
			do: func(ctx context.Context) error {
				return organizations.New(c.client).Delete(ctx, org.ID)
			},
			verify: func(ctx context.Context, err error) error {
				_, getErr := c.healthy.Get(ctx, org.ID)
				if gone := errors.Is(getErr, workos.ErrNotFound); !gone && (err == nil || errors.Is(err, workos.ErrNotFound)) {
					return errors.New("it is still there")
				}
				return nil
			},
		}, nil
	}, nil
}

func openPost(key string) func(*cell) (func(*cell) (*round, error), error) {
	return func(*cell) (func(*cell) (*round, error), error) {
		n := 0
		return func(c *cell) (*round, error) {
			n++
			var opts []workos.RequestOption
			if key != "" {
				opts = append(opts, workos.WithIdempotencyKey(key+strconv.Itoa(n)))
			}
			return &round{
				route: "POST /organizations", mark: numbered(n),
				do: func(ctx context.Context) error {
					_, err := organizations.New(c.client).Create(ctx, organizations.CreateParams{Name: numbered(n)}, opts...)
					return err
				},
			}, nil
		}, nil
	}
}

// numbered is a text that is in no other.
func numbered(n int) string { return "number " + strconv.Itoa(n) + "." }

const (
	email         = "ann@foo-corp.com"
	password      = "correct horse battery staple"
	cookieSecret  = "a password of at least 32 characters"
	webhookSecret = "whsec_faults_and_more_faults"
)

func signIn(ctx context.Context, client *workos.Client, mark string) (*usermanagement.Authentication, error) {
	return usermanagement.New(client).AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		RequestInfo: usermanagement.RequestInfo{UserAgent: mark}, Email: email, Password: password,
	})
}

func addUser(c *cell) {
	c.srv.AddUser(usermanagement.CreateUserParams{Email: email, EmailVerified: true, Password: password})
}

func openAuthenticate(c *cell) (func(*cell) (*round, error), error) {
	addUser(c)
	n := 0
	return func(c *cell) (*round, error) {
		n++
		mark := numbered(n)
		return &round{
			route: "POST /user_management/authenticate", mark: mark,
			do: func(ctx context.Context) error {
				_, err := signIn(ctx, c.client, mark)
				return err
			},
		}, nil
	}, nil
}

// openRefresh refreshes a session, and again when all is well: the refresh token is
// used once, and the person stays signed in unless the answer that had the next one
// was lost.
func openRefresh(c *cell) (func(*cell) (*round, error), error) {
	addUser(c)
	config := session.Config{Passwords: []string{cookieSecret}}
	sessions, err := session.New(c.brief, config)
	if err != nil {
		return nil, err
	}
	unharmed, err := session.New(c.srv.Client(), config)
	return func(c *cell) (*round, error) {
		auth, err := signIn(context.Background(), c.srv.Client(), "")
		if err != nil {
			return nil, err
		}
		current, err := sessions.FromAuthentication(auth)
		return &round{
			route: "POST /user_management/authenticate", mark: auth.RefreshToken,
			do: func(ctx context.Context) error {
				_, err := sessions.Refresh(ctx, current, session.RefreshParams{})
				return err
			},
			verify: func(ctx context.Context, _ error) error {
				again := sessions
				if c.cannotHeal() {
					again = unharmed
				}
				for { // a call may still be under way
					_, err := again.Refresh(ctx, current, session.RefreshParams{})
					if err == nil || errors.Is(err, session.ErrEnded) || ctx.Err() != nil {
						return ctx.Err()
					}
					time.Sleep(10 * time.Millisecond)
				}
			},
		}, err
	}, err
}

// place keeps the place in the stream of events.
type place struct {
	mu sync.Mutex
	id string
}

func (p *place) Load(context.Context) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.id, nil
}

func (p *place) Save(_ context.Context, id string) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.id = id
	return nil
}

// openEvents follows the events of 130 organizations: each is handled once and in
// order.
func openEvents(*cell) (func(*cell) (*round, error), error) {
	cursor := &place{}
	return func(c *cell) (*round, error) {
		var want []string
		for range 130 {
			want = append(want, c.srv.AddOrganization(organizations.CreateParams{Name: "Foo"}).ID)
		}
		var got []string
		follow := func(ctx context.Context, client *workos.Client) error {
			ctx, enough := context.WithCancel(ctx)
			defer enough()
			consumer := &events.Consumer{
				Service: events.New(client), Cursor: cursor, Events: []events.Type{events.TypeOrganizationCreated},
				PollInterval: 10 * time.Millisecond, MaxBackoff: 20 * time.Millisecond,
				Retry: func(err error) bool { c.sees(err); return true },
				Handle: func(_ context.Context, event *events.Event) error {
					org, err := events.Data[organizations.Organization](event)
					if err != nil {
						return err
					}
					if got = append(got, org.ID); len(got) == len(want) {
						enough()
					}
					return nil
				},
			}
			return cmp.Or(consumer.Run(ctx), ctx.Err())
		}
		return &round{
			do: func(ctx context.Context) error {
				if err := follow(ctx, c.client); len(got) < len(want) {
					return err
				}
				return nil
			},
			verify: func(ctx context.Context, _ error) error {
				if len(got) < len(want) {
					_ = follow(ctx, c.srv.Client())
				}
				if !slices.Equal(got, want) {
					return fmt.Errorf("of %d events, %d were handled, or not in order", len(want), len(got))
				}
				return nil
			},
		}, nil
	}, nil
}

// texts are everything that was written about errors.
type texts struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (t *texts) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.b.Write(p)
}

func (t *texts) take() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	taken := bytes.Clone(t.b.Bytes())
	t.b.Reset()
	return taken
}
