package usermanagement

import "time"

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
}
