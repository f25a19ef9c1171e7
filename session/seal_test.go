package session_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/iron"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const (
	cookiePassword = "a cookie password for tests only, 1"
	otherPassword  = "a cookie password for tests only, 2"
)

// golden is a cookie that somebody else sealed: internal/nodecheck/goldens.mjs
// made it.
type golden struct{ Name, By, Password, Sealed, Content string }

func goldens(tb testing.TB) (opens []golden, expired golden) {
	tb.Helper()
	data, err := os.ReadFile("testdata/cookies.json")
	require.NoError(tb, err)
	var file struct {
		Opens   []golden
		Expired golden
	}
	require.NoError(tb, json.Unmarshal(data, &file))
	require.NotEmpty(tb, file.Opens)
	return file.Opens, file.Expired
}

func sealer(tb testing.TB, passwords ...string) *session.Manager {
	tb.Helper()
	m, err := session.New(workostest.NewServer(tb).Client(), session.Config{Passwords: passwords})
	require.NoError(tb, err)
	return m
}

// sealedJSON returns a cookie that holds anything.
func sealedJSON(tb testing.TB, content string) string {
	tb.Helper()
	cookie, err := iron.Seal([]byte(content), cookiePassword, time.Time{})
	require.NoError(tb, err)
	return cookie
}

// contents returns the JSON in a cookie.
func contents(tb testing.TB, cookie, password string) string {
	tb.Helper()
	data, err := iron.Open(cookie, []string{password}, time.Now())
	require.NoError(tb, err)
	return string(data)
}

// parseJSON decodes JSON with its numbers as they are written.
func parseJSON(tb testing.TB, data string) any {
	tb.Helper()
	decoder := json.NewDecoder(strings.NewReader(data))
	decoder.UseNumber()
	var value any
	require.NoError(tb, decoder.Decode(&value))
	return value
}

// expectedSession reads the content of a cookie in another way: by the names of Go's fields,
// which encoding/json finds in any case.
func expectedSession(tb testing.TB, content string) *session.Session {
	tb.Helper()
	type user struct {
		Object, ID, FirstName, LastName, Name, ProfilePictureURL, Email string
		EmailVerified                                                   bool
		ExternalID                                                      string
		Metadata                                                        map[string]string
		LastSignInAt                                                    time.Time
		Locale                                                          string
		CreatedAt, UpdatedAt                                            time.Time
		RadarAuthAttemptID                                              string
	}
	var c struct {
		AccessToken, RefreshToken, OrganizationID string
		User                                      user
		Impersonator                              *usermanagement.Impersonator
		AuthenticationMethod                      usermanagement.AuthenticationMethod
	}
	require.NoError(tb, json.Unmarshal([]byte(content), &c))
	return &session.Session{
		AccessToken: c.AccessToken, RefreshToken: c.RefreshToken, OrganizationID: c.OrganizationID,
		User: usermanagement.User(c.User), Impersonator: c.Impersonator, AuthenticationMethod: c.AuthenticationMethod,
	}
}

func TestGoldenCookies(t *testing.T) {
	t.Parallel()
	opens, _ := goldens(t)
	for _, golden := range opens {
		t.Run(golden.By+"/"+golden.Name, func(t *testing.T) {
			t.Parallel()
			s, err := sealer(t, otherPassword, golden.Password).Open(golden.Sealed)
			require.NoError(t, err)
			assert.Equal(t, "user_1", s.User.ID)
			assert.Equal(t, "refresh_1", s.RefreshToken)
			assert.EqualExportedValues(t, *expectedSession(t, golden.Content), *s)

			// Sealed again it is the same to whoever sealed it.
			again, err := sealer(t, golden.Password).Seal(s)
			require.NoError(t, err)
			assert.Equal(t, parseJSON(t, golden.Content), parseJSON(t, contents(t, again, golden.Password)))

			_, err = sealer(t, otherPassword).Open(golden.Sealed)
			require.ErrorIs(t, err, session.ErrUnreadable)
			_, err = sealer(t, golden.Password).Open(golden.Sealed[:len(golden.Sealed)-10])
			require.ErrorIs(t, err, session.ErrUnreadable)
		})
	}
}

