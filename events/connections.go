package events

import (
	"time"

	"github.com/workos-go/workos/sso"
)

// ExpiringCertificate is the payload of the event
// connection.saml_certificate_renewal_required.
type ExpiringCertificate struct {
	// Connection is the connection that the certificate is of.
	Connection CertificateConnection `json:"connection"`
	// Certificate is the certificate.
	Certificate SAMLCertificate `json:"certificate"`
	// DaysUntilExpiry is how many days are left.
	DaysUntilExpiry int `json:"days_until_expiry"`
}

// RenewedCertificate is the payload of the event
// connection.saml_certificate_renewed.
type RenewedCertificate struct {
	// Connection is the connection that the certificate is of.
	Connection CertificateConnection `json:"connection"`
	// Certificate is the new certificate.
	Certificate SAMLCertificate `json:"certificate"`
	// RenewedAt is when it took the place of the old one.
	RenewedAt time.Time `json:"renewed_at"`
}

// CertificateConnection says which connection a certificate is of.
type CertificateConnection struct {
	// ID identifies the connection.
	ID string `json:"id"`
	// OrganizationID is the organization that the connection belongs to, or "".
	OrganizationID string `json:"organization_id,omitempty"`
}

// SAMLCertificate is a certificate of a SAML connection.
type SAMLCertificate struct {
	// CertificateType says what it is for.
	CertificateType SAMLCertificateType `json:"certificate_type"`
	// ExpiryDate is when it expires.
	ExpiryDate time.Time `json:"expiry_date"`
	// IsExpired says whether it has expired.
	IsExpired bool `json:"is_expired"`
}

// SAMLCertificateType says what a certificate is for.
type SAMLCertificateType string

// What a certificate can be for.
const (
	SAMLCertificateTypeResponseSigning    SAMLCertificateType = "ResponseSigning"
	SAMLCertificateTypeRequestSigning     SAMLCertificateType = "RequestSigning"
	SAMLCertificateTypeResponseEncryption SAMLCertificateType = "ResponseEncryption"
)

// ConnectionActivated is the event connection.activated: people can sign in
// through a connection.
type ConnectionActivated struct{ Of[sso.Connection] }

func (ConnectionActivated) kind() Type { return TypeConnectionActivated }

// ConnectionDeactivated is the event connection.deactivated: people can no
// longer sign in through a connection.
type ConnectionDeactivated struct{ Of[sso.Connection] }

func (ConnectionDeactivated) kind() Type { return TypeConnectionDeactivated }

// ConnectionDeleted is the event connection.deleted: a connection is gone. It
// has neither Status nor Domains nor ExternalKey.
type ConnectionDeleted struct{ Of[sso.Connection] }

func (ConnectionDeleted) kind() Type { return TypeConnectionDeleted }

// ConnectionSAMLCertificateRenewalRequired is the event
// connection.saml_certificate_renewal_required: a certificate expires soon, or
// has expired: people will not be able to sign in.
type ConnectionSAMLCertificateRenewalRequired struct{ Of[ExpiringCertificate] }

func (ConnectionSAMLCertificateRenewalRequired) kind() Type {
	return TypeConnectionSAMLCertificateRenewalRequired
}

// ConnectionSAMLCertificateRenewed is the event
// connection.saml_certificate_renewed: there is a new certificate.
type ConnectionSAMLCertificateRenewed struct{ Of[RenewedCertificate] }

func (ConnectionSAMLCertificateRenewed) kind() Type { return TypeConnectionSAMLCertificateRenewed }
