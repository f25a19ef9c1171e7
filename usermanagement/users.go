package usermanagement

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// User is a person who signs in to the application.
type User struct {
	// Object is "user".
	Object string `json:"object"`
	// ID identifies the user.
	ID string `json:"id"`
	// FirstName is the user's first name, or "".
	FirstName string `json:"first_name"`
	// LastName is the user's last name, or "".
	LastName string `json:"last_name"`
	// Name is the user's full name, or "".
	Name string `json:"name,omitempty"`
	// ProfilePictureURL is where a picture of the user is, or "".
	ProfilePictureURL string `json:"profile_picture_url"`
	// Email is the user's e-mail address.
	Email string `json:"email"`
	// EmailVerified says whether the user has shown to own Email.
	EmailVerified bool `json:"email_verified"`
	// ExternalID is the application's own ID of the user, or "".
	ExternalID string `json:"external_id"`
	// Metadata is what the application stored with the user.
	Metadata map[string]string `json:"metadata,omitempty"`
	// LastSignInAt is when the user last signed in, or zero.
	LastSignInAt time.Time `json:"last_sign_in_at"`
	// Locale is the user's language and region, such as "en-US", or "".
	Locale string `json:"locale,omitempty"`
	// CreatedAt is when the user was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the user was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// RadarAuthAttemptID is Radar's assessment of the sign-up, for the sign-in that
	// follows it. Only CreateUser fills it in, where Radar is in use.
	RadarAuthAttemptID string `json:"radar_auth_attempt_id,omitempty"`
}

// ListUsersParams are the parameters of ListUsers.
type ListUsersParams struct {
	workos.ListParams

	// Email asks for the user with this e-mail address.
	Email string `url:"email,omitempty"`
	// OrganizationID asks for the members of this organization.
	OrganizationID string `url:"organization_id,omitempty"`
	// Organization asks for the members of this organization.
	//
	// Deprecated: use OrganizationID.
	Organization string `url:"organization,omitempty"`
}

// ListUsers returns a page of the users, newest first unless the params say
// otherwise. The page's All walks over all of them.
//
// Calls GET /user_management/users.
func (s *Service) ListUsers(ctx context.Context, params ListUsersParams, opts ...workos.RequestOption) (*workos.List[User], error) {
	return workos.GetList[User](ctx, s.client, workos.Path("/user_management/users"), params, opts...)
}

// CreateUserParams are the parameters of CreateUser. A user has a Password, a
// PasswordHash, or neither and signs in some other way.
type CreateUserParams struct {
	// Email is the user's e-mail address. No other user has it.
	Email string `json:"email" required:"true"`
	// Password is the user's password.
	Password string `json:"password,omitempty" secret:"true"`
	// PasswordHash is what another system stored of the user's password. It needs
	// PasswordHashType.
	PasswordHash string `json:"password_hash,omitempty" secret:"true"`
	// PasswordHashType is the algorithm that made PasswordHash.
	PasswordHashType PasswordHashType `json:"password_hash_type,omitempty"`
	// PasswordSaltPosition says where the salt stood when PasswordHash was made;
	// empty is PasswordSaltPositionSuffix. Only PasswordHashTypeSSHA256 has it.
	PasswordSaltPosition PasswordSaltPosition `json:"password_salt_position,omitempty"`
	// FirstName is the user's first name.
	FirstName string `json:"first_name,omitempty"`
	// LastName is the user's last name.
	LastName string `json:"last_name,omitempty"`
	// Name is the user's full name.
	Name string `json:"name,omitempty"`
	// EmailVerified says that the application vouches for Email.
	EmailVerified bool `json:"email_verified,omitempty"`
	// Metadata is stored with the user: at most 50 keys of at most 40 characters,
	// with values of at most 600.
	Metadata map[string]string `json:"metadata,omitempty"`
	// ExternalID is the application's own ID of the user: unique, at most 128 ASCII
	// characters.
	ExternalID string `json:"external_id,omitempty"`
	// IPAddress is where the person's request came from.
	IPAddress string `json:"ip_address,omitempty"`
	// UserAgent is the User-Agent header of the person's request.
	UserAgent string `json:"user_agent,omitempty"`
	// SignalsID is what Radar's script in the browser calls the visit.
	SignalsID string `json:"signals_id,omitempty"`
}

