package workostest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// userSettingTables holds what else belongs to users and to their environment.
type userSettingTables struct {
	dataProviders     map[string]*usermanagement.DataProvider // by slug
	connectedAccounts map[connectedAccountKey]*usermanagement.ConnectedAccount
	apiKeys           map[string]*usermanagement.APIKey
	corsOrigins       map[string]*usermanagement.CORSOrigin
	redirectURIs      map[string]*usermanagement.RedirectURI
	jwtTemplate       *usermanagement.JWTTemplate
}

// connectedAccountKey is what a connected account is for.
type connectedAccountKey struct{ userID, slug, organizationID string }

func (s *Server) registerUserSettings() {
	s.userSettings = userSettingTables{
		dataProviders:     map[string]*usermanagement.DataProvider{},
		connectedAccounts: map[connectedAccountKey]*usermanagement.ConnectedAccount{},
		apiKeys:           map[string]*usermanagement.APIKey{},
		corsOrigins:       map[string]*usermanagement.CORSOrigin{},
		redirectURIs:      map[string]*usermanagement.RedirectURI{},
	}
	s.register("GET /user_management/users/{id}/identities", s.listIdentities)
	s.register("GET /user_management/users/{user_id}/authorized_applications", s.listAuthorizedApplications)
	s.register("DELETE /user_management/users/{user_id}/authorized_applications/{application_id}", s.deleteAuthorizedApplication)
	s.register("GET /user_management/users/{userId}/feature-flags", s.listUserFeatureFlags)
	s.register("GET /user_management/users/{user_id}/data_providers", s.listDataProviders)
	s.register("GET /user_management/users/{user_id}/connected_accounts/{slug}", s.getConnectedAccount)
	s.register("POST /user_management/users/{user_id}/connected_accounts/{slug}", s.createConnectedAccount)
	s.register("PUT /user_management/users/{user_id}/connected_accounts/{slug}", s.updateConnectedAccount)
	s.register("DELETE /user_management/users/{user_id}/connected_accounts/{slug}", s.deleteConnectedAccount)
	s.register("GET /user_management/users/{userId}/api_keys", s.listUserAPIKeys)
	s.register("POST /user_management/users/{userId}/api_keys", s.createUserAPIKey)
	s.register("GET /user_management/cors_origins", s.listCORSOrigins)
	s.register("POST /user_management/cors_origins", s.createCORSOrigin)
	s.register("GET /user_management/redirect_uris", s.listRedirectURIs)
	s.register("POST /user_management/redirect_uris", s.createRedirectURI)
	s.register("DELETE /user_management/redirect_uris/{id}", s.deleteRedirectURI)
	s.register("GET /user_management/jwt_template", s.getJWTTemplate)
	s.register("PUT /user_management/jwt_template", s.updateJWTTemplate)
}

// findUser returns the user whose ID stands in the path under this name, or
// answers that there is none.
func (s *Server) findUser(w http.ResponseWriter, r *http.Request, placeholder string) *user {
	id := r.PathValue(placeholder)
	if s.users.users[id] == nil {
		writeNotFound(w, "User", id)
	}
	return s.users.users[id]
}

// listIdentities has none to list: nobody signs in at another provider here.
func (s *Server) listIdentities(w http.ResponseWriter, r *http.Request) {
	if s.findUser(w, r, "id") != nil {
		writeJSON(w, http.StatusOK, []usermanagement.Identity{})
	}
}

// listAuthorizedApplications has none to list: users grant nothing here.
func (s *Server) listAuthorizedApplications(w http.ResponseWriter, r *http.Request) {
	if s.findUser(w, r, "user_id") != nil {
		writeList(w, r.URL.Query(), nil, func(a usermanagement.AuthorizedApplication) string { return a.ID })
	}
}

func (s *Server) deleteAuthorizedApplication(w http.ResponseWriter, r *http.Request) {
	if s.findUser(w, r, "user_id") != nil {
		writeNotFound(w, "Authorized application", r.PathValue("application_id"))
	}
}

