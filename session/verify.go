package session

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/go-jose/go-jose/v4"

	"github.com/workos-go/workos/usermanagement"
)

const (
	// maxTokenSize is the size of the longest access token that is looked at, in
	// bytes.
	maxTokenSize = 64 << 10
	// maxTime is the end of the year 9999, in seconds since 1970.
	maxTime = 253402300799
)

// Authenticate returns the session in the value of a cookie: ErrNoCookie,
// ErrUnreadable, or a *TokenError where there is none that is good, or where the
// keys are needed and cannot be fetched.
//
// An access token that has expired is ErrExpired also where its key is no longer
// known, as keys change: the cookie's seal vouches for it, and the refresh is
// where WorkOS has the last word.
//
// A session that was found is remembered until its access token expires or the keys
// change, as the same cookie comes with every request. Nothing is sent, but for GET
// /sso/jwks/{clientId} at first, once in a while, and for a key that is not known. After
// the keys could not be fetched nobody asks for them for 5 seconds: calls that cannot do
// without fail at once.
func (m *Manager) Authenticate(ctx context.Context, cookie string) (*Session, error) {
	hash := hashOf(cookieText, cookie)
	if s := m.remembered(ctx, hash); s != nil {
		return s, nil
	}
	s, err := m.open(cookie)
	if err != nil {
		return nil, err
	}
	by, err := m.verify(ctx, s, true)
	if err == nil {
		m.verified.add(hash, s, by)
		return s, nil
	}
	if errors.Is(err, errRefused) {
		s = nil
	}
	return nil, &TokenError{s, err}
}

// AuthenticateRequest is Authenticate for the cookie of a request, by the cookie's name:
// of several with that name, the first that is not ErrUnreadable. It looks at nothing
// else; VerifyToken is for bearer tokens.
func (m *Manager) AuthenticateRequest(r *http.Request, name string) (s *Session, err error) {
	err = ErrNoCookie
	for _, cookie := range ReadCookies(r, name) {
		if s, err = m.Authenticate(r.Context(), cookie); !errors.Is(err, ErrUnreadable) {
			break
		}
	}
	return s, err
}

// VerifyToken returns the session that an access token alone stands for, such as
// the one of [ReadBearer], or a *TokenError without a session. Without a token that is
// ErrInvalidToken.
func (m *Manager) VerifyToken(ctx context.Context, token string) (*Session, error) {
	hash := hashOf(tokenText, token)
	if s := m.remembered(ctx, hash); s != nil {
		return s, nil
	}
	s := &Session{AccessToken: token}
	by, err := m.verify(ctx, s, false)
	if err != nil {
		return nil, &TokenError{nil, err}
	}
	m.verified.add(hash, s, by)
	return s, nil
}

