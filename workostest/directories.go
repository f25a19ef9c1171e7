package workostest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/workos-go/workos/directorysync"
	"github.com/workos-go/workos/events"
)

// directoryTables holds directories, their users and groups.
type directoryTables struct {
	directories map[string]*directorysync.Directory
	users       map[string]*directoryUser
	everyone    []*directoryUser // users, in the order in which they came
	groups      map[string]*directorysync.Group
}

// directoryUser is a directory user that is encoded as the API sends it.
type directoryUser struct {
	directorysync.User

	memberOf []string // IDs of groups
}

// MarshalJSON returns the answer.
func (u *directoryUser) MarshalJSON() ([]byte, error) {
	answer := u.payload()
	answer.Groups = append([]directorysync.Group{}, u.Groups...)
	for i := range answer.Groups {
		answer.Groups[i].Object = "directory_group"
	}
	return json.Marshal(answer)
}

// directoryUserPayload is a directory user in an event.
type directoryUserPayload struct {
	directorysync.User

	Email              nullable                   `json:"email"`
	FirstName          nullable                   `json:"first_name"`
	LastName           nullable                   `json:"last_name"`
	Name               nullable                   `json:"name"`
	JobTitle           nullable                   `json:"job_title"`
	Username           nullable                   `json:"username"`
	Groups             []directorysync.Group      `json:"groups,omitzero"` // in answers alone
	PreviousAttributes map[string]json.RawMessage `json:"previous_attributes,omitempty"`
}

func (u *directoryUser) payload() directoryUserPayload {
	return directoryUserPayload{
		User:  u.User,
		Email: nullable(u.Email), FirstName: nullable(u.FirstName), LastName: nullable(u.LastName),
		Name: nullable(u.Name), JobTitle: nullable(u.JobTitle), Username: nullable(u.Username),
	}
}

// directoryMembershipPayload is a directorysync.GroupMembership in an event.
type directoryMembershipPayload struct {
	DirectoryID string               `json:"directory_id"`
	User        directoryUserPayload `json:"user"`
	Group       *directorysync.Group `json:"group"`
}

func (s *Server) registerDirectories() {
	s.directories = directoryTables{
		directories: map[string]*directorysync.Directory{},
		users:       map[string]*directoryUser{},
		groups:      map[string]*directorysync.Group{},
	}
	s.register("GET /directories", s.listDirectories)
	s.register("GET /directories/{id}", s.getDirectory)
	s.register("DELETE /directories/{id}", s.deleteDirectory)
	s.register("GET /directory_users", s.listDirectoryUsers)
	s.register("GET /directory_users/{id}", s.getDirectoryUser)
	s.register("GET /directory_groups", s.listDirectoryGroups)
	s.register("GET /directory_groups/{id}", s.getDirectoryGroup)
}

// AddDirectory connects a directory, as a customer's IT department would, and
// returns it with an ID and what else d lacks: unless d says otherwise it is at
// Okta, and linked, which is the event dsync.activated. Its organization need not
// exist. Metadata is counted, whatever d says.
func (s *Server) AddDirectory(d directorysync.Directory) directorysync.Directory {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.timestamp()
	d.Object = "directory"
	d.ID = cmp.Or(d.ID, s.ids.next("directory", now))
	d.ExternalKey = cmp.Or(d.ExternalKey, s.ids.next("key", now))
	d.Name = cmp.Or(d.Name, "Directory")
	d.Type = cmp.Or(d.Type, directorysync.DirectoryTypeOktaSCIM)
	d.State = cmp.Or(d.State, directorysync.DirectoryStateLinked)
	d.CreatedAt, d.UpdatedAt = cmp.Or(d.CreatedAt, now), cmp.Or(d.UpdatedAt, now)
	addDirectoryObject(s.directories.directories, "directory", d.ID, &d)
	s.emitActivated(&d)
	return s.directoryAnswer(&d)
}

