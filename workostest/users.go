package workostest

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/mail"
	"regexp"
	"strings"

	"github.com/workos-go/workos/events"
	"github.com/workos-go/workos/usermanagement"
)

// userTables holds users.
type userTables struct {
	users map[string]*user
}

// user is a user with what signs the person in: a password or the hash of one.
type user struct {
	usermanagement.User

	password string
	hash     passwordHash
}

// passwordHash is the hash of a password, from another system.
type passwordHash struct {
	value string
	kind  usermanagement.PasswordHashType
	salt  usermanagement.PasswordSaltPosition
}

// userAnswer is a user as the API sends it.
type userAnswer struct {
	usermanagement.User

	FirstName         nullable          `json:"first_name"`
	LastName          nullable          `json:"last_name"`
	Name              nullable          `json:"name"`
	ProfilePictureURL nullable          `json:"profile_picture_url"`
	ExternalID        nullable          `json:"external_id"`
	Metadata          map[string]string `json:"metadata"`
	LastSignInAt      nullableTime      `json:"last_sign_in_at"`
	Locale            nullable          `json:"locale"`
}

func (s *Server) registerUsers() {
	s.users.users = map[string]*user{}
	s.register("GET /user_management/users", s.listUsers)
	s.register("POST /user_management/users", s.createUser)
	s.register("GET /user_management/users/{id}", s.getUser)
	s.register("PUT /user_management/users/{id}", s.updateUser)
	s.register("DELETE /user_management/users/{id}", s.deleteUser)
	s.register("GET /user_management/users/external_id/{external_id}", s.getUserByExternalID)
}

func (s *Server) userAnswer(u *user) userAnswer {
	return userAnswer{
		User:              u.User,
		FirstName:         nullable(u.FirstName),
		LastName:          nullable(u.LastName),
		Name:              nullable(u.Name),
		ProfilePictureURL: nullable(u.ProfilePictureURL),
		ExternalID:        nullable(u.ExternalID),
		Metadata:          u.Metadata,
		LastSignInAt:      nullableTime(u.LastSignInAt),
		Locale:            nullable(u.Locale),
	}
}

// userByEmail returns the user with an e-mail address, in whatever case, or nil.
func (s *Server) userByEmail(email string) *user {
	for _, u := range s.users.users {
		if strings.EqualFold(u.Email, email) {
			return u
		}
	}
	return nil
}

func (s *Server) userByExternalID(externalID string) *user {
	for _, u := range s.users.users {
		if u.ExternalID == externalID && externalID != "" {
			return u
		}
	}
	return nil
}

// AddUser creates a user as usermanagement.Service.CreateUser does, without a
// request: for what a test finds there. It panics where the API would refuse.
func (s *Server) AddUser(params usermanagement.CreateUserParams) usermanagement.User {
	s.mu.Lock()
	defer s.mu.Unlock()
	return overTheWire[usermanagement.User](s.userAnswer(added(s.newUser(params, ""))))
}

func (s *Server) listUsers(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	var found []userAnswer
	for _, u := range s.users.users {
		if (!query.Has("email") || strings.EqualFold(u.Email, query.Get("email"))) &&
			(!query.Has("organization_id") || s.membershipIn(query.Get("organization_id"), u.ID) != nil) &&
			(!query.Has("organization") || s.membershipIn(query.Get("organization"), u.ID) != nil) {
			found = append(found, s.userAnswer(u))
		}
	}
	writeList(w, query, found, func(u userAnswer) string { return u.ID })
}

func (s *Server) createUser(w http.ResponseWriter, r *http.Request) {
	var params usermanagement.CreateUserParams
	if !readParams(w, r, &params) {
		return
	}
	u, refused := s.newUser(params, "")
	if refused != nil {
		refused.write(w)
		return
	}
	writeJSON(w, http.StatusCreated, s.userAnswer(u))
}

