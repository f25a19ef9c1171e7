package workostest

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/apikeys"
	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// apiKeysTables holds the API keys of organizations and of users.
type apiKeysTables struct {
	keys map[string]*apiKey
}

// apiKey is an API key with its value.
type apiKey struct {
	apikeys.APIKey

	value string
}

func (k *apiKey) expired(now time.Time) bool {
	return !k.ExpiresAt.IsZero() && !k.ExpiresAt.After(now)
}

func (s *Server) registerAPIKeys() {
	s.apiKeys.keys = map[string]*apiKey{}
	s.register("POST /api_keys/validations", s.validateAPIKey)
	s.register("POST /api_keys/{id}/expire", s.expireAPIKey)
	s.register("DELETE /api_keys/{id}", s.deleteAPIKey)
	s.register("GET /organizations/{organizationId}/api_keys", s.listOrganizationAPIKeys)
	s.register("POST /organizations/{organizationId}/api_keys", s.createOrganizationAPIKey)
	s.register("GET /user_management/users/{userId}/api_keys", s.listUserAPIKeys)
	s.register("POST /user_management/users/{userId}/api_keys", s.createUserAPIKey)
}

// apiKeyAnswer is an API key as the API sends it, with its value when it is new.
type apiKeyAnswer struct {
	apikeys.APIKey

	LastUsedAt nullableTime `json:"last_used_at"`
	ExpiresAt  nullableTime `json:"expires_at"`
	Value      string       `json:"value,omitempty"`
}

func newAPIKeyAnswer(key *apiKey) apiKeyAnswer {
	return apiKeyAnswer{APIKey: key.APIKey, LastUsedAt: nullableTime(key.LastUsedAt), ExpiresAt: nullableTime(key.ExpiresAt)}
}

func (s *Server) listOrganizationAPIKeys(w http.ResponseWriter, r *http.Request) {
	if id := s.pathOrganization(w, r); id != "" {
		s.writeAPIKeys(w, r.URL.Query(), id)
	}
}

func (s *Server) listUserAPIKeys(w http.ResponseWriter, r *http.Request) {
	if u := s.findUser(w, r, "userId"); u != nil {
		s.writeAPIKeys(w, r.URL.Query(), u.ID)
	}
}

// writeAPIKeys answers with the keys of an owner.
func (s *Server) writeAPIKeys(w http.ResponseWriter, query url.Values, ownerID string) {
	var found []apiKeyAnswer
	for _, key := range s.apiKeys.keys {
		if key.Owner.ID == ownerID && (!query.Has("organization_id") || key.Owner.OrganizationID == query.Get("organization_id")) {
			found = append(found, newAPIKeyAnswer(key))
		}
	}
	writeList(w, query, found, func(key apiKeyAnswer) string { return key.ID })
}

func (s *Server) createOrganizationAPIKey(w http.ResponseWriter, r *http.Request) {
	id := s.pathOrganization(w, r)
	var params apikeys.CreateParams
	if id == "" || !readParams(w, r, &params) {
		return
	}
	if problems := s.apiKeyProblems(params); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	writeJSON(w, http.StatusCreated, s.newAPIKey(apikeys.Owner{Type: apikeys.OwnerTypeOrganization, ID: id}, params))
}

func (s *Server) createUserAPIKey(w http.ResponseWriter, r *http.Request) {
	u := s.findUser(w, r, "userId")
	var params usermanagement.CreateAPIKeyParams
	if u == nil || !readParams(w, r, &params) {
		return
	}
	common := apikeys.CreateParams{Name: params.Name, Permissions: params.Permissions, ExpiresAt: params.ExpiresAt}
	problems := s.apiKeyProblems(common)
	if params.OrganizationID == "" {
		problems = append(problems, fieldError{"organization_id", "required"})
	}
	switch {
	case problems != nil:
		writeError(w, http.StatusBadRequest, apiError{Message: "Validation failed.", Errors: problems})
	case s.organizations[params.OrganizationID] == nil:
		writeNotFound(w, "Organization", params.OrganizationID)
	case !s.isMember(params.OrganizationID, u.ID):
		writeError(w, http.StatusUnprocessableEntity, apiError{Message: "The user has no active membership of the organization."})
	default:
		owner := apikeys.Owner{Type: apikeys.OwnerTypeUser, ID: u.ID, OrganizationID: params.OrganizationID}
		writeJSON(w, http.StatusCreated, s.newAPIKey(owner, common))
	}
}

