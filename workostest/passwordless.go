package workostest

import (
	"net/http"
	"time"

	"github.com/workos-go/workos/passwordless"
)

// passwordlessTables holds passwordless sessions.
type passwordlessTables struct {
	sessions map[string]*passwordless.Session
}

// How many seconds a session lives.
const (
	minPasswordlessLife     = 300
	defaultPasswordlessLife = 900
	maxPasswordlessLife     = 1800
)

func (s *Server) registerPasswordless() {
	s.passwordless.sessions = map[string]*passwordless.Session{}
	s.register("POST /passwordless/sessions", s.createPasswordlessSession)
	s.register("POST /passwordless/sessions/{id}/send", s.sendPasswordlessSession)
}

func (s *Server) createPasswordlessSession(w http.ResponseWriter, r *http.Request) {
	params := passwordless.CreateSessionParams{ExpiresIn: defaultPasswordlessLife}
	if !readParams(w, r, &params) {
		return
	}
	if problems := passwordlessProblems(params); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	now := s.timestamp()
	session := &passwordless.Session{
		Object:    "passwordless_session",
		ID:        s.ids.next("passwordless_session", now),
		Email:     params.Email,
		ExpiresAt: now.Add(time.Duration(params.ExpiresIn) * time.Second),
		Link:      "https://auth.workos.test/passwordless/" + s.random.token() + "/confirm",
	}
	s.passwordless.sessions[session.ID] = session
	writeJSON(w, http.StatusCreated, session)
}

func passwordlessProblems(params passwordless.CreateSessionParams) []fieldError {
	var problems []fieldError
	switch params.Type {
	case passwordless.SessionTypeMagicLink:
	case "":
		problems = append(problems, fieldError{"type", "required"})
	default:
		problems = append(problems, fieldError{"type", "unknown_value"})
	}
	switch {
	case params.Email == "":
		problems = append(problems, fieldError{"email", "required"})
	case !validEmail(params.Email):
		problems = append(problems, fieldError{"email", "invalid_email"})
	}
	if params.RedirectURI != "" && !absoluteURL(params.RedirectURI) {
		problems = append(problems, fieldError{"redirect_uri", "invalid_url"})
	}
	if params.ExpiresIn < minPasswordlessLife || params.ExpiresIn > maxPasswordlessLife {
		problems = append(problems, fieldError{"expires_in", "out_of_range"})
	}
	return problems
}

func (s *Server) sendPasswordlessSession(w http.ResponseWriter, r *http.Request) {
	session := find(w, r, s.passwordless.sessions, "Passwordless session")
	if session == nil {
		return
	}
	if !s.now().Before(session.ExpiresAt) {
		writeNotFound(w, "Passwordless session", session.ID)
		return
	}
	s.send(Message{To: session.Email, Kind: MessageKindPasswordless, URL: session.Link})
	writeJSON(w, http.StatusOK, passwordless.SendResult{Success: true})
}
