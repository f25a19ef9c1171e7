package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// sessionLife is how long a session can go on.
const sessionLife = 365 * 24 * time.Hour

// sessionAnswer is a session as the API sends it.
type sessionAnswer struct {
	usermanagement.Session

	IPAddress nullable     `json:"ip_address"`
	UserAgent nullable     `json:"user_agent"`
	EndedAt   nullableTime `json:"ended_at"`
}

func (s *Server) registerSessions() {
	s.registerPublic("GET /user_management/sessions/logout", s.logout)
	s.register("POST /user_management/sessions/revoke", s.revokeSession)
	s.register("GET /user_management/users/{id}/sessions", s.listSessions)
}

func (s *Server) newSession(in *signIn) *usermanagement.Session {
	now := s.timestamp()
	session := &usermanagement.Session{
		Object:         "session",
		ID:             s.ids.next("session", now),
		IPAddress:      in.info.IPAddress,
		OrganizationID: in.organizationID,
		UserAgent:      in.info.UserAgent,
		UserID:         in.user.ID,
		AuthMethod:     sessionMethod(in.method),
		Status:         usermanagement.SessionStatusActive,
		ExpiresAt:      now.Add(sessionLife),
		CreatedAt:      now,
		UpdatedAt:      now,
	}
	s.authentication.sessions[session.ID] = session
	s.emit(events.TypeSessionCreated, s.sessionAnswer(session))
	return session
}

func sessionMethod(method usermanagement.AuthenticationMethod) usermanagement.SessionAuthMethod {
	switch {
	case method == usermanagement.AuthenticationMethodPassword:
		return usermanagement.SessionAuthMethodPassword
	case method == usermanagement.AuthenticationMethodMagicAuth:
		return usermanagement.SessionAuthMethodMagicCode
	case method == usermanagement.AuthenticationMethodSSO:
		return usermanagement.SessionAuthMethodSSO
	case strings.HasSuffix(string(method), "OAuth"):
		return usermanagement.SessionAuthMethodOAuth
	default:
		return usermanagement.SessionAuthMethodUnknown
	}
}

func (s *Server) sessionAnswer(session *usermanagement.Session) sessionAnswer {
	answer := sessionAnswer{*session, nullable(session.IPAddress), nullable(session.UserAgent), nullableTime(session.EndedAt)}
	answer.Status = s.statusOf(session)
	return answer
}

// statusOf returns the status of a session by the server's clock.
func (s *Server) statusOf(session *usermanagement.Session) usermanagement.SessionStatus {
	if session.Status == usermanagement.SessionStatusActive && !s.now().Before(session.ExpiresAt) {
		return usermanagement.SessionStatusExpired
	}
	return session.Status
}

func (s *Server) listSessions(w http.ResponseWriter, r *http.Request) {
	u := find(w, r, s.users.users, "User")
	if u == nil {
		return
	}
	var found []sessionAnswer
	for _, session := range s.authentication.sessions {
		if session.UserID == u.ID && s.statusOf(session) == usermanagement.SessionStatusActive {
			found = append(found, s.sessionAnswer(session))
		}
	}
	writeList(w, r.URL.Query(), found, func(session sessionAnswer) string { return session.ID })
}

func (s *Server) revokeSession(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.RevokeSessionParams
	if !readParams(w, r, &params) {
		return
	}
	if !s.endSession(params.SessionID) {
		writeError(w, http.StatusBadRequest, apiError{Message: "Session not found: '" + params.SessionID + "'."})
		return
	}
	w.WriteHeader(http.StatusOK)
}

// endSession revokes a session, if there is one to revoke.
func (s *Server) endSession(id string) bool {
	session := s.authentication.sessions[id]
	if session == nil || s.statusOf(session) != usermanagement.SessionStatusActive {
		return false
	}
	session.Status, session.EndedAt = usermanagement.SessionStatusRevoked, s.timestamp()
	session.UpdatedAt = session.EndedAt
	s.emit(events.TypeSessionRevoked, s.sessionAnswer(session))
	return true
}

// endSessionsOf revokes the sessions of a user who is deleted.
func (s *Server) endSessionsOf(userID string) {
	for _, id := range slices.Sorted(maps.Keys(s.authentication.sessions)) {
		if s.authentication.sessions[id].UserID == userID {
			s.endSession(id)
		}
	}
}

// logout ends a session and redirects to where it was asked for.
func (s *Server) logout(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	if !s.endSession(query.Get("session_id")) {
		writeError(w, http.StatusUnprocessableEntity, apiError{Message: "Session not found: '" + query.Get("session_id") + "'."})
		return
	}
	w.Header().Set("Location", cmp.Or(query.Get("return_to"), "https://auth.workos.test/logged-out"))
	w.WriteHeader(http.StatusFound)
}
