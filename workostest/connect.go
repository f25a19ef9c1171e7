package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/connect"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// connectTables holds Connect applications, and the logins at a page of the
// application's own.
type connectTables struct {
	applications map[string]*connect.Application
	secrets      map[string]*clientSecret
	logins       map[string]bool // by external_auth_id: whether it is completed
}

// clientSecret is a client secret with the application that it belongs to.
type clientSecret struct {
	connect.ClientSecret

	application string
}

func (s *Server) registerConnect() {
	s.connect = connectTables{
		applications: map[string]*connect.Application{},
		secrets:      map[string]*clientSecret{},
		logins:       map[string]bool{},
	}
	s.register("GET /connect/applications", s.listApplications)
	s.register("POST /connect/applications", s.createApplication)
	s.register("GET /connect/applications/{id}", s.getApplication)
	s.register("PUT /connect/applications/{id}", s.updateApplication)
	s.register("DELETE /connect/applications/{id}", s.deleteApplication)
	s.register("GET /connect/applications/{id}/client_secrets", s.listClientSecrets)
	s.register("POST /connect/applications/{id}/client_secrets", s.createClientSecret)
	s.register("DELETE /connect/client_secrets/{id}", s.deleteClientSecret)
	s.register("POST /authkit/oauth2/complete", s.completeOAuth2)
}

// applicationAnswer is an application as the API sends it: what its type does not
// have is not there.
type applicationAnswer struct {
	connect.Application

	Description              nullable               `json:"description"`
	RedirectURIs             *[]connect.RedirectURI `json:"redirect_uris,omitempty"`
	UsesPKCE                 *bool                  `json:"uses_pkce,omitempty"`
	IsFirstParty             *bool                  `json:"is_first_party,omitempty"`
	WasDynamicallyRegistered *bool                  `json:"was_dynamically_registered,omitempty"`
}

func newApplicationAnswer(a *connect.Application) applicationAnswer {
	answer := applicationAnswer{Application: *a, Description: nullable(a.Description)}
	if a.ApplicationType == connect.ApplicationTypeOAuth {
		answer.RedirectURIs, answer.UsesPKCE, answer.IsFirstParty = &a.RedirectURIs, &a.UsesPKCE, &a.IsFirstParty
		if !a.IsFirstParty {
			answer.WasDynamicallyRegistered = &a.WasDynamicallyRegistered
		}
	}
	return answer
}

// findApplication returns the application with the ID or client ID in the path, or
// answers that there is none.
func (s *Server) findApplication(w http.ResponseWriter, r *http.Request) *connect.Application {
	id := r.PathValue("id")
	for _, a := range s.connect.applications {
		if a.ID == id || a.ClientID == id {
			return a
		}
	}
	writeNotFound(w, "Application", id)
	return nil
}

func registrationType(a *connect.Application) connect.RegistrationType {
	if a.WasDynamicallyRegistered {
		return connect.RegistrationTypeDynamic
	}
	return connect.RegistrationTypeAuthenticated
}

func (s *Server) listApplications(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	kinds := strings.Split(query.Get("registration_types"), ",")
	for _, kind := range kinds {
		if kind != "" && kind != string(connect.RegistrationTypeAuthenticated) && kind != string(connect.RegistrationTypeDynamic) {
			writeInvalid(w, fieldError{"registration_types", "unknown_value"})
			return
		}
	}
	var found []applicationAnswer
	for _, a := range s.connect.applications {
		if (!query.Has("organization_id") || a.OrganizationID == query.Get("organization_id")) &&
			(!query.Has("registration_types") || slices.Contains(kinds, string(registrationType(a)))) {
			found = append(found, newApplicationAnswer(a))
		}
	}
	writeList(w, query, found, func(a applicationAnswer) string { return a.ID })
}

// newApplicationParams are those of both types of applications.
type newApplicationParams struct {
	connect.CreateOAuthApplicationParams

	ApplicationType connect.ApplicationType `json:"application_type"`
}

// firstParty reports whether the application is one of the environment's own.
func (p newApplicationParams) firstParty() bool {
	firstParty, _ := p.IsFirstParty.Get()
	return firstParty && p.ApplicationType == connect.ApplicationTypeOAuth
}

func (p newApplicationParams) problems() []fieldError {
	var problems []fieldError
	if strings.TrimSpace(p.Name) == "" {
		problems = append(problems, fieldError{"name", "required"})
	}
	switch p.ApplicationType {
	case connect.ApplicationTypeOAuth:
		if _, said := p.IsFirstParty.Get(); !said {
			problems = append(problems, fieldError{"is_first_party", "required"})
		}
		problems = append(problems, redirectProblems(p.RedirectURIs)...)
	case connect.ApplicationTypeM2M:
	default:
		problems = append(problems, fieldError{"application_type", "unknown_value"})
	}
	if p.OrganizationID == "" && !p.firstParty() {
		problems = append(problems, fieldError{"organization_id", "required"})
	}
	return problems
}

