package passwordless_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/passwordless"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	links := passwordless.New(srv.Client())

	session, err := links.CreateSession(ctx, passwordless.CreateSessionParams{
		Type:        passwordless.SessionTypeMagicLink,
		Email:       "ann@foo-corp.com",
		RedirectURI: "https://app.example.com/callback",
		ExpiresIn:   600,
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, err := links.SendSession(ctx, session.ID)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("sent:", result.Success)

	message := srv.Outbox()[0]
	fmt.Println(message.To, "got the link:", message.URL == session.Link)
	// Output:
	// sent: true
	// ann@foo-corp.com got the link: true
}
