package workostest

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// How long codes and tokens work.
const (
	codeLife          = 10 * time.Minute
	passwordResetLife = 24 * time.Hour
)

// credentialTables holds what is sent to users by e-mail, so that they can sign
// in, show to own an address, or change one.
type credentialTables struct {
	magicAuths         map[string]*usermanagement.MagicAuth
	emailVerifications map[string]*usermanagement.EmailVerification
	passwordResets     map[string]*usermanagement.PasswordReset
	emailChanges       map[string]*emailChange // by user: the last one
	used               map[string]bool         // IDs of codes and tokens that worked
}

// emailChange is the address that a user wants, and the code that was sent to it.
type emailChange struct {
	id, email, code string
	expiresAt       time.Time
}

func (s *Server) registerCredentials() {
	s.credentials = credentialTables{
		magicAuths:         map[string]*usermanagement.MagicAuth{},
		emailVerifications: map[string]*usermanagement.EmailVerification{},
		passwordResets:     map[string]*usermanagement.PasswordReset{},
		emailChanges:       map[string]*emailChange{},
		used:               map[string]bool{},
	}
	s.register("POST /user_management/magic_auth", s.createMagicAuth)
	s.register("POST /user_management/magic_auth/send", s.sendMagicAuthCode)
	s.register("GET /user_management/magic_auth/{id}", s.getMagicAuth)
	s.register("GET /user_management/email_verification/{id}", s.getEmailVerification)
	s.register("POST /user_management/users/{id}/email_verification/send", s.sendVerificationEmail)
	s.register("POST /user_management/users/{id}/email_verification/confirm", s.verifyEmail)
	s.register("POST /user_management/users/{id}/email_change/send", s.sendEmailChange)
	s.register("POST /user_management/users/{id}/email_change/confirm", s.confirmEmailChange)
	s.register("POST /user_management/password_reset", s.createPasswordReset)
	s.register("POST /user_management/password_reset/send", s.sendPasswordResetEmail)
	s.register("POST /user_management/password_reset/confirm", s.resetPassword)
	s.register("GET /user_management/password_reset/{id}", s.getPasswordReset)
}

// codeTrial is what comes of a code or token that somebody enters.
type codeTrial int

const (
	codeIncorrect codeTrial = iota
	codeUsed
	codeExpired
	codeAccepted
)

// tryCode uses up the code or token with the given ID, if it still works.
func (s *Server) tryCode(id string, expiresAt time.Time) codeTrial {
	switch {
	case s.credentials.used[id]:
		return codeUsed
	case !s.now().Before(expiresAt):
		return codeExpired
	default:
		s.credentials.used[id] = true
		return codeAccepted
	}
}

// refuse returns what refuses a code at a sign-in, or nil.
func (t codeTrial) refuse() *refusal {
	switch t {
	case codeAccepted:
		return nil
	case codeExpired:
		return refuseWith("one_time_code_expired", "The code has expired.")
	case codeUsed:
		return refuseWith("one_time_code_previously_used", "The code was used already.")
	default:
		return refuseWith("invalid_one_time_code", "The code is not correct.")
	}
}

// setEmail gives a user an address that it has shown to own.
func (s *Server) setEmail(u *user, email string) {
	if u.EmailVerified && u.Email == email {
		return
	}
	u.Email, u.EmailVerified, u.UpdatedAt = email, true, s.timestamp()
	s.emit(events.TypeUserUpdated, s.userAnswer(u))
}

// userResult is an answer that holds a user.
type userResult struct {
	User any `json:"user"`
}

// createMagicAuth creates also the user, where there is none.
func (s *Server) createMagicAuth(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.CreateMagicAuthParams
	if !readParams(w, r, &params) {
		return
	}
	i := s.invitationByToken(params.InvitationToken)
	if params.InvitationToken != "" && (i == nil || s.stateOf(i) != usermanagement.InvitationStatePending) {
		refuseWith("invitation_invalid", "The invitation is invalid.").write(w)
		return
	}
	if magicAuth := s.newMagicAuth(w, params.Email); magicAuth != nil {
		writeJSON(w, http.StatusCreated, magicAuth)
	}
}

func (s *Server) sendMagicAuthCode(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.SendMagicAuthCodeParams
	if !readParams(w, r, &params) {
		return
	}
	if magicAuth := s.newMagicAuth(w, params.Email); magicAuth != nil {
		writeJSON(w, http.StatusOK, usermanagement.SentMagicAuthCode{Email: magicAuth.Email})
	}
}