func (s *Server) createApplication(w http.ResponseWriter, r *http.Request) {
	var params newApplicationParams
	if !readParams(w, r, &params) {
		return
	}
	if problems := params.problems(); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	if params.OrganizationID != "" && s.organizations[params.OrganizationID] == nil {
		writeNotFound(w, "Organization", params.OrganizationID)
		return
	}
	now := s.timestamp()
	a := &connect.Application{
		Object:          "connect_application",
		ID:              s.ids.next("conn_app", now),
		ClientID:        s.ids.next("client", now),
		Name:            params.Name,
		Description:     params.Description,
		Scopes:          append([]string{}, params.Scopes...),
		ApplicationType: params.ApplicationType,
		RedirectURIs:    newRedirectURIs(params.RedirectURIs),
		IsFirstParty:    params.firstParty(),
		CreatedAt:       now,
		UpdatedAt:       now,
	}
	a.UsesPKCE, _ = params.UsesPKCE.Get()
	if !params.firstParty() {
		a.OrganizationID = params.OrganizationID
	}
	s.connect.applications[a.ID] = a
	writeJSON(w, http.StatusCreated, newApplicationAnswer(a))
}

func redirectProblems(uris []connect.RedirectURIParams) []fieldError {
	defaults := 0
	for _, uri := range uris {
		if u, err := url.Parse(uri.URI); err != nil || !u.IsAbs() || u.Fragment != "" {
			return []fieldError{{"redirect_uris", "invalid"}}
		}
		if isDefault, _ := uri.Default.Get(); isDefault {
			defaults++
		}
	}
	if defaults > 1 {
		return []fieldError{{"redirect_uris", "several_defaults"}}
	}
	return nil
}

// newRedirectURIs makes the first one the default where none is.
func newRedirectURIs(params []connect.RedirectURIParams) []connect.RedirectURI {
	uris := []connect.RedirectURI{}
	for _, uri := range params {
		isDefault, _ := uri.Default.Get()
		uris = append(uris, connect.RedirectURI{URI: uri.URI, Default: isDefault})
	}
	if len(uris) > 0 && !slices.ContainsFunc(uris, func(uri connect.RedirectURI) bool { return uri.Default }) {
		uris[0].Default = true
	}
	return uris
}

func (s *Server) getApplication(w http.ResponseWriter, r *http.Request) {
	if a := s.findApplication(w, r); a != nil {
		writeJSON(w, http.StatusOK, newApplicationAnswer(a))
	}
}

func (s *Server) updateApplication(w http.ResponseWriter, r *http.Request) {
	a := s.findApplication(w, r)
	var params connect.UpdateApplicationParams
	if a == nil || !readParams(w, r, &params) {
		return
	}
	uris, hasURIs := params.RedirectURIs.Get()
	problems := redirectProblems(uris)
	if hasURIs && a.ApplicationType != connect.ApplicationTypeOAuth {
		problems = []fieldError{{"redirect_uris", "not_oauth"}}
	}
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	a.Name = cmp.Or(params.Name, a.Name)
	if !params.Description.IsZero() {
		a.Description, _ = params.Description.Get()
	}
	if !params.Scopes.IsZero() {
		scopes, _ := params.Scopes.Get()
		a.Scopes = append([]string{}, scopes...)
	}
	if !params.RedirectURIs.IsZero() {
		a.RedirectURIs = newRedirectURIs(uris)
	}
	a.UpdatedAt = s.timestamp()
	writeJSON(w, http.StatusOK, newApplicationAnswer(a))
}