// emitActivated emits dsync.activated for a directory that is linked.
func (s *Server) emitActivated(d *directorysync.Directory) {
	if d.State != directorysync.DirectoryStateLinked {
		return
	}
	payload := newDirectoryEvent(d, directorysync.DirectoryEventStateActive)
	payload.ExternalKey, payload.Domains = d.ExternalKey, []directorysync.DirectoryDomain{}
	for _, domain := range s.domains.of(d.OrganizationID) {
		payload.Domains = append(payload.Domains, directorysync.DirectoryDomain{Object: domain.Object, ID: domain.ID, Domain: domain.Domain})
	}
	s.emit(events.TypeDSyncActivated, payload)
}

// Directory is a directory as its identity provider has it: what its methods
// change is what the customer's IT department changes, and gives rise to events.
type Directory struct {
	server *Server
	id     string
}

// Directory returns the directory with the ID, to change it and who is in it. One that is
// not there is a panic, here and once it is deleted; so is an ID of a user or a
// group that it does not have.
func (s *Server) Directory(id string) *Directory {
	s.mu.Lock()
	defer s.mu.Unlock()
	d := &Directory{s, id}
	d.get()
	return d
}

// SetState changes whether the directory is connected, and returns it. The event is
// dsync.activated where it is linked now and was not, and none for the other states:
// the API has none. Users and groups stay, and may change, in every state.
func (d *Directory) SetState(state directorysync.DirectoryState) directorysync.Directory {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	directory := d.get()
	if directory.State != state {
		directory.State, directory.UpdatedAt = state, s.timestamp()
		s.emitActivated(directory)
	}
	return s.directoryAnswer(directory)
}

// AddUser adds a user and returns it with an ID and what else u lacks: it is
// active, unless u says otherwise. The event is dsync.user.created.
//
// As for the API's newer teams, Groups stays as u has it, whatever the user's
// memberships.
func (d *Directory) AddUser(u directorysync.User) directorysync.User {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	directory, now := d.get(), s.timestamp()
	u.Object, u.DirectoryID, u.OrganizationID = "directory_user", directory.ID, directory.OrganizationID
	u.ID = cmp.Or(u.ID, s.ids.next("directory_user", now))
	u.IDPID = cmp.Or(u.IDPID, s.ids.next("idp", now))
	u.Name = u.FullName()
	u.State = cmp.Or(u.State, directorysync.UserStateActive)
	u.CreatedAt, u.UpdatedAt = cmp.Or(u.CreatedAt, now), cmp.Or(u.UpdatedAt, now)
	user := newDirectoryUser(u)
	addDirectoryObject(s.directories.users, "directory user", u.ID, user)
	s.directories.everyone = append(s.directories.everyone, user)
	s.emit(events.TypeDSyncUserCreated, user.payload())
	return overTheWire[directorysync.User](user)
}

// UpdateUser changes the user with the ID of u into u, and returns it. The event
// is dsync.user.updated, or none where nothing changed.
func (d *Directory) UpdateUser(u directorysync.User) directorysync.User {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	return d.updateUser(d.user(u.ID), u)
}

// SuspendUser makes a user one who is to have no access, and stays in the
// directory. The event is dsync.user.updated, or none for who is suspended.
func (d *Directory) SuspendUser(id string) directorysync.User {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	user := d.user(id)
	suspended := user.User
	suspended.State = directorysync.UserStateSuspended
	return d.updateUser(user, suspended)
}

func (d *Directory) updateUser(user *directoryUser, u directorysync.User) directorysync.User {
	s := d.server
	u.Object, u.DirectoryID, u.OrganizationID = user.Object, user.DirectoryID, user.OrganizationID
	u.IDPID, u.State, u.CreatedAt = cmp.Or(u.IDPID, user.IDPID), cmp.Or(u.State, user.State), user.CreatedAt
	u.UpdatedAt = s.timestamp()
	changed := newDirectoryUser(u)
	if previous := previousAttributes(user, changed); len(previous) > 0 {
		user.User = changed.User
		payload := user.payload()
		payload.PreviousAttributes = previous
		s.emit(events.TypeDSyncUserUpdated, payload)
	}
	return overTheWire[directorysync.User](user)
}

