package workostest

// userTables holds users.
type userTables struct{}

func (s *Server) registerUsers() {}
