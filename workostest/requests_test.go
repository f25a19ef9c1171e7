package workostest_test

import (
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/portal"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// lines are the request lines of requests.
func lines(requests []workostest.Request) []string {
	written := []string{}
	for _, request := range requests {
		written = append(written, request.String())
	}
	return written
}

func TestWrites(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	ctx, orgs := t.Context(), organizations.New(srv.Client())
	assert.Empty(t, srv.Writes())
	org := create(t, srv.Client(), "Foo Corp")
	_, err := orgs.Create(ctx, organizations.CreateParams{Name: " "})
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	_, err = orgs.Get(ctx, org.ID)
	require.NoError(t, err)
	_, err = orgs.Update(ctx, org.ID, organizations.UpdateParams{Name: "Bar Inc"})
	require.NoError(t, err)
	_, err = orgs.Update(ctx, "org_1", organizations.UpdateParams{Name: "Bar Inc"})
	require.ErrorIs(t, err, workos.ErrNotFound)
	_, err = portal.New(srv.Client()).GenerateLink(ctx, portal.GenerateLinkParams{Organization: org.ID, Intent: portal.IntentSSO})
	require.NoError(t, err)
	srv.Fail("DELETE /organizations/{id}", 1, workostest.Respond(200, nil, ""))
	require.NoError(t, orgs.Delete(ctx, org.ID))
	require.NoError(t, orgs.Delete(ctx, org.ID))
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com"})
	assert.Equal(t, []string{
		"POST /organizations", "PUT /organizations/" + org.ID, "POST /portal/generate_link", "DELETE /organizations/" + org.ID,
	}, lines(srv.Writes()), "neither what was refused nor what was answered by plan")
	assert.JSONEq(t, `{"name":"Foo Corp"}`, string(srv.Writes()[0].Body))
	assert.Equal(t, "POST /organizations", srv.Writes()[0].Route)

	srv.Handle("POST /widgets", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "{}") })
	_, err = workos.Post[struct{}](ctx, srv.Client(), workos.Path("/widgets"), nil)
	require.NoError(t, err)
	assert.Len(t, srv.Writes(), 5, "and what a test answers")
}

// One write under one key, for as long as the key lives.
func TestWritesUnderAKey(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	key := workos.WithIdempotencyKey("key")
	_, err := organizations.New(srv.Client()).Create(t.Context(), organizations.CreateParams{Name: " "}, key)
	require.ErrorIs(t, err, workos.ErrUnprocessable)
	first := create(t, srv.Client(), "Foo Corp", key)
	assert.Equal(t, first, create(t, srv.Client(), "Foo Corp", key))
	srv.Advance(24*time.Hour - time.Minute)
	assert.Equal(t, first, create(t, srv.Client(), "Foo Corp", key))
	assert.Len(t, srv.Writes(), 1)
	srv.Advance(time.Minute)
	assert.NotEqual(t, first.ID, create(t, srv.Client(), "Foo Corp", key).ID)
	assert.Len(t, srv.Writes(), 2)
	create(t, srv.Client(), "Foo Corp")
	create(t, srv.Client(), "Foo Corp")
	assert.Len(t, srv.Writes(), 4)

	srv.Fail("POST /organizations", 1, workostest.DropRequest())
	create(t, srv.Client(), "Bar Inc", workos.WithIdempotencyKey("other"))
	assert.Len(t, srv.Writes(), 5)
	assert.Len(t, srv.Requests(), 9)
}