// DeleteUser takes a user out of its groups and deletes it. The events are
// dsync.group.user_removed, for each group, and dsync.user.deleted.
func (d *Directory) DeleteUser(id string) {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	user := d.user(id)
	for _, groupID := range slices.Clone(user.memberOf) {
		s.endMembership(s.directories.groups[groupID], user)
	}
	s.directories.deleteUsers(func(u *directoryUser) bool { return u == user })
	s.emit(events.TypeDSyncUserDeleted, user.payload())
}

// AddGroup adds a group and returns it with an ID and what else g lacks. The event
// is dsync.group.created.
func (d *Directory) AddGroup(g directorysync.Group) directorysync.Group {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	directory, now := d.get(), s.timestamp()
	g.Object, g.DirectoryID, g.OrganizationID = "directory_group", directory.ID, directory.OrganizationID
	g.ID = cmp.Or(g.ID, s.ids.next("directory_group", now))
	g.IDPID = cmp.Or(g.IDPID, s.ids.next("idp", now))
	g.Name = cmp.Or(g.Name, "Group")
	g.CreatedAt, g.UpdatedAt = cmp.Or(g.CreatedAt, now), cmp.Or(g.UpdatedAt, now)
	group := overTheWire[directorysync.Group](g)
	addDirectoryObject(s.directories.groups, "directory group", g.ID, &group)
	s.emit(events.TypeDSyncGroupCreated, group)
	return overTheWire[directorysync.Group](group)
}

// UpdateGroup changes the group with the ID of g into g, and returns it. The event
// is dsync.group.updated, or none where nothing changed.
func (d *Directory) UpdateGroup(g directorysync.Group) directorysync.Group {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	group := d.group(g.ID)
	g.Object, g.DirectoryID, g.OrganizationID = group.Object, group.DirectoryID, group.OrganizationID
	g.IDPID, g.Name, g.CreatedAt = cmp.Or(g.IDPID, group.IDPID), cmp.Or(g.Name, group.Name), group.CreatedAt
	g.UpdatedAt = s.timestamp()
	if previous := previousAttributes(group, g); len(previous) > 0 {
		*group = overTheWire[directorysync.Group](g)
		s.emit(events.TypeDSyncGroupUpdated, directorysync.GroupUpdate{
			Group: *group, PreviousAttributes: overTheWire[directorysync.Attributes](previous),
		})
	}
	return overTheWire[directorysync.Group](group)
}

// DeleteGroup deletes a group. The events are dsync.group.user_removed, for each
// member, and dsync.group.deleted.
func (d *Directory) DeleteGroup(id string) {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	group := d.group(id)
	for _, user := range s.directories.everyone {
		s.endMembership(group, user)
	}
	delete(s.directories.groups, id)
	s.emit(events.TypeDSyncGroupDeleted, group)
}

// AddMember puts a user into a group. The event is dsync.group.user_added, or none
// for a member.
func (d *Directory) AddMember(groupID, userID string) {
	s := d.server
	s.mu.Lock()
	defer s.mu.Unlock()
	group, user := d.group(groupID), d.user(userID)
	if !slices.Contains(user.memberOf, groupID) {
		user.memberOf = append(user.memberOf, groupID)
		s.emit(events.TypeDSyncGroupUserAdded, directoryMembershipPayload{group.DirectoryID, user.payload(), group})
	}
}

// RemoveMember takes a user out of a group. The event is dsync.group.user_removed,
// or none for who is no member.
func (d *Directory) RemoveMember(groupID, userID string) {
	d.server.mu.Lock()
	defer d.server.mu.Unlock()
	d.server.endMembership(d.group(groupID), d.user(userID))
}

// get returns the directory as it is stored. The lock is held.
func (d *Directory) get() *directorysync.Directory {
	directory := d.server.directories.directories[d.id]
	if directory == nil {
		panic(fmt.Sprintf("workostest: there is no directory %q", d.id))
	}
	return directory
}

func (d *Directory) user(id string) *directoryUser {
	user := d.server.directories.users[id]
	if user == nil || user.DirectoryID != d.get().ID {
		panic(fmt.Sprintf("workostest: directory %q has no user %q", d.id, id))
	}
	return user
}

