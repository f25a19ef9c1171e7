package radar

import (
	"context"

	"github.com/workos-go/workos"
)

// AuthMethod is how a person signs in.
type AuthMethod string

// The ways to sign in.
const (
	// AuthMethodAuthenticator means a one-time code of an authenticator app.
	AuthMethodAuthenticator AuthMethod = "Authenticator"
	// AuthMethodEmailOTP means a one-time code in an e-mail.
	AuthMethodEmailOTP AuthMethod = "Email_OTP"
	AuthMethodOther    AuthMethod = "Other"
	AuthMethodPasskey  AuthMethod = "Passkey"
	AuthMethodPassword AuthMethod = "Password"
	// AuthMethodSMSOTP means a one-time code in a text message.
	AuthMethodSMSOTP AuthMethod = "SMS_OTP"
	// AuthMethodSocial means an account at another provider, such as Google.
	AuthMethodSocial AuthMethod = "Social"
	AuthMethodSSO    AuthMethod = "SSO"
)

// Action is what a person is about to do.
type Action string

// What a person can be about to do.
const (
	ActionSignIn Action = "sign-in"
	ActionSignUp Action = "sign-up"
)

// CreateAttemptParams are the parameters of CreateAttempt.
type CreateAttemptParams struct {
	// IPAddress is where the person's request came from.
	IPAddress string `json:"ip_address" required:"true"`
	// UserAgent is the User-Agent header of the person's request.
	UserAgent string `json:"user_agent" required:"true"`
	// Email is the e-mail address that the person gives.
	Email string `json:"email" required:"true"`
	// AuthMethod is how the person signs in.
	AuthMethod AuthMethod `json:"auth_method" required:"true"`
	// Action says whether the person signs up or in.
	Action Action `json:"action" required:"true"`
	// SignalsID is what Radar's script in the browser calls the visit, or "".
	SignalsID string `json:"signals_id,omitempty"`
}

// Attempt is an attempt to sign up or in, and what Radar thinks of it.
type Attempt struct {
	// AttemptID identifies the attempt.
	AttemptID string `json:"attempt_id"`
	// Verdict says what to do.
	Verdict Verdict `json:"verdict"`
	// Reason says why, for people to read.
	Reason string `json:"reason"`
	// Control is the check that led to the verdict, or "" where it is to allow.
	Control Control `json:"control,omitempty"`
	// BlocklistType is the list that the person is on, where Control is
	// ControlRestriction, and else "".
	BlocklistType ListType `json:"blocklist_type,omitempty"`
}

// Verdict says what to do with an attempt.
type Verdict string

// The verdicts.
const (
	VerdictAllow Verdict = "allow"
	VerdictBlock Verdict = "block"
	// VerdictChallenge means to ask for one more proof, such as a one-time code.
	VerdictChallenge Verdict = "challenge"
)

// Control is a check of Radar's.
type Control string

// The checks of Radar.
const (
	ControlBotDetection     Control = "bot_detection"
	ControlBruteForceAttack Control = "brute_force_attack"
	// ControlImpossibleTravel means two places too far apart for the time between.
	ControlImpossibleTravel Control = "impossible_travel"
	// ControlRepeatSignUp means one person with several accounts.
	ControlRepeatSignUp Control = "repeat_sign_up"
	// ControlRestriction means that an entry of a list blocks the attempt.
	ControlRestriction Control = "restriction"
	// ControlStaleAccount means an account that nobody has used for long.
	ControlStaleAccount       Control = "stale_account"
	ControlUnrecognizedDevice Control = "unrecognized_device"
)

// CreateAttempt tells Radar of an attempt to sign up or in, and returns its
// verdict. An environment where Radar is not on for other sign-ins than those of
// AuthKit is a workos.ErrBadRequest.
//
// Calls POST /radar/attempts.
func (s *Service) CreateAttempt(ctx context.Context, params CreateAttemptParams, opts ...workos.RequestOption) (*Attempt, error) {
	return workos.Post[Attempt](ctx, s.client, workos.Path("/radar/attempts"), params, opts...)
}

// Status says what became of an attempt or a challenge.
type Status string

// StatusSuccess means that the person passed, the one status that there is.
const StatusSuccess Status = "success"

// UpdateAttemptParams are the parameters of UpdateAttempt. What is zero stays as
// it is.
type UpdateAttemptParams struct {
	// AttemptStatus says that the person signed up or in.
	AttemptStatus Status `json:"attempt_status,omitempty"`
	// ChallengeStatus says that the person met the challenge that the verdict asked
	// for.
	ChallengeStatus Status `json:"challenge_status,omitempty"`
}

// UpdateAttempt tells Radar what became of an attempt. Some checks, such as
// ControlImpossibleTravel, compare with earlier successes, and need it. An
// unknown ID is a workos.ErrNotFound.
//
// Calls PUT /radar/attempts/{id}.
func (s *Service) UpdateAttempt(ctx context.Context, id string, params UpdateAttemptParams, opts ...workos.RequestOption) error {
	req := workos.Request{Method: "PUT", Path: workos.Path("/radar/attempts/{id}", id), Body: params}
	return s.client.Do(ctx, req, nil, opts...)
}
