package workostest

import (
	"net/http"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
)

// authenticationTables holds sessions and the state of sign-ins.
type authenticationTables struct {
	codes         map[string]*authorizationCode
	pending       map[string]*signIn // by pending authentication token
	refreshTokens map[string]*refreshToken
	sessions      map[string]*usermanagement.Session
	devices       map[string]*device // by device code
	radar         radarTables
	policies      policyTables
	keys          []signingKey // nil until one is needed
}

func (s *Server) registerAuthentication() {
	s.authentication = authenticationTables{
		codes:         map[string]*authorizationCode{},
		pending:       map[string]*signIn{},
		refreshTokens: map[string]*refreshToken{},
		sessions:      map[string]*usermanagement.Session{},
		devices:       map[string]*device{},
	}
	s.registerPublic("POST /user_management/authenticate", s.authenticate)
	s.registerAuthorize()
	s.registerPublic("POST /user_management/authorize/device", s.authorizeDevice)
	s.registerPublic("GET /sso/jwks/{clientId}", s.getJWKS)
	s.registerSessions()
	s.registerAuthFactors()
	s.registerRadar()
	s.registerPolicies()
}

// grant is the body of POST /user_management/authenticate, of any type.
type grant struct {
	usermanagement.RequestInfo

	ClientID          string `json:"client_id"`
	ClientSecret      string `json:"client_secret"`
	GrantType         string `json:"grant_type"`
	Code              string `json:"code"`
	CodeVerifier      string `json:"code_verifier"`
	InvitationToken   string `json:"invitation_token"`
	Email             string `json:"email"`
	Password          string `json:"password"`
	RefreshToken      string `json:"refresh_token"`
	OrganizationID    string `json:"organization_id"`
	PendingToken      string `json:"pending_authentication_token"`
	AuthChallengeID   string `json:"authentication_challenge_id"`
	RadarChallengeID  string `json:"radar_challenge_id"`
	RadarVerification string `json:"verification_id"`
	RadarPhoneNumber  string `json:"phone_number"`
	DeviceCode        string `json:"device_code"`
}

// signIn is a sign-in on its way: who it is, how, and what was done already.
type signIn struct {
	user           *user
	method         usermanagement.AuthenticationMethod
	organizationID string
	connection     *sso.Connection // of single sign-on, or nil
	info           usermanagement.RequestInfo
	secondFactor   bool
	passedRadar    bool
	session        *usermanagement.Session // the one that goes on, or nil
	refreshed      *refreshToken           // by which it goes on
	expires        time.Time               // where it is interrupted
	token          string                  // with which it goes on then
}

// pendingLife is how long an interrupted sign-in can go on.
const pendingLife = 10 * time.Minute

// grantOf returns what a type of grant does, which says who signs in or refuses.
func (s *Server) grantOf(grantType string) func(grant) (*signIn, *refusal) {
	switch grantType {
	case "authorization_code":
		return s.grantCode
	case "password":
		return s.grantPassword
	case "refresh_token":
		return s.grantRefreshToken
	case "urn:workos:oauth:grant-type:magic-auth:code":
		return s.grantMagicAuth
	case "urn:workos:oauth:grant-type:email-verification:code":
		return s.grantEmailVerification
	case "urn:workos:oauth:grant-type:mfa-totp":
		return s.grantTOTP
	case "urn:workos:oauth:grant-type:organization-selection":
		return s.grantOrganizationSelection
	case "urn:workos:oauth:grant-type:radar-email-challenge:code":
		return s.grantRadarEmailChallenge
	case "urn:workos:oauth:grant-type:radar-sms-challenge:code":
		return s.grantRadarSMSChallenge
	case deviceGrant:
		return s.grantDeviceCode
	default:
		return nil
	}
}

func (s *Server) authenticate(w http.ResponseWriter, r *http.Request) {
	var g grant
	if !readParams(w, r, &g) {
		return
	}
	authenticate := s.grantOf(g.GrantType)
	refused := g.refuseClient()
	if authenticate == nil {
		refused = refuseParams(fieldError{"grant_type", "unknown_value"})
	}
	var in *signIn
	if refused == nil {
		in, refused = authenticate(g)
	}
	if refused == nil {
		refused = s.proceed(w, in)
	}
	if refused != nil {
		refused.write(w)
	}
}