// newMagicAuth mails a code to an address, or refuses the address.
func (s *Server) newMagicAuth(w http.ResponseWriter, email string) *usermanagement.MagicAuth {
	if !validEmail(email) {
		writeInvalid(w, fieldError{"email", "invalid_email"})
		return nil
	}
	u := s.userByEmail(email)
	if u == nil {
		u, _ = s.newUser(usermanagement.CreateUserParams{Email: email}, "") // with a valid address
	}
	now := s.timestamp()
	magicAuth := &usermanagement.MagicAuth{
		Object:    "magic_auth",
		ID:        s.ids.next("magic_auth", now),
		UserID:    u.ID,
		Email:     u.Email,
		ExpiresAt: now.Add(codeLife),
		CreatedAt: now,
		UpdatedAt: now,
		Code:      s.random.digits(),
	}
	s.credentials.magicAuths[magicAuth.ID] = magicAuth
	s.send(Message{To: u.Email, Kind: MessageKindMagicAuth, Code: magicAuth.Code})
	s.emit(events.TypeMagicAuthCreated, struct {
		usermanagement.MagicAuth

		Code string `json:"code,omitempty"` // is not told
	}{MagicAuth: *magicAuth})
	return magicAuth
}

func (s *Server) getMagicAuth(w http.ResponseWriter, r *http.Request) {
	if magicAuth := find(w, r, s.credentials.magicAuths, "Magic Auth"); magicAuth != nil {
		writeJSON(w, http.StatusOK, magicAuth)
	}
}

// redeemMagicAuth uses up the code of a sign-in, which shows that the address is
// the user's, or refuses it.
func (s *Server) redeemMagicAuth(email, code string) *refusal {
	result := codeIncorrect
	for _, magicAuth := range s.credentials.magicAuths {
		u := s.users.users[magicAuth.UserID]
		if u == nil || magicAuth.Code != code || magicAuth.Email != u.Email || !strings.EqualFold(u.Email, email) {
			continue
		}
		if result = max(result, s.tryCode(magicAuth.ID, magicAuth.ExpiresAt)); result == codeAccepted {
			s.setEmail(u, u.Email)
			break
		}
	}
	return result.refuse()
}

func (s *Server) getEmailVerification(w http.ResponseWriter, r *http.Request) {
	if verification := find(w, r, s.credentials.emailVerifications, "Email verification"); verification != nil {
		writeJSON(w, http.StatusOK, verification)
	}
}

func (s *Server) sendVerificationEmail(w http.ResponseWriter, r *http.Request) {
	switch u := find(w, r, s.users.users, "User"); {
	case u == nil:
	case u.EmailVerified:
		writeError(w, http.StatusBadRequest, apiError{Code: "email_already_verified", Message: "The e-mail address is verified already."})
	default:
		s.newEmailVerification(u)
		writeJSON(w, http.StatusOK, userResult{s.userAnswer(u)})
	}
}

// newEmailVerification mails a user the code that verifies the address.
func (s *Server) newEmailVerification(u *user) *usermanagement.EmailVerification {
	now := s.timestamp()
	verification := &usermanagement.EmailVerification{
		Object:    "email_verification",
		ID:        s.ids.next("email_verification", now),
		UserID:    u.ID,
		Email:     u.Email,
		ExpiresAt: now.Add(codeLife),
		CreatedAt: now,
		UpdatedAt: now,
		Code:      s.random.digits(),
	}
	s.credentials.emailVerifications[verification.ID] = verification
	s.send(Message{To: u.Email, Kind: MessageKindEmailVerification, Code: verification.Code})
	s.emit(events.TypeEmailVerificationCreated, struct {
		usermanagement.EmailVerification

		Code string `json:"code,omitempty"` // is not told
	}{EmailVerification: *verification})
	return verification
}

// tryEmailVerification verifies the address of a user by a code that was sent to
// it, if it works.
func (s *Server) tryEmailVerification(u *user, code string) codeTrial {
	result := codeIncorrect
	for _, verification := range s.credentials.emailVerifications {
		if verification.UserID != u.ID || verification.Email != u.Email || verification.Code != code {
			continue
		}
		if result = max(result, s.tryCode(verification.ID, verification.ExpiresAt)); result == codeAccepted {
			s.setEmail(u, u.Email)
			break
		}
	}
	return result
}

