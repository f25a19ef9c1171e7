package workostest

// webhookTables holds webhook endpoints.
type webhookTables struct{}

func (s *Server) registerWebhooks() {}
