package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// with returns a request with a session cookie.
func with(t *testing.T, session string) *http.Request {
	t.Helper()
	req := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	req.AddCookie(&http.Cookie{Name: "session", Value: session})
	return req
}

// startTestSession begins a session in a browser that has another one, or "".
func startTestSession(t *testing.T, s *service, before string, begun session) (token string) {
	t.Helper()
	w := httptest.NewRecorder()
	require.True(t, s.startSession(w, with(t, before), begun))
	cookies := w.Result().Cookies()
	require.Len(t, cookies, 1)
	return cookies[0].Value
}

func TestSessionEnds(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &service{users: []user{{id: "user_ann"}}, sessions: map[string]session{}}
		first := startTestSession(t, s, "", session{userID: "user_ann"})
		second := startTestSession(t, s, first, session{userID: "user_ann"})
		_, ok := s.signedIn(with(t, first))
		assert.False(t, ok, "the next sign-in of the browser ends it")
		_, ok = s.signedIn(with(t, second))
		assert.True(t, ok)
		time.Sleep(sessionLife + 1)
		_, ok = s.signedIn(with(t, second))
		assert.False(t, ok, "whatever the browser does with the cookie")
		startTestSession(t, s, "", session{userID: "user_ann"})
		assert.Len(t, s.sessions, 1, "nor is it kept")
	})
}

// What is linked or unlinked while somebody signs in.
func TestSessionOfWhatNoLongerCounts(t *testing.T) {
	t.Parallel()
	s := &service{sessions: map[string]session{}, users: []user{
		{id: "user_linked", identity: identity{connection: "conn_1"}},
		{id: "user_unlinked"},
	}}
	w := httptest.NewRecorder()
	assert.False(t, s.startSession(w, with(t, ""), session{userID: "user_linked"}), "by password")
	assert.False(t, s.startSession(w, with(t, ""), session{userID: "user_unlinked", connection: "conn_1"}))
	assert.Empty(t, s.sessions)
	assert.Empty(t, w.Result().Cookies())
}

// answers counts how often a handler answers.
type answers struct {
	*httptest.ResponseRecorder
	n int
}

func (a *answers) WriteHeader(status int) {
	a.n++
	a.ResponseRecorder.WriteHeader(status)
}

func TestDeadline(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := (&service{}).routes()
		r.Get("/hangs", func(w http.ResponseWriter, r *http.Request) {
			<-r.Context().Done()
			show(w, http.StatusBadGateway, page{})
		})
		w := &answers{ResponseRecorder: httptest.NewRecorder()}
		r.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/hangs", nil))
		assert.Equal(t, http.StatusBadGateway, w.Code)
		assert.Equal(t, 1, w.n)
	})
}