func (s *Server) verifyEmail(w http.ResponseWriter, r *http.Request) {
	u := find(w, r, s.users.users, "User")
	var params usermanagement.VerifyEmailParams
	if u == nil || !readParams(w, r, &params) {
		return
	}
	if params.Code == "" {
		refuseParams().write(w)
		return
	}
	verified := u.EmailVerified
	code := "email_verification_code_incorrect"
	switch s.tryEmailVerification(u, params.Code) {
	case codeAccepted:
		s.emitAuthentication("email_verification", &signIn{user: u}, nil)
		writeJSON(w, http.StatusOK, userResult{s.userAnswer(u)})
		return
	case codeUsed:
		code, verified = "email_verification_code_previously_used", false
	case codeExpired:
		code = "email_verification_code_expired"
	default:
	}
	if verified {
		code = "email_previously_verified"
	}
	refused := refuseWith(code, "The e-mail address could not be verified.")
	s.emitAuthentication("email_verification", &signIn{user: u}, refused)
	refused.write(w)
}

func (s *Server) sendEmailChange(w http.ResponseWriter, r *http.Request) {
	u := find(w, r, s.users.users, "User")
	var params usermanagement.SendEmailChangeParams
	if u == nil || !readParams(w, r, &params) {
		return
	}
	switch owner := s.userByEmail(params.NewEmail); {
	case params.NewEmail == "":
		refuseParams().write(w)
	case !validEmail(params.NewEmail):
		writeError(w, http.StatusUnprocessableEntity, apiError{Code: "invalid_email", Message: "This is no e-mail address."})
	case owner == u:
		writeError(w, http.StatusConflict, apiError{Code: "email_change_not_needed", Message: "The user has this address."})
	case owner != nil:
		writeError(w, http.StatusConflict, apiError{Code: "email_not_available", Message: "Another user has this address."})
	default:
		now := s.timestamp()
		change := &emailChange{s.ids.next("email_change", now), params.NewEmail, s.random.digits(), now.Add(codeLife)}
		s.credentials.emailChanges[u.ID] = change
		s.send(Message{To: change.email, Kind: MessageKindEmailChange, Code: change.code})
		writeJSON(w, http.StatusOK, struct {
			usermanagement.EmailChange

			User any `json:"user"`
		}{usermanagement.EmailChange{Object: "email_change", NewEmail: change.email, ExpiresAt: change.expiresAt, CreatedAt: now}, s.userAnswer(u)})
	}
}

func (s *Server) confirmEmailChange(w http.ResponseWriter, r *http.Request) {
	u := find(w, r, s.users.users, "User")
	var params usermanagement.ConfirmEmailChangeParams
	if u == nil || !readParams(w, r, &params) {
		return
	}
	change := s.credentials.emailChanges[u.ID]
	taken := func() bool { owner := s.userByEmail(change.email); return owner != nil && owner != u }
	switch {
	case params.Code == "":
		refuseParams().write(w)
	case change == nil || change.code != params.Code && s.credentials.used[change.id]:
		writeError(w, http.StatusConflict, apiError{Code: "no_pending_email_change", Message: "The user asked for no change."})
	case change.code != params.Code:
		writeError(w, http.StatusBadRequest, apiError{Code: "email_change_code_incorrect", Message: "The code is not correct."})
	case taken():
		writeError(w, http.StatusConflict, apiError{Code: "email_not_available", Message: "Another user has this address."})
	default:
		s.finishEmailChange(w, u, change)
	}
}

// finishEmailChange answers the code that was sent.
func (s *Server) finishEmailChange(w http.ResponseWriter, u *user, change *emailChange) {
	switch s.tryCode(change.id, change.expiresAt) {
	case codeUsed:
		writeError(w, http.StatusConflict, apiError{Code: "email_change_code_previously_used", Message: "The code was used already."})
	case codeExpired:
		writeError(w, http.StatusBadRequest, apiError{Code: "email_change_code_expired", Message: "The code has expired."})
	default:
		s.setEmail(u, change.email)
		writeJSON(w, http.StatusOK, struct {
			Object string `json:"object"`
			User   any    `json:"user"`
		}{"email_change_confirmation", s.userAnswer(u)})
	}
}

