package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/authkit"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/webhooks"
)

// SiteConfig is what a Site needs beside a client.
type SiteConfig struct {
	RedirectURI    string
	CookiePassword string
	WebhookSecret  string
}

// Site is the web application: people sign in, their admins set up single sign-on,
// and WorkOS tells who has left.
type Site struct {
	auth  *authkit.AuthKit
	users *usermanagement.Service
	http.Handler
}

// NewSite returns the web application.
func NewSite(client *workos.Client, config SiteConfig) (*Site, error) {
	auth, err := authkit.New(client, authkit.Config{
		RedirectURI: config.RedirectURI, CookiePasswords: []string{config.CookiePassword},
	})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	s := &Site{auth: auth, users: usermanagement.New(client), Handler: http.NewCrossOriginProtection().Handler(mux)}
	mux.Handle("GET /login", auth.SignIn())
	mux.Handle("GET /callback", auth.Callback())
	mux.HandleFunc("POST /code", s.sendCode)
	mux.HandleFunc("POST /code/check", s.checkCode)
	mux.Handle("GET /{$}", auth.RequireUser(http.HandlerFunc(home)))
	mux.Handle("GET /settings/sso", auth.RequireRole("admin")(setUpSSO(portal.New(client))))
	mux.Handle("POST /webhooks", webhooks.Handler(config.WebhookSecret, dispatch(NewCustomers(client))))
	return s, nil
}

// home greets who is signed in.
func home(w http.ResponseWriter, r *http.Request) {
	s := authkit.FromContext(r.Context())
	fmt.Fprintf(w, "%s of %s\n", s.User.Email, s.OrganizationID)
}

// linkMaker is what this program calls of a portal.Service.
type linkMaker interface {
	GenerateLink(ctx context.Context, params portal.GenerateLinkParams, opts ...workos.RequestOption) (*portal.Link, error)
}

// setUpSSO sends an admin of a customer to the Admin Portal. A link lives for five
// minutes, so each click makes one.
func setUpSSO(links linkMaker) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		link, err := links.GenerateLink(r.Context(), portal.GenerateLinkParams{
			Organization: authkit.FromContext(r.Context()).OrganizationID, Intent: portal.IntentSSO,
		})
		if err != nil {
			http.Error(w, "try again in a minute", http.StatusServiceUnavailable)
			return
		}
		http.Redirect(w, r, link.Link, http.StatusSeeOther)
	})
}

// sendCode mails a one-time code to somebody who wants to sign in. The answer is
// the same for an address that nobody has.
func (s *Site) sendCode(w http.ResponseWriter, r *http.Request) {
	_, err := s.users.CreateMagicAuth(r.Context(), usermanagement.CreateMagicAuthParams{Email: r.FormValue("email")})
	if err != nil && !refused(err) {
		http.Error(w, "try again in a minute", http.StatusServiceUnavailable)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// checkCode signs in who has the code.
func (s *Site) checkCode(w http.ResponseWriter, r *http.Request) {
	auth, err := s.users.AuthenticateWithMagicAuth(r.Context(), usermanagement.AuthenticateWithMagicAuthParams{
		Email: r.FormValue("email"), Code: r.FormValue("code"),
	})
	switch {
	case refused(err):
		http.Error(w, "this code is not right, or not enough", http.StatusForbidden)
	case err != nil || s.auth.Complete(w, r, auth, "/") != nil:
		http.Error(w, "try again in a minute", http.StatusServiceUnavailable)
	}
}

// refused reports whether trying again is of no use: an entry is missing, or WorkOS
// does not take it, or wants more of the person.
func refused(err error) bool {
	var missing *workos.ParamError
	return errors.As(err, &missing) || errors.Is(err, workos.ErrBadRequest) || errors.Is(err, workos.ErrForbidden)
}

// dispatch lets go of the people who have left a customer's directory: suspended
// there, as most are, or deleted.
func dispatch(customers *Customers) func(context.Context, *events.Event) error {
	mux := events.NewMux()
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserUpdated) error {
		if !e.Data.Deprovisioned() {
			return nil
		}
		return customers.Offboard(ctx, e.ID, e.Data.User)
	})
	events.Handle(mux, func(ctx context.Context, e events.DSyncUserDeleted) error {
		return customers.Offboard(ctx, e.ID, e.Data)
	})
	return mux.Dispatch
}
