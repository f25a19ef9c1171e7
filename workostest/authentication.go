package workostest

// authenticationTables holds sessions and the state of sign-ins.
type authenticationTables struct{}

func (s *Server) registerAuthentication() {}
