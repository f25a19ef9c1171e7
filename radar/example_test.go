package radar_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/radar"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	risks := radar.New(srv.Client())

	err := risks.AddListEntry(ctx, radar.ListTypeIPAddress, radar.ListActionBlock, radar.AddListEntryParams{Entry: "198.51.100.42"})
	if err != nil {
		fmt.Println(err)
		return
	}
	srv.ChallengeByRadar(srv.AddUser(usermanagement.CreateUserParams{Email: "bob@foo-corp.com"}).ID, usermanagement.RadarChallengeKindEmail)

	for _, person := range []struct{ email, address string }{
		{"ann@foo-corp.com", "198.51.100.42"},
		{"ann@foo-corp.com", "203.0.113.7"},
		{"bob@foo-corp.com", "203.0.113.7"},
		{"bob@foo-corp.com", "203.0.113.7"},
	} {
		attempt, err := risks.CreateAttempt(ctx, radar.CreateAttemptParams{
			IPAddress:  person.address,
			UserAgent:  "Mozilla/5.0",
			Email:      person.email,
			AuthMethod: radar.AuthMethodPassword,
			Action:     radar.ActionSignIn,
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(person.email, attempt.Verdict, attempt.Reason)
		outcome := radar.UpdateAttemptParams{AttemptStatus: radar.StatusSuccess}
		switch attempt.Verdict {
		case radar.VerdictAllow:
		case radar.VerdictBlock:
			continue // and turn the person away
		case radar.VerdictChallenge:
			outcome.ChallengeStatus = radar.StatusSuccess // a one-time code was right
		}
		// The password was right.
		if err := risks.UpdateAttempt(ctx, attempt.AttemptID, outcome); err != nil {
			fmt.Println(err)
			return
		}
	}
	// Output:
	// ann@foo-corp.com block The ip_address is on the block list.
	// ann@foo-corp.com allow No risk was found.
	// bob@foo-corp.com challenge The device is unknown.
	// bob@foo-corp.com allow No risk was found.
}