func TestExpiredSeal(t *testing.T) {
	t.Parallel()
	_, expired := goldens(t)
	_, err := sealer(t, expired.Password).Open(expired.Sealed)
	require.ErrorIs(t, err, session.ErrUnreadable)
	require.NotErrorIs(t, err, session.ErrExpired, "that is about the access token")
	require.ErrorContains(t, err, "expired")
}

func signedIn() *session.Session {
	at := time.Date(2026, 7, 1, 12, 0, 0, 120e6, time.UTC)
	return &session.Session{
		User: usermanagement.User{
			Object: "user", ID: "user_1", FirstName: "Ånn <&>", LastName: "Smith", Name: "Ann Smith", ProfilePictureURL: "https://example.com/?a=1&b=2",
			Email: "ann@example.com", EmailVerified: true, ExternalID: "ext_1", Metadata: map[string]string{"plan": "gold"},
			LastSignInAt: at, Locale: "en-GB", CreatedAt: at, UpdatedAt: at.Add(123456),
		},
		OrganizationID: "org_1", AuthenticationMethod: usermanagement.AuthenticationMethodPassword,
		Impersonator: &usermanagement.Impersonator{Email: "support@example.com", Reason: "Ticket 7"},
		AccessToken:  "t0ken.access", RefreshToken: "t0ken.refresh",
	}
}

func TestSealedContent(t *testing.T) {
	t.Parallel()
	m := sealer(t, cookiePassword)
	cookie, err := m.Seal(signedIn())
	require.NoError(t, err)
	data := contents(t, cookie, cookiePassword)
	assert.Contains(t, data, `"firstName":"Ånn <&>"`, "nothing is escaped that need not be")
	assert.JSONEq(t, `{
		"accessToken": "t0ken.access", "refreshToken": "t0ken.refresh", "organizationId": "org_1", "authenticationMethod": "Password",
		"impersonator": {"email": "support@example.com", "reason": "Ticket 7"},
		"user": {
			"object": "user", "id": "user_1", "email": "ann@example.com", "emailVerified": true, "firstName": "Ånn <&>", "lastName": "Smith",
			"name": "Ann Smith", "profilePictureUrl": "https://example.com/?a=1&b=2", "lastSignInAt": "2026-07-01T12:00:00.120Z", "locale": "en-GB",
			"createdAt": "2026-07-01T12:00:00.120Z", "updatedAt": "2026-07-01T12:00:00.120123456Z", "externalId": "ext_1", "metadata": {"plan": "gold"}
		}
	}`, data)
	opened, err := m.Open(cookie)
	require.NoError(t, err)
	assert.EqualExportedValues(t, *signedIn(), *opened)

	cookie, err = m.Seal(&session.Session{
		ID: "session_1", AccessToken: "a", RefreshToken: "r", Role: "admin", ExpiresAt: time.Now(),
		User: usermanagement.User{ID: "user_1", Email: "ann@example.com"}, Impersonator: &usermanagement.Impersonator{Email: "support@example.com"},
	})
	require.NoError(t, err)
	assert.JSONEq(t, `{
		"accessToken": "a", "refreshToken": "r", "impersonator": {"email": "support@example.com", "reason": null},
		"user": {
			"object": "user", "id": "user_1", "email": "ann@example.com", "emailVerified": false, "firstName": null, "lastName": null,
			"profilePictureUrl": null, "lastSignInAt": null, "locale": null, "createdAt": null, "updatedAt": null, "externalId": null, "metadata": {}
		}
	}`, contents(t, cookie, cookiePassword))
}

