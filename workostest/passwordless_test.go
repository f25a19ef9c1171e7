package workostest_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/passwordless"
	"github.com/workos-go/workos/workostest"
)

func TestPasswordlessSession(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	start := time.Date(2026, 1, 15, 12, 0, 0, 0, time.UTC)
	srv.SetTime(start)
	links, ctx := passwordless.New(srv.Client()), t.Context()
	params := passwordless.CreateSessionParams{
		Type: passwordless.SessionTypeMagicLink, Email: "ann@foo-corp.com", RedirectURI: "myapp://callback", ExpiresIn: 300,
	}
	var response workos.Response
	session, err := links.CreateSession(ctx, params, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, 201, response.StatusCode)
	assert.Equal(t, &passwordless.Session{
		Object: "passwordless_session", ID: session.ID, Email: "ann@foo-corp.com", ExpiresAt: start.Add(5 * time.Minute), Link: session.Link,
	}, session)
	assert.Regexp(t, `^passwordless_session_`, session.ID)
	assert.Regexp(t, `^https://auth\.workos\.test/passwordless/\w{26}/confirm$`, session.Link)
	assert.Empty(t, srv.Outbox(), "nothing is sent by creating it")

	other, err := links.CreateSession(ctx, passwordless.CreateSessionParams{Type: "MagicLink", Email: "bob@foo-corp.com"})
	require.NoError(t, err)
	assert.NotEqual(t, session.Link, other.Link)
	assert.Equal(t, start.Add(15*time.Minute), other.ExpiresAt)

	srv.Advance(5*time.Minute - time.Second)
	result, err := links.SendSession(ctx, session.ID, workos.WithResponse(&response))
	require.NoError(t, err)
	assert.Equal(t, &passwordless.SendResult{Success: true}, result)
	assert.JSONEq(t, `{"success":true}`, string(response.Body))
	assert.Equal(t, []workostest.Message{{
		To: "ann@foo-corp.com", Kind: workostest.MessageKindPasswordless, URL: session.Link, SentAt: srv.Now(),
	}}, srv.Outbox())

	srv.Advance(time.Second)
	_, err = links.SendSession(ctx, session.ID)
	requireRefusal(t, err, 404, "")
	_, err = links.SendSession(ctx, "passwordless_session_1")
	requireRefusal(t, err, 404, "")
	assert.Len(t, srv.Outbox(), 1)
}

func TestPasswordlessSessionsThatAreRefused(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	links, ctx := passwordless.New(srv.Client()), t.Context()
	valid := passwordless.CreateSessionParams{Type: passwordless.SessionTypeMagicLink, Email: "ann@foo-corp.com"}
	for field, change := range map[workos.FieldError]func(*passwordless.CreateSessionParams){
		{Field: "type", Code: "unknown_value"}:       func(p *passwordless.CreateSessionParams) { p.Type = "Pigeon" },
		{Field: "email", Code: "invalid_email"}:      func(p *passwordless.CreateSessionParams) { p.Email = "Ann <ann@foo-corp.com>" },
		{Field: "redirect_uri", Code: "invalid_url"}: func(p *passwordless.CreateSessionParams) { p.RedirectURI = "/callback" },
		{Field: "expires_in", Code: "out_of_range"}:  func(p *passwordless.CreateSessionParams) { p.ExpiresIn = 1801 },
	} {
		params := valid
		change(&params)
		_, err := links.CreateSession(ctx, params)
		requireRefusal(t, err, 422, "", field)
	}
	valid.ExpiresIn = 299
	_, err := links.CreateSession(ctx, valid)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "expires_in", Code: "out_of_range"})
	err = srv.Client().Do(ctx, workos.Request{Method: "POST", Path: workos.Path("/passwordless/sessions")}, nil)
	requireRefusal(t, err, 422, "", workos.FieldError{Field: "type", Code: "required"}, workos.FieldError{Field: "email", Code: "required"})
}
