// Package widgets gets the tokens by which WorkOS's widgets work: components of
// a web page where people see to their users, domains or connections.
//
// The application's server asks for a token for the person who looks at the page
// and hands it to the component:
//
//	token, err := widgets.New(client).CreateToken(ctx, widgets.CreateTokenParams{
//		OrganizationID: org.ID,
//		UserID:         user.ID,
//		Scopes:         []widgets.Scope{widgets.ScopeUsersTableManage},
//	})
package widgets

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Service calls the widget operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Scope is what a widget may do.
type Scope string

// What widgets may do.
const (
	ScopeAPIKeysManage Scope = "widgets:api-keys:manage"
	// ScopeAuditLogStreamingManage means where audit logs are streamed to.
	ScopeAuditLogStreamingManage Scope = "widgets:audit-log-streaming:manage"
	// ScopeDirectorySyncManage means the organization's directories.
	ScopeDirectorySyncManage      Scope = "widgets:dsync:manage"
	ScopeDomainVerificationManage Scope = "widgets:domain-verification:manage"
	// ScopePipesManage means the accounts that are connected at other providers.
	ScopePipesManage Scope = "widgets:pipes:manage"
	// ScopeSSOManage means the organization's connections.
	ScopeSSOManage Scope = "widgets:sso:manage"
	// ScopeUsersTableManage means the organization's members.
	ScopeUsersTableManage Scope = "widgets:users-table:manage"
)

// CreateTokenParams are the parameters of CreateToken.
type CreateTokenParams struct {
	// OrganizationID is the organization that the person sees to. Empty is for
	// widgets about the person alone, such as the user profile.
	OrganizationID string `json:"organization_id,omitempty"`
	// UserID is the person. It may be empty where OrganizationID is not: for widgets
	// about the organization alone.
	UserID string `json:"user_id,omitempty"`
	// Scopes are what the widgets may do. They need an organization.
	Scopes []Scope `json:"scopes,omitempty"`
}

// Token lets widgets act for a person.
type Token struct {
	// Token is what the widget takes. It is good for an hour.
	Token string `json:"token" secret:"true"`
}

// Format hides the token.
func (t Token) Format(f fmt.State, _ rune) { secret.Format(f, t) }

// LogValue hides the token.
func (t Token) LogValue() slog.Value { return secret.LogValue(t) }

// CreateToken returns a token for the widgets of one page. An unknown user or
// organization is a workos.ErrNotFound; scopes without an organization are a
// workos.ErrUnprocessable, and so is a user who is no member of the organization.
//
// Calls POST /widgets/token.
func (s *Service) CreateToken(ctx context.Context, params CreateTokenParams, opts ...workos.RequestOption) (*Token, error) {
	return workos.Post[Token](ctx, s.client, workos.Path("/widgets/token"), params, opts...)
}
