package events

import "github.com/workos-go/workos/usermanagement"

// RadarRisk is the payload of the event authentication.radar_risk_detected.
type RadarRisk struct {
	// AuthMethod is how somebody signed in or up.
	AuthMethod string `json:"auth_method"`
	// Action says which of both it was.
	Action RadarAction `json:"action"`
	// Control is what in Radar's settings was decisive, or "".
	Control string `json:"control"`
	// BlocklistType is the kind of the list that somebody is on, or "".
	BlocklistType string `json:"blocklist_type"`
	// IPAddress is where the person's request came from, or "".
	IPAddress string `json:"ip_address"`
	// UserAgent is the User-Agent header of the person's request, or "".
	UserAgent string `json:"user_agent"`
	// UserID is the user.
	UserID string `json:"user_id"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
}

// RadarAction is what Radar looked at.
type RadarAction string

// What Radar looks at.
const (
	RadarActionSignUp RadarAction = "signup"
	RadarActionLogin  RadarAction = "login"
)

// RadarChallenge is the payload of the event radar.challenge_created.
type RadarChallenge struct {
	// Type says how the code was sent.
	Type usermanagement.RadarChallengeType `json:"type"`
	// RadarChallengeID identifies the challenge.
	RadarChallengeID string `json:"radar_challenge_id"`
	// UserID is the user.
	UserID string `json:"user_id"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
}

// AuthenticationRadarRiskDetected is the event
// authentication.radar_risk_detected: Radar found something wrong with a
// sign-in or sign-up.
type AuthenticationRadarRiskDetected struct{ Of[RadarRisk] }

func (AuthenticationRadarRiskDetected) kind() Type { return TypeAuthenticationRadarRiskDetected }

// RadarChallengeCreated is the event radar.challenge_created: Radar asked
// somebody for a code.
type RadarChallengeCreated struct{ Of[RadarChallenge] }

func (RadarChallengeCreated) kind() Type { return TypeRadarChallengeCreated }
