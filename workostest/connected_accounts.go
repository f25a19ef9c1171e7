package workostest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// connectedAccount is a connected account with its credentials.
type connectedAccount struct {
	usermanagement.ConnectedAccount

	slug                      string
	accessToken, refreshToken string
	tokenExpiresAt            time.Time
	apiKey                    string
}

// connectedAccountKey is what a connected account is for.
type connectedAccountKey struct{ userID, slug, organizationID string }

func (s *Server) registerConnectedAccounts() {
	s.pipes.accounts = map[connectedAccountKey]*connectedAccount{}
	s.register("GET /user_management/users/{user_id}/data_providers", s.listDataProviders)
	s.register("GET /user_management/users/{user_id}/connected_accounts/{slug}", s.getConnectedAccount)
	s.register("POST /user_management/users/{user_id}/connected_accounts/{slug}", s.createConnectedAccount)
	s.register("PUT /user_management/users/{user_id}/connected_accounts/{slug}", s.updateConnectedAccount)
	s.register("DELETE /user_management/users/{user_id}/connected_accounts/{slug}", s.deleteConnectedAccount)
}

// connectedAccountAnswer is a connected account as the API sends it.
type connectedAccountAnswer struct {
	usermanagement.ConnectedAccount

	UserID         nullable `json:"user_id"`
	OrganizationID nullable `json:"organization_id"`
}

func newConnectedAccountAnswer(account *connectedAccount) *connectedAccountAnswer {
	return &connectedAccountAnswer{account.ConnectedAccount, nullable(account.UserID), nullable(account.OrganizationID)}
}

// connectedAccountPayload is a connected account in an event.
type connectedAccountPayload struct {
	Object            string                               `json:"object"`
	ID                string                               `json:"id"`
	DataIntegrationID string                               `json:"data_integration_id"`
	ProviderSlug      string                               `json:"provider_slug"`
	UserID            nullable                             `json:"user_id"`
	OrganizationID    nullable                             `json:"organization_id"`
	Scopes            []string                             `json:"scopes"`
	State             usermanagement.ConnectedAccountState `json:"state"`
	CreatedAt         time.Time                            `json:"created_at"`
	UpdatedAt         time.Time                            `json:"updated_at"`
}

// emitConnectedAccount emits the event that tells of a connected account.
func (s *Server) emitConnectedAccount(kind events.Type, account *connectedAccount) {
	s.emit(kind, connectedAccountPayload{
		Object:            account.Object,
		ID:                account.ID,
		DataIntegrationID: s.pipes.integrations[account.slug].ID,
		ProviderSlug:      account.slug,
		UserID:            nullable(account.UserID),
		OrganizationID:    nullable(account.OrganizationID),
		Scopes:            account.Scopes,
		State:             account.State,
		CreatedAt:         account.CreatedAt,
		UpdatedAt:         account.UpdatedAt,
	})
}

// setAccountState gives a connected account a state, and tells of one that is new.
func (s *Server) setAccountState(account *connectedAccount, state usermanagement.ConnectedAccountState) {
	changed := account.State != state
	account.State, account.UpdatedAt = state, s.timestamp()
	if changed {
		s.emitConnectedAccount(stateEvent(state), account)
	}
}

// newAccount adds a connected account.
func (s *Server) newAccount(key connectedAccountKey, method usermanagement.ConnectedAccountAuthMethod) *connectedAccount {
	now := s.timestamp()
	account := &connectedAccount{slug: key.slug, ConnectedAccount: usermanagement.ConnectedAccount{
		Object:         "connected_account",
		ID:             s.ids.next("data_installation", now),
		UserID:         key.userID,
		OrganizationID: key.organizationID,
		Scopes:         []string{},
		AuthMethod:     method,
		CreatedAt:      now,
		UpdatedAt:      now,
	}}
	s.pipes.accounts[key] = account
	return account
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

func (s *Server) findConnectedAccount(w http.ResponseWriter, r *http.Request) (*connectedAccount, connectedAccountKey) {
	key, ok := s.connectedAccountKey(w, r)
	if ok && s.pipes.accounts[key] == nil {
		writeNotFound(w, "Connected account", key.slug)
	}
	return s.pipes.accounts[key], key
}

func (s *Server) getConnectedAccount(w http.ResponseWriter, r *http.Request) {
	if account, _ := s.findConnectedAccount(w, r); account != nil {
		writeJSON(w, http.StatusOK, newConnectedAccountAnswer(account))
	}
}

// createConnectedAccount knows every provider: one that is new is set up, as WorkOS
// has it.
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
	case s.pipes.accounts[key] != nil:
		writeError(w, http.StatusConflict, apiError{Message: "The user has an account at '" + key.slug + "' already."})
	case !validAccountState(state) || state == usermanagement.ConnectedAccountStateConnected && !connected:
		writeInvalid(w, fieldError{"state", "invalid"})
	default:
		if s.pipes.integrations[key.slug] == nil {
			s.setUpIntegration(key.slug)
		}
		account := s.newAccount(key, usermanagement.ConnectedAccountAuthMethodOAuth)
		account.Scopes = append(account.Scopes, params.Scopes...)
		account.accessToken, account.refreshToken, account.tokenExpiresAt = params.AccessToken, params.RefreshToken, params.ExpiresAt
		s.setAccountState(account, state)
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
	account, _ := s.findConnectedAccount(w, r)
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
	if params.AccessToken != "" {
		account.accessToken, account.tokenExpiresAt = params.AccessToken, time.Time{}
	}
	if !params.ExpiresAt.IsZero() {
		account.tokenExpiresAt = params.ExpiresAt
	}
	account.refreshToken = cmp.Or(params.RefreshToken, account.refreshToken)
	s.setAccountState(account, state)
	writeJSON(w, http.StatusOK, newConnectedAccountAnswer(account))
}

func (s *Server) deleteConnectedAccount(w http.ResponseWriter, r *http.Request) {
	if account, key := s.findConnectedAccount(w, r); account != nil {
		delete(s.pipes.accounts, key)
		s.emitConnectedAccount(events.TypePipesConnectedAccountDisconnected, account)
		w.WriteHeader(http.StatusNoContent)
	}
}

// dataProvider returns a data integration as users see it.
func (i *dataIntegration) dataProvider() usermanagement.DataProvider {
	provider := usermanagement.DataProvider{
		Object:             "data_provider",
		ID:                 i.ID,
		Name:               i.name(),
		Description:        i.Description,
		Slug:               i.Slug,
		IntegrationType:    i.IntegrationType,
		CredentialsType:    "oauth2",
		Scopes:             i.Scopes,
		Ownership:          usermanagement.DataProviderOwnershipUser,
		CreatedAt:          i.CreatedAt,
		UpdatedAt:          i.UpdatedAt,
		OldIntegrationType: i.IntegrationType,
		OldCredentialsType: "oauth2",
		OldCreatedAt:       i.CreatedAt.Format(time.RFC3339Nano),
		OldUpdatedAt:       i.UpdatedAt.Format(time.RFC3339Nano),
	}
	for _, method := range i.AuthMethods {
		provider.AuthMethods = append(provider.AuthMethods, usermanagement.ConnectedAccountAuthMethod(method))
	}
	return provider
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
	for slug, integration := range s.pipes.integrations {
		answer := dataProviderAnswer{DataProvider: integration.dataProvider(), Description: nullable(integration.Description)}
		key.slug = slug
		if account := s.pipes.accounts[key]; account != nil {
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