// newUser creates a user, with an ID of its own where it is given none, or says
// why it is refused.
func (s *Server) newUser(params usermanagement.CreateUserParams, id string) (*user, *refusal) {
	u := &user{User: usermanagement.User{
		Object:        "user",
		FirstName:     params.FirstName,
		LastName:      params.LastName,
		Name:          params.Name,
		Email:         params.Email,
		EmailVerified: params.EmailVerified,
		ExternalID:    params.ExternalID,
		Metadata:      map[string]string{},
	}}
	maps.Copy(u.Metadata, params.Metadata)
	hash := passwordHash{params.PasswordHash, params.PasswordHashType, params.PasswordSaltPosition}
	switch refused := u.setPassword(params.Password, hash); {
	case s.users.users[id] != nil:
		return nil, refuseParams(fieldError{"id", "already_used"})
	case !validEmail(u.Email):
		return nil, refuseParams(fieldError{"email", "invalid_email"})
	case !validExternalID(u.ExternalID):
		return nil, refuseParams(fieldError{"external_id", "invalid"})
	case refused != nil:
		return nil, refused
	case !validMetadata(u.Metadata):
		return nil, refuseMetadata()
	case s.userByEmail(u.Email) != nil:
		return nil, refuseFor("user_creation_error", reason{"email_not_available", "The e-mail address is not available."})
	case s.userByExternalID(u.ExternalID) != nil:
		return nil, refuseFor("user_creation_error", reason{"external_id_already_used", "The external ID is already used."})
	}
	now := s.timestamp()
	u.ID, u.CreatedAt, u.UpdatedAt = cmp.Or(id, s.ids.next("user", now)), now, now
	s.users.users[u.ID] = u
	s.emit(events.TypeUserCreated, s.userAnswer(u))
	return u, nil
}

// reason says why something is refused.
type reason struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// refuseFor returns a refusal with reasons.
func refuseFor(code string, reasons ...reason) *refusal {
	return &refusal{http.StatusBadRequest, struct {
		reason

		Errors []reason `json:"errors"`
	}{reason{code, "Validation failed."}, reasons}}
}

func refuseMetadata() *refusal {
	return refuseWith("invalid_metadata", "The metadata has too many keys, or one that is too long.")
}

// minPassword is how many characters a password has at least.
const minPassword = 10

var bcryptHash = regexp.MustCompile(`^\$2[abxy]\$[0-3][0-9]\$[./A-Za-z0-9]{53}$`)

// setPassword gives a user a password, or the hash of one, if there is one. Of the
// hashes, those of bcrypt are looked at.
func (u *user) setPassword(password string, hash passwordHash) *refusal {
	switch {
	case password != "" && hash.value != "":
		return refuseWith("password_and_password_hash_provided", "A password excludes a password hash.")
	case password != "" && hash.kind != "":
		return refuseWith("password_and_password_hash_type_provided", "A password excludes a type of a password hash.")
	case hash.salt != "" && hash.value == "":
		return refuseWith("password_salt_position_requires_password_hash", "The position of the salt is that of a password hash.")
	case hash.value != "" && hash.kind == "":
		return refuseParams(fieldError{"password_hash_type", "required"})
	case hash.value == "" && hash.kind != "":
		return refuseParams(fieldError{"password_hash", "required"})
	case !knownHash(hash.kind):
		return refuseParams(fieldError{"password_hash_type", "unknown_value"})
	case !knownSalt(hash):
		return refuseParams(fieldError{"password_salt_position", "unknown_value"})
	case hash.kind == usermanagement.PasswordHashTypeBcrypt && !bcryptHash.MatchString(hash.value):
		return refuseWith("invalid_password_hash", "The password hash is not one of bcrypt.")
	case password != "" && len([]rune(password)) < minPassword:
		return refuseFor("password_strength_error", reason{"password_too_short", fmt.Sprintf("A password has at least %d characters.", minPassword)})
	}
	if password != "" || hash.value != "" {
		u.password, u.hash = password, hash
	}
	return nil
}

func knownHash(kind usermanagement.PasswordHashType) bool {
	switch kind {
	case "", usermanagement.PasswordHashTypeArgon2, usermanagement.PasswordHashTypeBcrypt,
		usermanagement.PasswordHashTypeFirebaseScrypt, usermanagement.PasswordHashTypePBKDF2,
		usermanagement.PasswordHashTypeScrypt, usermanagement.PasswordHashTypeSSHA, usermanagement.PasswordHashTypeSSHA256:
		return true
	}
	return false
}

// knownSalt reports whether the position of the salt is one of the hash's kind.
func knownSalt(hash passwordHash) bool {
	switch hash.salt {
	case "":
		return true
	case usermanagement.PasswordSaltPositionPrefix, usermanagement.PasswordSaltPositionSuffix:
		return hash.kind == usermanagement.PasswordHashTypeSSHA256
	}
	return false
}

func validEmail(email string) bool {
	address, err := mail.ParseAddress(email)
	return err == nil && address.Address == email
}

func (s *Server) getUser(w http.ResponseWriter, r *http.Request) {
	if u := find(w, r, s.users.users, "User"); u != nil {
		writeJSON(w, http.StatusOK, s.userAnswer(u))
	}
}

