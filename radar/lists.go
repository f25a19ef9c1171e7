package radar

import (
	"context"

	"github.com/workos-go/workos"
)

// ListType says what the entries of a list are.
type ListType string

// What the entries of a list can be.
const (
	// ListTypeCountry holds countries, by their ISO 3166 codes.
	ListTypeCountry ListType = "country"
	ListTypeDevice  ListType = "device"
	// ListTypeDeviceFingerprint holds what Radar's script knows browsers again by.
	ListTypeDeviceFingerprint ListType = "device_fingerprint"
	// ListTypeDomain holds the domains of e-mail addresses.
	ListTypeDomain    ListType = "domain"
	ListTypeEmail     ListType = "email"
	ListTypeIPAddress ListType = "ip_address"
	ListTypeUserAgent ListType = "user_agent"
)

// ListAction is what happens to those who are on a list.
type ListAction string

// What can happen to those who are on a list.
const (
	ListActionAllow ListAction = "allow"
	ListActionBlock ListAction = "block"
)

// AddListEntryParams are the parameters of AddListEntry.
type AddListEntryParams struct {
	// Entry is what to put on the list: a value of the list's type.
	Entry string `json:"entry" required:"true"`
}

// AddListEntry puts an entry on a list. One that is there already stays, which is
// no error. An entry that is none of the list's type is a workos.ErrBadRequest.
//
// Calls POST /radar/lists/{type}/{action}.
func (s *Service) AddListEntry(ctx context.Context, listType ListType, action ListAction, params AddListEntryParams, opts ...workos.RequestOption) error {
	req := workos.Request{Method: "POST", Path: workos.Path("/radar/lists/{type}/{action}", string(listType), string(action)), Body: params}
	return s.client.Do(ctx, req, nil, opts...)
}

// RemoveListEntryParams are the parameters of RemoveListEntry.
type RemoveListEntryParams struct {
	// Entry is what to take off the list, as it was put on.
	Entry string `json:"entry" required:"true"`
}

// RemoveListEntry takes an entry off a list. One that is not there is a
// workos.ErrNotFound.
//
// Calls DELETE /radar/lists/{type}/{action}.
func (s *Service) RemoveListEntry(ctx context.Context, listType ListType, action ListAction, params RemoveListEntryParams, opts ...workos.RequestOption) error {
	req := workos.Request{Method: "DELETE", Path: workos.Path("/radar/lists/{type}/{action}", string(listType), string(action)), Body: params}
	return s.client.Do(ctx, req, nil, opts...)
}
