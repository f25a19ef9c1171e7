package workostest

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/groups"
)

// groupsTables holds the groups of memberships.
type groupsTables struct {
	groups map[string]*group
}

// group is a group, with the IDs of the memberships in it.
type group struct {
	groups.Group

	members []string
}

// groupAnswer is a group as the API sends it.
type groupAnswer struct {
	groups.Group

	Description nullable `json:"description"`
}

func newGroupAnswer(g *group) groupAnswer { return groupAnswer{g.Group, nullable(g.Description)} }

func (g groupAnswer) id() string { return g.ID }

// groupMemberPayload says in an event who came or went.
type groupMemberPayload struct {
	GroupID                  string `json:"group_id"`
	OrganizationMembershipID string `json:"organization_membership_id"`
}

// maxGroupName is how long the name of a group may be.
const maxGroupName = 256

func (s *Server) registerGroups() {
	s.groups = groupsTables{map[string]*group{}}
	s.register("GET /organizations/{organizationId}/groups", s.listGroups)
	s.register("POST /organizations/{organizationId}/groups", s.createGroup)
	s.register("GET /organizations/{organizationId}/groups/{groupId}", s.getGroup)
	s.register("PATCH /organizations/{organizationId}/groups/{groupId}", s.updateGroup)
	s.register("DELETE /organizations/{organizationId}/groups/{groupId}", s.deleteGroup)
	s.register("GET /organizations/{organizationId}/groups/{groupId}/organization-memberships", s.listGroupMembers)
	s.register("POST /organizations/{organizationId}/groups/{groupId}/organization-memberships", s.addGroupMember)
	s.register("DELETE /organizations/{organizationId}/groups/{groupId}/organization-memberships/{omId}", s.removeGroupMember)
}

func (s *Server) listGroups(w http.ResponseWriter, r *http.Request) {
	if !s.hasOrganization(w, r) {
		return
	}
	var found []groupAnswer
	for _, g := range s.groups.groups {
		if g.OrganizationID == r.PathValue("organizationId") {
			found = append(found, newGroupAnswer(g))
		}
	}
	writeList(w, r.URL.Query(), found, groupAnswer.id)
}

func (s *Server) createGroup(w http.ResponseWriter, r *http.Request) {
	var params groups.CreateParams
	if !s.hasOrganization(w, r) || !readParams(w, r, &params) {
		return
	}
	problems := textProblems(limited{"name", params.Name, maxGroupName, true}, limited{"description", params.Description, maxDescription, false})
	if problems != nil {
		writeInvalid(w, problems...)
		return
	}
	now := s.timestamp()
	g := &group{Group: groups.Group{
		Object:         "group",
		ID:             s.ids.next("group", now),
		OrganizationID: r.PathValue("organizationId"),
		Name:           params.Name,
		Description:    params.Description,
		CreatedAt:      now,
		UpdatedAt:      now,
	}}
	s.groups.groups[g.ID] = g
	s.emit(events.TypeGroupCreated, newGroupAnswer(g))
	writeJSON(w, http.StatusCreated, newGroupAnswer(g))
}

func (s *Server) getGroup(w http.ResponseWriter, r *http.Request) {
	if g := s.findGroup(w, r); g != nil {
		writeJSON(w, http.StatusOK, newGroupAnswer(g))
	}
}

func (s *Server) updateGroup(w http.ResponseWriter, r *http.Request) {
	g := s.findGroup(w, r)
	var params groups.UpdateParams
	if g == nil || !readParams(w, r, &params) {
		return
	}
	description, _ := params.Description.Get()
	if problems := textProblems(limited{"name", params.Name, maxGroupName, false}, limited{"description", description, maxDescription, false}); problems != nil {
		writeInvalid(w, problems...)
		return
	}
	g.Name = cmp.Or(params.Name, g.Name)
	if !params.Description.IsZero() {
		g.Description = description
	}
	g.UpdatedAt = s.timestamp()
	s.emit(events.TypeGroupUpdated, newGroupAnswer(g))
	writeJSON(w, http.StatusOK, newGroupAnswer(g))
}

