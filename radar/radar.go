// Package radar asks WorkOS Radar how risky a sign-in is, where the application
// signs people in by its own means. Sign-ins of package usermanagement ask by
// themselves.
//
// Each attempt to sign up or in gets a verdict before its credentials are
// checked. What became of it is told afterwards, so that Radar knows the person's
// devices and places:
//
//	risks := radar.New(client)
//
//	attempt, err := risks.CreateAttempt(ctx, radar.CreateAttemptParams{
//		IPAddress:  "198.51.100.42",
//		UserAgent:  r.UserAgent(),
//		Email:      "ann@foo-corp.com",
//		AuthMethod: radar.AuthMethodPassword,
//		Action:     radar.ActionSignIn,
//	})
//	...
//	outcome := radar.UpdateAttemptParams{AttemptStatus: radar.StatusSuccess}
//	switch attempt.Verdict {
//	case radar.VerdictAllow:
//	case radar.VerdictBlock:
//		return errTurnedAway // attempt.Reason says why, for the log
//	case radar.VerdictChallenge:
//		if err := askForOneTimeCode(); err != nil {
//			return err
//		}
//		outcome.ChallengeStatus = radar.StatusSuccess
//	}
//	... // check the password
//	err = risks.UpdateAttempt(ctx, attempt.AttemptID, outcome)
//
// Lists say whom to block or to allow, whatever else Radar thinks:
//
//	err = risks.AddListEntry(ctx, radar.ListTypeIPAddress, radar.ListActionBlock,
//		radar.AddListEntryParams{Entry: "198.51.100.42"})
package radar

import "github.com/workos-go/workos"

// Service calls the Radar operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
