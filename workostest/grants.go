package workostest

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/internal/pkce"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
)

// authorizationCode is what a redirect URI was called with.
type authorizationCode struct {
	signIn     *signIn
	challenge  string // of PKCE, or ""
	invitation string // that the authorization URL accepts, or ""
	expires    time.Time
}

// authorizationCodeLife is how long an authorization code can be exchanged.
const authorizationCodeLife = 10 * time.Minute

// newCode returns a code for whoever signs in.
func (s *Server) newCode(query url.Values, _ *url.URL) (string, oauthError) {
	selected := query.Get("provider") + query.Get("connection_id") + query.Get("organization_id")
	method := query.Get("code_challenge_method")
	switch {
	case query.Has("connection_id") && s.sso.connections[query.Get("connection_id")] == nil:
		return "", oauthError{"connection_invalid", "There is no such connection."}
	case query.Has("organization_id") && s.organizations[query.Get("organization_id")] == nil:
		return "", oauthError{"organization_invalid", "There is no such organization."}
	case selected == "":
		return "", oauthError{"invalid_request", "There is no provider, connection or organization."}
	case query.Has("code_challenge") && method != pkce.Method:
		return "", oauthError{"invalid_request", "The code challenge's method is not S256."}
	}
	user := s.visitor(query)
	if user == nil {
		return "", oauthError{"access_denied", "There is nobody to sign in."}
	}
	code := s.random.token()
	s.authentication.codes[code] = &authorizationCode{
		signIn: &signIn{
			user: user, method: methodOf(query, user), organizationID: s.organizationSelected(query),
			connection: s.sso.connections[query.Get("connection_id")],
		},
		challenge:  query.Get("code_challenge"),
		invitation: query.Get("invitation_token"),
		expires:    s.now().Add(authorizationCodeLife),
	}
	return code, oauthError{}
}

// organizationSelected is the organization that an authorization URL chooses, also
// by one of its connections, or "".
func (s *Server) organizationSelected(query url.Values) string {
	if c := s.sso.connections[query.Get("connection_id")]; c != nil {
		return cmp.Or(query.Get("organization_id"), c.OrganizationID)
	}
	return query.Get("organization_id")
}

// visitor is who signs in: the user with the e-mail address of the invitation, of
// the connection's profile or of the login hint, who is signed up where there is
// none; else the first user.
func (s *Server) visitor(query url.Values) *user {
	email := query.Get("login_hint")
	if query.Has("connection_id") {
		profiles := s.emailsOf(query.Get("connection_id"))
		hinted := slices.IndexFunc(profiles, func(p string) bool { return email == "" || strings.EqualFold(p, email) })
		if hinted < 0 {
			return nil
		}
		email = profiles[hinted]
	}
	if token := query.Get("invitation_token"); token != "" {
		i := s.invitationByToken(token)
		if i == nil || s.stateOf(i) != usermanagement.InvitationStatePending {
			return nil
		}
		email = i.Email
	}
	if email == "" {
		var first *user
		for _, u := range s.users.users {
			if first == nil || u.ID < first.ID {
				first = u
			}
		}
		return first
	}
	if found := s.userByEmail(email); found != nil {
		return found
	}
	signedUp, _ := s.newUser(usermanagement.CreateUserParams{Email: email, EmailVerified: true}, "")
	return signedUp // or nil, where the address is none
}

// methodOf is how somebody signs in who was sent to an authorization URL.
func methodOf(query url.Values, u *user) usermanagement.AuthenticationMethod {
	provider := query.Get("provider")
	switch {
	case query.Has("connection_id"):
		return usermanagement.AuthenticationMethodSSO
	case provider != "" && provider != string(usermanagement.ProviderAuthKit):
		return usermanagement.AuthenticationMethod(provider)
	case u.password != "":
		return usermanagement.AuthenticationMethodPassword
	default:
		return usermanagement.AuthenticationMethodMagicAuth
	}
}

func (s *Server) grantCode(g grant) (*signIn, *refusal) {
	code := s.authentication.codes[g.Code]
	delete(s.authentication.codes, g.Code)
	switch {
	case code == nil || !s.now().Before(code.expires) || s.users.users[code.signIn.user.ID] == nil:
		return nil, refuseOAuth("invalid_grant", "The code has expired or is invalid.")
	case code.challenge == "" && g.CodeVerifier != "":
		return nil, refuseWith("code_challenge_not_found", "The authorization URL had no code challenge.")
	case code.challenge != "" && code.challenge != pkce.Challenge(g.CodeVerifier):
		return nil, refuseOAuth("invalid_grant", "The code verifier does not match the code challenge.")
	}
	code.signIn.info = g.RequestInfo
	g.InvitationToken = cmp.Or(g.InvitationToken, code.invitation)
	return s.invited(code.signIn, g)
}

