package workostest

// passwordlessTables holds passwordless sessions.
type passwordlessTables struct{}

func (s *Server) registerPasswordless() {}
