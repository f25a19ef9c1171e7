package workostest

import (
	"strings"

	"github.com/workos-go/workos/usermanagement"
)

// userTables holds users.
type userTables struct{ users map[string]*user }

type user struct {
	usermanagement.User

	password string
}

func (s *Server) registerUsers() { s.users = userTables{map[string]*user{}} }

func (s *Server) userByEmail(email string) *user {
	for _, u := range s.users.users {
		if strings.EqualFold(u.Email, email) {
			return u
		}
	}
	return nil
}

// userAnswer is a user as the API sends it.
func (s *Server) userAnswer(u *user) any {
	return struct {
		usermanagement.User

		FirstName         nullable `json:"first_name"`
		LastName          nullable `json:"last_name"`
		ProfilePictureURL nullable `json:"profile_picture_url"`
		ExternalID        nullable `json:"external_id"`
		LastSignInAt      *string  `json:"last_sign_in_at"`
	}{User: u.User}
}
