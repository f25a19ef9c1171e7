package session_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

// Who a request comes from: a cookie is opened, and refreshed when its time has
// come.
func Example() {
	ctx := context.Background()
	srv := workostest.New(workostest.WithClock(time.Now().Add(-10 * time.Minute)))
	defer srv.Close()
	srv.AddUser(usermanagement.CreateUserParams{Email: "ann@example.com", Password: "correct horse battery", EmailVerified: true})
	client := srv.Client()
	sessions, err := session.New(client, session.Config{
		Passwords: []string{"a secret of at least 32 characters"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	// Somebody signed in ten minutes ago.
	auth, err := usermanagement.New(client).AuthenticateWithPassword(ctx, usermanagement.AuthenticateWithPasswordParams{
		Email: "ann@example.com", Password: "correct horse battery",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	begun, err := sessions.FromAuthentication(auth)
	if err != nil {
		fmt.Println(err)
		return
	}
	cookie, err := sessions.Seal(begun)
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.SetTime(time.Now())

	current, err := sessions.Authenticate(ctx, cookie)
	var outdated *session.TokenError
	if errors.As(err, &outdated) {
		fmt.Println(err)
		current, err = sessions.Refresh(ctx, outdated.Session, session.RefreshParams{})
	}
	switch {
	case errors.Is(err, session.ErrEnded):
		fmt.Println("sign in again")
	case err != nil:
		fmt.Println("try again later:", err)
	default:
		fmt.Println(current.User.Email, current.ExpiresAt.After(time.Now()))
	}
	// Output:
	// session: the access token has expired
	// ann@example.com true
}