func (d *Directory) group(id string) *directorysync.Group {
	group := d.server.directories.groups[id]
	if group == nil || group.DirectoryID != d.get().ID {
		panic(fmt.Sprintf("workostest: directory %q has no group %q", d.id, id))
	}
	return group
}

func (s *Server) endMembership(group *directorysync.Group, user *directoryUser) {
	if i := slices.Index(user.memberOf, group.ID); i >= 0 {
		user.memberOf = slices.Delete(user.memberOf, i, i+1)
		s.emit(events.TypeDSyncGroupUserRemoved, directoryMembershipPayload{group.DirectoryID, user.payload(), group})
	}
}

// deleteUsers forgets users.
func (t *directoryTables) deleteUsers(gone func(*directoryUser) bool) {
	t.everyone = slices.DeleteFunc(t.everyone, func(u *directoryUser) bool {
		if !gone(u) {
			return false
		}
		delete(t.users, u.ID)
		return true
	})
}

func addDirectoryObject[T any](table map[string]*T, kind, id string, object *T) {
	if table[id] != nil {
		panic(fmt.Sprintf("workostest: there is a %s %q already", kind, id))
	}
	table[id] = object
}

// newDirectoryUser returns what is stored of a user: nothing that the caller may
// still change.
func newDirectoryUser(u directorysync.User) *directoryUser {
	u = overTheWire[directorysync.User](u)
	if u.CustomAttributes == nil {
		u.CustomAttributes = directorysync.Attributes{}
	}
	if u.RawAttributes == nil {
		u.RawAttributes = directorysync.Attributes{}
	}
	return &directoryUser{User: u}
}

// overTheWire returns what a client makes of a value that the server sends.
func overTheWire[T any](value any) T {
	var received T
	data, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(data, &received)
	}
	if err != nil {
		panic("workostest: " + err.Error())
	}
	return received
}

// previousAttributes returns what an update changes, with the values from before.
func previousAttributes(before, after any) map[string]json.RawMessage {
	previous := overTheWire[map[string]json.RawMessage](before)
	current := overTheWire[map[string]json.RawMessage](after)
	for name := range current {
		if previous[name] == nil {
			previous[name] = json.RawMessage("null")
		}
	}
	maps.DeleteFunc(previous, func(name string, value json.RawMessage) bool {
		return name == "updated_at" || bytes.Equal(value, current[name])
	})
	return previous
}

func newDirectoryEvent(d *directorysync.Directory, state directorysync.DirectoryEventState) directorysync.DirectoryEvent {
	return directorysync.DirectoryEvent{
		Object: d.Object, ID: d.ID, OrganizationID: d.OrganizationID, Type: d.Type, State: state, Name: d.Name,
		CreatedAt: d.CreatedAt, UpdatedAt: d.UpdatedAt,
	}
}

// directoryAnswer returns a directory with its users and groups counted.
func (s *Server) directoryAnswer(d *directorysync.Directory) directorysync.Directory {
	answer := *d
	answer.Metadata = &directorysync.DirectoryMetadata{}
	for _, user := range s.directories.everyone {
		switch {
		case user.DirectoryID != d.ID:
		case user.State == directorysync.UserStateActive:
			answer.Metadata.Users.Active++
		default:
			answer.Metadata.Users.Inactive++
		}
	}
	for _, group := range s.directories.groups {
		if group.DirectoryID == d.ID {
			answer.Metadata.Groups++
		}
	}
	return answer
}

func (s *Server) listDirectories(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	search := strings.ToLower(query.Get("search"))
	var found []directorysync.Directory
	for _, d := range s.directories.directories {
		if (!query.Has("organization_id") || d.OrganizationID == query.Get("organization_id")) &&
			(!query.Has("domain") || d.Domain == query.Get("domain")) &&
			strings.Contains(strings.ToLower(d.Name), search) {
			found = append(found, s.directoryAnswer(d))
		}
	}
	writeList(w, query, found, func(d directorysync.Directory) string { return d.ID })
}

