package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"log"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/go-chi/chi/v5"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/webhooks"
)

// This file is what was added.

// identity is a person at a customer's identity provider. In a database it has a
// unique index.
type identity struct{ connection, idpID string }

// singleSignOn signs the people of customers in to the service. A customer's
// organization at WorkOS has the customer's ID as its external ID.
type singleSignOn struct {
	*service
	sso           *sso.Service
	organizations *organizations.Service
	portal        *portal.Service
	webhookSecret string
	baseURL       string // the service's own
}

func newSingleSignOn(s *service, client *workos.Client, webhookSecret, baseURL string) *singleSignOn {
	return &singleSignOn{s, sso.New(client), organizations.New(client), portal.New(client), webhookSecret, baseURL}
}

func (s *singleSignOn) addRoutes(r chi.Router) {
	r.Post("/sso", s.start)
	r.Get("/sso/callback", s.callback)
	r.Post("/sso/confirm", s.confirmed)
	r.Post("/logout", s.logout) // in place of the service's
	r.Post("/settings/{intent:sso|domain_verification}", s.adminPortal)

	mux := events.NewMux()
	events.Handle(mux, s.connectionDeleted)
	r.Method(http.MethodPost, "/webhooks/workos", webhooks.Handler(s.webhookSecret, mux.Dispatch))
}

// start sends the browser to the identity provider of the organization that has
// the domain of an e-mail address.
func (s *singleSignOn) start(w http.ResponseWriter, r *http.Request) {
	email := strings.ToLower(strings.TrimSpace(r.PostFormValue("email")))
	org, err := s.organizationOf(r.Context(), email)
	switch {
	case err != nil:
		s.fail(w, http.StatusBadGateway, "Single sign-on does not answer. Try again.", err)
	case org == nil:
		s.fail(w, http.StatusNotFound, "Your company does not use single sign-on here: sign in with your password.", nil)
	default:
		s.redirect(w, r, org.ID, sso.AuthorizationURLParams{Organization: org.ID, LoginHint: email})
	}
}

// organizationOf returns the organization whose verified domain an e-mail address
// is in, or nil.
func (s *singleSignOn) organizationOf(ctx context.Context, email string) (*organizations.Organization, error) {
	_, domain, ok := strings.Cut(email, "@")
	if !ok || domain == "" {
		return nil, nil
	}
	page, err := s.organizations.List(ctx, organizations.ListParams{Domains: []string{domain}})
	if err != nil {
		return nil, err
	}
	for org, err := range page.All(ctx) {
		if err != nil || hasDomain(org, email) {
			return &org, err
		}
	}
	return nil, nil
}

// hasDomain says whether an organization has proved that the domain of an e-mail
// address is its own. One that is pending is a claim that anybody can make.
func hasDomain(org organizations.Organization, email string) bool {
	_, domain, _ := strings.Cut(email, "@")
	return slices.ContainsFunc(org.Domains, func(d organizations.Domain) bool {
		return strings.EqualFold(d.Domain, domain) &&
			(d.State == organizations.DomainStateVerified || d.State == organizations.DomainStateLegacyVerified)
	})
}

