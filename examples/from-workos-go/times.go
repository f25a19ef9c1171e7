package main

import (
	"context"
	"time"

	"github.com/workos-go/workos/usermanagement"
)

// lastSeen says when a user signed in last. A time that the API leaves out is the
// zero time, and no error.
//
//	v4: times are strings: at, err := time.Parse(time.RFC3339, user.CreatedAt)
func lastSeen(user usermanagement.User) string {
	if user.LastSignInAt.IsZero() {
		return "never"
	}
	return user.LastSignInAt.UTC().Format(time.DateOnly)
}

// tellTime asks for somebody who has not signed in.
func (d *demo) tellTime(ctx context.Context) error {
	ann := d.srv.AddUser(usermanagement.CreateUserParams{Email: "ann@foo-corp.com", FirstName: "Ann", Password: "correct horse battery", EmailVerified: true})
	user, err := d.users.GetUser(ctx, ann.ID)
	if err != nil {
		return err
	}
	d.say("4. %s signed in last: %s.", user.FirstName, lastSeen(*user))
	return nil
}
