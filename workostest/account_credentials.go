package workostest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"time"

	"github.com/workos-go/workos/pipes"
	"github.com/workos-go/workos/usermanagement"
)

// providerTokenLife is how long access tokens live that providers give.
const providerTokenLife = time.Hour

// accountAuthorization is the URL at which a user connects an account.
type accountAuthorization struct {
	account  connectedAccountKey
	returnTo string
	config   map[string]string
}

func (s *Server) registerAccountCredentials() {
	s.pipes.authorizations = map[string]accountAuthorization{}
	s.register("POST /data-integrations/{slug}/authorize", s.authorizeAccount)
	s.register("POST /data-integrations/{slug}/token", s.getProviderToken)
	s.register("POST /data-integrations/{slug}/credentials", s.getProviderCredentials)
	s.register("PUT /data-integrations/{slug}/api-key", s.upsertAccountAPIKey)
	s.register("PUT /data-integrations/{slug}/client-credentials", s.upsertAccountClientCredentials)
}

// accountOf returns what the connected account of a call is for, or answers that
// there is no such data integration, user or organization.
func (s *Server) accountOf(w http.ResponseWriter, r *http.Request, userID, organizationID string) (connectedAccountKey, bool) {
	slug := r.PathValue("slug")
	switch {
	case s.pipes.integrations[slug] == nil:
		writeNotFound(w, "Data integration", slug)
	case userID == "":
		writeError(w, http.StatusBadRequest, apiError{Message: "user_id is required."})
	case s.users.users[userID] == nil:
		writeNotFound(w, "User", userID)
	case organizationID != "" && s.organizations[organizationID] == nil:
		writeNotFound(w, "Organization", organizationID)
	default:
		return connectedAccountKey{userID, slug, organizationID}, true
	}
	return connectedAccountKey{}, false
}

func (s *Server) authorizeAccount(w http.ResponseWriter, r *http.Request) {
	var params pipes.AuthorizeParams
	if !readParams(w, r, &params) {
		return
	}
	key, ok := s.accountOf(w, r, params.UserID, params.OrganizationID)
	if !ok {
		return
	}
	i := s.pipes.integrations[key.slug]
	back, err := url.Parse(params.ReturnTo)
	switch {
	case err != nil || params.ReturnTo != "" && !back.IsAbs():
		writeError(w, http.StatusBadRequest, apiError{Message: "return_to is no URL."})
	case !i.Enabled || !s.configurationOf(key.organizationID, i).isEnabled(i):
		writeError(w, http.StatusBadRequest, apiError{Message: "The data integration '" + key.slug + "' is not enabled."})
	case !slices.Contains(i.AuthMethods, pipes.AuthMethodOAuth):
		writeError(w, http.StatusBadRequest, apiError{Message: "The accounts at '" + key.slug + "' are not connected by OAuth."})
	default:
		target := "https://api.workos.test/data-integrations/" + s.random.token() + "/authorize-redirect"
		s.pipes.authorizations[target] = accountAuthorization{key, params.ReturnTo, params.Config}
		writeJSON(w, http.StatusOK, pipes.Authorization{URL: target})
	}
}

// ConnectAccount connects an account, as a user would who consents at the URL that
// pipes.Service.Authorize returned, to all the scopes that are asked for. It returns
// the URL that the user comes back to. A URL that is not of an authorization, or was
// used, panics.
func (s *Server) ConnectAccount(authorizationURL string) (returnTo string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	authorization, ok := s.pipes.authorizations[authorizationURL]
	if !ok {
		panic("workostest: no authorization " + authorizationURL)
	}
	delete(s.pipes.authorizations, authorizationURL)
	account := s.upsertAccount(authorization.account, usermanagement.ConnectedAccountAuthMethodOAuth)
	account.Scopes = append([]string{}, s.scopesFor(authorization.account)...)
	account.Config = authorization.config
	account.refreshToken = s.random.token()
	s.refresh(account)
	s.setAccountState(account, usermanagement.ConnectedAccountStateConnected)
	return authorization.returnTo
}

// scopesFor returns the scopes that an account is asked for: those of the
// organization, or else of the data integration.
func (s *Server) scopesFor(key connectedAccountKey) []string {
	if configuration := s.pipes.configurations[configurationKey{key.organizationID, key.slug}]; configuration != nil && configuration.scopes != nil {
		return configuration.scopes
	}
	return s.pipes.integrations[key.slug].Scopes
}