// apiKeyProblems says what is wrong with an API key to make.
func (s *Server) apiKeyProblems(params apikeys.CreateParams) []fieldError {
	var problems []fieldError
	if strings.TrimSpace(params.Name) == "" {
		problems = append(problems, fieldError{"name", "required"})
	}
	if !params.ExpiresAt.IsZero() && !params.ExpiresAt.After(s.now()) {
		problems = append(problems, fieldError{"expires_at", "invalid"})
	}
	return problems
}

// newAPIKey makes an API key and answers with its value.
func (s *Server) newAPIKey(owner apikeys.Owner, params apikeys.CreateParams) apiKeyAnswer {
	now, value := s.timestamp(), "sk_"+s.random.token()
	key := &apiKey{value: value, APIKey: apikeys.APIKey{
		Object:          "api_key",
		ID:              s.ids.next("api_key", now),
		Owner:           owner,
		Name:            params.Name,
		ObfuscatedValue: "sk_..." + value[len(value)-4:],
		ExpiresAt:       params.ExpiresAt,
		Permissions:     append([]string{}, params.Permissions...),
		CreatedAt:       now,
		UpdatedAt:       now,
	}}
	s.apiKeys.keys[key.ID] = key
	answer := newAPIKeyAnswer(key)
	s.emit(events.TypeAPIKeyCreated, answer)
	answer.Value = value
	return answer
}

// validateAPIKey finds keys by their values, and counts that as their use.
func (s *Server) validateAPIKey(w http.ResponseWriter, r *http.Request) {
	var params apikeys.ValidateParams
	if !readParams(w, r, &params) {
		return
	}
	if params.Value == "" {
		writeInvalid(w, fieldError{"value", "required"})
		return
	}
	answer := struct {
		APIKey *apiKeyAnswer `json:"api_key"`
	}{}
	for _, key := range s.apiKeys.keys {
		if key.value == params.Value && !key.expired(s.now()) {
			key.LastUsedAt = s.timestamp()
			found := newAPIKeyAnswer(key)
			answer.APIKey = &found
		}
	}
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) expireAPIKey(w http.ResponseWriter, r *http.Request) {
	key := find(w, r, s.apiKeys.keys, "API key")
	var params apikeys.ExpireParams
	if key == nil || !readParams(w, r, &params) {
		return
	}
	if key.expired(s.now()) {
		writeError(w, http.StatusConflict, apiError{Code: "api_key_already_expired", Message: "The API key has expired already."})
		return
	}
	now, before := s.timestamp(), key.ExpiresAt
	switch at, ok := params.ExpiresAt.Get(); {
	case params.ExpiresAt.IsNull():
		key.ExpiresAt = time.Time{}
	case ok && at.After(now):
		key.ExpiresAt = at
	default:
		key.ExpiresAt = now
	}
	key.UpdatedAt = now
	answer := newAPIKeyAnswer(key)
	s.emit(events.TypeAPIKeyUpdated, struct {
		apiKeyAnswer

		PreviousAttributes map[string]nullableTime `json:"previous_attributes"`
	}{answer, map[string]nullableTime{"expires_at": nullableTime(before)}})
	writeJSON(w, http.StatusOK, answer)
}

func (s *Server) deleteAPIKey(w http.ResponseWriter, r *http.Request) {
	if key := find(w, r, s.apiKeys.keys, "API key"); key != nil {
		s.removeAPIKey(key)
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) removeAPIKey(key *apiKey) {
	delete(s.apiKeys.keys, key.ID)
	s.emit(events.TypeAPIKeyRevoked, newAPIKeyAnswer(key))
}

// removeAPIKeys deletes the keys of an organization or a user that is deleted, and
// those by which users act for the organization.
func (s *Server) removeAPIKeys(id string) {
	for _, keyID := range slices.Sorted(maps.Keys(s.apiKeys.keys)) {
		if key := s.apiKeys.keys[keyID]; key.Owner.ID == id || key.Owner.OrganizationID == id {
			s.removeAPIKey(key)
		}
	}
}