// refuseClient refuses a client that is not the application, or does not show
// its secret where it has to.
func (g grant) refuseClient() *refusal {
	public := g.GrantType == "refresh_token" || g.GrantType == deviceGrant || g.GrantType == "authorization_code" && g.CodeVerifier != ""
	switch {
	case g.ClientID != ClientID:
		return refuseOAuth("unauthorized_client", "Unauthorized")
	case g.ClientSecret != APIKey && (g.ClientSecret != "" || !public):
		return refuseOAuth("invalid_client", "Invalid client ID.")
	}
	return nil
}

func refuseOAuth(code, description string) *refusal {
	return &refusal{http.StatusBadRequest, oauthError{code, description}}
}

// unfinished is the body of an answer that says what a sign-in still needs.
type unfinished struct {
	apiError

	PendingToken          string                              `json:"pending_authentication_token"`
	User                  any                                 `json:"user,omitempty"`
	Email                 string                              `json:"email,omitempty"`
	EmailVerificationID   string                              `json:"email_verification_id,omitempty"`
	AuthenticationFactors []usermanagement.PendingFactor      `json:"authentication_factors,omitempty"`
	Organizations         []usermanagement.OrganizationChoice `json:"organizations,omitempty"`
	RadarChallengeID      string                              `json:"radar_challenge_id,omitempty"`
	PhoneNumber           string                              `json:"phone_number,omitempty"`
}

// unfinishedOAuth is unfinished in the form of OAuth.
type unfinishedOAuth struct {
	oauthError

	PendingToken     string          `json:"pending_authentication_token,omitempty"`
	Email            string          `json:"email"`
	ConnectionIDs    []string        `json:"connection_ids,omitzero"`
	SSOConnectionIDs []string        `json:"sso_connection_ids,omitempty"`
	AuthMethods      map[string]bool `json:"auth_methods,omitempty"`
}

// interrupt keeps a sign-in until the user has done what it still needs.
func (s *Server) interrupt(in *signIn, code, message string, body unfinished) *refusal {
	body.apiError = apiError{Code: code, Message: message}
	body.PendingToken = s.suspend(in)
	body.User, body.Email = s.userAnswer(in.user), in.user.Email
	return &refusal{http.StatusForbidden, body}
}

// suspend keeps a sign-in, and returns the token with which it goes on.
func (s *Server) suspend(in *signIn) string {
	token := s.random.token()
	in.expires, in.token = s.now().Add(pendingLife), token
	s.authentication.pending[token] = in
	return token
}

// resume returns an interrupted sign-in. It stays there, as a wrong code may be
// followed by a right one, until it is finished.
func (s *Server) resume(g grant) (*signIn, *refusal) {
	in := s.authentication.pending[g.PendingToken]
	if in == nil || !s.now().Before(in.expires) || s.users.users[in.user.ID] == nil {
		return nil, refuseWith("invalid_pending_authentication_token", "The pending authentication token is invalid.")
	}
	return in, nil
}

// proceed answers with tokens, or says what the sign-in still needs.
func (s *Server) proceed(w http.ResponseWriter, in *signIn) *refusal {
	token := in.token
	refused := s.refuseSignIn(in)
	if refused != nil && in.token == token {
		return refused // it stays where it is
	}
	delete(s.authentication.pending, token)
	if refused != nil {
		return refused // it goes on with another token
	}
	writeJSON(w, http.StatusOK, s.issue(in))
	return nil
}

// refuseSignIn says what a sign-in still needs, one after the other.
func (s *Server) refuseSignIn(in *signIn) *refusal {
	if in.session == nil { // else that was done when it began
		if !in.user.EmailVerified {
			verification := s.newEmailVerification(in.user)
			return s.interrupt(in, "email_verification_required", "Email ownership must be verified before authentication.",
				unfinished{EmailVerificationID: verification.ID})
		}
		if refused := s.challengeByRadar(in); refused != nil {
			return refused
		}
		if refused := s.askSecondFactor(in); refused != nil {
			return refused
		}
	}
	if refused := s.chooseOrganization(in); refused != nil {
		return refused
	}
	if refused := s.refuseMethod(in); refused != nil {
		return refused
	}
	return s.askInAuthKit(in)
}

// askSecondFactor asks for a code, or to enroll a factor where everybody has to
// have one. Who signed in by single sign-on was asked there.
func (s *Server) askSecondFactor(in *signIn) *refusal {
	factors := s.factorsOf(in.user.ID)
	switch {
	case in.secondFactor || in.method == usermanagement.AuthenticationMethodSSO:
		return nil
	case len(factors) > 0:
		return s.interrupt(in, "mfa_challenge", "The user must complete an MFA challenge to finish authenticating.",
			unfinished{AuthenticationFactors: factors})
	case s.authentication.policies.mfa:
		return s.interrupt(in, "mfa_enrollment", "The user must enroll in MFA to finish authenticating.", unfinished{})
	default:
		return nil
	}
}