// upsertAccount returns the connected account, a new one where there is none, or
// one that was connected by another method.
func (s *Server) upsertAccount(key connectedAccountKey, method usermanagement.ConnectedAccountAuthMethod) *connectedAccount {
	if account := s.pipes.accounts[key]; account != nil && account.AuthMethod == method {
		return account
	}
	return s.newAccount(key, method)
}

func (a *connectedAccount) setAPIKey(secret string) { a.apiKey, a.APIKeyLast4 = secret, last4(secret) }

// refresh gets an access token of the provider.
func (s *Server) refresh(account *connectedAccount) {
	account.accessToken, account.tokenExpiresAt = s.random.token(), s.timestamp().Add(providerTokenLife)
}

// unavailable is an answer that has no credentials.
type unavailable struct {
	Active bool                    `json:"active"`
	Error  pipes.UnavailableReason `json:"error"`
}

// credentialsOf returns the account of a call with credentials that are good, or
// answers why there are none.
func (s *Server) credentialsOf(w http.ResponseWriter, r *http.Request, userID, organizationID string) *connectedAccount {
	key, ok := s.accountOf(w, r, userID, organizationID)
	if !ok {
		return nil
	}
	account := s.pipes.accounts[key]
	if account == nil {
		writeJSON(w, http.StatusOK, unavailable{Error: pipes.UnavailableReasonNotInstalled})
		return nil
	}
	connected := account.State == usermanagement.ConnectedAccountStateConnected
	if connected && account.AuthMethod != usermanagement.ConnectedAccountAuthMethodAPIKey {
		connected = s.keepToken(account)
	}
	if !connected {
		writeJSON(w, http.StatusOK, unavailable{Error: pipes.UnavailableReasonNeedsReauthorization})
		return nil
	}
	return account
}

// keepToken gets a new access token where the old one has expired. Where nothing
// can get one, the user has to consent again.
func (s *Server) keepToken(account *connectedAccount) bool {
	good := account.accessToken != "" && (account.tokenExpiresAt.IsZero() || account.tokenExpiresAt.After(s.now()))
	switch {
	case good:
	case account.refreshToken != "" || account.AuthMethod == usermanagement.ConnectedAccountAuthMethodClientCredentials:
		s.refresh(account)
	default:
		s.setAccountState(account, usermanagement.ConnectedAccountStateNeedsReauthorization)
		return false
	}
	return true
}

// missingScopes returns the scopes that an account is asked for and does not have.
func (s *Server) missingScopes(account *connectedAccount) []string {
	wanted := s.scopesFor(connectedAccountKey{account.UserID, account.slug, account.OrganizationID})
	return slices.DeleteFunc(append([]string{}, wanted...), func(scope string) bool { return slices.Contains(account.Scopes, scope) })
}

func (s *Server) getProviderToken(w http.ResponseWriter, r *http.Request) {
	var params pipes.GetAccessTokenParams
	if !readParams(w, r, &params) {
		return
	}
	account := s.pipes.accounts[connectedAccountKey{params.UserID, r.PathValue("slug"), params.OrganizationID}]
	if account != nil && refuseOtherMethod(w, account, usermanagement.ConnectedAccountAuthMethodOAuth) {
		return
	}
	if account = s.credentialsOf(w, r, params.UserID, params.OrganizationID); account == nil {
		return
	}
	type token struct {
		pipes.AccessToken

		ExpiresAt nullableTime `json:"expires_at"`
	}
	writeJSON(w, http.StatusOK, struct {
		Active      bool  `json:"active"`
		AccessToken token `json:"access_token"`
	}{true, token{pipes.AccessToken{
		Object:        "access_token",
		AccessToken:   account.accessToken,
		Scopes:        account.Scopes,
		MissingScopes: s.missingScopes(account),
	}, nullableTime(account.tokenExpiresAt)}})
}

// refuseOtherMethod answers that an account is entered by another method, and
// reports whether it is.
func refuseOtherMethod(w http.ResponseWriter, account *connectedAccount, method usermanagement.ConnectedAccountAuthMethod) bool {
	if account.AuthMethod == method {
		return false
	}
	writeError(w, http.StatusUnprocessableEntity, apiError{
		Code: "auth_method_mismatch", Message: "The account is entered by " + string(account.AuthMethod) + ".",
	})
	return true
}

