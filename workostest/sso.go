package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/internal/pkce"
	"github.com/workos-go/workos/sso"
)

// ssoTables holds connections, SSO profiles, and what they were granted.
type ssoTables struct {
	connections map[string]*sso.Connection
	keys        map[string]string // external keys, by connection
	profiles    []*ssoProfile     // in the order in which they were added
	codes       map[string]ssoGrant
	tokens      map[string]ssoGrant // by access token
	logouts     map[string]ssoGrant // by logout token
}

// ssoProfile is a profile as the API sends it.
type ssoProfile struct {
	sso.Profile

	OrganizationID nullable `json:"organization_id"`
	FirstName      nullable `json:"first_name"`
	LastName       nullable `json:"last_name"`
	Name           nullable `json:"name"`

	home string // the application that it last signed in to
}

// ssoGrant is what a code or a token stands for.
type ssoGrant struct {
	profile   *ssoProfile
	challenge string // of PKCE
	expiresAt time.Time
}

// ssoLife is how long codes and tokens of single sign-on are good for.
const ssoLife = 10 * time.Minute

func (s *Server) registerSSO() {
	s.sso = ssoTables{codes: map[string]ssoGrant{}, tokens: map[string]ssoGrant{}, logouts: map[string]ssoGrant{}}
	s.registerConnections()
	s.registerPublic("POST /sso/token", s.exchangeSSOCode)
	s.registerPublic("GET /sso/profile", s.getSSOProfile)
	s.register("POST /sso/logout/authorize", s.authorizeSSOLogout)
	s.registerPublic("GET /sso/logout", s.logOutOfSSO)
}

// AddProfile adds somebody who can sign in through a connection of AddConnection,
// and returns the profile with what was empty filled in. Whoever requests an
// authorization URL of that connection is signed in as them: as the profile whose
// e-mail address is the login hint, and without a hint as the first one. A hint that is
// no profile's comes back as the error "access_denied".
func (s *Server) AddProfile(connectionID string, p sso.Profile) sso.Profile {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.sso.connections[connectionID]
	if c == nil {
		panic("workostest: AddProfile for a connection that there is not: " + connectionID)
	}
	p.Object = "profile"
	p.ID = cmp.Or(p.ID, s.ids.next("prof", s.timestamp()))
	p.ConnectionID, p.ConnectionType, p.OrganizationID = c.ID, c.ConnectionType, c.OrganizationID
	p.IDPID = cmp.Or(p.IDPID, s.random.token())
	p.Name = cmp.Or(p.Name, strings.TrimSpace(p.FirstName+" "+p.LastName))
	if p.RawAttributes == nil {
		p.RawAttributes = map[string]any{}
	}
	stored := p
	stored.Groups, stored.Roles = slices.Clone(p.Groups), slices.Clone(p.Roles)
	stored.RawAttributes, stored.CustomAttributes = maps.Clone(p.RawAttributes), maps.Clone(p.CustomAttributes)
	s.sso.profiles = append(s.sso.profiles, &ssoProfile{
		stored, nullable(p.OrganizationID), nullable(p.FirstName), nullable(p.LastName), nullable(p.Name), "",
	})
	return p
}

// newSSOCode returns a code for whoever signs in; the fake is the identity provider
// too.
func (s *Server) newSSOCode(query url.Values, redirect *url.URL) (string, oauthError) {
	connection, _ := s.ssoConnection(query)
	s.emitSSO("started", connection, "", nil)
	profile, refused := s.ssoSignIn(query)
	if profile == nil {
		s.emitSSO("failed", connection, query.Get("login_hint"), apiError{Code: refused.Error, Message: refused.Description})
		return "", refused
	}
	s.emitSSO("succeeded", connection, profile.Email, nil)
	code := s.random.token()
	s.sso.codes[code] = ssoGrant{profile, query.Get("code_challenge"), s.now().Add(ssoLife)}
	profile.home = (&url.URL{Scheme: redirect.Scheme, Host: redirect.Host, Path: "/"}).String()
	return code, oauthError{}
}

// emitSSO tells of a sign-in through a connection, if there is one.
func (s *Server) emitSSO(status string, c *sso.Connection, email string, failed any) {
	if c != nil {
		s.emit(events.Type("authentication.sso_"+status), signInEvent{
			Type: "sso", Status: status, Email: nullable(email), Error: failed,
			SSO: ssoDetails{OrganizationID: nullable(c.OrganizationID), ConnectionID: c.ID},
		})
	}
}

// ssoSignIn returns who is signed in, or why nobody is.
func (s *Server) ssoSignIn(query url.Values) (*ssoProfile, oauthError) {
	if query.Get("code_challenge") != "" && query.Get("code_challenge_method") != pkce.Method {
		return nil, oauthError{"invalid_request", "A code challenge needs the method S256."}
	}
	c, refused := s.ssoConnection(query)
	switch {
	case c == nil:
		return nil, refused
	case c.State != sso.ConnectionStateActive:
		return nil, oauthError{"connection_unlinked", "The connection is not active."}
	}
	hint := query.Get("login_hint")
	for _, p := range s.sso.profiles {
		if p.ConnectionID == c.ID && (hint == "" || strings.EqualFold(p.Email, hint)) {
			return p, oauthError{}
		}
	}
	return nil, oauthError{"access_denied", "The identity provider knows nobody like that."}
}