// listUserFeatureFlags has none to list: flags are made in the dashboard.
func (s *Server) listUserFeatureFlags(w http.ResponseWriter, r *http.Request) {
	if s.findUser(w, r, "userId") != nil {
		writeList(w, r.URL.Query(), nil, func(f usermanagement.FeatureFlag) string { return f.ID })
	}
}

// connectedAccountAnswer is a connected account as the API sends it.
type connectedAccountAnswer struct {
	usermanagement.ConnectedAccount

	UserID         nullable `json:"user_id"`
	OrganizationID nullable `json:"organization_id"`
}

func newConnectedAccountAnswer(account *usermanagement.ConnectedAccount) *connectedAccountAnswer {
	return &connectedAccountAnswer{*account, nullable(account.UserID), nullable(account.OrganizationID)}
}

// emitConnectedAccount emits the event that tells of a connected account.
func (s *Server) emitConnectedAccount(kind events.Type, account *usermanagement.ConnectedAccount, slug string) {
	s.emit(kind, struct {
		*connectedAccountAnswer

		AuthMethod        string `json:"auth_method,omitempty"` // is not told
		DataIntegrationID string `json:"data_integration_id"`
		ProviderSlug      string `json:"provider_slug"`
	}{
		connectedAccountAnswer: newConnectedAccountAnswer(account),
		DataIntegrationID:      s.userSettings.dataProviders[slug].ID,
		ProviderSlug:           slug,
	})
}

// connectedAccountKey returns what the connected account of a request is for, or answers
// that there is no such user or organization.
func (s *Server) connectedAccountKey(w http.ResponseWriter, r *http.Request) (connectedAccountKey, bool) {
	u, organizationID := s.findUser(w, r, "user_id"), r.URL.Query().Get("organization_id")
	if u == nil {
		return connectedAccountKey{}, false
	}
	if organizationID != "" && s.organizations[organizationID] == nil {
		writeNotFound(w, "Organization", organizationID)
		return connectedAccountKey{}, false
	}
	return connectedAccountKey{u.ID, r.PathValue("slug"), organizationID}, true
}

func (s *Server) findConnectedAccount(w http.ResponseWriter, r *http.Request) (*usermanagement.ConnectedAccount, connectedAccountKey) {
	key, ok := s.connectedAccountKey(w, r)
	if ok && s.userSettings.connectedAccounts[key] == nil {
		writeNotFound(w, "Connected account", key.slug)
	}
	return s.userSettings.connectedAccounts[key], key
}

func (s *Server) getConnectedAccount(w http.ResponseWriter, r *http.Request) {
	if account, _ := s.findConnectedAccount(w, r); account != nil {
		writeJSON(w, http.StatusOK, newConnectedAccountAnswer(account))
	}
}

// createConnectedAccount knows every provider: one that is new is set up.
func (s *Server) createConnectedAccount(w http.ResponseWriter, r *http.Request) {
	key, ok := s.connectedAccountKey(w, r)
	var params usermanagement.CreateConnectedAccountParams
	if !ok || !readParams(w, r, &params) {
		return
	}
	connected := params.AccessToken != "" || params.RefreshToken != ""
	state := params.State
	if state == "" {
		state = usermanagement.ConnectedAccountStateNeedsReauthorization
		if connected {
			state = usermanagement.ConnectedAccountStateConnected
		}
	}
	switch {
	case s.userSettings.connectedAccounts[key] != nil:
		writeError(w, http.StatusConflict, apiError{Message: "The user has an account at '" + key.slug + "' already."})
	case !validAccountState(state) || state == usermanagement.ConnectedAccountStateConnected && !connected:
		writeInvalid(w, fieldError{"state", "invalid"})
	default:
		now := s.timestamp()
		account := &usermanagement.ConnectedAccount{
			Object:         "connected_account",
			ID:             s.ids.next("data_installation", now),
			UserID:         key.userID,
			OrganizationID: key.organizationID,
			Scopes:         append([]string{}, params.Scopes...),
			AuthMethod:     usermanagement.ConnectedAccountAuthMethodOAuth,
			State:          state,
			CreatedAt:      now,
			UpdatedAt:      now,
		}
		s.setUpDataProvider(key.slug)
		s.userSettings.connectedAccounts[key] = account
		s.emitConnectedAccount(stateEvent(state), account, key.slug)
		writeJSON(w, http.StatusCreated, newConnectedAccountAnswer(account))
	}
}