// FromAuthentication returns the session that a sign-in began. An access token
// that cannot be read, is another user's, or is not what Config takes, is
// ErrInvalidToken.
//
// The token came from WorkOS itself, so its signature is not verified here but by
// whoever opens the cookie next: keys that cannot be fetched at this moment do not
// cost the refresh token, which is good for one call.
//
// It is also for tokens that the application itself has kept elsewhere, expired ones
// too, as in the cookie of another SDK: make an Authentication of both tokens and the
// user, or without the user, whose ID the access token says. They have to come from a
// place that nobody else can write to.
func (m *Manager) FromAuthentication(auth *usermanagement.Authentication) (*Session, error) {
	if auth == nil {
		return nil, errors.New("session: there is no authentication")
	}
	s := &Session{
		User:                 auth.User,
		Impersonator:         auth.Impersonator,
		AuthenticationMethod: auth.AuthenticationMethod,
		AccessToken:          auth.AccessToken,
		RefreshToken:         auth.RefreshToken,
	}
	_, said, err := s.readToken()
	if err == nil {
		err = m.config.accept(said)
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// verify fills in what the access token of a session says, and returns who signed
// it, or ErrExpired, an error that wraps ErrInvalidToken, or what kept it from
// finding out. Of a session that is not good, the token's claims are there as far as they
// can be read.
func (m *Manager) verify(ctx context.Context, s *Session, sealed bool) (signer, error) {
	token, said, err := s.readToken()
	if err == nil {
		err = m.config.accept(said)
	}
	if err != nil {
		return signer{}, err
	}
	expired := !time.Now().Before(s.ExpiresAt.Add(m.config.Leeway))
	id := token.Signatures[0].Header.KeyID
	key, err := m.keys.find(ctx, id, !expired)
	switch {
	case expired && sealed && err != nil && ctx.Err() == nil:
		return signer{}, ErrExpired // nothing contradicts it
	case errors.Is(err, errNoKey):
		return signer{}, invalid(err)
	case err != nil:
		return signer{}, err
	}
	if _, err := token.Verify(key); err != nil {
		return signer{}, invalid(err)
	}
	if expired {
		return signer{}, ErrExpired
	}
	return signer{id, key}, nil
}

// invalid wraps ErrInvalidToken around what is wrong with a token. Of an error of
// another package it keeps the text.
func invalid(err error) error { return fmt.Errorf("%w: %s", ErrInvalidToken, err.Error()) }

// readToken fills in what the access token says, without verifying its signature.
func (s *Session) readToken() (*jose.JSONWebSignature, claims, error) {
	if len(s.AccessToken) > maxTokenSize {
		return nil, nil, invalid(errors.New("it is too long"))
	}
	// Nothing but RS256: what a token says of its own algorithm and keys decides
	// nothing.
	token, err := jose.ParseSignedCompact(s.AccessToken, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, nil, invalid(err)
	}
	var said claims
	s.claims = token.UnsafePayloadWithoutVerification()
	if json.Unmarshal(s.claims, &said) != nil || said == nil {
		s.claims = nil
		return nil, nil, invalid(errors.New("its payload is no JSON object"))
	}
	if err := s.fill(said); err != nil {
		return nil, nil, invalid(err)
	}
	return token, said, nil
}

// fill sets the fields that the claims say something of, all that can be read, and
// returns the first error.
func (s *Session) fill(said claims) error {
	var subject string
	var actor struct {
		Subject string `json:"sub"`
	}
	_ = said.read("act", &actor) // other makers of tokens may mean something else by it
	expiry, hasExpiry, err := said.time("exp")
	s.ExpiresAt, s.OrganizationID = expiry, "" // whatever the cookie says beside the token
	for _, claim := range []struct {
		name string
		into any
	}{
		{"sub", &subject},
		{"sid", &s.ID},
		{"org_id", &s.OrganizationID},
		{"role", &s.Role},
		{"roles", &s.Roles},
		{"permissions", &s.Permissions},
		{"entitlements", &s.Entitlements},
		{"feature_flags", &s.FeatureFlags},
	} {
		if readErr := said.read(claim.name, claim.into); err == nil {
			err = readErr
		}
	}
	if s.Impersonator == nil && actor.Subject != "" {
		s.Impersonator = &usermanagement.Impersonator{Email: actor.Subject}
	}
	if s.User.ID == "" {
		s.User.ID = subject
	}
	switch {
	case err != nil:
		return err
	case !hasExpiry:
		return errors.New("it has no exp")
	case subject == "":
		return errors.New("it has no sub")
	case subject != s.User.ID:
		return errors.New("it is another user's")
	}
	return nil
}

// errRefused wraps ErrInvalidToken where WorkOS may well have made the token.
var errRefused = fmt.Errorf("%w: it is not what Config takes", ErrInvalidToken)

// refused wraps errRefused around what is wrong with a token.
func refused(why string) error { return fmt.Errorf("%w: %s", errRefused, why) }

// accept checks what the configuration says of claims.
func (c Config) accept(said claims) error {
	var issuer string
	var audience stringOrStrings
	start, _, err := said.time("nbf")
	switch {
	case err != nil:
		return refused(err.Error())
	case time.Now().Before(start.Add(-c.Leeway)):
		return refused("it is not good yet")
	case c.Issuer != "" && (said.read("iss", &issuer) != nil || issuer != c.Issuer):
		return refused("its issuer is another")
	case c.Audience != "" && (said.read("aud", &audience) != nil || !slices.Contains(audience, c.Audience)):
		return refused("its audience is another")
	}
	return nil
}

// claims are the members of a token's payload, whose names are case-sensitive.
type claims map[string]json.RawMessage

// read decodes a claim. One that is not there, or null, changes nothing.
func (c claims) read(name string, into any) error {
	raw, ok := c[name]
	if !ok || json.Unmarshal(raw, into) == nil {
		return nil
	}
	return fmt.Errorf("its %s is of another type", name)
}

// time returns a time that a claim says, and whether it says one.
func (c claims) time(name string) (time.Time, bool, error) {
	var seconds *float64
	if err := c.read(name, &seconds); err != nil || seconds == nil {
		return time.Time{}, false, err
	}
	if *seconds < 0 || *seconds > maxTime {
		return time.Time{}, false, fmt.Errorf("its %s is no time", name)
	}
	return time.Unix(int64(*seconds), 0), true, nil
}

// stringOrStrings decodes a string as a list of one.
type stringOrStrings []string

// UnmarshalJSON decodes a string or an array of strings.
func (s *stringOrStrings) UnmarshalJSON(data []byte) error {
	if data[0] == '"' {
		*s = stringOrStrings{""}
		return json.Unmarshal(data, &(*s)[0])
	}
	return json.Unmarshal(data, (*[]string)(s))
}
