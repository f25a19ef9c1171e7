package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/pipes"
	"github.com/workos-go/workos/usermanagement"
)

// pipesTables holds data integrations and what belongs to them.
type pipesTables struct {
	integrations   map[string]*dataIntegration // by slug
	configurations map[configurationKey]*integrationConfiguration
	accounts       map[connectedAccountKey]*connectedAccount
	authorizations map[string]accountAuthorization // by URL
}

// dataIntegration is a data integration, perhaps one with WorkOS's credentials,
// which is not among those that the API lists.
type dataIntegration struct {
	pipes.DataIntegration

	shared bool
}

func (i *dataIntegration) name() string {
	if i.CustomProvider != nil {
		return i.CustomProvider.Name
	}
	return i.Slug
}

// hasOwnCredentials reports whether each organization has credentials of its own.
func (i *dataIntegration) hasOwnCredentials() bool {
	return i.Credentials != nil && i.Credentials.Type == pipes.OAuthCredentialsTypeOrganization
}

func (s *Server) registerPipes() {
	s.pipes.integrations = map[string]*dataIntegration{}
	s.register("GET /data-integrations", s.listDataIntegrations)
	s.register("POST /data-integrations", s.createDataIntegration)
	s.register("GET /data-integrations/{slug}", s.getDataIntegration)
	s.register("PUT /data-integrations/{slug}", s.updateDataIntegration)
	s.register("DELETE /data-integrations/{slug}", s.deleteDataIntegration)
	s.registerConnectedAccounts()
	s.registerAccountCredentials()
	s.registerConfigurations()
}

// dataIntegrationAnswer is a data integration as the API sends it.
type dataIntegrationAnswer struct {
	pipes.DataIntegration

	Description    nullable                      `json:"description"`
	Credentials    *integrationCredentialsAnswer `json:"credentials"`
	Installation   *installationAnswer           `json:"installation"`
	CustomProvider *customProviderAnswer         `json:"custom_provider"`
}

type integrationCredentialsAnswer struct {
	pipes.OAuthCredentials

	ClientID             nullable `json:"client_id"`
	RedactedClientSecret nullable `json:"redacted_client_secret"`
}

type installationAnswer struct {
	pipes.Installation

	OrganizationID nullable `json:"organization_id"`
}

type customProviderAnswer struct {
	pipes.CustomProvider

	AuthorizationURL nullable `json:"authorization_url"`
	TokenURL         nullable `json:"token_url"`
	RefreshTokenURL  nullable `json:"refresh_token_url"`
}

func (i *dataIntegration) answer() dataIntegrationAnswer {
	answer := dataIntegrationAnswer{DataIntegration: i.DataIntegration, Description: nullable(i.Description)}
	if c := i.Credentials; c != nil {
		answer.Credentials = &integrationCredentialsAnswer{*c, nullable(c.ClientID), nullable(c.RedactedClientSecret)}
	}
	if p := i.CustomProvider; p != nil {
		answer.CustomProvider = &customProviderAnswer{
			*p, nullable(p.AuthorizationURL), nullable(p.TokenURL), nullable(p.RefreshTokenURL),
		}
	}
	return answer
}

// setUpIntegration adds a provider as WorkOS has it.
func (s *Server) setUpIntegration(slug string) *dataIntegration {
	now := s.timestamp()
	i := &dataIntegration{shared: true, DataIntegration: pipes.DataIntegration{
		Object:          "data_integration",
		ID:              s.ids.next("data_integration", now),
		Slug:            slug,
		IntegrationType: slug,
		Enabled:         true,
		State:           pipes.DataIntegrationStateValid,
		RedirectURI:     "https://api.workos.test/data-integrations/" + slug + "/" + s.ids.next("dik", now) + "/callback",
		AuthMethods:     []pipes.AuthMethod{pipes.AuthMethodOAuth},
		Config:          map[string]string{},
		CreatedAt:       now,
		UpdatedAt:       now,
	}}
	s.pipes.integrations[slug] = i
	return i
}

