package workostest

import (
	"slices"
	"strings"

	"github.com/workos-go/workos/usermanagement"
)

// claimTables hold what access tokens say beside session and organization.
type claimTables struct {
	roles        map[string][]string // permissions by slug
	entitlements map[string][]string // by organization
	flags        map[string][]string // by organization or user
}

func (s *Server) registerClaims() {
	s.claims = claimTables{map[string][]string{}, map[string][]string{}, map[string][]string{}}
}

// SetRole says which permissions a role has, besides those that the role of this
// slug was given by package authorization: access tokens of members with the role
// carry them, and checks know them.
func (s *Server) SetRole(slug string, permissions ...string) {
	s.locked(func() { s.claims.roles[slug] = slices.Clone(permissions) })
}

// SetEntitlements says what an organization has paid for: access tokens for the
// organization carry it.
func (s *Server) SetEntitlements(organizationID string, entitlements ...string) {
	s.locked(func() { s.claims.entitlements[organizationID] = slices.Clone(entitlements) })
}

// SetFeatureFlags says which feature flags are on for an organization or a user,
// by slug: access tokens carry them.
func (s *Server) SetFeatureFlags(id string, slugs ...string) {
	s.locked(func() { s.claims.flags[id] = slices.Clone(slugs) })
}

// fill adds what the tables say of a session.
func (t claimTables) fill(said *claims, session *usermanagement.Session) {
	said.Permissions = sortedSet(said.Permissions)
	said.Entitlements = t.entitlements[session.OrganizationID]
	said.FeatureFlags = sortedSet(slices.Concat(t.flags[session.OrganizationID], t.flags[session.UserID]))
}

func sortedSet(names []string) []string {
	slices.SortFunc(names, strings.Compare)
	return slices.Compact(names)
}
