package workostest

// RedeemMagicAuth uses up a code as a sign-in does, and returns the status and
// the code of the refusal.
func (s *Server) RedeemMagicAuth(email, code string) (int, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status, refused := s.redeemMagicAuth(email, code)
	return status, refused.Code
}

// RedeemEmailVerification is RedeemMagicAuth for the code of a verification.
func (s *Server) RedeemEmailVerification(userID, code string) (int, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	status, refused := s.redeemEmailVerification(s.users.users[userID], code)
	return status, refused.Code
}

// Password returns the password of a user.
func (s *Server) Password(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users.users[userID].password
}
