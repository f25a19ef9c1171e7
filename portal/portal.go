// Package portal sends the IT admins of a customer to the Admin Portal of WorkOS,
// where they set up single sign-on, directories and the like by themselves.
//
// A link is made at the moment when an admin asks for it, and works for five
// minutes: redirect to it, and neither store it nor send it by e-mail.
//
//	link, err := portal.New(client).GenerateLink(ctx, portal.GenerateLinkParams{
//		Organization: org.ID,
//		Intent:       portal.IntentSSO,
//		ReturnURL:    "https://app.example.com/settings",
//	})
//	if err != nil {
//		...
//	}
//	http.Redirect(w, r, link.Link, http.StatusSeeOther)
package portal

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// Service calls the Admin Portal operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }

// Link leads into the Admin Portal.
type Link struct {
	// Link is the URL. Whoever follows it within five minutes is an IT admin of the
	// organization.
	Link string `json:"link" secret:"true"`
}

// Format hides the link.
func (l Link) Format(f fmt.State, _ rune) { secret.Format(f, l) }

// LogValue hides the link.
func (l Link) LogValue() slog.Value { return secret.LogValue(l) }

// Intent is what an IT admin comes to the Admin Portal for.
type Intent string

// What IT admins come for.
const (
	// IntentSSO is to set up a single sign-on connection.
	IntentSSO Intent = "sso"
	// IntentDirectorySync is to set up a directory.
	IntentDirectorySync Intent = "dsync"
	// IntentAuditLogs is to read the audit logs.
	IntentAuditLogs Intent = "audit_logs"
	// IntentLogStreams is to have the audit logs streamed somewhere.
	IntentLogStreams Intent = "log_streams"
	// IntentDomainVerification is to verify an e-mail domain.
	IntentDomainVerification Intent = "domain_verification"
	// IntentCertificateRenewal is to renew the certificate of a SAML connection.
	IntentCertificateRenewal Intent = "certificate_renewal"
	// IntentBringYourOwnKey is to have data encrypted with a key of the customer's.
	IntentBringYourOwnKey Intent = "bring_your_own_key"
)

// GenerateLinkParams are the parameters of GenerateLink.
type GenerateLinkParams struct {
	// Organization is the ID of the customer.
	Organization string `json:"organization" required:"true"`
	// Intent is what the IT admin comes for. One that has no constant is sent as it
	// is.
	Intent Intent `json:"intent,omitempty"`
	// ReturnURL is where the admin gets back to the application. Empty is the one of
	// the WorkOS dashboard.
	ReturnURL string `json:"return_url,omitempty"`
	// SuccessURL is where the admin is sent when all is set up. Empty is the one of
	// the WorkOS dashboard.
	SuccessURL string `json:"success_url,omitempty"`
	// ITContactEmails are the addresses of the people who may use the Admin Portal
	// of the organization, at most 20.
	ITContactEmails []string `json:"it_contact_emails,omitempty"`
}

// GenerateLink makes a link into the Admin Portal for an IT admin of an
// organization. It works for five minutes.
//
// An unknown organization is a workos.ErrNotFound, a link that may not be made a
// workos.ErrForbidden, and a parameter that the API refuses a workos.ErrBadRequest
// or workos.ErrUnprocessable.
//
// Calls POST /portal/generate_link.
func (s *Service) GenerateLink(ctx context.Context, params GenerateLinkParams, opts ...workos.RequestOption) (*Link, error) {
	return workos.Post[Link](ctx, s.client, workos.Path("/portal/generate_link"), params, opts...)
}