// credentialAnswer is a credential as the API sends it.
type credentialAnswer struct {
	Object        string                                    `json:"object"`
	AuthMethod    usermanagement.ConnectedAccountAuthMethod `json:"auth_method"`
	Value         string                                    `json:"value"`
	ExpiresAt     *nullableTime                             `json:"expires_at,omitempty"`
	Scopes        *[]string                                 `json:"scopes,omitempty"`
	MissingScopes *[]string                                 `json:"missing_scopes,omitempty"`
	Metadata      *struct{}                                 `json:"metadata,omitempty"`
}

func (s *Server) getProviderCredentials(w http.ResponseWriter, r *http.Request) {
	var params pipes.GetCredentialsParams
	if !readParams(w, r, &params) {
		return
	}
	account := s.credentialsOf(w, r, params.UserID, params.OrganizationID)
	if account == nil {
		return
	}
	credential := credentialAnswer{Object: "credential", AuthMethod: account.AuthMethod, Value: cmp.Or(account.apiKey, account.accessToken)}
	if account.AuthMethod != usermanagement.ConnectedAccountAuthMethodAPIKey {
		expires, missing := nullableTime(account.tokenExpiresAt), s.missingScopes(account)
		credential.ExpiresAt, credential.Scopes, credential.MissingScopes = &expires, &account.Scopes, &missing
	}
	if account.AuthMethod == usermanagement.ConnectedAccountAuthMethodClientCredentials {
		credential.Metadata = &struct{}{}
	}
	writeJSON(w, http.StatusOK, struct {
		Active     bool             `json:"active"`
		Credential credentialAnswer `json:"credential"`
	}{true, credential})
}

// accountToEnter returns the account of a call, a new one where there is none, or
// answers why it cannot be entered by a method.
func (s *Server) accountToEnter(w http.ResponseWriter, r *http.Request, userID, organizationID string, method usermanagement.ConnectedAccountAuthMethod) *connectedAccount {
	key, ok := s.accountOf(w, r, userID, organizationID)
	if !ok {
		return nil
	}
	account := s.pipes.accounts[key]
	switch {
	case account != nil && refuseOtherMethod(w, account, method):
		return nil
	case account != nil:
		return account
	case !slices.Contains(s.pipes.integrations[key.slug].AuthMethods, pipes.AuthMethod(method)):
		writeError(w, http.StatusBadRequest, apiError{Message: "The accounts at '" + key.slug + "' are not entered by " + string(method) + "."})
		return nil
	}
	return s.newAccount(key, method)
}

func (s *Server) upsertAccountAPIKey(w http.ResponseWriter, r *http.Request) {
	var params pipes.UpsertAPIKeyParams
	if !readParams(w, r, &params) {
		return
	}
	if params.Secret == "" {
		writeError(w, http.StatusBadRequest, apiError{Message: "secret is required."})
		return
	}
	account := s.accountToEnter(w, r, params.UserID, params.OrganizationID, usermanagement.ConnectedAccountAuthMethodAPIKey)
	if account == nil {
		return
	}
	account.setAPIKey(params.Secret)
	s.setAccountState(account, usermanagement.ConnectedAccountStateConnected)
	writeJSON(w, http.StatusOK, newConnectedAccountAnswer(account))
}

func (s *Server) upsertAccountClientCredentials(w http.ResponseWriter, r *http.Request) {
	var params pipes.UpsertClientCredentialsParams
	if !readParams(w, r, &params) {
		return
	}
	if params.ClientID == "" || params.ClientSecret == "" {
		writeError(w, http.StatusBadRequest, apiError{Message: "client_id and client_secret are required."})
		return
	}
	account := s.accountToEnter(w, r, params.UserID, params.OrganizationID, usermanagement.ConnectedAccountAuthMethodClientCredentials)
	if account == nil {
		return
	}
	account.ClientID, account.ClientSecretLast4, account.Config = params.ClientID, last4(params.ClientSecret), params.Config
	account.accessToken = ""
	s.setAccountState(account, usermanagement.ConnectedAccountStateConnected)
	writeJSON(w, http.StatusOK, newConnectedAccountAnswer(account))
}