func (s *Server) listDataIntegrations(w http.ResponseWriter, r *http.Request) {
	var found []dataIntegrationAnswer
	for _, i := range s.pipes.integrations {
		if !i.shared {
			found = append(found, i.answer())
		}
	}
	writeList(w, r.URL.Query(), found, func(i dataIntegrationAnswer) string { return i.ID })
}

// createDataIntegration takes every slug for a provider that WorkOS knows, unless
// the provider is a custom one.
func (s *Server) createDataIntegration(w http.ResponseWriter, r *http.Request) {
	var params pipes.CreateDataIntegrationParams
	if !readParams(w, r, &params) {
		return
	}
	methods := params.AuthMethods
	if len(methods) == 0 {
		methods = []pipes.AuthMethod{pipes.AuthMethodOAuth}
	}
	known := s.pipes.integrations[params.Provider]
	refused := s.refuseAPIKey(params.APIKey, methods)
	switch problems := newIntegrationProblems(params, methods); {
	case problems != nil:
		writeInvalid(w, problems...)
		return
	case known != nil && !known.shared:
		writeError(w, http.StatusConflict, apiError{Message: "There is a data integration '" + params.Provider + "' already."})
		return
	case refused != nil:
		refused.write(w)
		return
	}
	i := s.setUpIntegration(params.Provider)
	i.shared = false
	if known != nil {
		i.ID, i.CreatedAt = known.ID, known.CreatedAt
	}
	i.Description, i.Enabled, i.Scopes, i.AuthMethods = params.Description, params.Enabled, params.Scopes, methods
	maps.Copy(i.Config, params.Config)
	i.setCredentials(params.Credentials)
	if provider := params.CustomProvider; given(provider) {
		i.CustomProvider = newCustomProvider(provider)
	}
	answer := i.answer()
	answer.Installation = s.installAPIKey(i.Slug, params.APIKey)
	writeJSON(w, http.StatusCreated, answer)
}

// given reports whether a struct of parameters says anything.
func given(params any) bool { return !reflect.ValueOf(params).IsZero() }

func newIntegrationProblems(params pipes.CreateDataIntegrationParams, methods []pipes.AuthMethod) []fieldError {
	var problems []fieldError
	oauth := slices.Contains(methods, pipes.AuthMethodOAuth)
	if params.Provider == "" {
		problems = append(problems, fieldError{"provider", "required"})
	}
	for _, method := range methods {
		if !slices.Contains([]pipes.AuthMethod{pipes.AuthMethodAPIKey, pipes.AuthMethodClientCredentials, pipes.AuthMethodOAuth}, method) {
			problems = append(problems, fieldError{"auth_methods", "unknown_value"})
		}
	}
	if oauth && !given(params.Credentials) {
		problems = append(problems, fieldError{"credentials", "required"})
	}
	problems = append(problems, credentialsProblems(params.Credentials)...)
	if provider := params.CustomProvider; given(provider) {
		for name, value := range map[string]string{
			"name": provider.Name, "authorization_url": provider.AuthorizationURL, "token_url": provider.TokenURL,
		} {
			if value == "" && (oauth || name == "name") {
				problems = append(problems, fieldError{"custom_provider." + name, "required"})
			}
		}
	}
	slices.SortFunc(problems, func(a, b fieldError) int { return strings.Compare(a.Field, b.Field) })
	return problems
}

func credentialsProblems(credentials pipes.OAuthCredentialsParams) []fieldError {
	var problems []fieldError
	switch {
	case !given(credentials), credentials.Type == pipes.OAuthCredentialsTypeOrganization:
	case credentials.Type != pipes.OAuthCredentialsTypeCustom:
		problems = append(problems, fieldError{"credentials.type", "unknown_value"})
	default:
		if credentials.ClientID == "" {
			problems = append(problems, fieldError{"credentials.client_id", "required"})
		}
		if credentials.ClientSecret == "" {
			problems = append(problems, fieldError{"credentials.client_secret", "required"})
		}
	}
	return problems
}

// setCredentials gives a data integration credentials, if there are some.
func (i *dataIntegration) setCredentials(credentials pipes.OAuthCredentialsParams) {
	if given(credentials) {
		i.Credentials = &pipes.OAuthCredentials{Type: credentials.Type}
		if credentials.Type == pipes.OAuthCredentialsTypeCustom {
			i.Credentials.ClientID, i.Credentials.RedactedClientSecret = credentials.ClientID, last4(credentials.ClientSecret)
		}
	}
}