func (s *Server) deleteApplication(w http.ResponseWriter, r *http.Request) {
	if a := s.findApplication(w, r); a != nil {
		s.removeApplication(a)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) removeApplication(a *connect.Application) {
	delete(s.connect.applications, a.ID)
	s.removeAuthorizedApplications(func(authorized *authorizedApplication) bool { return authorized.application == a })
	maps.DeleteFunc(s.connect.secrets, func(_ string, secret *clientSecret) bool { return secret.application == a.ID })
}

// removeApplications deletes the applications of an organization that is deleted.
func (s *Server) removeApplications(organizationID string) {
	for _, a := range s.connect.applications {
		if a.OrganizationID == organizationID {
			s.removeApplication(a)
		}
	}
}

// clientSecretAnswer is a client secret as the API sends it, with its value when it
// is new.
type clientSecretAnswer struct {
	connect.ClientSecret

	LastUsedAt nullableTime `json:"last_used_at"`
	Secret     string       `json:"secret,omitempty"`
}

func (s *Server) listClientSecrets(w http.ResponseWriter, r *http.Request) {
	a := s.findApplication(w, r)
	if a == nil {
		return
	}
	found := []clientSecretAnswer{}
	for _, secret := range s.connect.secrets {
		if secret.application == a.ID {
			found = append(found, clientSecretAnswer{ClientSecret: secret.ClientSecret})
		}
	}
	slices.SortFunc(found, func(a, b clientSecretAnswer) int { return strings.Compare(a.ID, b.ID) })
	writeJSON(w, http.StatusOK, found)
}

func (s *Server) createClientSecret(w http.ResponseWriter, r *http.Request) {
	a := s.findApplication(w, r)
	if a == nil {
		return
	}
	now, value := s.timestamp(), s.random.token()
	secret := &clientSecret{application: a.ID, ClientSecret: connect.ClientSecret{
		Object:     "connect_application_secret",
		ID:         s.ids.next("secret", now),
		SecretHint: value[len(value)-6:],
		CreatedAt:  now,
		UpdatedAt:  now,
	}}
	s.connect.secrets[secret.ID] = secret
	writeJSON(w, http.StatusCreated, clientSecretAnswer{ClientSecret: secret.ClientSecret, Secret: value})
}

func (s *Server) deleteClientSecret(w http.ResponseWriter, r *http.Request) {
	if secret := find(w, r, s.connect.secrets, "Client secret"); secret != nil {
		delete(s.connect.secrets, secret.ID)
		w.WriteHeader(http.StatusNoContent)
	}
}

// StartExternalAuth begins an OAuth flow whose login is a page of the application's
// own, and returns the external_auth_id with which AuthKit would send the person
// there.
func (s *Server) StartExternalAuth() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	id := s.ids.next("ext_auth", s.now())
	s.connect.logins[id] = false
	return id
}

// reservedClaims are claims that have a meaning.
var reservedClaims = []string{"aud", "exp", "iat", "iss", "jti", "nbf", "sub"}

func (s *Server) completeOAuth2(w http.ResponseWriter, r *http.Request) {
	var params connect.CompleteOAuth2Params
	if !readParams(w, r, &params) {
		return
	}
	completed, known := s.connect.logins[params.ExternalAuthID]
	switch {
	case params.ExternalAuthID == "" || params.User.ID == "" || params.User.Email == "":
		writeError(w, http.StatusUnprocessableEntity, apiError{Message: "external_auth_id, user.id and user.email are required."})
		return
	case !known:
		writeNotFound(w, "External auth session", params.ExternalAuthID)
		return
	case completed:
		refuseWith("external_auth_session_already_completed", "The login is completed already.").write(w)
		return
	}
	for _, option := range params.UserConsentOptions {
		if slices.Contains(reservedClaims, option.Claim) {
			writeJSON(w, http.StatusBadRequest, struct {
				Error   string `json:"error"`
				Message string `json:"message"`
			}{"Bad Request", `Claim "` + option.Claim + `" is reserved and cannot be used.`})
			return
		}
	}
	if refused := s.upsertExternalUser(params.User); refused != nil {
		refused.write(w)
		return
	}
	s.connect.logins[params.ExternalAuthID] = true
	writeJSON(w, http.StatusOK, connect.OAuth2Completion{
		RedirectURI: "https://auth.workos.test/oauth/authorize/complete?state=" + s.random.token(),
	})
}

// upsertExternalUser creates the user with an external ID, or changes what is
// known of the user.
func (s *Server) upsertExternalUser(params connect.User) *refusal {
	found := s.userByExternalID(params.ID)
	if found == nil {
		u := usermanagement.CreateUserParams{
			Email: params.Email, FirstName: params.FirstName, LastName: params.LastName, Name: params.Name,
			ExternalID: params.ID, Metadata: params.Metadata,
		}
		refused := s.refuseUpdate(&user{User: usermanagement.User{Email: u.Email, ExternalID: u.ExternalID, Metadata: u.Metadata}})
		if refused == nil {
			_, refused = s.newUser(u, "")
		}
		return refused
	}
	u := *found
	changes := usermanagement.UpdateUserParams{Email: params.Email}
	for text, field := range map[*string]*workos.Optional[string]{
		&params.FirstName: &changes.FirstName, &params.LastName: &changes.LastName, &params.Name: &changes.Name,
	} {
		if *text != "" {
			*field = workos.Set(*text)
		}
	}
	u.change(changes)
	u.Metadata = maps.Clone(u.Metadata)
	maps.Copy(u.Metadata, params.Metadata)
	if refused := s.refuseUpdate(&u); refused != nil {
		return refused
	}
	u.UpdatedAt = s.timestamp()
	*found = u
	s.emit(events.TypeUserUpdated, s.userAnswer(found))
	return nil
}
