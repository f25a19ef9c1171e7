package main

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
)

// others are goroutines with something else to do than to call one operation: each
// sort several times, over what its goroutines share.
func (s *soak) others() []func(context.Context) {
	sessions, err := session.New(s.client, session.Config{Passwords: []string{cookieSecret}})
	if err != nil {
		s.fail("%v", err)
		return nil
	}
	flags, err := featureflags.NewRuntime(s.client, featureflags.RuntimeConfig{PollInterval: time.Second, OnError: func(err error) { s.sees("poll", err) }})
	if err != nil {
		s.fail("%v", err)
		return nil
	}
	visitor := &visitor{soak: s, sessions: sessions}
	var all []func(context.Context)
	for range 8 {
		all = append(all, visitor.visit, s.follow, s.receive, func(ctx context.Context) { s.evaluate(ctx, flags) })
	}
	return append(all, func(ctx context.Context) {
		<-ctx.Done()
		flags.Close()
	})
}

// visitor is a person who is signed in, in several tabs at a time.
type visitor struct {
	*soak

	sessions *session.Manager
	mu       sync.Mutex
	cookie   string
}

// visit authenticates, refreshes and seals one session, and signs in where there is
// none any more.
func (v *visitor) visit(ctx context.Context) {
	for ctx.Err() == nil {
		v.mu.Lock()
		cookie := v.cookie
		v.mu.Unlock()
		within, cancel := context.WithTimeout(ctx, 300*time.Millisecond)
		current, err := v.sessions.Authenticate(within, cookie)
		if err == nil {
			current, err = v.sessions.Refresh(within, current, session.RefreshParams{})
		} else if auth, signInErr := usermanagement.New(v.client).AuthenticateWithPassword(within,
			usermanagement.AuthenticateWithPasswordParams{Email: email, Password: password}); signInErr == nil {
			current, err = v.sessions.FromAuthentication(auth)
		}
		cancel()
		if err == nil {
			cookie, err = v.sessions.Seal(current)
		}
		if err != nil {
			cookie = ""
		}
		v.mu.Lock()
		v.cookie = cookie
		v.mu.Unlock()
		v.calls.Add(1)
	}
}

// place keeps the place in the stream of events, of the world of the moment.
type place struct{ id string }

func (p *place) Load(context.Context) (string, error) { return p.id, nil }

func (p *place) Save(_ context.Context, id string) error {
	p.id = id
	return nil
}

// follow follows the events, from the start in each new world.
func (s *soak) follow(ctx context.Context) {
	for ctx.Err() == nil {
		consumer := &events.Consumer{
			Service: events.New(s.client), Cursor: &place{}, Events: []events.Type{events.TypeOrganizationCreated, events.TypeUserCreated},
			PollInterval: 50 * time.Millisecond, MaxBackoff: 50 * time.Millisecond,
			Handle: func(context.Context, *events.Event) error { s.calls.Add(1); return nil },
			Retry:  func(err error) bool { s.sees("follow", err); return true },
		}
		if err := consumer.Run(ctx); err != nil {
			s.sees("follow", err)
		}
	}
}

// receive has webhooks delivered.
func (s *soak) receive(ctx context.Context) {
	handler := webhooks.Handler(webhookSecret, func(context.Context, *events.Event) error { s.calls.Add(1); return nil })
	flaky := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ContentLength%7 == 0 {
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	})
	for ctx.Err() == nil {
		_, _ = s.world.Load().Deliver(ctx, flaky, webhookSecret)
		select {
		case <-ctx.Done():
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// evaluate asks for feature flags.
func (s *soak) evaluate(ctx context.Context, flags *featureflags.Runtime) {
	for ctx.Err() == nil {
		_ = flags.Enabled("new-editor", featureflags.Target{OrganizationID: "org_1"})
		_ = flags.AllFlags(featureflags.Target{})
		_, _ = flags.Snapshot(), flags.Stats()
		select {
		case <-ctx.Done():
		case <-time.After(5 * time.Millisecond):
		}
	}
}
