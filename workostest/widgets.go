package workostest

import (
	"net/http"
	"slices"

	"github.com/workos-go/workos/widgets"
)

func (s *Server) registerWidgets() {
	s.register("POST /widgets/token", s.createWidgetToken)
}

var widgetScopes = []widgets.Scope{
	widgets.ScopeAPIKeysManage, widgets.ScopeAuditLogStreamingManage, widgets.ScopeDirectorySyncManage,
	widgets.ScopeDomainVerificationManage, widgets.ScopePipesManage, widgets.ScopeSSOManage, widgets.ScopeUsersTableManage,
}

func (s *Server) createWidgetToken(w http.ResponseWriter, r *http.Request) {
	var params widgets.CreateTokenParams
	if !readParams(w, r, &params) {
		return
	}
	unknown := func(scope widgets.Scope) bool { return !slices.Contains(widgetScopes, scope) }
	var refused *refusal
	switch {
	case slices.ContainsFunc(params.Scopes, unknown):
		refused = refuseParams(fieldError{"scopes", "unknown_value"})
	case params.OrganizationID == "" && (params.UserID == "" || len(params.Scopes) > 0):
		refused = refuseParams(fieldError{"organization_id", "required"})
	default:
		refused = s.refuseTokenFor(params.OrganizationID, params.UserID)
	}
	if refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusCreated, widgets.Token{Token: s.random.token()})
}

// refuseTokenFor says why there is no token for a user in an organization, of
// which either may be left out.
func (s *Server) refuseTokenFor(organizationID, userID string) *refusal {
	switch {
	case organizationID != "" && s.organizations[organizationID] == nil:
		return refuseUnknown("Organization", organizationID)
	case userID != "" && s.users.users[userID] == nil:
		return refuseUnknown("User", userID)
	case organizationID != "" && userID != "" && !s.isMember(organizationID, userID):
		return &refusal{http.StatusUnprocessableEntity, apiError{Message: "The user has no active membership of the organization."}}
	default:
		return nil
	}
}