func (s *Server) deleteGroup(w http.ResponseWriter, r *http.Request) {
	if g := s.findGroup(w, r); g != nil {
		s.removeGroup(g)
		w.WriteHeader(http.StatusNoContent)
	}
}

// removeGroup deletes a group, with the roles that it gave.
func (s *Server) removeGroup(g *group) {
	for _, a := range s.groupRoles(g) {
		delete(s.authorization.groupAssignments, a.ID)
	}
	delete(s.groups.groups, g.ID)
	s.syncGroupRoles()
	s.emit(events.TypeGroupDeleted, newGroupAnswer(g))
}

func (s *Server) listGroupMembers(w http.ResponseWriter, r *http.Request) {
	g := s.findGroup(w, r)
	if g == nil {
		return
	}
	var found []memberAnswer
	for _, id := range g.members {
		member := memberAnswer{membershipAnswer: s.membershipAnswer(s.memberships.memberships[id])}
		member.User = nil
		found = append(found, member)
	}
	writeList(w, r.URL.Query(), found, memberAnswer.id)
}

func (s *Server) addGroupMember(w http.ResponseWriter, r *http.Request) {
	g := s.findGroup(w, r)
	var params groups.AddMemberParams
	if g == nil || !readParams(w, r, &params) {
		return
	}
	id := params.OrganizationMembershipID
	switch m := s.memberships.memberships[id]; {
	case id == "":
		writeInvalid(w, fieldError{"organization_membership_id", "required"})
		return
	case m == nil || m.OrganizationID != g.OrganizationID:
		writeNotFound(w, "Organization membership", id)
		return
	case !slices.Contains(g.members, id):
		g.members = append(g.members, id)
		s.syncGroupRoles()
		s.emit(events.TypeGroupMemberAdded, groupMemberPayload{g.ID, id})
	}
	writeJSON(w, http.StatusOK, newGroupAnswer(g))
}

func (s *Server) removeGroupMember(w http.ResponseWriter, r *http.Request) {
	g, id := s.findGroup(w, r), r.PathValue("omId")
	switch {
	case g == nil:
	case !slices.Contains(g.members, id):
		writeNotFound(w, "Organization membership", id)
	default:
		s.leaveGroup(g, id)
		w.WriteHeader(http.StatusNoContent)
	}
}

// leaveGroup takes a membership out of a group that it is in.
func (s *Server) leaveGroup(g *group, membershipID string) {
	at := slices.Index(g.members, membershipID)
	g.members = slices.Delete(g.members, at, at+1)
	s.syncGroupRoles()
	s.emit(events.TypeGroupMemberRemoved, groupMemberPayload{g.ID, membershipID})
}

// groupsOf returns the groups that a membership is in, oldest first.
func (s *Server) groupsOf(membershipID string) []*group {
	var found []*group
	for _, g := range s.groups.groups {
		if slices.Contains(g.members, membershipID) {
			found = append(found, g)
		}
	}
	slices.SortFunc(found, func(a, b *group) int { return cmp.Compare(a.ID, b.ID) })
	return found
}

// forgetMember takes a membership that is deleted out of its groups, and its roles
// away.
func (s *Server) forgetMember(membershipID string) {
	for _, g := range s.groupsOf(membershipID) {
		s.leaveGroup(g, membershipID)
	}
	for id, a := range s.authorization.assignments {
		if a.OrganizationMembershipID == membershipID {
			delete(s.authorization.assignments, id)
		}
	}
}

func (s *Server) listMembershipGroups(w http.ResponseWriter, r *http.Request) {
	id := r.PathValue("omId")
	if s.memberships.memberships[id] == nil {
		writeNotFound(w, "Organization membership", id)
		return
	}
	var found []groupAnswer
	for _, g := range s.groupsOf(id) {
		found = append(found, newGroupAnswer(g))
	}
	writeList(w, r.URL.Query(), found, groupAnswer.id)
}