// chooseOrganization fills in the organization of a user who has one, and asks
// one who has several.
func (s *Server) chooseOrganization(in *signIn) *refusal {
	var active []*membership
	for _, m := range s.membershipsOf(in.user.ID) {
		if m.Status == usermanagement.OrganizationMembershipStatusActive {
			active = append(active, m)
		}
	}
	switch {
	case in.organizationID != "" && !s.isMember(in.organizationID, in.user.ID):
		return refuseNoMember()
	case in.organizationID != "" || len(active) == 0 || in.session != nil:
		return nil
	case len(active) == 1:
		in.organizationID = active[0].OrganizationID
		return nil
	}
	var choices []usermanagement.OrganizationChoice
	for _, m := range active {
		choices = append(choices, usermanagement.OrganizationChoice{ID: m.OrganizationID, Name: s.organizations[m.OrganizationID].Name})
	}
	return s.interrupt(in, "organization_selection_required", "The user must choose an organization to finish their authentication.",
		unfinished{Organizations: choices})
}

// authenticationAnswer is an authentication as the API sends it.
type authenticationAnswer struct {
	usermanagement.Authentication

	User userAnswer `json:"user"`
}

// issue finishes a sign-in: it begins the session, or goes on with it, and
// answers with its tokens.
func (s *Server) issue(in *signIn) authenticationAnswer {
	session := in.session
	if in.refreshed != nil {
		in.refreshed.used = true
	}
	if session == nil {
		session = s.newSession(in)
		in.user.LastSignInAt = session.CreatedAt
		s.emitSignIn(in, nil)
	}
	session.OrganizationID, session.UpdatedAt = in.organizationID, s.timestamp()
	token := s.random.token()
	s.authentication.refreshTokens[token] = &refreshToken{session: session, method: in.method, connection: in.connection}
	return authenticationAnswer{
		usermanagement.Authentication{
			OrganizationID:       session.OrganizationID,
			AccessToken:          s.accessToken(session),
			RefreshToken:         token,
			AuthenticationMethod: in.method,
		},
		s.userAnswer(in.user),
	}
}

// signInEvent is the payload of an event on a sign-in.
type signInEvent struct {
	Type      string   `json:"type"`
	Status    string   `json:"status"`
	IPAddress nullable `json:"ip_address"`
	UserAgent nullable `json:"user_agent"`
	UserID    nullable `json:"user_id"`
	Email     nullable `json:"email"`
	Error     any      `json:"error,omitempty"`
	SSO       any      `json:"sso,omitempty"`
}

// ssoDetails say which connection a sign-in went through. It has no session there.
type ssoDetails struct {
	OrganizationID nullable `json:"organization_id"`
	ConnectionID   string   `json:"connection_id"`
	SessionID      nullable `json:"session_id"`
}

// emitSignIn tells of a sign-in that succeeded, or failed for a reason.
func (s *Server) emitSignIn(in *signIn, failed *refusal) {
	kind := "oauth"
	switch in.method {
	case usermanagement.AuthenticationMethodPassword:
		kind = "password"
	case usermanagement.AuthenticationMethodMagicAuth:
		kind = "magic_auth"
	case usermanagement.AuthenticationMethodSSO:
		kind = "sso"
	default:
	}
	s.emitAuthentication(kind, in, failed)
}

// emitAuthentication tells of a step of a sign-in that succeeded, or failed for a
// reason.
func (s *Server) emitAuthentication(kind string, in *signIn, failed *refusal) {
	status := "succeeded"
	payload := signInEvent{Type: kind, IPAddress: nullable(in.info.IPAddress), UserAgent: nullable(in.info.UserAgent)}
	if failed != nil {
		status, payload.Error = "failed", failed.body
	}
	payload.Status = status
	if c := in.connection; c != nil && kind == "sso" {
		payload.SSO = ssoDetails{OrganizationID: nullable(c.OrganizationID), ConnectionID: c.ID}
	}
	if in.user != nil {
		payload.UserID, payload.Email = nullable(in.user.ID), nullable(in.user.Email)
	}
	s.emit(events.Type("authentication."+kind+"_"+status), payload)
}
