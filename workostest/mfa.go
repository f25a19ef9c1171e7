package workostest

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha1" //nolint:gosec // what RFC 6238 and every authenticator app use
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/workos-go/workos/mfa"
)

// mfaTables holds authentication factors and challenges.
type mfaTables struct {
	factors    map[string]*factor
	challenges map[string]*challenge
}

// factor is a factor as it is shown, and its TOTP secret.
type factor struct {
	mfa.Factor

	secret string
}

// challenge is a challenge as it is shown, and what became of it.
type challenge struct {
	mfa.Challenge

	factor   *factor
	code     string // or "" for TOTP, where the time makes it
	failures int
	verified bool
}

const (
	challengeLife     = 10 * time.Minute
	challengeAttempts = 10 // with wrong codes
	totpStep          = 30 * time.Second
)

// blankImage stands for a QR code: a PNG of one pixel.
const blankImage = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="

func (s *Server) registerMFA() {
	s.mfa = mfaTables{map[string]*factor{}, map[string]*challenge{}}
	s.register("POST /auth/factors/enroll", s.enrollFactor)
	s.register("GET /auth/factors/{id}", s.getFactor)
	s.register("DELETE /auth/factors/{id}", s.deleteFactor)
	s.register("POST /auth/factors/{id}/challenge", s.challengeFactor)
	s.register("POST /auth/challenges/{id}/verify", s.verifyChallenge)
}

func (s *Server) enrollFactor(w http.ResponseWriter, r *http.Request) {
	var params mfa.EnrollFactorParams
	if !readParams(w, r, &params) {
		return
	}
	if problems := factorProblems(params); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	writeJSON(w, http.StatusCreated, s.newFactor(params, "").enrolled())
}

var dialable = regexp.MustCompile(`^\+[1-9][0-9]{6,14}$`)

func factorProblems(params mfa.EnrollFactorParams) []fieldError {
	var problems []fieldError
	require := func(field, value string) {
		if value == "" {
			problems = append(problems, fieldError{field, "required"})
		}
	}
	switch params.Type {
	case mfa.FactorTypeGenericOTP:
	case mfa.FactorTypeSMS:
		require("phone_number", params.PhoneNumber)
		if params.PhoneNumber != "" && !dialable.MatchString(params.PhoneNumber) {
			problems = append(problems, fieldError{"phone_number", "invalid_phone_number"})
		}
	case mfa.FactorTypeTOTP:
		require("totp_issuer", params.TOTPIssuer)
		require("totp_user", params.TOTPUser)
	case "":
		require("type", "")
	default:
		problems = append(problems, fieldError{"type", "unknown_value"})
	}
	return problems
}

// newFactor enrolls a factor. The secret is that of TOTP, in base32; an empty one
// is made up.
func (s *Server) newFactor(params mfa.EnrollFactorParams, secret string) *factor {
	now := s.timestamp()
	f := &factor{Factor: mfa.Factor{
		Object:    "authentication_factor",
		ID:        s.ids.next("auth_factor", now),
		Type:      params.Type,
		UserID:    params.UserID,
		CreatedAt: now,
		UpdatedAt: now,
	}}
	switch params.Type {
	case mfa.FactorTypeSMS:
		f.SMS = &mfa.SMS{PhoneNumber: params.PhoneNumber}
	case mfa.FactorTypeTOTP:
		f.TOTP = &mfa.TOTP{Issuer: params.TOTPIssuer, User: params.TOTPUser}
		f.secret = cmp.Or(secret, s.random.text(16))
	default:
	}
	s.mfa.factors[f.ID] = f
	return f
}

// enrolled is the factor as it is shown once, with the TOTP secret.
func (f *factor) enrolled() mfa.Factor {
	shown := f.Factor
	if f.TOTP != nil {
		escape := func(text string) string { return strings.ReplaceAll(url.QueryEscape(text), "+", "%20") }
		issuer := escape(f.TOTP.Issuer)
		shown.TOTP = &mfa.TOTP{
			Issuer: f.TOTP.Issuer,
			User:   f.TOTP.User,
			Secret: f.secret,
			QRCode: blankImage,
			URI:    "otpauth://totp/" + issuer + ":" + escape(f.TOTP.User) + "?secret=" + f.secret + "&issuer=" + issuer,
		}
	}
	return shown
}

func (s *Server) getFactor(w http.ResponseWriter, r *http.Request) {
	if f := find(w, r, s.mfa.factors, "Authentication factor"); f != nil {
		writeJSON(w, http.StatusOK, f.Factor)
	}
}

func (s *Server) deleteFactor(w http.ResponseWriter, r *http.Request) {
	if f := find(w, r, s.mfa.factors, "Authentication factor"); f != nil {
		s.removeFactor(f)
		w.WriteHeader(http.StatusNoContent)
	}
}

