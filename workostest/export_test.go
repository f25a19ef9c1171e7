package workostest

// RedeemMagicAuth uses up a code as a sign-in does, and returns the status and
// the code of the refusal.
func (s *Server) RedeemMagicAuth(email, code string) (int, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return shown(s.redeemMagicAuth(email, code))
}

// RedeemEmailVerification is RedeemMagicAuth for the code of a verification.
func (s *Server) RedeemEmailVerification(userID, code string) (int, string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return shown(s.tryEmailVerification(s.users.users[userID], code).refuse())
}

func shown(refused *refusal) (int, string) {
	if refused == nil {
		return 0, ""
	}
	return refused.status, refused.body.(apiError).Code
}

// Password returns the password of a user.
func (s *Server) Password(userID string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.users.users[userID].password
}
