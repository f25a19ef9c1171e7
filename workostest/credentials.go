package workostest

// credentialTables holds magic auth codes, email verifications, password resets and email changes.
type credentialTables struct{}

func (s *Server) registerCredentials() {}
