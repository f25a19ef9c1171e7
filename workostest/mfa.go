package workostest

// mfaTables holds authentication factors and challenges.
type mfaTables struct{}

func (s *Server) registerMFA() {}
