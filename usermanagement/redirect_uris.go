package usermanagement

import (
	"context"
	"time"

	"github.com/workos-go/workos"
)

// RedirectURI is an address of the application to which people may be sent after
// a sign-in.
type RedirectURI struct {
	// Object is "redirect_uri".
	Object string `json:"object"`
	// ID identifies the redirect URI.
	ID string `json:"id"`
	// URI is the address.
	URI string `json:"uri"`
	// Default says whether it is taken where a sign-in names none.
	Default bool `json:"default"`
	// CreatedAt is when the redirect URI was added.
	CreatedAt time.Time `json:"created_at"`
	// UpdatedAt is when the redirect URI was last changed.
	UpdatedAt time.Time `json:"updated_at"`
}

// ListRedirectURIsParams are the parameters of ListRedirectURIs.
type ListRedirectURIsParams struct {
	workos.ListParams
}

// ListRedirectURIs returns a page of the environment's redirect URIs, newest
// first unless the params say otherwise. The page's All walks over all of them.
//
// Calls GET /user_management/redirect_uris.
func (s *Service) ListRedirectURIs(ctx context.Context, params ListRedirectURIsParams, opts ...workos.RequestOption) (*workos.List[RedirectURI], error) {
	return workos.GetList[RedirectURI](ctx, s.client, workos.Path("/user_management/redirect_uris"), params, opts...)
}

// CreateRedirectURIParams are the parameters of CreateRedirectURI.
type CreateRedirectURIParams struct {
	// URI is the address, such as "https://app.foo-corp.com/callback".
	URI string `json:"uri" required:"true"`
}

// CreateRedirectURI lets people be sent to an address after a sign-in. One that
// is there already is a workos.ErrUnprocessable, what is no address a
// workos.ErrBadRequest.
//
// Calls POST /user_management/redirect_uris.
func (s *Service) CreateRedirectURI(ctx context.Context, params CreateRedirectURIParams, opts ...workos.RequestOption) (*RedirectURI, error) {
	return workos.Post[RedirectURI](ctx, s.client, workos.Path("/user_management/redirect_uris"), params, opts...)
}

// DeleteRedirectURI removes a redirect URI. The default one stays: that is a
// workos.ErrConflict. An unknown ID is a workos.ErrNotFound.
//
// Calls DELETE /user_management/redirect_uris/{id}.
func (s *Service) DeleteRedirectURI(ctx context.Context, id string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/user_management/redirect_uris/{id}", id), opts...)
}
