package workostest

// invitationTables holds invitations.
type invitationTables struct{}

func (s *Server) registerInvitations() {}