// Format hides the password and its hash.
func (p CreateUserParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the password and its hash.
func (p CreateUserParams) LogValue() slog.Value { return secret.LogValue(p) }

// PasswordHashType is an algorithm that makes hashes of passwords.
type PasswordHashType string

// The algorithms whose hashes can be imported.
const (
	PasswordHashTypeArgon2         PasswordHashType = "argon2"
	PasswordHashTypeBcrypt         PasswordHashType = "bcrypt"
	PasswordHashTypeFirebaseScrypt PasswordHashType = "firebase-scrypt"
	PasswordHashTypePBKDF2         PasswordHashType = "pbkdf2"
	PasswordHashTypeScrypt         PasswordHashType = "scrypt"
	PasswordHashTypeSSHA           PasswordHashType = "ssha"
	PasswordHashTypeSSHA256        PasswordHashType = "ssha256"
)

// PasswordSaltPosition says where the salt of a hash stands.
type PasswordSaltPosition string

// Where the salt of a hash can stand.
const (
	// PasswordSaltPositionPrefix means in front of the password.
	PasswordSaltPositionPrefix PasswordSaltPosition = "prefix"
	// PasswordSaltPositionSuffix means behind the password.
	PasswordSaltPositionSuffix PasswordSaltPosition = "suffix"
)

// CreateUser creates a user.
//
// A password that is too weak is a workos.ErrBadRequest with the code
// "password_strength_error" and the reasons as field errors, an e-mail address or
// external ID of another user one with "user_creation_error". Other codes are
// "invalid_metadata", "invalid_password_hash" and, for a Password beside what
// belongs to a hash, "password_and_password_hash_provided" and
// "password_and_password_hash_type_provided"; for the position of a salt without
// a hash, "password_salt_position_requires_password_hash".
//
// Calls POST /user_management/users.
func (s *Service) CreateUser(ctx context.Context, params CreateUserParams, opts ...workos.RequestOption) (*User, error) {
	return workos.Post[User](ctx, s.client, workos.Path("/user_management/users"), params, opts...)
}

// GetUser returns the user with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /user_management/users/{id}.
func (s *Service) GetUser(ctx context.Context, id string, opts ...workos.RequestOption) (*User, error) {
	return workos.Get[User](ctx, s.client, workos.Path("/user_management/users/{id}", id), nil, opts...)
}

// GetUserByExternalID returns the user with the given external ID. An unknown
// external ID is a workos.ErrNotFound.
//
// Calls GET /user_management/users/external_id/{external_id}.
func (s *Service) GetUserByExternalID(ctx context.Context, externalID string, opts ...workos.RequestOption) (*User, error) {
	return workos.Get[User](ctx, s.client, workos.Path("/user_management/users/external_id/{external_id}", externalID), nil, opts...)
}

// UpdateUserParams are the parameters of UpdateUser. What is zero stays as it is.
type UpdateUserParams struct {
	// Email is the user's e-mail address. No other user has it.
	Email string `json:"email,omitempty"`
	// Password is the user's password.
	Password string `json:"password,omitempty" secret:"true"`
	// PasswordHash is what another system stored of the user's password. It needs
	// PasswordHashType, and excludes Password.
	PasswordHash string `json:"password_hash,omitempty" secret:"true"`
	// PasswordHashType is the algorithm that made PasswordHash.
	PasswordHashType PasswordHashType `json:"password_hash_type,omitempty"`
	// PasswordSaltPosition says where the salt stood when PasswordHash was made;
	// empty is PasswordSaltPositionSuffix. Only PasswordHashTypeSSHA256 has it.
	PasswordSaltPosition PasswordSaltPosition `json:"password_salt_position,omitempty"`
	// FirstName is the user's first name; Set("") clears it.
	FirstName workos.Optional[string] `json:"first_name,omitzero"`
	// LastName is the user's last name; Set("") clears it.
	LastName workos.Optional[string] `json:"last_name,omitzero"`
	// Name is the user's full name; Set("") clears it.
	Name workos.Optional[string] `json:"name,omitzero"`
	// EmailVerified says whether the application vouches for the e-mail address.
	EmailVerified workos.Optional[bool] `json:"email_verified,omitzero"`
	// Metadata sets or removes single keys; Null removes all. The limits are those
	// of CreateUserParams.
	Metadata workos.Optional[workos.MetadataUpdate] `json:"metadata,omitzero"`
	// ExternalID is the application's own ID of the user; Null clears it.
	ExternalID workos.Optional[string] `json:"external_id,omitzero"`
	// Locale is the user's language and region, such as "en-US"; Null clears it.
	Locale workos.Optional[string] `json:"locale,omitzero"`
}

// Format hides the password and its hash.
func (p UpdateUserParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the password and its hash.
func (p UpdateUserParams) LogValue() slog.Value { return secret.LogValue(p) }

// UpdateUser changes a user.
//
// What the API refuses is a workos.ErrBadRequest: with the codes of CreateUser,
// but "external_id_already_used" and "email_not_available" for what another user
// has, and "invalid_email", "invalid_locale", "email_change_not_allowed" and
// "email_already_verified".
//
// Calls PUT /user_management/users/{id}.
func (s *Service) UpdateUser(ctx context.Context, id string, params UpdateUserParams, opts ...workos.RequestOption) (*User, error) {
	return workos.Put[User](ctx, s.client, workos.Path("/user_management/users/{id}", id), params, opts...)
}

// DeleteUser deletes a user with the memberships that belong to the user. It cannot
// be undone. A user whom the API keeps is a workos.ErrConflict with the code
// "user_deletion_not_allowed". An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /user_management/users/{id}.
func (s *Service) DeleteUser(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/user_management/users/{id}", id), opts...)
}
