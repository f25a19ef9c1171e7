package workostest

import (
	"net/http"

	"github.com/workos-go/workos/clientapi"
)

func (s *Server) registerClientAPI() {
	s.register("POST /client/token", s.createClientToken)
}

func (s *Server) createClientToken(w http.ResponseWriter, r *http.Request) {
	var params clientapi.CreateTokenParams
	if !readParams(w, r, &params) {
		return
	}
	refused := s.refuseTokenFor(params.OrganizationID, params.UserID)
	if params.OrganizationID == "" {
		refused = refuseParams(fieldError{"organization_id", "required"})
	} else if params.UserID == "" {
		refused = refuseParams(fieldError{"user_id", "required"})
	}
	if refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusCreated, clientapi.Token{Token: s.random.token()})
}