// What the cookie says beside a Session's fields is kept, and what a Session has a
// field for comes from there alone.
func TestUnknownFieldsAreKept(t *testing.T) {
	t.Parallel()
	m := sealer(t, cookiePassword)
	s, err := m.Open(sealedJSON(t, `{
		"accessToken": "old", "refreshToken": "old", "organizationId": "org_old", "authenticationMethod": "Password", "theirs": 12345678901234567890,
		"user": {"id": "user_1", "name": "Old Name", "firstName": "Old", "pronouns": ["<they>"], "id2": 1.50},
		"impersonator": {"email": "old@example.com", "reason": "old", "team": "support"}
	}`))
	require.NoError(t, err)
	s.AccessToken, s.RefreshToken, s.OrganizationID, s.AuthenticationMethod = "new", "new", "", ""
	s.User, s.Impersonator.Reason = usermanagement.User{ID: "user_1", LastName: "New"}, ""
	for range 2 {
		cookie, err := m.Seal(s)
		require.NoError(t, err)
		want := `{"accessToken":"new","impersonator":{"email":"old@example.com","reason":null,"team":"support"},"refreshToken":"new",` +
			`"theirs":12345678901234567890,"user":{"createdAt":null,"email":"","emailVerified":false,"externalId":null,"firstName":null,"id":"user_1",` +
			`"id2":1.50,"lastName":"New","lastSignInAt":null,"locale":null,"metadata":{},"object":"user","profilePictureUrl":null,` +
			`"pronouns":["<they>"],"updatedAt":null}}`
		require.Equal(t, want, contents(t, cookie, cookiePassword), "numbers are as they were written")
		s, err = m.Open(cookie)
		require.NoError(t, err)
	}
	s.Impersonator = nil
	cookie, err := m.Seal(s)
	require.NoError(t, err)
	assert.NotContains(t, contents(t, cookie, cookiePassword), "impersonator")
}

func TestRotation(t *testing.T) {
	t.Parallel()
	before, during, after := sealer(t, cookiePassword), sealer(t, otherPassword, cookiePassword), sealer(t, otherPassword)
	cookie, err := before.Seal(signedIn())
	require.NoError(t, err)
	s, err := during.Open(cookie)
	require.NoError(t, err)
	_, err = after.Open(cookie)
	require.ErrorIs(t, err, session.ErrUnreadable)
	cookie, err = during.Seal(s)
	require.NoError(t, err)
	_, err = after.Open(cookie)
	require.NoError(t, err, "the first seals")
	_, err = before.Open(cookie)
	require.ErrorIs(t, err, session.ErrUnreadable)
}

