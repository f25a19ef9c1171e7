package workostest

import (
	"net/http"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// radarTables hold whom Radar is to challenge, and its challenges.
type radarTables struct {
	due           map[string]usermanagement.RadarChallengeKind // by user
	challenges    map[string]*usermanagement.RadarChallenge
	verifications map[string]*radarVerification // of text messages, by ID
}

// radarVerification is a code in a text message.
type radarVerification struct{ userID, phoneNumber, code string }

func (s *Server) registerRadar() {
	s.authentication.radar = radarTables{
		due:           map[string]usermanagement.RadarChallengeKind{},
		challenges:    map[string]*usermanagement.RadarChallenge{},
		verifications: map[string]*radarVerification{},
	}
	s.register("POST /user_management/radar_challenges", s.sendRadarSMSChallenge)
	s.register("GET /user_management/radar_challenges/{id}", s.getRadarChallenge)
}

// ChallengeByRadar makes Radar challenge a user's sign-ins, until one of them
// passes. Its codes are in the outbox, those by text message to +15005550006 where
// nobody said which phone. Attempts of package radar get VerdictChallenge, until
// UpdateAttempt tells of success. A user or kind that is not there panics.
func (s *Server) ChallengeByRadar(userID string, kind usermanagement.RadarChallengeKind) {
	switch kind {
	case usermanagement.RadarChallengeKindEmail, usermanagement.RadarChallengeKindSMSSignIn, usermanagement.RadarChallengeKindSMSSignUp:
	default:
		panic("workostest: no kind of Radar's challenges: " + string(kind))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users.users[userID] == nil {
		panic("workostest: no user " + userID)
	}
	s.authentication.radar.due[userID] = kind
}

// unknownPhone is where the codes of users are sent whose phone nobody knows.
const unknownPhone = "+15005550006"

// challengeByRadar interrupts the sign-in of a user whom Radar is to challenge.
func (s *Server) challengeByRadar(in *signIn) *refusal {
	kind := s.authentication.radar.due[in.user.ID]
	if in.passedRadar || kind == "" {
		return nil
	}
	action := "login"
	if kind == usermanagement.RadarChallengeKindSMSSignUp {
		action = "signup"
	}
	s.emit(events.TypeAuthenticationRadarRiskDetected, map[string]any{
		"auth_method": in.method, "action": action, "control": "challenge", "blocklist_type": nil,
		"ip_address": nullable(in.info.IPAddress), "user_agent": nullable(in.info.UserAgent), "user_id": in.user.ID, "email": in.user.Email,
	})
	var body unfinished
	switch kind {
	case usermanagement.RadarChallengeKindEmail:
		body.RadarChallengeID = s.newRadarChallenge(in.user).ID
	case usermanagement.RadarChallengeKindSMSSignIn:
		body.PhoneNumber = unknownPhone
		s.sendRadarCode(in.user.ID, unknownPhone)
	default:
	}
	return s.interrupt(in, string(kind), "The user must complete a Radar challenge to finish authenticating.", body)
}

func (s *Server) newRadarChallenge(u *user) *usermanagement.RadarChallenge {
	now := s.timestamp()
	c := &usermanagement.RadarChallenge{
		Object:    "radar_challenge",
		ID:        s.ids.next("radar_challenge", now),
		Type:      usermanagement.RadarChallengeTypeEmail,
		UserID:    u.ID,
		Email:     u.Email,
		Code:      s.random.digits(),
		ExpiresAt: now.Add(codeLife),
		CreatedAt: now,
		UpdatedAt: now,
	}
	s.authentication.radar.challenges[c.ID] = c
	s.send(Message{To: c.Email, Kind: MessageKindRadarChallenge, Code: c.Code})
	s.emit(events.TypeRadarChallengeCreated, map[string]string{
		"type": "email", "radar_challenge_id": c.ID, "user_id": c.UserID, "email": c.Email,
	})
	return c
}

// sendRadarCode sends a code by text message and returns its ID.
func (s *Server) sendRadarCode(userID, phoneNumber string) string {
	id := s.ids.next("radar_verification", s.now())
	v := &radarVerification{userID, phoneNumber, s.random.digits()}
	s.authentication.radar.verifications[id] = v
	s.send(Message{To: phoneNumber, Kind: MessageKindRadarChallenge, Code: v.code})
	return id
}

func (s *Server) sendRadarSMSChallenge(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.SendRadarSMSChallengeParams
	if !readParams(w, r, &params) {
		return
	}
	in, refused := s.resume(grant{PendingToken: params.PendingAuthenticationToken})
	switch {
	case refused != nil:
		refused.write(w)
	case in.user.ID != params.UserID:
		refuseWith("user_mismatch", "The sign-in is another user's.").write(w)
	case !dialable.MatchString(params.PhoneNumber):
		refuseParams(fieldError{"phone_number", "invalid_phone_number"}).write(w)
	default:
		id := s.sendRadarCode(params.UserID, params.PhoneNumber)
		writeJSON(w, http.StatusCreated, usermanagement.RadarSMSChallenge{VerificationID: id, PhoneNumber: params.PhoneNumber})
	}
}

func (s *Server) getRadarChallenge(w http.ResponseWriter, r *http.Request) {
	if c := find(w, r, s.authentication.radar.challenges, "Radar challenge"); c != nil {
		writeJSON(w, http.StatusOK, c)
	}
}

func (s *Server) grantRadarEmailChallenge(g grant) (*signIn, *refusal) {
	in, refused := s.resume(g)
	if refused != nil {
		return nil, refused
	}
	c := s.authentication.radar.challenges[g.RadarChallengeID]
	switch {
	case c == nil || c.UserID != in.user.ID || c.Code != g.Code:
		return nil, refuseWith("invalid_one_time_code", "The code is not correct.")
	case !s.now().Before(c.ExpiresAt):
		return nil, refuseWith("one_time_code_expired", "The code has expired.")
	}
	delete(s.authentication.radar.challenges, c.ID)
	return s.passRadar(in), nil
}

func (s *Server) grantRadarSMSChallenge(g grant) (*signIn, *refusal) {
	in, refused := s.resume(g)
	if refused != nil {
		return nil, refused
	}
	signUp := s.authentication.radar.due[in.user.ID] == usermanagement.RadarChallengeKindSMSSignUp
	switch {
	case signUp && g.RadarVerification == "":
		return nil, refuseWith("verification_id_required", "The verification ID is missing.")
	case signUp && g.RadarPhoneNumber == "":
		return nil, refuseWith("phone_number_required", "The phone number is missing.")
	}
	for id, v := range s.authentication.radar.verifications {
		if v.userID == in.user.ID && v.code == g.Code && (!signUp || id == g.RadarVerification && v.phoneNumber == g.RadarPhoneNumber) {
			delete(s.authentication.radar.verifications, id)
			return s.passRadar(in), nil
		}
	}
	return nil, refuseWith("invalid_one_time_code", "The code is not correct.")
}

// passRadar lets a sign-in go on, and the user's later ones alone.
func (s *Server) passRadar(in *signIn) *signIn {
	in.passedRadar = true
	delete(s.authentication.radar.due, in.user.ID)
	return in
}
