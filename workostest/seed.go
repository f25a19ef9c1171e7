package workostest

import (
	"encoding/json"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/featureflags"
	"github.com/workos-go/workos/organizations"
	"github.com/workos-go/workos/sso"
	"github.com/workos-go/workos/usermanagement"
)

// Seed is a world to begin with, also as a JSON document. IDs that are given are
// kept, so that one thing can name another; the others are made up.
//
//	{
//		"organizations": [{"id": "org_foo", "name": "Foo Corp"}],
//		"users": [{"id": "user_ann", "email": "ann@foo-corp.com", "email_verified": true, "password": "correct horse"}],
//		"memberships": [{"user_id": "user_ann", "organization_id": "org_foo", "role_slug": "admin"}],
//		"connections": [{"organization_id": "org_foo", "profiles": [{"email": "ann@foo-corp.com"}]}],
//		"directories": [{
//			"organization_id": "org_foo",
//			"users": [{"id": "directory_user_1", "email": "ann@foo-corp.com"}],
//			"groups": [{"name": "Admins", "members": ["directory_user_1"]}]
//		}],
//		"feature_flags": [{"slug": "new-editor", "enabled": true, "targets": ["org_foo"]}],
//		"roles": {"admin": ["users:write"]}
//	}
type Seed struct {
	// Organizations are the organizations.
	Organizations []SeedOrganization `json:"organizations,omitempty"`
	// Users are the users, with their passwords.
	Users []SeedUser `json:"users,omitempty"`
	// Memberships say which user is a member of which organization.
	Memberships []usermanagement.CreateOrganizationMembershipParams `json:"memberships,omitempty"`
	// Connections are the SSO connections, with those who sign in through them.
	Connections []SeedConnection `json:"connections,omitempty"`
	// Directories are the directories, with their users and groups.
	Directories []SeedDirectory `json:"directories,omitempty"`
	// FeatureFlags are the feature flags, with those whom they are on for.
	FeatureFlags []SeedFeatureFlag `json:"feature_flags,omitempty"`
	// Roles are the permissions of roles, by slug.
	Roles map[string][]string `json:"roles,omitempty"`
}

// SeedOrganization is an organization of a Seed.
type SeedOrganization struct {
	organizations.CreateParams

	// ID is the organization's, or "".
	ID string `json:"id,omitempty"`
}

// SeedUser is a user of a Seed.
type SeedUser struct {
	usermanagement.CreateUserParams

	// ID is the user's, or "".
	ID string `json:"id,omitempty"`
}

// SeedConnection is a connection of a Seed.
type SeedConnection struct {
	sso.Connection

	// Profiles are those who sign in through it.
	Profiles []sso.Profile `json:"profiles,omitempty"`
}

// SeedDirectory is a directory of a Seed.
type SeedDirectory struct {
	directorysync.Directory

	// Users are the people in it.
	Users []directorysync.User `json:"users,omitempty"`
	// Groups are the groups in it.
	Groups []SeedGroup `json:"groups,omitempty"`
}

// SeedGroup is a group of a SeedDirectory.
type SeedGroup struct {
	directorysync.Group

	// Members are the IDs of its users.
	Members []string `json:"members,omitempty"`
}

// SeedFeatureFlag is a feature flag of a Seed.
type SeedFeatureFlag struct {
	featureflags.Flag

	// Targets are the IDs of the users and organizations that it is on for.
	Targets []string `json:"targets,omitempty"`
}

// Add adds what the seed holds, with the events of a world that comes about. It
// panics where the API would refuse.
func (s *Server) Add(seed Seed) {
	for slug, permissions := range seed.Roles {
		s.SetRole(slug, permissions...)
	}
	for _, org := range seed.Organizations {
		s.locked(func() { added(s.newOrganization(org.CreateParams, org.ID)) })
	}
	for _, u := range seed.Users {
		s.locked(func() { added(s.newUser(u.CreateUserParams, u.ID)) })
	}
	for _, m := range seed.Memberships {
		s.AddMembership(m)
	}
	for _, c := range seed.Connections {
		connection := s.AddConnection(c.Connection)
		for _, p := range c.Profiles {
			s.AddProfile(connection.ID, p)
		}
	}
	for _, f := range seed.FeatureFlags {
		s.AddFeatureFlag(f.Flag, f.Targets...)
	}
	for _, d := range seed.Directories {
		s.addSeedDirectory(d)
	}
}

func (s *Server) addSeedDirectory(d SeedDirectory) {
	directory := s.Directory(s.AddDirectory(d.Directory).ID)
	for _, u := range d.Users {
		directory.AddUser(u)
	}
	for _, g := range d.Groups {
		group := directory.AddGroup(g.Group)
		for _, member := range g.Members {
			directory.AddMember(group.ID, member)
		}
	}
}

// locked runs f with the lock held.
func (s *Server) locked(f func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	f()
}

// added returns what was added, and panics where it was refused.
func added[T any](thing T, refused *refusal) T {
	if refused != nil {
		body, _ := json.Marshal(refused.body) // the server's own types marshal
		panic("workostest: the API would refuse this: " + string(body))
	}
	return thing
}
