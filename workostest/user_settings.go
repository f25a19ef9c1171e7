package workostest

// userSettingTables holds what else belongs to users and to their environment.
type userSettingTables struct{}

func (s *Server) registerUserSettings() {}