func (s *Server) createPasswordReset(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.CreatePasswordResetParams
	if !readParams(w, r, &params) {
		return
	}
	if reset := s.newPasswordReset(w, params.Email, "https://auth.workos.test/reset-password"); reset != nil {
		writeJSON(w, http.StatusCreated, reset)
	}
}

func (s *Server) sendPasswordResetEmail(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.SendPasswordResetEmailParams
	if !readParams(w, r, &params) {
		return
	}
	if params.PasswordResetURL == "" {
		refuseParams().write(w)
		return
	}
	if s.newPasswordReset(w, params.Email, params.PasswordResetURL) != nil {
		w.WriteHeader(http.StatusOK)
	}
}

// newPasswordReset mails a user a token, in a link to a page.
func (s *Server) newPasswordReset(w http.ResponseWriter, email, page string) *usermanagement.PasswordReset {
	u := s.userByEmail(email)
	link, err := url.Parse(page)
	switch {
	case !validEmail(email) || err != nil:
		refuseParams().write(w)
		return nil
	case u == nil:
		writeNotFound(w, "User", email)
		return nil
	}
	now, token := s.timestamp(), s.random.text(25)
	query := link.Query()
	query.Set("token", token)
	link.RawQuery = query.Encode()
	reset := &usermanagement.PasswordReset{
		Object:             "password_reset",
		ID:                 s.ids.next("password_reset", now),
		UserID:             u.ID,
		Email:              u.Email,
		ExpiresAt:          now.Add(passwordResetLife),
		CreatedAt:          now,
		PasswordResetToken: token,
		PasswordResetURL:   link.String(),
	}
	s.credentials.passwordResets[reset.ID] = reset
	s.send(Message{To: u.Email, Kind: MessageKindPasswordReset, Token: token, URL: reset.PasswordResetURL})
	s.emitPasswordReset(events.TypePasswordResetCreated, reset)
	return reset
}

func (s *Server) emitPasswordReset(kind events.Type, reset *usermanagement.PasswordReset) {
	s.emit(kind, struct {
		usermanagement.PasswordReset

		Token string `json:"password_reset_token,omitempty"` // is not told
		URL   string `json:"password_reset_url,omitempty"`
	}{PasswordReset: *reset})
}

func (s *Server) getPasswordReset(w http.ResponseWriter, r *http.Request) {
	if reset := find(w, r, s.credentials.passwordResets, "Password reset"); reset != nil {
		writeJSON(w, http.StatusOK, reset)
	}
}

func (s *Server) resetPassword(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.ResetPasswordParams
	if !readParams(w, r, &params) {
		return
	}
	reset, u := s.passwordReset(params.Token)
	switch {
	case params.Token == "" || params.NewPassword == "":
		refuseParams().write(w)
		return
	case u == nil:
		writeNotFound(w, "Password reset token", params.Token)
		return
	}
	changed := *u
	if changed.setPassword(params.NewPassword, passwordHash{}) != nil { // as it is too short
		writePasswordResetError(w, "password_too_short", "The password is too short.")
		return
	}
	switch s.tryCode(reset.ID, reset.ExpiresAt) {
	case codeUsed:
		writePasswordResetError(w, "password_reset_token_used", "The token was used already.")
	case codeExpired:
		writePasswordResetError(w, "password_reset_token_expired", "The token has expired.")
	default:
		*u = changed
		s.setEmail(u, u.Email)
		s.emitPasswordReset(events.TypePasswordResetSucceeded, reset)
		writeJSON(w, http.StatusOK, userResult{s.userAnswer(u)})
	}
}

// passwordReset returns the password reset with a token, and its user, or nil.
func (s *Server) passwordReset(token string) (*usermanagement.PasswordReset, *user) {
	for _, reset := range s.credentials.passwordResets {
		if reset.PasswordResetToken == token {
			return reset, s.users.users[reset.UserID]
		}
	}
	return nil, nil
}

func writePasswordResetError(w http.ResponseWriter, code, message string) {
	type problem struct {
		Code    string `json:"code"`
		Message string `json:"message"`
	}
	writeJSON(w, http.StatusBadRequest, struct {
		problem

		Errors []problem `json:"errors"`
	}{problem{"password_reset_error", "The password could not be reset."}, []problem{{code, message}}})
}