// last4 returns the last four characters of a secret.
func last4(secret string) string { return secret[max(0, len(secret)-4):] }

func newCustomProvider(params pipes.CustomProviderParams) *pipes.CustomProvider {
	provider := &pipes.CustomProvider{
		Name:                              params.Name,
		AuthorizationURL:                  params.AuthorizationURL,
		TokenURL:                          params.TokenURL,
		RefreshTokenURL:                   params.RefreshTokenURL,
		PKCEEnabled:                       true,
		RequestScopeSeparator:             cmp.Or(params.RequestScopeSeparator, " "),
		ScopesRequired:                    params.ScopesRequired,
		ClientSecretRequired:              true,
		AdditionalAuthorizationParameters: map[string]string{},
		TokenBodyContentType:              cmp.Or(params.TokenBodyContentType, "application/x-www-form-urlencoded"),
		AuthenticateVia:                   cmp.Or(params.AuthenticateVia, pipes.AuthenticateViaRequestBody),
	}
	maps.Copy(provider.AdditionalAuthorizationParameters, params.AdditionalAuthorizationParameters)
	if enabled, ok := params.PKCEEnabled.Get(); ok {
		provider.PKCEEnabled = enabled
	}
	if required, ok := params.ClientSecretRequired.Get(); ok {
		provider.ClientSecretRequired = required
	}
	return provider
}

// refuseAPIKey refuses an API key for a first account, if there is one that cannot
// be.
func (s *Server) refuseAPIKey(key pipes.APIKeyParams, methods []pipes.AuthMethod) *refusal {
	switch {
	case !given(key):
		return nil
	case !slices.Contains(methods, pipes.AuthMethodAPIKey):
		return &refusal{http.StatusUnprocessableEntity, apiError{Message: "The data integration has no API keys."}}
	case len(key.Secret) < 5:
		return &refusal{http.StatusUnprocessableEntity, apiError{Message: "Validation failed.", Errors: []fieldError{{"api_key.secret", "too_short"}}}}
	case s.users.users[key.UserID] == nil:
		return refuseUnknown("User", key.UserID)
	case key.OrganizationID != "" && s.organizations[key.OrganizationID] == nil:
		return refuseUnknown("Organization", key.OrganizationID)
	}
	return nil
}

// installAPIKey connects an account by an API key, or changes its key, if there is
// one.
func (s *Server) installAPIKey(slug string, key pipes.APIKeyParams) *installationAnswer {
	if !given(key) {
		return nil
	}
	account := s.upsertAccount(connectedAccountKey{key.UserID, slug, key.OrganizationID}, usermanagement.ConnectedAccountAuthMethodAPIKey)
	account.setAPIKey(key.Secret)
	s.setAccountState(account, usermanagement.ConnectedAccountStateConnected)
	return &installationAnswer{pipes.Installation{
		ID: account.ID, UserID: account.UserID, APIKeyLast4: account.APIKeyLast4,
	}, nullable(account.OrganizationID)}
}

// findIntegration returns the data integration in the path, of those that the API
// lists, or answers that there is none.
func (s *Server) findIntegration(w http.ResponseWriter, r *http.Request) *dataIntegration {
	slug := r.PathValue("slug")
	if i := s.pipes.integrations[slug]; i != nil && !i.shared {
		return i
	}
	writeNotFound(w, "Data integration", slug)
	return nil
}

func (s *Server) getDataIntegration(w http.ResponseWriter, r *http.Request) {
	if i := s.findIntegration(w, r); i != nil {
		writeJSON(w, http.StatusOK, i.answer())
	}
}