// removeFactor deletes a factor and its challenges.
func (s *Server) removeFactor(f *factor) {
	delete(s.mfa.factors, f.ID)
	for id, c := range s.mfa.challenges {
		if c.factor == f {
			delete(s.mfa.challenges, id)
		}
	}
}

func (s *Server) challengeFactor(w http.ResponseWriter, r *http.Request) {
	var params mfa.ChallengeFactorParams
	f := find(w, r, s.mfa.factors, "Authentication factor")
	if f != nil && readParams(w, r, &params) {
		writeJSON(w, http.StatusCreated, s.newChallenge(f).Challenge)
	}
}

// newChallenge asks for a code of a factor, and sends it where it is sent.
func (s *Server) newChallenge(f *factor) *challenge {
	now := s.timestamp()
	c := &challenge{factor: f, Challenge: mfa.Challenge{
		Object:    "authentication_challenge",
		ID:        s.ids.next("auth_challenge", now),
		FactorID:  f.ID,
		CreatedAt: now,
		UpdatedAt: now,
	}}
	if f.TOTP == nil {
		c.ExpiresAt = now.Add(challengeLife)
		c.code = s.random.digits()
	}
	if f.SMS != nil {
		s.send(Message{To: f.SMS.PhoneNumber, Kind: MessageKindMFA, Code: c.code})
	} else {
		c.Code = c.code
	}
	s.mfa.challenges[c.ID] = c
	return c
}

func sixDigits(n uint32) string { return fmt.Sprintf("%06d", n%1_000_000) }

func (s *Server) verifyChallenge(w http.ResponseWriter, r *http.Request) {
	var params mfa.VerifyChallengeParams
	c := find(w, r, s.mfa.challenges, "Authentication challenge")
	if c == nil || !readParams(w, r, &params) {
		return
	}
	if params.Code == "" {
		writeInvalid(w, fieldError{"code", "required"})
		return
	}
	switch valid, refused := s.verify(c, params.Code); refused {
	case notRefused:
		writeJSON(w, http.StatusCreated, mfa.Verification{Challenge: c.Challenge, Valid: valid})
	case tooManyAttempts:
		writeError(w, http.StatusBadRequest, apiError{Code: string(refused), Message: "Too many wrong codes were tried."})
	default:
		writeError(w, http.StatusUnprocessableEntity, apiError{
			Code: string(refused), Message: "The authentication challenge '" + c.ID + "' can no longer be verified.",
		})
	}
}

// challengeRefusal is why no code of a challenge is looked at, as the code of an
// error.
type challengeRefusal string

const (
	notRefused        challengeRefusal = ""
	challengeExpired  challengeRefusal = "authentication_challenge_expired"
	challengeVerified challengeRefusal = "authentication_challenge_previously_verified"
	tooManyAttempts   challengeRefusal = "one_time_code_too_many_attempts"
)

// verify checks a code against a challenge, which a right one closes.
func (s *Server) verify(c *challenge, code string) (valid bool, refused challengeRefusal) {
	switch {
	case c.verified:
		return false, challengeVerified
	case !c.ExpiresAt.IsZero() && !s.now().Before(c.ExpiresAt):
		return false, challengeExpired
	case c.failures >= challengeAttempts:
		return false, tooManyAttempts
	}
	c.UpdatedAt = s.timestamp()
	if c.verified = s.isRight(c, code); !c.verified {
		c.failures++
	}
	return c.verified, notRefused
}

// isRight compares a code with that of the challenge, or with those of the app
// now, a step ago and a step ahead.
func (s *Server) isRight(c *challenge, code string) bool {
	if c.factor.TOTP == nil {
		return code == c.code
	}
	for _, drift := range []time.Duration{-totpStep, 0, totpStep} {
		if code == TOTP(c.factor.secret, s.now().Add(drift)) {
			return true
		}
	}
	return false
}

// TOTP returns the six digits that an authenticator app shows at a time (RFC
// 6238): what a person would type in who has enrolled a factor with the secret.
//
//	code := workostest.TOTP(factor.TOTP.Secret, srv.Now())
//
// A secret that is no base32 panics.
func TOTP(secret string, t time.Time) string {
	key, err := decodeTOTPSecret(secret)
	if err != nil {
		panic("workostest: the secret of a TOTP is no base32")
	}
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(t.Unix()/int64(totpStep/time.Second))) //nolint:gosec // after 1970
	mac := hmac.New(sha1.New, key)
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	offset := sum[len(sum)-1] & 0x0f
	return sixDigits(binary.BigEndian.Uint32(sum[offset:]) & 0x7fffffff)
}

// decodeTOTPSecret reads base32 as people type it: in groups, in small letters.
func decodeTOTPSecret(secret string) ([]byte, error) {
	secret = strings.ToUpper(strings.TrimRight(strings.ReplaceAll(secret, " ", ""), "="))
	return base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(secret)
}
