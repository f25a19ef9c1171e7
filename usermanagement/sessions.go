package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Session is a user's stay in the application, from a sign-in on.
type Session struct {
	// Object is "session".
	Object string `json:"object"`
	// ID identifies the session. It is the claim "sid" of the session's access
	// tokens.
	ID string `json:"id"`
	// Impersonator is who acts in the user's place, or nil.
	Impersonator *Impersonator `json:"impersonator,omitempty"`
	// IPAddress is where the person's request came from, or "".
	IPAddress string `json:"ip_address"`
	// OrganizationID is the organization that the user is signed in to, or "".
	OrganizationID string `json:"organization_id,omitempty"`
	// UserAgent is the User-Agent header of the person's request, or "".
	UserAgent string `json:"user_agent"`
	// UserID is the user.
	UserID string `json:"user_id"`
	// AuthMethod is how the user signed in.
	AuthMethod SessionAuthMethod `json:"auth_method"`
	// Status says whether the session goes on.
	Status SessionStatus `json:"status"`
	// ExpiresAt is when the session ends by itself.
	ExpiresAt time.Time `json:"expires_at"`
	// EndedAt is when the session ended, or zero.
	EndedAt time.Time `json:"ended_at"`
	// CreatedAt is when the user signed in.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the session was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// Impersonator is a user of the WorkOS dashboard who acts in a user's place.
type Impersonator struct {
	// Email is the impersonator's e-mail address.
	Email string `json:"email"`
	// Reason is why, in the impersonator's words, or "".
	Reason string `json:"reason"`
}

// SessionAuthMethod is how a session began.
type SessionAuthMethod string

// How a session can begin.
const (
	// SessionAuthMethodCrossAppAuth means access that another application passed on.
	SessionAuthMethodCrossAppAuth SessionAuthMethod = "cross_app_auth"
	// SessionAuthMethodExternalAuth means a sign-in outside WorkOS.
	SessionAuthMethodExternalAuth SessionAuthMethod = "external_auth"
	// SessionAuthMethodImpersonation means somebody in the user's place.
	SessionAuthMethodImpersonation SessionAuthMethod = "impersonation"
	// SessionAuthMethodMagicCode means a one-time code by e-mail.
	SessionAuthMethodMagicCode SessionAuthMethod = "magic_code"
	// SessionAuthMethodMigratedSession means a session of another system.
	SessionAuthMethodMigratedSession SessionAuthMethod = "migrated_session"
	SessionAuthMethodOAuth           SessionAuthMethod = "oauth"
	SessionAuthMethodPasskey         SessionAuthMethod = "passkey"
	SessionAuthMethodPassword        SessionAuthMethod = "password"
	SessionAuthMethodSSO             SessionAuthMethod = "sso"
	SessionAuthMethodUnknown         SessionAuthMethod = "unknown"
)

// SessionStatus says whether a session goes on.
type SessionStatus string

// The statuses of a session.
const (
	SessionStatusActive  SessionStatus = "active"
	SessionStatusExpired SessionStatus = "expired"
	// SessionStatusRevoked means that the user or the application ended it.
	SessionStatusRevoked SessionStatus = "revoked"
)

// ListSessionsParams are the parameters of ListSessions.
type ListSessionsParams struct {
	workos.ListParams
}

// ListSessions returns a page of a user's active sessions, newest first unless the
// params say otherwise. The page's All walks over all of them. An unknown user is a
// workos.ErrNotFound.
//
// Calls GET /user_management/users/{id}/sessions.
func (s *Service) ListSessions(ctx context.Context, userID string, params ListSessionsParams, opts ...workos.RequestOption) (*workos.List[Session], error) {
	return workos.GetList[Session](ctx, s.client, workos.Path("/user_management/users/{id}/sessions", userID), params, opts...)
}

// RevokeSessionParams are the parameters of RevokeSession.
type RevokeSessionParams struct {
	// SessionID is the session: the claim "sid" of an access token.
	SessionID string `json:"session_id" required:"true"`
}

// RevokeSession ends a session: its refresh token is good for nothing from then
// on. Access tokens stay valid until they expire. A session that does not exist,
// or has ended, is a workos.ErrBadRequest.
//
// Calls POST /user_management/sessions/revoke.
func (s *Service) RevokeSession(ctx context.Context, params RevokeSessionParams, opts ...workos.RequestOption) error {
	req := workos.Request{Method: "POST", Path: workos.Path("/user_management/sessions/revoke"), Body: params}
	return s.client.Do(ctx, req, nil, opts...)
}
