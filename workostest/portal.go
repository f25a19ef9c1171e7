package workostest

func (s *Server) registerPortal() {}
