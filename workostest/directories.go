package workostest

// directoryTables holds directories, their users and groups.
type directoryTables struct{}

func (s *Server) registerDirectories() {}