func (s *Server) updateDataIntegration(w http.ResponseWriter, r *http.Request) {
	i := s.findIntegration(w, r)
	var params pipes.UpdateDataIntegrationParams
	if i == nil || !readParams(w, r, &params) {
		return
	}
	problems := credentialsProblems(params.Credentials)
	if given(params.Credentials) && given(params.APIKey) {
		problems = append(problems, fieldError{"api_key", "excludes_credentials"})
	}
	if given(params.CustomProvider) && i.CustomProvider == nil {
		problems = append(problems, fieldError{"custom_provider", "not_custom"})
	}
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	if refused := s.refuseAPIKey(params.APIKey, i.AuthMethods); refused != nil {
		refused.write(w)
		return
	}
	if !params.Description.IsZero() {
		i.Description, _ = params.Description.Get()
	}
	if enabled, ok := params.Enabled.Get(); ok {
		i.Enabled = enabled
	}
	if !params.Scopes.IsZero() {
		i.Scopes, _ = params.Scopes.Get()
	}
	i.setCredentials(params.Credentials)
	if given(params.CustomProvider) {
		changeCustomProvider(i.CustomProvider, params.CustomProvider)
	}
	i.UpdatedAt = s.timestamp()
	s.installAPIKey(i.Slug, params.APIKey)
	writeJSON(w, http.StatusOK, i.answer())
}

func changeCustomProvider(provider *pipes.CustomProvider, params pipes.UpdateCustomProviderParams) {
	provider.Name = cmp.Or(params.Name, provider.Name)
	provider.AuthorizationURL = cmp.Or(params.AuthorizationURL, provider.AuthorizationURL)
	provider.TokenURL = cmp.Or(params.TokenURL, provider.TokenURL)
	provider.RequestScopeSeparator = cmp.Or(params.RequestScopeSeparator, provider.RequestScopeSeparator)
	provider.TokenBodyContentType = cmp.Or(params.TokenBodyContentType, provider.TokenBodyContentType)
	provider.AuthenticateVia = cmp.Or(params.AuthenticateVia, provider.AuthenticateVia)
	if !params.RefreshTokenURL.IsZero() {
		provider.RefreshTokenURL, _ = params.RefreshTokenURL.Get()
	}
	if enabled, ok := params.PKCEEnabled.Get(); ok {
		provider.PKCEEnabled = enabled
	}
	if required, ok := params.ScopesRequired.Get(); ok {
		provider.ScopesRequired = required
	}
	if required, ok := params.ClientSecretRequired.Get(); ok {
		provider.ClientSecretRequired = required
	}
	if more, ok := params.AdditionalAuthorizationParameters.Get(); ok {
		provider.AdditionalAuthorizationParameters = map[string]string{}
		maps.Copy(provider.AdditionalAuthorizationParameters, more)
	}
}

func (s *Server) deleteDataIntegration(w http.ResponseWriter, r *http.Request) {
	i := s.findIntegration(w, r)
	if i == nil {
		return
	}
	s.removeAccounts(func(key connectedAccountKey) bool { return key.slug == i.Slug })
	maps.DeleteFunc(s.pipes.configurations, func(key configurationKey, _ *integrationConfiguration) bool { return key.slug == i.Slug })
	delete(s.pipes.integrations, i.Slug)
	w.WriteHeader(http.StatusNoContent)
}

// removeAccounts disconnects the accounts that match, oldest first, and forgets
// the authorizations of such.
func (s *Server) removeAccounts(matches func(connectedAccountKey) bool) {
	var removed []*connectedAccount
	for key, account := range s.pipes.accounts {
		if matches(key) {
			removed = append(removed, account)
			delete(s.pipes.accounts, key)
		}
	}
	slices.SortFunc(removed, func(a, b *connectedAccount) int { return strings.Compare(a.ID, b.ID) })
	for _, account := range removed {
		s.emitConnectedAccount(events.TypePipesConnectedAccountDisconnected, account)
	}
	maps.DeleteFunc(s.pipes.authorizations, func(_ string, a accountAuthorization) bool { return matches(a.account) })
}

// removePipes removes what belongs to an organization or a user that is deleted.
func (s *Server) removePipes(id string) {
	s.removeAccounts(func(key connectedAccountKey) bool { return key.userID == id || key.organizationID == id })
	maps.DeleteFunc(s.pipes.configurations, func(key configurationKey, _ *integrationConfiguration) bool { return key.organizationID == id })
}
