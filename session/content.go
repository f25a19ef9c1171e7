package session

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"time"

	"github.com/workos-go/workos/usermanagement"
)

// spelling is how the names in a cookie are written.
type spelling int

const (
	camelCase spelling = iota // in those of the Node SDK and of this package
	snakeCase                 // in those of the official Go SDK
)

// member is one thing that a cookie says.
type member struct {
	camel, snake string // its names
	value        any    // points to where it is kept
	zero         any    // what is written for the zero value
}

// leftOut is the zero of a member that is not written at all.
type leftOut struct{}

func sessionMembers(s *Session) []member {
	return []member{
		{"accessToken", "access_token", &s.AccessToken, ""},
		{"refreshToken", "refresh_token", &s.RefreshToken, ""},
		{"organizationId", "organization_id", &s.OrganizationID, leftOut{}},
		{"authenticationMethod", "authentication_method", &s.AuthenticationMethod, leftOut{}},
	}
}

func userMembers(u *usermanagement.User) []member {
	return []member{
		{"object", "object", &u.Object, "user"},
		{"id", "id", &u.ID, ""},
		{"email", "email", &u.Email, ""},
		{"emailVerified", "email_verified", &u.EmailVerified, false},
		{"firstName", "first_name", &u.FirstName, nil},
		{"lastName", "last_name", &u.LastName, nil},
		{"name", "name", &u.Name, leftOut{}},
		{"profilePictureUrl", "profile_picture_url", &u.ProfilePictureURL, nil},
		{"lastSignInAt", "last_sign_in_at", &u.LastSignInAt, nil},
		{"locale", "locale", &u.Locale, nil},
		{"createdAt", "created_at", &u.CreatedAt, nil},
		{"updatedAt", "updated_at", &u.UpdatedAt, nil},
		{"externalId", "external_id", &u.ExternalID, nil},
		{"metadata", "metadata", &u.Metadata, struct{}{}},
	}
}

func impersonatorMembers(i *usermanagement.Impersonator) []member {
	return []member{
		{"email", "email", &i.Email, ""},
		{"reason", "reason", &i.Reason, nil},
	}
}

// decode returns the session that is in a cookie. What the cookie says and a
// Session has no field for is kept in extra: that of the user and of the
// impersonator under their names.
func decode(data []byte, names spelling) (*Session, error) {
	s := &Session{}
	var err error
	if s.extra, err = read(data, sessionMembers(s), names); err != nil {
		return nil, err
	}
	if s.AccessToken == "" {
		return nil, fmt.Errorf("%w: there is no access token in it", ErrUnreadable)
	}
	if _, err := s.decodePart("user", userMembers(&s.User), names); err != nil {
		return nil, err
	}
	impersonator := &usermanagement.Impersonator{}
	found, err := s.decodePart("impersonator", impersonatorMembers(impersonator), names)
	if err != nil {
		return nil, err
	}
	if found {
		s.Impersonator = impersonator
	}
	return s, nil
}

// decodePart reads an object in the cookie, and says whether there is one.
func (s *Session) decodePart(name string, members []member, names spelling) (bool, error) {
	data := s.extra[name]
	delete(s.extra, name)
	if isNothing(data) {
		return false, nil
	}
	rest, err := read(data, members, names)
	if err != nil || len(rest) == 0 {
		return true, err
	}
	s.extra[name], err = marshal(rest)
	return true, err
}

// read puts the members of an object where they are kept, and returns the others.
func read(data []byte, members []member, names spelling) (map[string]json.RawMessage, error) {
	var object map[string]json.RawMessage
	if json.Unmarshal(data, &object) != nil || object == nil {
		return nil, fmt.Errorf("%w: no session is in it", ErrUnreadable)
	}
	for _, m := range members {
		name := m.camel
		if names == snakeCase {
			name = m.snake
		}
		value := object[name]
		delete(object, name)
		if !isNothing(value) && json.Unmarshal(value, m.value) != nil {
			return nil, fmt.Errorf("%w: its %s is of another type", ErrUnreadable, name)
		}
	}
	return object, nil
}

// isNothing says whether a value is absent, null, or a string that is empty, which
// a time can be.
func isNothing(value json.RawMessage) bool {
	return len(value) == 0 || string(value) == "null" || string(value) == `""`
}

// encode returns what is in the cookie of a session.
func (s *Session) encode() ([]byte, error) {
	object := write(sessionMembers(s), s.extra)
	object["user"] = write(userMembers(&s.User), s.rest("user"))
	delete(object, "impersonator")
	if s.Impersonator != nil {
		object["impersonator"] = write(impersonatorMembers(s.Impersonator), s.rest("impersonator"))
	}
	return marshal(object)
}

// marshal returns the JSON of a value without escaping what HTML would need: as
// Node does, and shorter.
func marshal(value any) ([]byte, error) {
	var data bytes.Buffer
	encoder := json.NewEncoder(&data)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(value)
	return bytes.TrimSpace(data.Bytes()), err
}

// rest returns what the cookie said of a part and no field has.
func (s *Session) rest(name string) map[string]json.RawMessage {
	var rest map[string]json.RawMessage
	_ = json.Unmarshal(s.extra[name], &rest) // absent, or what decodePart wrote
	return rest
}

// write returns the object that its members and the rest make.
func write(members []member, rest map[string]json.RawMessage) map[string]any {
	object := make(map[string]any, len(members)+len(rest))
	for name, value := range rest {
		object[name] = value
	}
	for _, m := range members {
		value := reflect.ValueOf(m.value).Elem()
		switch {
		case !value.IsZero():
			object[m.camel] = spell(value.Interface())
		case m.zero != leftOut{}:
			object[m.camel] = m.zero
		}
	}
	return object
}

// spell returns a value as WorkOS writes it, which is to the millisecond where it
// is a time.
func spell(value any) any {
	if t, ok := value.(time.Time); ok && t.Nanosecond()%int(time.Millisecond) == 0 {
		return t.UTC().Format("2006-01-02T15:04:05.000Z")
	}
	return value
}