func (s *Server) getDirectory(w http.ResponseWriter, r *http.Request) {
	if d := find(w, r, s.directories.directories, "Directory"); d != nil {
		writeJSON(w, http.StatusOK, s.directoryAnswer(d))
	}
}

func (s *Server) deleteDirectory(w http.ResponseWriter, r *http.Request) {
	if d := find(w, r, s.directories.directories, "Directory"); d != nil {
		s.removeDirectory(d)
		w.WriteHeader(http.StatusAccepted)
	}
}

// removeDirectory ends a directory with all that is in it. The event
// dsync.deleted stands for all of them.
func (s *Server) removeDirectory(d *directorysync.Directory) {
	s.directories.deleteUsers(func(u *directoryUser) bool { return u.DirectoryID == d.ID })
	maps.DeleteFunc(s.directories.groups, func(_ string, g *directorysync.Group) bool { return g.DirectoryID == d.ID })
	delete(s.directories.directories, d.ID)
	s.emit(events.TypeDSyncDeleted, newDirectoryEvent(d, directorysync.DirectoryEventStateDeleting))
}

// removeDirectories ends the directories of an organization, in the order of
// their IDs.
func (s *Server) removeDirectories(organizationID string) {
	for _, id := range slices.Sorted(maps.Keys(s.directories.directories)) {
		if d := s.directories.directories[id]; d.OrganizationID == organizationID {
			s.removeDirectory(d)
		}
	}
}

func (s *Server) listDirectoryUsers(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	groupID := query.Get("group")
	switch {
	case s.refuseDirectory(w, query, "group"):
		return
	case groupID != "" && s.directories.groups[groupID] == nil:
		writeNotFound(w, "Directory Group", groupID)
		return
	}
	directoryID, idpID, email := query.Get("directory"), query.Get("idp_id"), query.Get("email")
	matches := func(want, value string) bool { return want == "" || want == value }
	var found []*directoryUser
	for _, u := range s.directories.everyone { // tens of thousands, for every page
		if matches(directoryID, u.DirectoryID) && matches(idpID, u.IDPID) && matches(email, u.Email) &&
			(groupID == "" || slices.Contains(u.memberOf, groupID)) {
			found = append(found, u)
		}
	}
	writeList(w, query, found, func(u *directoryUser) string { return u.ID })
}

func (s *Server) getDirectoryUser(w http.ResponseWriter, r *http.Request) {
	if user := find(w, r, s.directories.users, "Directory User"); user != nil {
		writeJSON(w, http.StatusOK, user)
	}
}

func (s *Server) listDirectoryGroups(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	directoryID, userID := query.Get("directory"), query.Get("user")
	user := s.directories.users[userID]
	switch {
	case s.refuseDirectory(w, query, "user"):
		return
	case userID != "" && user == nil:
		writeNotFound(w, "Directory User", userID)
		return
	}
	var found []*directorysync.Group
	for _, g := range s.directories.groups {
		if (directoryID == "" || directoryID == g.DirectoryID) &&
			(user == nil || slices.Contains(user.memberOf, g.ID)) {
			found = append(found, g)
		}
	}
	writeList(w, query, found, func(g *directorysync.Group) string { return g.ID })
}

func (s *Server) getDirectoryGroup(w http.ResponseWriter, r *http.Request) {
	if group := find(w, r, s.directories.groups, "Directory Group"); group != nil {
		writeJSON(w, http.StatusOK, group)
	}
}

// refuseDirectory refuses a query for a directory that is not there, or for none
// and no alternative to it.
func (s *Server) refuseDirectory(w http.ResponseWriter, query url.Values, alternative string) bool {
	id := query.Get("directory")
	switch {
	case id != "" && s.directories.directories[id] == nil:
		writeNotFound(w, "Directory", id)
	case id == "" && query.Get(alternative) == "":
		writeError(w, http.StatusUnprocessableEntity, apiError{Message: "The directory or the " + alternative + " is required."})
	case id == "" && (query.Has("idp_id") || query.Has("email")):
		writeError(w, http.StatusUnprocessableEntity, apiError{Message: "The directory is required with idp_id and email."})
	default:
		return false
	}
	return true
}
