package workostest

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/pipes"
)

// configurationKey is what a configuration is for.
type configurationKey struct{ organizationID, slug string }

// integrationConfiguration is what an organization has set of a data integration.
type integrationConfiguration struct {
	enabled                workos.Optional[bool] // left alone is that of the data integration
	scopes                 []string              // nil are those of the data integration
	config                 map[string]string
	clientID, clientSecret string
	createdAt, updatedAt   time.Time
}

func (s *Server) registerConfigurations() {
	s.pipes.configurations = map[configurationKey]*integrationConfiguration{}
	s.register("GET /organizations/{organizationId}/data_integration_configurations", s.listConfigurations)
	s.register("PUT /organizations/{organizationId}/data_integration_configurations/{slug}", s.updateConfiguration)
}

// configurationAnswer is a configuration as the API sends it.
type configurationAnswer struct {
	pipes.Configuration

	Credentials *configurationCredentialsAnswer `json:"credentials,omitempty"`
}

type configurationCredentialsAnswer struct {
	pipes.ConfigurationCredentials

	ClientID             nullable `json:"client_id"`
	ClientSecretLastFour nullable `json:"client_secret_last_four"`
}

// configurationOf returns what an organization has set, or what it has without.
func (s *Server) configurationOf(organizationID string, i *dataIntegration) integrationConfiguration {
	if own := s.pipes.configurations[configurationKey{organizationID, i.Slug}]; own != nil {
		return *own
	}
	return integrationConfiguration{createdAt: i.CreatedAt, updatedAt: i.UpdatedAt}
}

// isEnabled reports what an organization has said of a data integration, or what it
// is like without.
func (c integrationConfiguration) isEnabled(i *dataIntegration) bool {
	if enabled, ok := c.enabled.Get(); ok {
		return enabled
	}
	return i.Enabled
}

func (s *Server) configurationAnswer(organizationID string, i *dataIntegration) configurationAnswer {
	own := s.configurationOf(organizationID, i)
	answer := configurationAnswer{Configuration: pipes.Configuration{
		Object:         "data_integration_configuration",
		ID:             i.ID,
		OrganizationID: organizationID,
		Slug:           i.Slug,
		Name:           i.name(),
		Enabled:        own.isEnabled(i),
		Scopes:         own.scopes,
		Config:         own.config,
		CreatedAt:      own.createdAt,
		UpdatedAt:      own.updatedAt,
	}}
	if answer.Scopes == nil {
		answer.Scopes = i.Scopes
	}
	if answer.Config == nil {
		answer.Config = i.Config
	}
	if i.hasOwnCredentials() {
		answer.Credentials = &configurationCredentialsAnswer{pipes.ConfigurationCredentials{
			CredentialsType: pipes.ConfigurationCredentialsTypeOrganization,
			HasCredentials:  own.clientID != "",
			RedirectURI:     i.RedirectURI,
		}, nullable(own.clientID), nullable(last4(own.clientSecret))}
	}
	return answer
}

func (s *Server) listConfigurations(w http.ResponseWriter, r *http.Request) {
	id := s.pathOrganization(w, r)
	if id == "" {
		return
	}
	found := []configurationAnswer{}
	for _, i := range s.pipes.integrations {
		found = append(found, s.configurationAnswer(id, i))
	}
	slices.SortFunc(found, func(a, b configurationAnswer) int { return strings.Compare(a.ID, b.ID) })
	writeJSON(w, http.StatusOK, struct {
		Object string                `json:"object"`
		Data   []configurationAnswer `json:"data"`
	}{"list", found})
}

func (s *Server) updateConfiguration(w http.ResponseWriter, r *http.Request) {
	id := s.pathOrganization(w, r)
	if id == "" {
		return
	}
	i := s.pipes.integrations[r.PathValue("slug")]
	if i == nil {
		writeNotFound(w, "Data integration", r.PathValue("slug"))
		return
	}
	var params pipes.UpdateConfigurationParams
	if !readParams(w, r, &params) {
		return
	}
	if refused := i.refuseConfiguration(params); refused != nil {
		refused.write(w)
		return
	}
	own := s.configurationOf(id, i)
	key, now := configurationKey{id, i.Slug}, s.timestamp()
	if s.pipes.configurations[key] == nil {
		own.createdAt = now
	}
	if !params.Enabled.IsZero() {
		own.enabled = params.Enabled
	}
	if !params.Scopes.IsZero() {
		own.scopes, _ = params.Scopes.Get()
	}
	if config, ok := params.Config.Get(); ok {
		own.config = config
	}
	own.clientID, own.clientSecret = cmp.Or(params.ClientID, own.clientID), cmp.Or(params.ClientSecret, own.clientSecret)
	own.updatedAt = now
	s.pipes.configurations[key] = &own
	writeJSON(w, http.StatusOK, s.configurationAnswer(id, i))
}

// refuseConfiguration says what an organization cannot set of a data integration.
func (i *dataIntegration) refuseConfiguration(params pipes.UpdateConfigurationParams) *refusal {
	message := ""
	switch {
	case params.Enabled.IsZero() && params.Scopes.IsZero() && params.Config.IsZero() && params.ClientID == "" && params.ClientSecret == "":
		message = "At least one of enabled, scopes, client_id and config is required."
	case (params.ClientID == "") != (params.ClientSecret == ""):
		message = "client_id and client_secret go together."
	case params.ClientID != "" && !i.hasOwnCredentials(), !params.Config.IsZero() && !i.hasOwnCredentials():
		message = "Organizations have no credentials of their own at '" + i.Slug + "'."
	}
	if message != "" {
		return &refusal{http.StatusBadRequest, apiError{Message: message}}
	}
	scopes, _ := params.Scopes.Get()
	if i.Scopes != nil && slices.ContainsFunc(scopes, func(scope string) bool { return !slices.Contains(i.Scopes, scope) }) {
		return &refusal{http.StatusUnprocessableEntity, apiError{Message: "A scope is not one of the provider's."}}
	}
	return nil
}