func (s *Server) getUserByExternalID(w http.ResponseWriter, r *http.Request) {
	externalID := r.PathValue("external_id")
	if u := s.userByExternalID(externalID); u != nil {
		writeJSON(w, http.StatusOK, s.userAnswer(u))
		return
	}
	writeNotFound(w, "User", externalID)
}

func (s *Server) updateUser(w http.ResponseWriter, r *http.Request) {
	found := find(w, r, s.users.users, "User")
	var params usermanagement.UpdateUserParams
	if found == nil || !readParams(w, r, &params) {
		return
	}
	u := *found
	u.change(params)
	hash := passwordHash{params.PasswordHash, params.PasswordHashType, params.PasswordSaltPosition}
	refused := u.setPassword(params.Password, hash)
	if refused == nil {
		refused = s.refuseUpdate(&u)
	}
	if externalID, ok := params.ExternalID.Get(); ok && externalID == "" {
		refused = refuseParams(fieldError{"external_id", "invalid"})
	}
	if params.FirstName.IsNull() || params.LastName.IsNull() || params.Name.IsNull() || params.EmailVerified.IsNull() {
		refused = refuseParams(fieldError{"name", "null"})
	}
	if refused != nil {
		refused.write(w)
		return
	}
	u.UpdatedAt = s.timestamp()
	*found = u
	answer := s.userAnswer(found)
	s.emit(events.TypeUserUpdated, answer)
	writeJSON(w, http.StatusOK, answer)
}

// change sets what the params say. A new e-mail address is not verified, unless
// they vouch for it.
func (u *user) change(params usermanagement.UpdateUserParams) {
	if params.Email != "" {
		u.EmailVerified = u.EmailVerified && strings.EqualFold(u.Email, params.Email)
		u.Email = params.Email
	}
	if verified, ok := params.EmailVerified.Get(); ok {
		u.EmailVerified = verified
	}
	if !params.FirstName.IsZero() {
		u.FirstName, _ = params.FirstName.Get()
	}
	if !params.LastName.IsZero() {
		u.LastName, _ = params.LastName.Get()
	}
	if !params.Name.IsZero() {
		u.Name, _ = params.Name.Get()
	}
	if !params.ExternalID.IsZero() {
		u.ExternalID, _ = params.ExternalID.Get()
	}
	if !params.Locale.IsZero() {
		u.Locale, _ = params.Locale.Get()
	}
	u.Metadata = updateMetadata(u.Metadata, params.Metadata)
}

var validLocale = regexp.MustCompile(`^([A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$`)

// refuseUpdate says what is not allowed about a user that was changed.
func (s *Server) refuseUpdate(u *user) *refusal {
	sameEmail, sameExternalID := s.userByOther(u)
	switch {
	case !validEmail(u.Email):
		return refuseWith("invalid_email", "The e-mail address is invalid.")
	case !validLocale.MatchString(u.Locale):
		return refuseWith("invalid_locale", "The locale is invalid.")
	case !validExternalID(u.ExternalID):
		return refuseParams(fieldError{"external_id", "invalid"})
	case !validMetadata(u.Metadata):
		return refuseMetadata()
	case sameEmail:
		return refuseWith("email_not_available", "The e-mail address is not available.")
	case sameExternalID:
		return refuseWith("external_id_already_used", "The external ID is already used.")
	}
	return nil
}

// userByOther reports whether another user has the e-mail address or the external
// ID of u.
func (s *Server) userByOther(u *user) (sameEmail, sameExternalID bool) {
	for _, other := range s.users.users {
		if other.ID != u.ID {
			sameEmail = sameEmail || strings.EqualFold(other.Email, u.Email)
			sameExternalID = sameExternalID || u.ExternalID != "" && other.ExternalID == u.ExternalID
		}
	}
	return sameEmail, sameExternalID
}

func (s *Server) deleteUser(w http.ResponseWriter, r *http.Request) {
	u := find(w, r, s.users.users, "User")
	if u == nil {
		return
	}
	for _, m := range s.membershipsOf(u.ID) {
		s.removeMembership(m)
	}
	for _, f := range s.mfa.factors {
		if f.UserID == u.ID {
			s.removeFactor(f)
		}
	}
	s.endSessionsOf(u.ID)
	s.removeAPIKeys(u.ID)
	s.removePipes(u.ID)
	s.removeAuthorizedApplications(func(a *authorizedApplication) bool { return a.userID == u.ID })
	delete(s.users.users, u.ID)
	s.emit(events.TypeUserDeleted, s.userAnswer(u))
	w.WriteHeader(http.StatusOK)
}
