package directorysync

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"net/mail"
	"strings"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/attributes"
)

// User is a person in a directory. It is not a user of package usermanagement:
// that one signs in, this one is what the customer's IT department says of them.
type User struct {
	// Object is "directory_user".
	Object string `json:"object"`
	// ID identifies the user.
	ID string `json:"id"`
	// DirectoryID is the directory that the user belongs to.
	DirectoryID string `json:"directory_id"`
	// OrganizationID is the organization whose directory it is.
	OrganizationID string `json:"organization_id"`
	// IDPID is the provider's own ID of the user.
	IDPID string `json:"idp_id"`
	// Email is the user's e-mail address, or "". PrimaryEmail looks further.
	Email string `json:"email"`
	// FirstName is the user's first name, or "".
	FirstName string `json:"first_name,omitempty"`
	// LastName is the user's last name, or "".
	LastName string `json:"last_name,omitempty"`
	// Name is the user's full name, or "". FullName looks further.
	Name string `json:"name,omitempty"`
	// Emails are the user's e-mail addresses.
	//
	// Deprecated: Email is the one that counts; the directory's attribute mapping
	// puts others into CustomAttributes.
	Emails []UserEmail `json:"emails,omitempty"`
	// JobTitle is the user's job title, or "".
	//
	// Deprecated: the directory's attribute mapping puts it into CustomAttributes.
	JobTitle string `json:"job_title,omitempty"`
	// Username is the user's name at the provider, or "".
	//
	// Deprecated: the directory's attribute mapping puts it into CustomAttributes.
	Username string `json:"username,omitempty"`
	// State says whether the user is in use. Deprovisioned tells what it means.
	State UserState `json:"state"`
	// RawAttributes is the user as the provider sent it.
	//
	// Deprecated: the directory's attribute mapping puts what matters into
	// CustomAttributes.
	RawAttributes Attributes `json:"raw_attributes"`
	// CustomAttributes are the attributes that the directory's attribute mapping
	// names. The function CustomAttributes decodes them.
	CustomAttributes Attributes `json:"custom_attributes"`
	// Role is the user's first role, or nil.
	Role *Role `json:"role,omitempty"`
	// Roles are all of the user's roles.
	Roles []Role `json:"roles,omitempty"`
	// CreatedAt is when the user was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the user was last changed.
	UpdatedAt time.Time `json:"updated_at"`
	// Groups are the groups of the user. Events do not have them.
	//
	// Deprecated: it is empty for teams created since May 2026. ListGroups with
	// User lists the groups of a user, ListUsers with Group the users of a group.
	Groups []Group `json:"groups,omitempty"`
}

// UserEmail is one of the e-mail addresses of a user.
type UserEmail struct {
	// Primary says whether it is the user's main address.
	Primary bool `json:"primary"`
	// Type is the kind of the address, such as "work", or "".
	Type string `json:"type,omitempty"`
	// Value is the address, or "".
	Value string `json:"value,omitempty"`
}

// UserState says whether a user is in use in the directory.
type UserState string

// The states of a user.
const (
	// UserStateActive means that the user works there.
	UserStateActive UserState = "active"
	// UserStateSuspended means that the user is locked out, perhaps for a time.
	UserStateSuspended UserState = "suspended"
	// UserStateInactive means that the user was deactivated or removed.
	UserStateInactive UserState = "inactive"
)

// Role is a role of a user.
type Role struct {
	// Slug names the role, such as "admin".
	Slug string `json:"slug"`
}

// Attributes are what a provider says of a user or a group, by name: a
// map[string]any whose numbers are json.Number, so that none is rounded.
type Attributes = attributes.Map

// CustomAttributes returns the custom attributes of a user, decoded into the
// application's own struct by its json tags:
//
//	type employee struct {
//		Department string `json:"department"`
//		Manager    string `json:"manager_email"`
//	}
//	e, err := directorysync.CustomAttributes[employee](user)
//
// A user without attributes is a zero T. An attribute of another type than its
// field is an error: the customer's IT department decides what they hold.
func CustomAttributes[T any](u User) (*T, error) {
	own := new(T)
	data, err := json.Marshal(u.CustomAttributes)
	if err == nil {
		decoder := json.NewDecoder(bytes.NewReader(data))
		decoder.UseNumber()
		err = decoder.Decode(own)
	}
	if err != nil {
		return nil, fmt.Errorf("directorysync: decoding the custom attributes of %s: %w", u.ID, err)
	}
	return own, nil
}

// PrimaryEmail returns the user's main e-mail address: Email, else the primary
// one of Emails, else the first of them, else Username where it is an address.
// It is "" where there is none.
//
// The address is what the directory says, as it is spelled there. Nobody has
// verified that it is the user's.
func (u User) PrimaryEmail() string {
	if u.Email != "" {
		return u.Email
	}
	var first string
	for _, email := range u.Emails {
		switch {
		case email.Value == "":
		case email.Primary:
			return email.Value
		case first == "":
			first = email.Value
		}
	}
	if address, err := mail.ParseAddress(u.Username); first == "" && err == nil && address.Address == u.Username {
		return u.Username
	}
	return first
}

// FullName returns Name, else FirstName and LastName, as far as they are there. It is
// "" where there is none of them.
func (u User) FullName() string {
	return cmp.Or(u.Name, strings.TrimSpace(u.FirstName+" "+u.LastName))
}

// Deprovisioned reports whether the user is to lose access: the state is
// suspended, inactive or deleted.
//
// A state that this package does not know, or none, is not: a value that WorkOS
// adds one day must not lock out a whole company. Where access for too long is
// worse than none, ask for UserStateActive instead. The payload of a
// dsync.user.deleted event may still say that the user is active; the user is
// gone nonetheless.
func (u User) Deprovisioned() bool {
	switch u.State {
	case UserStateSuspended, UserStateInactive, userStateDeleted:
		return true
	default:
		return false
	}
}

// userStateDeleted is what records from before may say: the API has no such state
// today.
const userStateDeleted UserState = "deleted"

// ListUsersParams are the parameters of ListUsers. Directory or Group is needed.
type ListUsersParams struct {
	workos.ListParams

	// Directory asks for the users of the directory with this ID. It or Group is
	// needed.
	Directory string `url:"directory,omitempty"`
	// Group asks for the members of the directory group with this ID.
	Group string `url:"group,omitempty"`
	// IDPID asks for the user with this ID at the provider. It needs Directory.
	IDPID string `url:"idp_id,omitempty"`
	// Email asks for the users with this primary e-mail address. It needs
	// Directory.
	Email string `url:"email,omitempty"`
}

// ListUsers returns a page of the users of a directory or a group, newest first
// unless the params say otherwise. The page's All walks over all of them. Without a
// directory and a group it is a workos.ErrUnprocessable; an unknown one is a
// workos.ErrNotFound.
//
// Calls GET /directory_users.
func (s *Service) ListUsers(ctx context.Context, params ListUsersParams, opts ...workos.RequestOption) (*workos.List[User], error) {
	return workos.GetList[User](ctx, s.client, workos.Path("/directory_users"), params, opts...)
}

// GetUser returns the user with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /directory_users/{id}.
func (s *Service) GetUser(ctx context.Context, id string, opts ...workos.RequestOption) (*User, error) {
	return workos.Get[User](ctx, s.client, workos.Path("/directory_users/{id}", id), nil, opts...)
}
