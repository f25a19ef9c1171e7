package workostest

// ssoTables holds connections and SSO profiles.
type ssoTables struct{}

func (s *Server) registerSSO() {}
