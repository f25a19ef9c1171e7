package workostest

// membershipTables holds organization memberships.
type membershipTables struct{}

func (s *Server) registerMemberships() {}