func TestUnreadableCookies(t *testing.T) {
	t.Parallel()
	m := sealer(t, cookiePassword)
	_, err := m.Open("")
	require.ErrorIs(t, err, session.ErrNoCookie)
	good := sealedJSON(t, `{"accessToken":"t0ken"}`)
	for name, cookie := range map[string]string{
		"text": "hello", "html": "<html>", "json": `{"accessToken":"t0ken"}`, "a token": "e30.e30.e30", "spaces": "   ", "=": "====", "lines": "\r\n",
		"too large": iron.Prefix + strings.Repeat("a", 100<<10), "too large base64": strings.Repeat("a", 100<<10),
		"short base64": base64.StdEncoding.EncodeToString(make([]byte, 11)), "empty gcm": base64.StdEncoding.EncodeToString(make([]byte, 12)),
		"other prefix": strings.Replace(good, "Fe26.2", "Fe26.1", 1), "quoted": `"` + good + `"`, "escaped": strings.ReplaceAll(good, "*", "%2A"),
		"null": sealedJSON(t, `null`), "array": sealedJSON(t, `[]`), "string": sealedJSON(t, `"t0ken"`), "number": sealedJSON(t, `1`), "nothing": sealedJSON(t, ``), "no json": sealedJSON(t, `t0ken`),
		"two": sealedJSON(t, `{"accessToken":"t0ken"}{}`), "empty": sealedJSON(t, `{}`), "no token": sealedJSON(t, `{"accessToken":""}`), "null token": sealedJSON(t, `{"accessToken":null}`),
		"another's name": sealedJSON(t, `{"access_token":"t0ken"}`), "number for a token": sealedJSON(t, `{"accessToken":1}`),
		"user is text": sealedJSON(t, `{"accessToken":"t0ken","user":"user_1"}`), "user is a list": sealedJSON(t, `{"accessToken":"t0ken","user":[{}]}`),
		"user's name is a number": sealedJSON(t, `{"accessToken":"t0ken","user":{"firstName":1}}`), "no time": sealedJSON(t, `{"accessToken":"t0ken","user":{"createdAt":"t0ken"}}`),
		"metadata is a list": sealedJSON(t, `{"accessToken":"t0ken","user":{"metadata":["t0ken"]}}`), "impersonator is text": sealedJSON(t, `{"accessToken":"t0ken","impersonator":"t0ken"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := m.Open(cookie)
			require.ErrorIs(t, err, session.ErrUnreadable)
			assert.Nil(t, s)
			assert.NotContains(t, err.Error(), "t0ken")
		})
	}
	for i := range strings.Index(good, "~") {
		_, err := m.Open(good[:i] + "!" + good[i+1:])
		require.ErrorIs(t, err, session.ErrUnreadable)
	}
}

func TestTolerantReading(t *testing.T) {
	t.Parallel()
	m := sealer(t, cookiePassword)
	for content, want := range map[string]session.Session{
		`{"accessToken":"t"}`: {AccessToken: "t"},
		`{"accessToken":"t","refreshToken":null,"user":null,"impersonator":null,"organizationId":null,"authenticationMethod":null}`: {AccessToken: "t"},
		`{"accessToken":"t","user":{"id":"u","email":null,"emailVerified":null,"metadata":null,"createdAt":"","name":null}}`:        {AccessToken: "t", User: usermanagement.User{ID: "u"}},
		`{"accessToken":"t","impersonator":{}}`: {AccessToken: "t", Impersonator: &usermanagement.Impersonator{}},
		`{"accessToken":"t","AccessToken":"u"}`: {AccessToken: "t"},
	} {
		s, err := m.Open(sealedJSON(t, content))
		require.NoError(t, err, content)
		assert.EqualExportedValues(t, want, *s, content)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	require.NoError(t, session.CheckPasswords(nil))
	require.NoError(t, session.CheckPasswords([]string{cookiePassword, strings.Repeat("ä", 32)}))
	err := session.CheckPasswords([]string{cookiePassword, "t0o short" + strings.Repeat("ä", 22)})
	require.EqualError(t, err, "session: Config.Passwords[1] has fewer than 32 characters")

	m := sealer(t)
	_, err = m.Seal(signedIn())
	require.ErrorContains(t, err, "Config.Passwords")
	_, err = m.Open(sealedJSON(t, `{"accessToken":"t"}`))
	require.ErrorContains(t, err, "Config.Passwords")
	require.NotErrorIs(t, err, session.ErrUnreadable, "the cookie may be a good one")
	_, err = m.Open("")
	require.ErrorIs(t, err, session.ErrNoCookie)
	for _, s := range []*session.Session{nil, {}} {
		_, err = sealer(t, cookiePassword).Seal(s)
		require.ErrorContains(t, err, "no access token")
	}
}

// FuzzOpen opens cookies of any content: it never panics, and what it opens can be
// sealed and opened again without a change.
func FuzzOpen(f *testing.F) {
	opens, _ := goldens(f)
	for _, golden := range opens {
		f.Add(golden.Content)
		f.Add(golden.Sealed)
	}
	for _, content := range []string{"", "null", "{}", `{"accessToken":"t","user":[]}`, `{"accessToken":"t","user":{"createdAt":"0000-01-01T00:00:00Z"},"impersonator":{"a":{}}}`} {
		f.Add(content)
	}
	m := sealer(f, cookiePassword)
	f.Fuzz(func(t *testing.T, content string) {
		if _, err := m.Open(content); content != "" && err != nil && !errors.Is(err, session.ErrUnreadable) {
			t.Fatal(err)
		}
		s, err := m.Open(sealedJSON(t, content))
		if err != nil {
			if !errors.Is(err, session.ErrUnreadable) {
				t.Fatal(err)
			}
			return
		}
		cookie, err := m.Seal(s)
		if err != nil {
			t.Fatal(err)
		}
		again, err := m.Open(cookie)
		if err != nil {
			if len(cookie) > 64<<10 {
				return
			}
			t.Fatal(err)
		}
		first, second := contents(t, cookie, cookiePassword), ""
		if cookie, err = m.Seal(again); err == nil {
			second = contents(t, cookie, cookiePassword)
		}
		if first != second {
			t.Fatalf("%s\nbecame %s", first, second)
		}
	})
}