// ssoConnection returns the connection that an authorization URL chooses, or what
// is wrong with the choice.
func (s *Server) ssoConnection(query url.Values) (*sso.Connection, oauthError) {
	id, organization := query.Get("connection"), query.Get("organization")
	provider, domain := query.Get("provider"), query.Get("domain")
	none := oauthError{"connection_invalid", "There is no such connection."}
	var chosen func(*sso.Connection) bool
	switch {
	case id != "":
		return s.sso.connections[id], none
	case organization != "":
		chosen = func(c *sso.Connection) bool { return c.OrganizationID == organization }
		none = oauthError{"organization_invalid", "There is no such organization, or it has no connection."}
	case provider != "":
		chosen = func(c *sso.Connection) bool { return string(c.ConnectionType) == provider }
	case domain != "":
		chosen = func(c *sso.Connection) bool { return connectionHasDomain(c, domain) }
	default:
		return nil, oauthError{"invalid_connection_selector", "A connection, organization or provider is needed."}
	}
	var found *sso.Connection
	for _, id := range slices.Sorted(maps.Keys(s.sso.connections)) {
		c := s.sso.connections[id]
		switch {
		case !chosen(c):
		case found == nil || found.State != sso.ConnectionStateActive:
			found = c
		case c.State == sso.ConnectionStateActive:
			return nil, oauthError{"ambiguous_connection_selector", "There are several such connections."}
		}
	}
	return found, none
}

// ssoTokenParams is the body of a token request.
type ssoTokenParams struct {
	sso.GetProfileAndTokenParams

	ClientID     string `json:"client_id"`
	ClientSecret string `json:"client_secret"`
	GrantType    string `json:"grant_type"`
}

func (s *Server) exchangeSSOCode(w http.ResponseWriter, r *http.Request) {
	var params ssoTokenParams
	if !readParams(w, r, &params) {
		return
	}
	var problems []fieldError
	for _, param := range [][2]string{{"client_id", params.ClientID}, {"code", params.Code}, {"grant_type", params.GrantType}} {
		if param[1] == "" {
			problems = append(problems, fieldError{param[0], "required"})
		}
	}
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	if refused := s.refuseSSOCode(params); refused.Error != "" {
		writeJSON(w, http.StatusBadRequest, refused)
		return
	}
	profile, token := s.sso.codes[params.Code].profile, s.random.token()
	delete(s.sso.codes, params.Code)
	s.sso.tokens[token] = ssoGrant{profile: profile, expiresAt: s.now().Add(ssoLife)}
	writeJSON(w, http.StatusOK, map[string]any{
		"token_type": "Bearer", "access_token": token, "expires_in": ssoLife / time.Second, "profile": profile,
	})
}

// refuseSSOCode says why a code cannot be exchanged, or nothing.
func (s *Server) refuseSSOCode(params ssoTokenParams) oauthError {
	withVerifier := params.CodeVerifier != "" && params.ClientSecret == ""
	challenge := ""
	if params.CodeVerifier != "" {
		challenge = pkce.Challenge(params.CodeVerifier)
	}
	grant, ok := s.sso.codes[params.Code]
	switch {
	case params.GrantType != "authorization_code":
		return oauthError{"unsupported_grant_type", "The grant type is not authorization_code."}
	case params.ClientID != ClientID, params.ClientSecret != APIKey && !withVerifier:
		return oauthError{"invalid_client", "The client ID or the client secret is wrong."}
	case !ok, s.now().After(grant.expiresAt), challenge != grant.challenge:
		return oauthError{"invalid_grant", "The code is wrong, used or too old, or the verifier is not its own."}
	default:
		return oauthError{}
	}
}

func (s *Server) getSSOProfile(w http.ResponseWriter, r *http.Request) {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	grant, ok := s.sso.tokens[token]
	switch {
	case !ok, s.now().After(grant.expiresAt):
		writeJSON(w, http.StatusUnauthorized, map[string]string{"error": "Unauthorized"})
	case !slices.Contains(s.sso.profiles, grant.profile):
		writeNotFound(w, "Profile", grant.profile.ID)
	default:
		writeJSON(w, http.StatusOK, grant.profile)
	}
}

func (s *Server) authorizeSSOLogout(w http.ResponseWriter, r *http.Request) {
	var params sso.AuthorizeLogoutParams
	if !readParams(w, r, &params) {
		return
	}
	i := slices.IndexFunc(s.sso.profiles, func(p *ssoProfile) bool { return p.ID == params.ProfileID })
	switch {
	case params.ProfileID == "":
		writeInvalid(w, fieldError{"profile_id", "required"})
	case i < 0:
		writeNotFound(w, "Profile", params.ProfileID)
	case s.sso.profiles[i].ConnectionType != sso.ConnectionTypeGenericOIDC:
		writeJSON(w, http.StatusBadRequest, oauthError{"connection_invalid", "Only a GenericOIDC connection can sign out."})
	default:
		token := s.random.token()
		s.sso.logouts[token] = ssoGrant{profile: s.sso.profiles[i], expiresAt: s.now().Add(ssoLife)}
		link := url.URL{Scheme: cmp.Or(r.URL.Scheme, "http"), Host: cmp.Or(r.URL.Host, r.Host), Path: "/sso/logout", RawQuery: "token=" + token}
		writeJSON(w, http.StatusOK, sso.LogoutAuthorization{LogoutURL: link.String(), LogoutToken: token})
	}
}

// logOutOfSSO sends the browser back to the application that the profile last
// signed in to.
func (s *Server) logOutOfSSO(w http.ResponseWriter, r *http.Request) {
	token := r.URL.Query().Get("token")
	grant, ok := s.sso.logouts[token]
	delete(s.sso.logouts, token)
	switch {
	case !ok, s.now().After(grant.expiresAt):
		writeNotFound(w, "Logout token", token)
	case grant.profile.home == "":
		w.WriteHeader(http.StatusOK)
	default:
		w.Header().Set("Location", grant.profile.home)
		w.WriteHeader(http.StatusFound)
	}
}
