package workostest

import (
	"net/http"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/workos-go/workos/radar"
)

// radarListsTables hold the lists of Radar, and the attempts that it saw.
type radarListsTables struct {
	entries  map[radarEntry]bool
	attempts map[string]string // e-mail addresses by ID
}

// radarEntry is an entry of a list.
type radarEntry struct {
	kind   radar.ListType
	action radar.ListAction
	value  string
}

func (s *Server) registerRadarLists() {
	s.radarLists = radarListsTables{map[radarEntry]bool{}, map[string]string{}}
	s.register("POST /radar/attempts", s.createRadarAttempt)
	s.register("PUT /radar/attempts/{id}", s.updateRadarAttempt)
	s.register("POST /radar/lists/{type}/{action}", s.addRadarEntry)
	s.register("DELETE /radar/lists/{type}/{action}", s.removeRadarEntry)
}

var (
	radarAuthMethods = []radar.AuthMethod{
		radar.AuthMethodAuthenticator, radar.AuthMethodEmailOTP, radar.AuthMethodOther, radar.AuthMethodPasskey,
		radar.AuthMethodPassword, radar.AuthMethodSMSOTP, radar.AuthMethodSocial, radar.AuthMethodSSO,
	}
	radarActions = []radar.Action{radar.ActionSignIn, radar.ActionSignUp}
)

// createRadarAttempt goes by the lists, and by whom ChallengeByRadar names.
func (s *Server) createRadarAttempt(w http.ResponseWriter, r *http.Request) {
	var params radar.CreateAttemptParams
	if !readParams(w, r, &params) {
		return
	}
	switch {
	case params.IPAddress == "" || params.UserAgent == "" || !validEmail(params.Email):
		refuseWith("", "ip_address, user_agent and email are required.").write(w)
	case !slices.Contains(radarAuthMethods, params.AuthMethod):
		refuseWith("", "auth_method is unknown: '"+string(params.AuthMethod)+"'.").write(w)
	case !slices.Contains(radarActions, params.Action):
		refuseWith("", "action is unknown: '"+string(params.Action)+"'.").write(w)
	default:
		attempt := s.assess(params)
		attempt.AttemptID = s.ids.next("radar_att", s.now())
		s.radarLists.attempts[attempt.AttemptID] = params.Email
		writeJSON(w, http.StatusOK, attempt)
	}
}

// assess returns what Radar thinks of an attempt. Who is allowed by a list is not
// blocked by another.
func (s *Server) assess(params radar.CreateAttemptParams) radar.Attempt {
	_, domain, _ := strings.Cut(params.Email, "@")
	values := []radarEntry{
		{kind: radar.ListTypeIPAddress, value: params.IPAddress},
		{kind: radar.ListTypeEmail, value: params.Email},
		{kind: radar.ListTypeDomain, value: domain},
		{kind: radar.ListTypeUserAgent, value: params.UserAgent},
	}
	for _, action := range []radar.ListAction{radar.ListActionAllow, radar.ListActionBlock} {
		for _, entry := range values {
			entry.action, entry.value = action, strings.ToLower(entry.value)
			switch {
			case !s.radarLists.entries[entry]:
			case action == radar.ListActionAllow:
				return radar.Attempt{Verdict: radar.VerdictAllow, Reason: "The " + string(entry.kind) + " is on the allow list."}
			default:
				return radar.Attempt{
					Verdict: radar.VerdictBlock, Reason: "The " + string(entry.kind) + " is on the block list.",
					Control: radar.ControlRestriction, BlocklistType: entry.kind,
				}
			}
		}
	}
	if u := s.userByEmail(params.Email); u != nil && s.authentication.radar.due[u.ID] != "" {
		return radar.Attempt{Verdict: radar.VerdictChallenge, Reason: "The device is unknown.", Control: radar.ControlUnrecognizedDevice}
	}
	return radar.Attempt{Verdict: radar.VerdictAllow, Reason: "No risk was found."}
}

// updateRadarAttempt ends the challenges of a user who met one.
func (s *Server) updateRadarAttempt(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("id")
	email, found := s.radarLists.attempts[id]
	var params radar.UpdateAttemptParams
	switch {
	case !found:
		writeNotFound(w, "Radar attempt", id)
	case !readParams(w, r, &params):
	case params.AttemptStatus != "" && params.AttemptStatus != radar.StatusSuccess,
		params.ChallengeStatus != "" && params.ChallengeStatus != radar.StatusSuccess:
		refuseWith("", "A status can only be 'success'.").write(w)
	default:
		if u := s.userByEmail(email); u != nil && params.ChallengeStatus != "" {
			delete(s.authentication.radar.due, u.ID)
		}
		w.WriteHeader(http.StatusNoContent)
	}
}

// readRadarEntry reads an entry from the path and the body, or answers what is
// wrong with it.
func readRadarEntry(w http.ResponseWriter, r *http.Request) (radarEntry, bool) {
	var params radar.AddListEntryParams
	if !readParams(w, r, &params) {
		return radarEntry{}, false
	}
	entry := radarEntry{radar.ListType(r.PathValue("type")), radar.ListAction(r.PathValue("action")), strings.ToLower(params.Entry)}
	switch {
	case entry.action != radar.ListActionAllow && entry.action != radar.ListActionBlock:
		refuseWith("", "The action is unknown: '"+string(entry.action)+"'.").write(w)
	case !entry.valid():
		refuseWith("", "The entry is no "+string(entry.kind)+", or there are no lists of these.").write(w)
	default:
		return entry, true
	}
	return entry, false
}

var countryCode = regexp.MustCompile(`^[a-z]{2}$`)

// valid reports whether an entry fits the type of its list.
func (e radarEntry) valid() bool {
	switch e.kind {
	case radar.ListTypeIPAddress:
		_, err := netip.ParseAddr(e.value)
		return err == nil
	case radar.ListTypeEmail:
		return validEmail(e.value)
	case radar.ListTypeDomain:
		return validDomain(e.value)
	case radar.ListTypeCountry:
		return countryCode.MatchString(e.value)
	case radar.ListTypeDevice, radar.ListTypeDeviceFingerprint, radar.ListTypeUserAgent:
		return e.value != ""
	default:
		return false
	}
}

func (s *Server) addRadarEntry(w http.ResponseWriter, r *http.Request) {
	entry, ok := readRadarEntry(w, r)
	switch {
	case !ok:
	case s.radarLists.entries[entry]:
		writeJSON(w, http.StatusOK, map[string]string{"message": "The entry is on the list already."})
	default:
		s.radarLists.entries[entry] = true
		w.WriteHeader(http.StatusNoContent)
	}
}

func (s *Server) removeRadarEntry(w http.ResponseWriter, r *http.Request) {
	entry, ok := readRadarEntry(w, r)
	switch {
	case !ok:
	case !s.radarLists.entries[entry]:
		writeNotFound(w, "Radar list entry", entry.value)
	default:
		delete(s.radarLists.entries, entry)
		w.WriteHeader(http.StatusNoContent)
	}
}
