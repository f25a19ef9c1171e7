// Package usermanagement signs people in and keeps them: users, the
// organizations that they are members of, invitations, sessions, and every way
// to authenticate that WorkOS offers.
package usermanagement

import "github.com/workos-go/workos"

// Service calls the user management operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