func validAccountState(state usermanagement.ConnectedAccountState) bool {
	return state == usermanagement.ConnectedAccountStateConnected || state == usermanagement.ConnectedAccountStateNeedsReauthorization
}

// stateEvent is the event of a connected account that gets a state.
func stateEvent(state usermanagement.ConnectedAccountState) events.Type {
	if state == usermanagement.ConnectedAccountStateConnected {
		return events.TypePipesConnectedAccountConnected
	}
	return events.TypePipesConnectedAccountReauthorizationNeeded
}

func (s *Server) updateConnectedAccount(w http.ResponseWriter, r *http.Request) {
	account, key := s.findConnectedAccount(w, r)
	var params usermanagement.UpdateConnectedAccountParams
	if account == nil || !readParams(w, r, &params) {
		return
	}
	state := params.State
	if state == "" && (params.AccessToken != "" || params.RefreshToken != "") {
		state = usermanagement.ConnectedAccountStateConnected
	}
	state = cmp.Or(state, account.State)
	if !validAccountState(state) {
		writeInvalid(w, fieldError{"state", "invalid"})
		return
	}
	if scopes, ok := params.Scopes.Get(); ok {
		account.Scopes = scopes
	}
	changed := account.State != state
	account.State, account.UpdatedAt = state, s.timestamp()
	if changed {
		s.emitConnectedAccount(stateEvent(state), account, key.slug)
	}
	writeJSON(w, http.StatusOK, newConnectedAccountAnswer(account))
}