// invited accepts the invitation of a grant, if it has one.
func (s *Server) invited(in *signIn, g grant) (*signIn, *refusal) {
	if g.InvitationToken == "" {
		return in, nil
	}
	i := s.invitationByToken(g.InvitationToken)
	switch {
	case i == nil || s.stateOf(i) != usermanagement.InvitationStatePending:
		return nil, refuseOAuth("invitation_invalid", "The invitation is invalid.")
	case !strings.EqualFold(i.Email, in.user.Email):
		return nil, refuseOAuth("invitation_cannot_be_used_for_email", "The invitation is for another e-mail address.")
	}
	s.acceptFor(i, in.user)
	in.organizationID = cmp.Or(in.organizationID, i.OrganizationID)
	return in, nil
}

func (s *Server) grantPassword(g grant) (*signIn, *refusal) {
	in := &signIn{user: s.userByEmail(g.Email), method: usermanagement.AuthenticationMethodPassword, info: g.RequestInfo}
	if in.user == nil || in.user.password == "" || in.user.password != g.Password {
		wrong := refuseWith("invalid_credentials", "Invalid credentials.")
		s.emitSignIn(in, wrong)
		return nil, wrong
	}
	return s.invited(in, g)
}

func (s *Server) grantMagicAuth(g grant) (*signIn, *refusal) {
	in := &signIn{user: s.userByEmail(g.Email), method: usermanagement.AuthenticationMethodMagicAuth, info: g.RequestInfo}
	if refused := s.redeemMagicAuth(g.Email, g.Code); refused != nil {
		s.emitSignIn(in, refused)
		return nil, refused
	}
	return s.invited(in, g)
}

func (s *Server) grantEmailVerification(g grant) (*signIn, *refusal) {
	in, refused := s.resume(g)
	if refused != nil {
		return nil, refused
	}
	refused = s.tryEmailVerification(in.user, g.Code).refuse()
	s.emitAuthentication("email_verification", in, refused)
	return in, refused
}

func (s *Server) grantOrganizationSelection(g grant) (*signIn, *refusal) {
	in, refused := s.resume(g)
	if refused != nil {
		return nil, refused
	}
	if !s.isMember(g.OrganizationID, in.user.ID) {
		return nil, refuseNoMember()
	}
	in.organizationID = g.OrganizationID
	return in, nil
}

func refuseNoMember() *refusal {
	return refuseOAuth("organization_membership_not_found", "The user is not a member of the organization.")
}

func (s *Server) grantTOTP(g grant) (*signIn, *refusal) {
	in, refused := s.resume(g)
	if refused != nil {
		return nil, refused
	}
	c := s.mfa.challenges[g.AuthChallengeID]
	switch {
	case c == nil:
		return nil, refuseUnknown("Authentication challenge", g.AuthChallengeID)
	case c.factor.UserID != in.user.ID:
		return nil, refuseWith("user_mismatch", "The challenge is another user's.")
	}
	refused = s.tryTOTP(c, g.Code)
	in.secondFactor = in.secondFactor || refused == nil
	s.emitAuthentication("mfa", in, refused)
	return in, refused
}

// tryTOTP verifies a challenge, or says why it cannot be.
func (s *Server) tryTOTP(c *challenge, code string) *refusal {
	switch valid, reason := s.verify(c, code); {
	case valid:
		return nil
	case reason == challengeExpired:
		return refuseWith("one_time_code_expired", "The code has expired.")
	case reason == challengeVerified:
		return refuseWith("one_time_code_previously_used", "The code was used already.")
	case reason == tooManyAttempts:
		return refuseWith("one_time_code_too_many_attempts", "Too many wrong codes were tried.")
	default:
		return refuseWith("invalid_one_time_code", "The code is not correct.")
	}
}

// deviceGrant is the type of the grant of a device.
const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

// device is a sign-in of a program without a browser.
type device struct {
	usermanagement.DeviceAuthorization

	expires time.Time
	asked   time.Time // last
	user    *user     // who confirmed, or nil
	denied  bool
}

