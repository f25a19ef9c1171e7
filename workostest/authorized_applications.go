package workostest

import (
	"cmp"
	"maps"
	"net/http"

	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/usermanagement"
)

// authorizedApplication is an application that a user lets act in their place.
type authorizedApplication struct {
	usermanagement.AuthorizedApplication

	userID      string
	application *connect.Application
}

// authorizedApplicationAnswer is such an application as the API sends it, with the
// user where it is one of an organization's users.
type authorizedApplicationAnswer struct {
	usermanagement.AuthorizedApplication

	Application applicationAnswer `json:"application"`
	UserID      string            `json:"user_id,omitempty"`
}

func (a *authorizedApplication) answer() authorizedApplicationAnswer {
	return authorizedApplicationAnswer{AuthorizedApplication: a.AuthorizedApplication, Application: newApplicationAnswer(a.application)}
}

func (s *Server) registerAuthorizedApplications() {
	s.userSettings.authorized = map[string]*authorizedApplication{}
	s.register("GET /user_management/users/{user_id}/authorized_applications", s.listAuthorizedApplications)
	s.register("GET /organizations/{organization_id}/authorized_applications", s.listOrganizationAuthorizedApplications)
	s.register("DELETE /user_management/users/{user_id}/authorized_applications/{application_id}", s.deleteAuthorizedApplication)
}

// AddAuthorizedApplication lets an application act in the place of a user, as the
// user does who consents to it. What is zero gets a default; the application is the
// one of package connect with that ID, or else a new one. A user who is not there
// panics.
func (s *Server) AddAuthorizedApplication(userID string, a usermanagement.AuthorizedApplication) usermanagement.AuthorizedApplication {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users.users[userID] == nil {
		panic("workostest: no user " + userID)
	}
	application := s.connect.applications[a.Application.ID]
	if application == nil {
		application = s.newConsentedApplication(overTheWire[connect.Application](a.Application))
	}
	a.Object, a.ID = "authorized_connect_application", cmp.Or(a.ID, s.ids.next("authorized_connect_app", s.timestamp()))
	a.GrantedScopes = append([]string{}, a.GrantedScopes...)
	added := &authorizedApplication{a, userID, application}
	s.userSettings.authorized[a.ID] = added
	return overTheWire[usermanagement.AuthorizedApplication](added.answer())
}

// newConsentedApplication adds an application that people sign in to: by default one
// of the environment's own.
func (s *Server) newConsentedApplication(a connect.Application) *connect.Application {
	now := s.timestamp()
	a.Object, a.ID, a.ClientID = "connect_application", cmp.Or(a.ID, s.ids.next("conn_app", now)), cmp.Or(a.ClientID, s.ids.next("client", now))
	a.Name, a.ApplicationType = cmp.Or(a.Name, "Application"), cmp.Or(a.ApplicationType, connect.ApplicationTypeOAuth)
	a.IsFirstParty = a.IsFirstParty || a.OrganizationID == "" && !a.WasDynamicallyRegistered
	a.Scopes, a.RedirectURIs = append([]string{}, a.Scopes...), append([]connect.RedirectURI{}, a.RedirectURIs...)
	a.CreatedAt, a.UpdatedAt = now, now
	s.connect.applications[a.ID] = &a
	return &a
}

func (s *Server) listAuthorizedApplications(w http.ResponseWriter, r *http.Request) {
	u := s.findUser(w, r, "user_id")
	if u == nil {
		return
	}
	var found []authorizedApplicationAnswer
	for _, a := range s.userSettings.authorized {
		if a.userID == u.ID {
			found = append(found, a.answer())
		}
	}
	writeList(w, r.URL.Query(), found, func(a authorizedApplicationAnswer) string { return a.ID })
}

func (s *Server) listOrganizationAuthorizedApplications(w http.ResponseWriter, r *http.Request) {
	organizationID := s.pathOrganization(w, r)
	if organizationID == "" {
		return
	}
	var found []authorizedApplicationAnswer
	for _, a := range s.userSettings.authorized {
		if s.isMember(organizationID, a.userID) {
			answer := a.answer()
			answer.UserID = a.userID
			found = append(found, answer)
		}
	}
	writeList(w, r.URL.Query(), found, func(a authorizedApplicationAnswer) string { return a.ID })
}

func (s *Server) deleteAuthorizedApplication(w http.ResponseWriter, r *http.Request) {
	u, id := s.findUser(w, r, "user_id"), r.PathValue("application_id")
	if u == nil {
		return
	}
	before := len(s.userSettings.authorized)
	s.removeAuthorizedApplications(func(a *authorizedApplication) bool {
		return a.userID == u.ID && (a.application.ID == id || a.application.ClientID == id)
	})
	if len(s.userSettings.authorized) == before {
		writeNotFound(w, "Authorized application", id)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// removeAuthorizedApplications withdraws what users granted, where it matches.
func (s *Server) removeAuthorizedApplications(matches func(*authorizedApplication) bool) {
	maps.DeleteFunc(s.userSettings.authorized, func(_ string, a *authorizedApplication) bool { return matches(a) })
}