// redirect sends the browser to sign in. What the callback needs is in a cookie of
// each sign-in's own, as there may be several tabs.
func (s *singleSignOn) redirect(
	w http.ResponseWriter, r *http.Request, organization string, params sso.AuthorizationURLParams,
) {
	pkce, state := sso.NewPKCE(), rand.Text()
	params.RedirectURI = s.baseURL + "/sso/callback"
	params.State = state
	params.CodeChallenge = pkce.Challenge
	target, err := s.sso.AuthorizationURL(params)
	if err != nil {
		s.fail(w, http.StatusInternalServerError, "Single sign-on does not work.", err)
		return
	}
	s.setCookie(w, "sso_"+state, organization+"."+pkce.Verifier, "/sso/callback", 10*time.Minute)
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// take returns what redirect kept for a state, and removes it: a sign-in comes back
// once.
func (s *singleSignOn) take(w http.ResponseWriter, r *http.Request, state string) (organization, verifier string, ok bool) {
	cookie, err := r.Cookie("sso_" + state)
	if err != nil {
		return "", "", false
	}
	s.setCookie(w, cookie.Name, "", "/sso/callback", -time.Second)
	return strings.Cut(cookie.Value, ".")
}

// callback receives the browser, with a code or an error.
func (s *singleSignOn) callback(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	organization, verifier, begun := s.take(w, r, query.Get("state"))
	switch {
	case query.Has("error"):
		s.refused(w, query)
		return
	case query.Get("state") != "" && !begun:
		s.fail(w, http.StatusBadRequest,
			"This sign-in did not begin in this browser, or is over. Sign in again.", nil)
		return
	}
	result, err := s.sso.GetProfileAndToken(r.Context(), sso.GetProfileAndTokenParams{
		Code:         query.Get("code"),
		CodeVerifier: verifier,
	})
	switch {
	case err != nil:
		s.notExchanged(w, err)
	case !begun:
		// The person clicked on the service at the identity provider, or on a link that
		// somebody made to sign this browser in to their account: their own identity
		// provider would do it unseen. So the person is asked, and nobody has to type.
		s.confirm(w, r, result.Profile)
	case result.Profile.OrganizationID != organization:
		s.fail(w, http.StatusForbidden,
			"You signed in to another organization than you asked for.", nil)
	default:
		s.signIn(w, r, result.Profile)
	}
}

var confirmPage = template.Must(template.New("").Parse(`<!doctype html>
<title>Example</title>
<p>Sign in to {{.Customer}} as {{.Email}}?</p>
<form method=post action=/sso/confirm>
<input type=hidden name=organization value="{{.OrganizationID}}">
<input type=hidden name=connection value="{{.ConnectionID}}">
<input type=hidden name=email value="{{.Email}}">
<button>Sign in</button> <a href=/>Cancel</a></form>
`))

// confirm asks a person whether they want to sign in to this customer: the address is
// what the customer's identity provider says, and could be anybody's.
func (s *singleSignOn) confirm(w http.ResponseWriter, r *http.Request, profile sso.Profile) {
	org, err := s.organizations.Get(r.Context(), profile.OrganizationID)
	if err != nil {
		s.fail(w, http.StatusBadGateway, "Single sign-on does not answer. Sign in again.", err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = confirmPage.Execute(w, struct { // where it fails, the browser is gone
		sso.Profile
		Customer string
	}{profile, org.Name})
}

// confirmed sends the person back to the identity provider, which knows them, with a
// state. Another site cannot post here: see routes.
func (s *singleSignOn) confirmed(w http.ResponseWriter, r *http.Request) {
	s.redirect(w, r, r.PostFormValue("organization"), sso.AuthorizationURLParams{
		Connection: r.PostFormValue("connection"), LoginHint: r.PostFormValue("email"),
	})
}

// refused tells a person that WorkOS or the identity provider did not sign them in.
// Anybody can make a link with an error: its text is for the log alone.
func (s *singleSignOn) refused(w http.ResponseWriter, query url.Values) {
	s.fail(w, http.StatusForbidden, "Your identity provider did not sign you in. If it happens again, ask your IT department.",
		fmt.Errorf("sign-in refused: %q: %q", query.Get("error"), query.Get("error_description")))
}

// notExchanged tells a person that their code was not exchanged. The client has
// repeated what is safe to repeat. A code that may be used up is not sent again: the
// person begins anew, and the identity provider still knows them.
func (s *singleSignOn) notExchanged(w http.ResponseWriter, err error) {
	var missing *workos.ParamError
	var refusal *workos.Error
	if errors.As(err, &missing) || errors.Is(err, workos.ErrUnprocessable) ||
		errors.As(err, &refusal) && refusal.Code == "invalid_grant" {
		s.fail(w, http.StatusBadRequest, "This sign-in is over. Sign in again.", err)
		return
	}
	s.fail(w, http.StatusBadGateway, "Single sign-on does not answer. Sign in again.", err)
}

// signIn begins the service's own session.
func (s *singleSignOn) signIn(w http.ResponseWriter, r *http.Request, profile sso.Profile) {
	u, err := s.account(r.Context(), profile)
	switch {
	case errors.Is(err, errNoAccount):
		s.fail(w, http.StatusForbidden, "You have no account here. Ask your IT department.", err)
	case err != nil:
		s.fail(w, http.StatusBadGateway, "Single sign-on does not answer. Sign in again.", err)
	default:
		begun := session{userID: u.id, connection: profile.ConnectionID}
		if profile.ConnectionType == sso.ConnectionTypeGenericOIDC { // the only kind that can sign out
			begun.logout = profile.ID
		}
		if !s.startSession(w, r, begun) {
			s.fail(w, http.StatusBadRequest, "This sign-in is over. Sign in again.", nil)
			return
		}
		http.Redirect(w, r, "/", http.StatusSeeOther)
	}
}

var errNoAccount = errors.New("no account")

// account returns the account of a profile: the one that is linked to it, or else
// the one that is linked now.
//
// The e-mail address alone links nothing. Every customer runs their own identity
// provider, and it can say any address: one that says ann@foo-corp.com would get
// the account of Ann, who is another customer's. So the address counts only where
// the organization has proved that the domain is its own, and in the accounts of
// that customer.
func (s *singleSignOn) account(ctx context.Context, profile sso.Profile) (user, error) {
	id := identity{profile.ConnectionID, profile.IDPID}
	if id.idpID == "" {
		return user{}, fmt.Errorf("%w: profile %s has no idp_id", errNoAccount, profile.ID)
	}
	if u, ok := s.find(func(u user) bool { return u.identity == id }); ok {
		return u, nil
	}
	org, err := s.organizations.Get(ctx, profile.OrganizationID)
	if err != nil {
		return user{}, err
	}
	email := strings.ToLower(profile.Email)
	if _, ok := s.customers[org.ExternalID]; !ok || !hasDomain(*org, email) {
		return user{}, fmt.Errorf("%w: %s does not vouch for profile %s",
			errNoAccount, org.ID, profile.ID)
	}
	return s.link(id, org.ExternalID, email)
}

// link gives an identity to the customer's account that has the address, or to a new
// one. From then on the account has no password, nor sessions that began with it:
// whom the customer locks out at the identity provider does not get in by another
// door. In a database it is one transaction.
func (s *singleSignOn) link(id identity, customer, email string) (user, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.deleted[id.connection] { // since the code was exchanged
		return user{}, fmt.Errorf("%w: %s is deleted", errNoAccount, id.connection)
	}
	i := slices.IndexFunc(s.users, func(u user) bool { return u.email == email })
	if i < 0 {
		i = len(s.users)
		s.users = append(s.users, user{id: "user_" + rand.Text(), email: email, customer: customer})
	}
	u := &s.users[i]
	switch {
	case u.customer != customer:
		return user{}, fmt.Errorf("%w: %s is another customer's", errNoAccount, u.id)
	case u.identity != identity{} && u.identity != id:
		// The address was somebody else's before, or the customer has a new connection
		// and has not deleted the old one.
		return user{}, fmt.Errorf("%w: %s is linked to %s of %s",
			errNoAccount, u.id, u.identity.idpID, u.identity.connection)
	}
	u.identity, u.password = id, ""
	maps.DeleteFunc(s.sessions, func(_ string, begun session) bool {
		return begun.userID == u.id && begun.connection != id.connection
	})
	return *u, nil
}

// connectionDeleted unlinks the accounts of a connection that is gone, and ends the
// sessions that began through it; sign-ins that are under way find it deleted. The
// accounts stay, without a password: their people reset it by e-mail, or sign in
// through the next connection of the customer, which links them again.
func (s *singleSignOn) connectionDeleted(_ context.Context, e events.ConnectionDeleted) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deleted[e.Data.ID] = true
	for i := range s.users {
		if s.users[i].identity.connection == e.Data.ID {
			s.users[i].identity = identity{}
		}
	}
	maps.DeleteFunc(s.sessions, func(_ string, begun session) bool {
		return begun.connection == e.Data.ID
	})
	return nil
}

// logout ends the session here, and at the identity provider where that is possible.
func (s *singleSignOn) logout(w http.ResponseWriter, r *http.Request) {
	ended, target := s.endSession(w, r), "/"
	if ended.logout != "" {
		out, err := s.sso.AuthorizeLogout(r.Context(), sso.AuthorizeLogoutParams{ProfileID: ended.logout})
		if err != nil {
			log.Print("single sign-on: ", err)
		} else {
			target = out.LogoutURL
		}
	}
	http.Redirect(w, r, target, http.StatusSeeOther)
}

// adminPortal sends an admin of a customer to where they set up single sign-on.
func (s *singleSignOn) adminPortal(w http.ResponseWriter, r *http.Request) {
	u, ok := s.signedIn(r)
	if !ok || !u.admin {
		s.fail(w, http.StatusForbidden, "Ask an admin of your company.", nil)
		return
	}
	org, err := s.organizations.GetByExternalID(r.Context(), u.customer)
	if errors.Is(err, workos.ErrNotFound) { // with the key, two clicks at once make one
		org, err = s.organizations.Create(r.Context(), organizations.CreateParams{
			Name: s.customers[u.customer], ExternalID: u.customer,
		}, workos.WithIdempotencyKey("organization-of-"+u.customer))
	}
	if err != nil {
		s.fail(w, http.StatusBadGateway, "The settings do not answer. Try again.", err)
		return
	}
	link, err := s.portal.GenerateLink(r.Context(), portal.GenerateLinkParams{
		Organization: org.ID, Intent: portal.Intent(r.PathValue("intent")), ReturnURL: s.baseURL,
	})
	if err != nil {
		s.fail(w, http.StatusBadGateway, "The settings do not answer. Try again.", err)
		return
	}
	http.Redirect(w, r, link.Link, http.StatusSeeOther)
}

// fail tells the person that something went wrong, and the log what.
func (s *singleSignOn) fail(w http.ResponseWriter, status int, text string, err error) {
	if err != nil {
		log.Print("single sign-on: ", err)
	}
	show(w, status, page{Message: text})
}