func (s *Server) deleteConnectedAccount(w http.ResponseWriter, r *http.Request) {
	if account, key := s.findConnectedAccount(w, r); account != nil {
		delete(s.userSettings.connectedAccounts, key)
		s.emitConnectedAccount(events.TypePipesConnectedAccountDisconnected, account, key.slug)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) setUpDataProvider(slug string) {
	if s.userSettings.dataProviders[slug] != nil {
		return
	}
	now := s.timestamp()
	s.userSettings.dataProviders[slug] = &usermanagement.DataProvider{
		Object:             "data_provider",
		ID:                 s.ids.next("data_integration", now),
		Name:               slug,
		Slug:               slug,
		IntegrationType:    slug,
		CredentialsType:    "oauth2",
		AuthMethods:        []usermanagement.ConnectedAccountAuthMethod{usermanagement.ConnectedAccountAuthMethodOAuth},
		Ownership:          usermanagement.DataProviderOwnershipUser,
		CreatedAt:          now,
		UpdatedAt:          now,
		OldIntegrationType: slug,
		OldCredentialsType: "oauth2",
		OldCreatedAt:       now.Format(time.RFC3339Nano),
		OldUpdatedAt:       now.Format(time.RFC3339Nano),
	}
}

// dataProviderAnswer is a data provider as the API sends it.
type dataProviderAnswer struct {
	usermanagement.DataProvider

	Description      nullable               `json:"description"`
	ConnectedAccount *providerAccountAnswer `json:"connected_account"`
}

// providerAccountAnswer is a connected account as it stands with its provider:
// what it is called by old names is there even where it is null.
type providerAccountAnswer struct {
	*connectedAccountAnswer

	OldUserID         nullable `json:"userlandUserId"` //nolint:tagliatelle // as the API has it
	OldOrganizationID nullable `json:"organizationId"` //nolint:tagliatelle // as the API has it
}

func (s *Server) listDataProviders(w http.ResponseWriter, r *http.Request) {
	key, ok := s.connectedAccountKey(w, r)
	if !ok {
		return
	}
	found := []dataProviderAnswer{}
	for slug, provider := range s.userSettings.dataProviders {
		answer := dataProviderAnswer{DataProvider: *provider}
		key.slug = slug
		if account := s.userSettings.connectedAccounts[key]; account != nil {
			answer.ConnectedAccount = &providerAccountAnswer{
				newConnectedAccountAnswer(account), nullable(account.UserID), nullable(account.OrganizationID),
			}
			answer.ConnectedAccount.OldCreatedAt = account.CreatedAt.Format(time.RFC3339Nano)
			answer.ConnectedAccount.OldUpdatedAt = account.UpdatedAt.Format(time.RFC3339Nano)
		}
		found = append(found, answer)
	}
	slices.SortFunc(found, func(a, b dataProviderAnswer) int { return strings.Compare(a.ID, b.ID) })
	writeJSON(w, http.StatusOK, struct {
		Object string               `json:"object"`
		Data   []dataProviderAnswer `json:"data"`
	}{"list", found})
}

// apiKeyAnswer is an API key as the API sends it, with its value when it is new.
type apiKeyAnswer struct {
	usermanagement.APIKey

	LastUsedAt *time.Time `json:"last_used_at"`
	ExpiresAt  *time.Time `json:"expires_at"`
	Value      string     `json:"value,omitempty"`
}

func newAPIKeyAnswer(key *usermanagement.APIKey) apiKeyAnswer {
	answer := apiKeyAnswer{APIKey: *key}
	if !key.ExpiresAt.IsZero() {
		answer.ExpiresAt = &key.ExpiresAt
	}
	return answer
}

func (s *Server) listUserAPIKeys(w http.ResponseWriter, r *http.Request) {
	u, query := s.findUser(w, r, "userId"), r.URL.Query()
	if u == nil {
		return
	}
	var found []apiKeyAnswer
	for _, key := range s.userSettings.apiKeys {
		if key.Owner.ID == u.ID && (!query.Has("organization_id") || key.Owner.OrganizationID == query.Get("organization_id")) {
			found = append(found, newAPIKeyAnswer(key))
		}
	}
	writeList(w, query, found, func(key apiKeyAnswer) string { return key.ID })
}

func (s *Server) createUserAPIKey(w http.ResponseWriter, r *http.Request) {
	u := s.findUser(w, r, "userId")
	var params usermanagement.CreateAPIKeyParams
	if u == nil || !readParams(w, r, &params) {
		return
	}
	var problems []fieldError
	if strings.TrimSpace(params.Name) == "" {
		problems = append(problems, fieldError{"name", "required"})
	}
	if params.OrganizationID == "" {
		problems = append(problems, fieldError{"organization_id", "required"})
	}
	if !params.ExpiresAt.IsZero() && !params.ExpiresAt.After(s.now()) {
		problems = append(problems, fieldError{"expires_at", "invalid"})
	}
	switch {
	case problems != nil:
		writeError(w, http.StatusBadRequest, apiError{Message: "Validation failed.", Errors: problems})
	case s.organizations[params.OrganizationID] == nil:
		writeNotFound(w, "Organization", params.OrganizationID)
	case !s.isMember(params.OrganizationID, u.ID):
		writeError(w, http.StatusUnprocessableEntity, apiError{Message: "The user has no active membership of the organization."})
	default:
		now, value := s.timestamp(), "sk_"+s.random.token()
		key := &usermanagement.APIKey{
			Object:          "api_key",
			ID:              s.ids.next("api_key", now),
			Owner:           usermanagement.APIKeyOwner{Type: "user", ID: u.ID, OrganizationID: params.OrganizationID},
			Name:            params.Name,
			ObfuscatedValue: "sk_..." + value[len(value)-4:],
			ExpiresAt:       params.ExpiresAt,
			Permissions:     append([]string{}, params.Permissions...),
			CreatedAt:       now,
			UpdatedAt:       now,
		}
		s.userSettings.apiKeys[key.ID] = key
		answer := newAPIKeyAnswer(key)
		s.emit(events.TypeAPIKeyCreated, answer)
		answer.Value = value
		writeJSON(w, http.StatusCreated, answer)
	}
}

func (s *Server) listCORSOrigins(w http.ResponseWriter, r *http.Request) {
	var found []*usermanagement.CORSOrigin
	for _, origin := range s.userSettings.corsOrigins {
		found = append(found, origin)
	}
	writeList(w, r.URL.Query(), found, func(origin *usermanagement.CORSOrigin) string { return origin.ID })
}

func (s *Server) createCORSOrigin(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.CreateCORSOriginParams
	if !readParams(w, r, &params) {
		return
	}
	if !validOrigin(params.Origin) {
		writeInvalidOrigin(w)
		return
	}
	for _, other := range s.userSettings.corsOrigins {
		if other.Origin == params.Origin {
			writeError(w, http.StatusConflict, apiError{Code: "duplicate_cors_origin", Message: "CORS origin already exists."})
			return
		}
	}
	now := s.timestamp()
	origin := &usermanagement.CORSOrigin{
		Object:    "cors_origin",
		ID:        s.ids.next("cors_origin", now),
		Origin:    params.Origin,
		CreatedAt: now,
		UpdatedAt: now,
	}
	s.userSettings.corsOrigins[origin.ID] = origin
	writeJSON(w, http.StatusCreated, origin)
}

// validOrigin reports whether a text is scheme, host and port, and nothing else.
func validOrigin(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Hostname() != "" && text == u.Scheme+"://"+u.Host
}

// writeInvalidOrigin has a form of its own.
func writeInvalidOrigin(w http.ResponseWriter) {
	type problem struct {
		Property    string            `json:"property"`
		Constraints map[string]string `json:"constraints"`
	}
	writeJSON(w, http.StatusUnprocessableEntity, struct {
		Message string    `json:"message"`
		Errors  []problem `json:"errors"`
	}{"Validation failed.", []problem{{"origin", map[string]string{"isOrigin": "origin must be scheme, host and port"}}}})
}

func (s *Server) listRedirectURIs(w http.ResponseWriter, r *http.Request) {
	var found []*usermanagement.RedirectURI
	for _, uri := range s.userSettings.redirectURIs {
		found = append(found, uri)
	}
	writeList(w, r.URL.Query(), found, func(uri *usermanagement.RedirectURI) string { return uri.ID })
}

// createRedirectURI makes the first one the default.
func (s *Server) createRedirectURI(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.CreateRedirectURIParams
	if !readParams(w, r, &params) {
		return
	}
	if u, err := url.Parse(params.URI); err != nil || !u.IsAbs() || u.Fragment != "" {
		writeError(w, http.StatusBadRequest, apiError{Message: "Bad Request"})
		return
	}
	for _, other := range s.userSettings.redirectURIs {
		if other.URI == params.URI {
			writeError(w, http.StatusUnprocessableEntity, apiError{Message: "Redirect URI '" + params.URI + "' already exists."})
			return
		}
	}
	now := s.timestamp()
	uri := &usermanagement.RedirectURI{
		Object:    "redirect_uri",
		ID:        s.ids.next("redir", now),
		URI:       params.URI,
		Default:   len(s.userSettings.redirectURIs) == 0,
		CreatedAt: now,
		UpdatedAt: now,
	}
	s.userSettings.redirectURIs[uri.ID] = uri
	writeJSON(w, http.StatusCreated, uri)
}

func (s *Server) deleteRedirectURI(w http.ResponseWriter, r *http.Request) {
	switch uri := find(w, r, s.userSettings.redirectURIs, "Redirect URI"); {
	case uri == nil:
	case uri.Default:
		writeError(w, http.StatusConflict, apiError{Message: "Cannot delete the default redirect URI."})
	default:
		delete(s.userSettings.redirectURIs, uri.ID)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) getJWTTemplate(w http.ResponseWriter, _ *http.Request) {
	if s.userSettings.jwtTemplate == nil {
		writeError(w, http.StatusNotFound, apiError{Message: "JWT template not found."})
		return
	}
	writeJSON(w, http.StatusOK, s.userSettings.jwtTemplate)
}

func (s *Server) updateJWTTemplate(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.UpdateJWTTemplateParams
	if !readParams(w, r, &params) {
		return
	}
	if strings.TrimSpace(params.Content) == "" {
		refuseParams().write(w)
		return
	}
	now := s.timestamp()
	if s.userSettings.jwtTemplate == nil {
		s.userSettings.jwtTemplate = &usermanagement.JWTTemplate{Object: "jwt_template", CreatedAt: now}
	}
	s.userSettings.jwtTemplate.Content, s.userSettings.jwtTemplate.UpdatedAt = params.Content, now
	writeJSON(w, http.StatusOK, s.userSettings.jwtTemplate)
}
