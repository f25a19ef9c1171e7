package radar_test

import (
	"context"
	"fmt"

	"github.com/workos-go/workos/radar"
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
	for _, address := range []string{"198.51.100.42", "203.0.113.7"} {
		attempt, err := risks.CreateAttempt(ctx, radar.CreateAttemptParams{
			IPAddress:  address,
			UserAgent:  "Mozilla/5.0",
			Email:      "ann@foo-corp.com",
			AuthMethod: radar.AuthMethodPassword,
			Action:     radar.ActionSignIn,
		})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(address, attempt.Verdict, attempt.BlocklistType)
		if attempt.Verdict != radar.VerdictAllow {
			continue
		}
		// The password was right.
		err = risks.UpdateAttempt(ctx, attempt.AttemptID, radar.UpdateAttemptParams{AttemptStatus: radar.StatusSuccess})
		if err != nil {
			fmt.Println(err)
			return
		}
	}
	// Output:
	// 198.51.100.42 block ip_address
	// 203.0.113.7 allow
}