// Life and interval of a device's code, in seconds.
const (
	deviceLife     = 300
	deviceInterval = 5
)

func (s *Server) authorizeDevice(w http.ResponseWriter, r *http.Request) {
	var g grant
	if !readParams(w, r, &g) {
		return
	}
	if g.ClientID != ClientID {
		refuseOAuth("invalid_client", "Invalid client ID.").write(w)
		return
	}
	letters := s.random.token()
	d := &device{
		DeviceAuthorization: usermanagement.DeviceAuthorization{
			DeviceCode: s.random.token(),
			UserCode:   letters[:4] + "-" + letters[4:8],
			ExpiresIn:  deviceLife,
			Interval:   deviceInterval,
		},
		expires: s.now().Add(deviceLife * time.Second),
	}
	d.VerificationURI = "https://auth.workos.test/device"
	d.VerificationURIComplete = d.VerificationURI + "?user_code=" + d.UserCode
	s.authentication.devices[d.DeviceCode] = d
	writeJSON(w, http.StatusOK, d.DeviceAuthorization)
}

// ConfirmDevice confirms the sign-in of a device by its user code, as the user
// with the e-mail address would in a browser. A code or address that nobody has
// panics.
func (s *Server) ConfirmDevice(userCode, email string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := s.deviceOf(userCode)
	if d.user = s.userByEmail(email); d.user == nil {
		panic("workostest: no user " + email)
	}
}

// DenyDevice refuses the sign-in of a device by its user code, as a user would in
// a browser. A code that no device has panics.
func (s *Server) DenyDevice(userCode string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.deviceOf(userCode).denied = true
}

func (s *Server) deviceOf(userCode string) *device {
	for _, d := range s.authentication.devices {
		if d.UserCode == userCode {
			return d
		}
	}
	panic("workostest: no device with the user code " + userCode)
}

func (s *Server) grantDeviceCode(g grant) (*signIn, *refusal) {
	d := s.authentication.devices[g.DeviceCode]
	if d == nil {
		return nil, refuseOAuth("invalid_grant", "The device code is invalid.")
	}
	soon := d.user == nil && s.now().Sub(d.asked) < deviceInterval*time.Second
	d.asked = s.now()
	switch {
	case d.denied:
		return nil, refuseOAuth("access_denied", "The user denied the device.")
	case !s.now().Before(d.expires):
		return nil, refuseOAuth("expired_token", "The device code has expired.")
	case soon:
		return nil, refuseOAuth("slow_down", "The device asks too often.")
	case d.user == nil:
		return nil, refuseOAuth("authorization_pending", "The user has not confirmed yet.")
	}
	delete(s.authentication.devices, g.DeviceCode)
	if s.users.users[d.user.ID] == nil {
		return nil, refuseOAuth("invalid_grant", "The user is gone.")
	}
	return &signIn{user: d.user, method: methodOf(nil, d.user), info: g.RequestInfo, secondFactor: true}, nil
}

// refreshToken is good for one call.
type refreshToken struct {
	session    *usermanagement.Session
	method     usermanagement.AuthenticationMethod
	used       bool
	connection *sso.Connection // of single sign-on, or nil
}

func (s *Server) grantRefreshToken(g grant) (*signIn, *refusal) {
	token := s.authentication.refreshTokens[g.RefreshToken]
	if token == nil || token.used || s.statusOf(token.session) != usermanagement.SessionStatusActive {
		return nil, refuseOAuth("invalid_grant", "The refresh token is invalid.")
	}
	in := &signIn{
		user:           s.users.users[token.session.UserID],
		method:         token.method,
		organizationID: cmp.Or(g.OrganizationID, token.session.OrganizationID),
		session:        token.session,
		connection:     token.connection,
		refreshed:      token,
	}
	return in, nil
}

// factorsOf returns the factors with which a user can finish a sign-in.
func (s *Server) factorsOf(userID string) []usermanagement.PendingFactor {
	var found []usermanagement.PendingFactor
	for _, f := range s.mfa.factors {
		if f.UserID == userID {
			found = append(found, usermanagement.PendingFactor{ID: f.ID, Type: usermanagement.AuthenticationFactorType(f.Type)})
		}
	}
	slices.SortFunc(found, func(a, b usermanagement.PendingFactor) int { return strings.Compare(a.ID, b.ID) })
	return found
}
