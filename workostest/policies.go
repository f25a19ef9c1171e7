package workostest

import (
	"net/http"
	"slices"
	"strings"

	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
)

// policyTables hold what sign-ins have to be like.
type policyTables struct {
	mfa           bool
	organizations map[string]AuthenticationPolicy
	interruptions map[string]SignInStep // by user
}

func (s *Server) registerPolicies() {
	s.authentication.policies.organizations = map[string]AuthenticationPolicy{}
	s.authentication.policies.interruptions = map[string]SignInStep{}
}

// RequireMFA makes everybody who has no second factor enroll one at the next
// sign-in, but for those who sign in by single sign-on.
func (s *Server) RequireMFA(required bool) {
	s.locked(func() { s.authentication.policies.mfa = required })
}

// AuthenticationPolicy says how members of an organization may sign in to it. The
// zero policy allows every way.
type AuthenticationPolicy struct {
	// SSORequired allows single sign-on alone, through the organization's active
	// connections: other sign-ins are answered sso_required.
	SSORequired bool
	// Methods allows these methods alone, where it is not empty: other sign-ins are
	// answered organization_authentication_methods_required.
	Methods []usermanagement.AuthenticationMethod
}

// SetAuthenticationPolicy sets how members of an organization may sign in to it. An
// organization that is not there panics.
func (s *Server) SetAuthenticationPolicy(organizationID string, policy AuthenticationPolicy) {
	policy.Methods = slices.Clone(policy.Methods)
	s.locked(func() {
		if s.organizations[organizationID] == nil {
			panic("workostest: no organization " + organizationID)
		}
		s.authentication.policies.organizations[organizationID] = policy
	})
}

// SignInStep is a step of a sign-in that is taken in AuthKit.
type SignInStep string

// The steps that are taken in AuthKit.
const (
	SignInStepConsent           SignInStep = "application_consent_required"
	SignInStepPasskeyEnrollment SignInStep = "passkey_progressive_enrollment"
)

// InterruptSignIn makes the next sign-in of a user end with a step that is taken in
// AuthKit. The one after it finds that step taken. A user or step that is not there
// panics.
func (s *Server) InterruptSignIn(userID string, step SignInStep) {
	if step != SignInStepConsent && step != SignInStepPasskeyEnrollment {
		panic("workostest: no step of a sign-in: " + string(step))
	}
	s.locked(func() {
		if s.users.users[userID] == nil {
			panic("workostest: no user " + userID)
		}
		s.authentication.policies.interruptions[userID] = step
	})
}

// askInAuthKit interrupts a sign-in for a step that is taken in AuthKit.
func (s *Server) askInAuthKit(in *signIn) *refusal {
	step := s.authentication.policies.interruptions[in.user.ID]
	if step == "" || in.session != nil {
		return nil
	}
	delete(s.authentication.policies.interruptions, in.user.ID)
	return s.interrupt(in, string(step), "The sign-in has to go on in AuthKit.", unfinished{})
}

// refuseMethod refuses a sign-in by a method that the organization does not allow.
func (s *Server) refuseMethod(in *signIn) *refusal {
	policy := s.authentication.policies.organizations[in.organizationID]
	connections := s.activeConnections(in.organizationID)
	viaSSO := in.connection != nil && slices.Contains(connections, in.connection.ID)
	switch {
	case in.session != nil && in.session.OrganizationID == in.organizationID:
		return nil // it goes on
	case policy.SSORequired && !viaSSO:
		return &refusal{http.StatusBadRequest, unfinishedOAuth{
			oauthError:    oauthError{"sso_required", "User must authenticate using one of the matching connections."},
			PendingToken:  s.suspend(in),
			Email:         in.user.Email,
			ConnectionIDs: append([]string{}, connections...),
		}}
	case len(policy.Methods) > 0 && !slices.Contains(policy.Methods, in.method):
		return &refusal{http.StatusBadRequest, unfinishedOAuth{
			oauthError:       oauthError{"organization_authentication_methods_required", "User must authenticate by a method that the organization allows."},
			Email:            in.user.Email,
			SSOConnectionIDs: connections,
			AuthMethods:      policy.allowed(),
		}}
	}
	return nil
}

// allowed says of each method, by the name that the API has for it there, whether
// the policy allows it.
func (p AuthenticationPolicy) allowed() map[string]bool {
	methods := map[string]bool{}
	for name, method := range map[string]usermanagement.AuthenticationMethod{
		"apple_oauth":     usermanagement.AuthenticationMethodAppleOAuth,
		"github_oauth":    usermanagement.AuthenticationMethodGitHubOAuth,
		"google_oauth":    usermanagement.AuthenticationMethodGoogleOAuth,
		"magic_auth":      usermanagement.AuthenticationMethodMagicAuth,
		"microsoft_oauth": usermanagement.AuthenticationMethodMicrosoftOAuth,
		"password":        usermanagement.AuthenticationMethodPassword,
	} {
		methods[name] = slices.Contains(p.Methods, method)
	}
	return methods
}

// activeConnections returns the IDs of an organization's connections that are
// active, oldest first.
func (s *Server) activeConnections(organizationID string) []string {
	var ids []string
	for id, c := range s.sso.connections {
		if c.OrganizationID == organizationID && c.State == sso.ConnectionStateActive && organizationID != "" {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, strings.Compare)
	return ids
}
