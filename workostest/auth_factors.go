package workostest

import (
	"cmp"
	"net/http"

	"github.com/workos-go/workos/mfa"
	"github.com/workos-go/workos/usermanagement"
)

func (s *Server) registerAuthFactors() {
	s.register("POST /user_management/users/{userlandUserId}/auth_factors", s.enrollAuthFactor)
	s.register("GET /user_management/users/{userlandUserId}/auth_factors", s.listAuthFactors)
}

// teamName is the issuer of factors that were given none.
const teamName = "Workostest"

// enrollAuthFactor gives a user a factor of package mfa, and challenges it.
func (s *Server) enrollAuthFactor(w http.ResponseWriter, r *http.Request) {
	u := s.findUser(w, r, "userlandUserId")
	var params usermanagement.EnrollAuthFactorParams
	if u == nil || !readParams(w, r, &params) {
		return
	}
	if params.Type != usermanagement.AuthenticationFactorTypeTOTP {
		refuseParams(fieldError{"type", "unknown_value"}).write(w)
		return
	}
	if _, err := decodeTOTPSecret(params.TOTPSecret); err != nil {
		refuseParams(fieldError{"totp_secret", "invalid"}).write(w)
		return
	}
	f := s.newFactor(mfa.EnrollFactorParams{
		Type:       mfa.FactorTypeTOTP,
		TOTPIssuer: cmp.Or(params.TOTPIssuer, teamName),
		TOTPUser:   cmp.Or(params.TOTPUser, u.Email),
		UserID:     u.ID,
	}, params.TOTPSecret)
	writeJSON(w, http.StatusCreated, map[string]any{
		"authentication_factor":    f.enrolled(),
		"authentication_challenge": s.newChallenge(f).Challenge,
	})
}

func (s *Server) listAuthFactors(w http.ResponseWriter, r *http.Request) {
	u := s.findUser(w, r, "userlandUserId")
	if u == nil {
		return
	}
	var found []mfa.Factor
	for _, f := range s.mfa.factors {
		if f.UserID == u.ID {
			found = append(found, f.Factor)
		}
	}
	writeList(w, r.URL.Query(), found, func(f mfa.Factor) string { return f.ID })
}
