package workostest

// auditLogTables holds audit log events, exports and schemas.
type auditLogTables struct{}

func (s *Server) registerAuditLogs() {}
