package workostest

import (
	"cmp"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/sso"
)

func (s *Server) registerConnections() {
	s.sso.connections, s.sso.keys = map[string]*sso.Connection{}, map[string]string{}
	s.register("GET /connections", s.listConnections)
	s.register("GET /connections/{id}", s.getConnection)
	s.register("DELETE /connections/{id}", s.deleteConnection)
}

// AddConnection adds a connection, which in WorkOS is made in the dashboard, and
// returns it with what was empty filled in: ID, type (GenericSAML), state
// (active), name (the organization's), times, IDs of domains. It replaces one
// that has the same ID, and gives rise to connection.activated where it is active
// from now on, or to connection.deactivated where it no longer is.
// People sign in through it once AddProfile has added some.
func (s *Server) AddConnection(c sso.Connection) sso.Connection {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.timestamp()
	c.Object = "connection"
	c.ID = cmp.Or(c.ID, s.ids.next("conn", now))
	c.ConnectionType = cmp.Or(c.ConnectionType, sso.ConnectionTypeGenericSAML)
	c.State = cmp.Or(c.State, sso.ConnectionStateActive)
	c.Status = sso.ConnectionStatusUnlinked
	if c.State == sso.ConnectionStateActive {
		c.Status = sso.ConnectionStatusLinked
	}
	if org := s.organizations[c.OrganizationID]; org != nil {
		c.Name = cmp.Or(c.Name, org.Name)
	}
	c.Domains = append([]sso.ConnectionDomain{}, c.Domains...)
	for i := range c.Domains {
		c.Domains[i].Object = "connection_domain"
		c.Domains[i].ID = cmp.Or(c.Domains[i].ID, s.ids.next("conn_domain", now))
	}
	if c.CreatedAt.IsZero() {
		c.CreatedAt = now
	}
	c.UpdatedAt = now
	payload := c
	payload.ExternalKey = cmp.Or(c.ExternalKey, s.sso.keys[c.ID], s.random.token())
	s.sso.keys[c.ID] = payload.ExternalKey
	c.ExternalKey = "" // is in events alone
	before := s.sso.connections[c.ID]
	wasActive := before != nil && before.State == sso.ConnectionStateActive
	stored := c
	s.sso.connections[c.ID] = &stored
	for _, p := range s.sso.profiles {
		if p.ConnectionID == c.ID {
			p.ConnectionType, p.OrganizationID = c.ConnectionType, nullable(c.OrganizationID)
			p.Profile.OrganizationID = c.OrganizationID
		}
	}
	switch isActive := c.State == sso.ConnectionStateActive; {
	case isActive && !wasActive:
		s.emit(events.TypeConnectionActivated, payload)
	case wasActive && !isActive:
		s.emit(events.TypeConnectionDeactivated, payload)
	}
	c.Domains = slices.Clone(c.Domains)
	return c
}

func (s *Server) listConnections(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	search := strings.ToLower(query.Get("search"))
	var found []*sso.Connection
	for _, c := range s.sso.connections {
		if strings.Contains(strings.ToLower(c.Name), search) &&
			(!query.Has("connection_type") || strings.EqualFold(string(c.ConnectionType), query.Get("connection_type"))) && // GitHub, Github
			(!query.Has("organization_id") || c.OrganizationID == query.Get("organization_id")) &&
			(!query.Has("domain") || connectionHasDomain(c, query.Get("domain"))) {
			found = append(found, c)
		}
	}
	writeList(w, query, found, func(c *sso.Connection) string { return c.ID })
}

func connectionHasDomain(c *sso.Connection, name string) bool {
	return slices.ContainsFunc(c.Domains, func(d sso.ConnectionDomain) bool { return strings.EqualFold(d.Domain, name) })
}

func (s *Server) getConnection(w http.ResponseWriter, r *http.Request) {
	if c := find(w, r, s.sso.connections, "Connection"); c != nil {
		writeJSON(w, http.StatusOK, c)
	}
}

// deletedConnection is what connection.deleted tells: less than a connection.
type deletedConnection struct {
	sso.Connection

	Status  string   `json:"status,omitempty"`
	Domains []string `json:"domains,omitempty"`
}

func (s *Server) deleteConnection(w http.ResponseWriter, r *http.Request) {
	if c := find(w, r, s.sso.connections, "Connection"); c != nil {
		s.removeConnection(c)
		w.WriteHeader(http.StatusNoContent)
	}
}

// removeConnection ends a connection, and the sign-ins that are not finished.
func (s *Server) removeConnection(c *sso.Connection) {
	delete(s.sso.connections, c.ID)
	delete(s.sso.keys, c.ID)
	s.sso.profiles = slices.DeleteFunc(s.sso.profiles, func(p *ssoProfile) bool { return p.ConnectionID == c.ID })
	maps.DeleteFunc(s.sso.codes, func(_ string, grant ssoGrant) bool { return grant.profile.ConnectionID == c.ID })
	s.emit(events.TypeConnectionDeleted, deletedConnection{Connection: *c})
}

// removeConnections ends the connections of an organization, in the order of
// their IDs.
func (s *Server) removeConnections(organizationID string) {
	for _, id := range slices.Sorted(maps.Keys(s.sso.connections)) {
		if c := s.sso.connections[id]; c.OrganizationID == organizationID {
			s.removeConnection(c)
		}
	}
}
