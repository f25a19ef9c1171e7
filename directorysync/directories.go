package directorysync

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// Directory is a customer's directory of people and groups.
type Directory struct {
	// Object is "directory".
	Object string `json:"object"`
	// ID identifies the directory.
	ID string `json:"id"`
	// OrganizationID is the organization whose directory it is.
	OrganizationID string `json:"organization_id"`
	// ExternalKey is WorkOS's key for the directory at its provider.
	ExternalKey string `json:"external_key"`
	// Type is the provider of the directory.
	Type DirectoryType `json:"type"`
	// State says whether the directory is connected to its provider.
	State DirectoryState `json:"state"`
	// Name describes the directory.
	Name string `json:"name"`
	// Domain is the domain of the customer, or "".
	Domain string `json:"domain,omitempty"`
	// Metadata counts the users and groups, or is nil.
	Metadata *DirectoryMetadata `json:"metadata,omitempty"`
	// CreatedAt is when the directory was created.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the directory was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// DirectoryType is the provider of a directory.
type DirectoryType string

// The providers of directories.
const (
	// DirectoryTypeAzureSCIM is Microsoft Entra ID, once Azure AD.
	DirectoryTypeAzureSCIM        DirectoryType = "azure scim v2.0"
	DirectoryTypeBambooHR         DirectoryType = "bamboohr"
	DirectoryTypeBreatheHR        DirectoryType = "breathe hr"
	DirectoryTypeCezanneHR        DirectoryType = "cezanne hr"
	DirectoryTypeCyberArkSCIM     DirectoryType = "cyberark scim v2.0"
	DirectoryTypeFourthHR         DirectoryType = "fourth hr"
	DirectoryTypeGenericSCIM      DirectoryType = "generic scim v2.0"
	DirectoryTypeGSuite           DirectoryType = "gsuite directory" // Google Workspace
	DirectoryTypeGusto            DirectoryType = "gusto"            // in events alone
	DirectoryTypeHibob            DirectoryType = "hibob"
	DirectoryTypeJumpCloudSCIM    DirectoryType = "jump cloud scim v2.0"
	DirectoryTypeOktaSCIM         DirectoryType = "okta scim v2.0"
	DirectoryTypeOneLoginSCIM     DirectoryType = "onelogin scim v2.0"
	DirectoryTypePeopleHR         DirectoryType = "people hr"
	DirectoryTypePersonio         DirectoryType = "personio"
	DirectoryTypePingFederateSCIM DirectoryType = "pingfederate scim v2.0"
	DirectoryTypeRippling         DirectoryType = "rippling" // in events alone
	DirectoryTypeRipplingSCIM     DirectoryType = "rippling scim v2.0"
	DirectoryTypeSailPointSCIM    DirectoryType = "sailpoint scim v2.0"
	DirectoryTypeS3               DirectoryType = "s3"
	DirectoryTypeSFTP             DirectoryType = "sftp"
	DirectoryTypeWorkdaySFTP      DirectoryType = "sftp workday"
	DirectoryTypeWorkday          DirectoryType = "workday"
)

// DirectoryState says whether a directory is connected to its provider.
type DirectoryState string

// The states of a directory. Events have other names for them; see
// DirectoryEventState. Of the events in the API reference, none tells that the state
// changed, but for dsync.activated and dsync.deleted: ListDirectories and GetDirectory
// tell.
const (
	// DirectoryStateLinked means that it is connected.
	DirectoryStateLinked DirectoryState = "linked"
	// DirectoryStateValidating means that its credentials are being tried.
	DirectoryStateValidating DirectoryState = "validating"
	// DirectoryStateInvalidCredentials means that the provider refuses them:
	// what is known of its users may be out of date.
	DirectoryStateInvalidCredentials DirectoryState = "invalid_credentials"
	// DirectoryStateUnlinked means that it is not connected. No event tells of it, nor
	// of its users: ask for the list now and then.
	DirectoryStateUnlinked DirectoryState = "unlinked"
	// DirectoryStateDeleting means that it is being deleted.
	DirectoryStateDeleting DirectoryState = "deleting"
)

// DirectoryMetadata counts what is in a directory.
type DirectoryMetadata struct {
	// Users counts the users.
	Users DirectoryUserCounts `json:"users"`
	// Groups is the number of groups.
	Groups int `json:"groups"`
}

// DirectoryUserCounts counts the users of a directory.
type DirectoryUserCounts struct {
	// Active is the number of active users.
	Active int `json:"active"`
	// Inactive is the number of the others.
	Inactive int `json:"inactive"`
}

// ListDirectoriesParams are the parameters of ListDirectories.
type ListDirectoriesParams struct {
	workos.ListParams

	// OrganizationID asks for the directories of this organization.
	OrganizationID string `url:"organization_id,omitempty"`
	// Search asks for the directories whose name contains this text.
	Search string `url:"search,omitempty"`
	// Domain asks for the directories of this domain.
	Domain string `url:"domain,omitempty"`
}

// ListDirectories returns a page of the directories, newest first unless the
// params say otherwise. The page's All walks over all of them.
//
// Calls GET /directories.
func (s *Service) ListDirectories(ctx context.Context, params ListDirectoriesParams, opts ...workos.RequestOption) (*workos.List[Directory], error) {
	return workos.GetList[Directory](ctx, s.client, workos.Path("/directories"), params, opts...)
}

// GetDirectory returns the directory with the given ID. An unknown ID is a
// workos.ErrNotFound.
//
// Calls GET /directories/{id}.
func (s *Service) GetDirectory(ctx context.Context, id string, opts ...workos.RequestOption) (*Directory, error) {
	return workos.Get[Directory](ctx, s.client, workos.Path("/directories/{id}", id), nil, opts...)
}

// DeleteDirectory deletes a directory with its users and groups. It cannot be
// undone. The API accepts it and may still be at it afterwards.
//
// Calls DELETE /directories/{id}.
func (s *Service) DeleteDirectory(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/directories/{id}", id), opts...)
}
