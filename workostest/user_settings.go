package workostest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/workos-go/workos/usermanagement"
)

// userSettingTables holds what else belongs to users and to their environment.
type userSettingTables struct {
	corsOrigins  map[string]*usermanagement.CORSOrigin
	redirectURIs map[string]*usermanagement.RedirectURI
	jwtTemplate  *usermanagement.JWTTemplate
	authorized   map[string]*authorizedApplication
}

func (s *Server) registerUserSettings() {
	s.userSettings = userSettingTables{
		corsOrigins:  map[string]*usermanagement.CORSOrigin{},
		redirectURIs: map[string]*usermanagement.RedirectURI{},
	}
	s.register("GET /user_management/users/{id}/identities", s.listIdentities)
	s.registerAuthorizedApplications()
	s.register("GET /user_management/users/{userId}/feature-flags", s.listUserFeatureFlags)
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
