package events

// Type says what happened. A type that the constants lack arrives as it is.
type Type string

// The types of events.
const (
	TypeActionAuthenticationDenied   Type = "action.authentication.denied"
	TypeActionUserRegistrationDenied Type = "action.user_registration.denied"

	TypeAgentRegistrationClaimAttemptCreated  Type = "agent.registration.claim.attempt.created"
	TypeAgentRegistrationClaimCompleted       Type = "agent.registration.claim.completed"
	TypeAgentRegistrationCreated              Type = "agent.registration.created"
	TypeAgentRegistrationCredentialIssued     Type = "agent.registration.credential.issued"
	TypeAgentRegistrationDeleted              Type = "agent.registration.deleted"
	TypeAgentRegistrationExpired              Type = "agent.registration.expired"
	TypeAgentRegistrationOrganizationSwitched Type = "agent.registration.organization.switched"
	TypeAgentRegistrationRefreshed            Type = "agent.registration.refreshed"
	TypeAgentRegistrationRevoked              Type = "agent.registration.revoked"

	TypeAPIKeyCreated Type = "api_key.created"
	TypeAPIKeyRevoked Type = "api_key.revoked"
	TypeAPIKeyUpdated Type = "api_key.updated"

	TypeAuthenticationEmailVerificationFailed    Type = "authentication.email_verification_failed"
	TypeAuthenticationEmailVerificationSucceeded Type = "authentication.email_verification_succeeded"
	TypeAuthenticationMagicAuthFailed            Type = "authentication.magic_auth_failed"
	TypeAuthenticationMagicAuthSucceeded         Type = "authentication.magic_auth_succeeded"
	TypeAuthenticationMFAFailed                  Type = "authentication.mfa_failed"
	TypeAuthenticationMFASucceeded               Type = "authentication.mfa_succeeded"
	TypeAuthenticationOAuthFailed                Type = "authentication.oauth_failed"
	TypeAuthenticationOAuthSucceeded             Type = "authentication.oauth_succeeded"
	TypeAuthenticationPasskeyFailed              Type = "authentication.passkey_failed"
	TypeAuthenticationPasskeySucceeded           Type = "authentication.passkey_succeeded"
	TypeAuthenticationPasswordFailed             Type = "authentication.password_failed"
	TypeAuthenticationPasswordSucceeded          Type = "authentication.password_succeeded"
	TypeAuthenticationRadarRiskDetected          Type = "authentication.radar_risk_detected"
	TypeAuthenticationReauthenticationSucceeded  Type = "authentication.reauthentication_succeeded"
	TypeAuthenticationSSOFailed                  Type = "authentication.sso_failed"
	TypeAuthenticationSSOStarted                 Type = "authentication.sso_started"
	TypeAuthenticationSSOSucceeded               Type = "authentication.sso_succeeded"
	TypeAuthenticationSSOTimedOut                Type = "authentication.sso_timed_out"

	TypeConnectionActivated                      Type = "connection.activated"
	TypeConnectionDeactivated                    Type = "connection.deactivated"
	TypeConnectionDeleted                        Type = "connection.deleted"
	TypeConnectionSAMLCertificateRenewalRequired Type = "connection.saml_certificate_renewal_required"
	TypeConnectionSAMLCertificateRenewed         Type = "connection.saml_certificate_renewed"

	TypeDSyncActivated        Type = "dsync.activated"
	TypeDSyncDeleted          Type = "dsync.deleted"
	TypeDSyncGroupCreated     Type = "dsync.group.created"
	TypeDSyncGroupDeleted     Type = "dsync.group.deleted"
	TypeDSyncGroupUpdated     Type = "dsync.group.updated"
	TypeDSyncGroupUserAdded   Type = "dsync.group.user_added"
	TypeDSyncGroupUserRemoved Type = "dsync.group.user_removed"
	TypeDSyncTokenCreated     Type = "dsync.token.created"
	TypeDSyncTokenRevoked     Type = "dsync.token.revoked"
	TypeDSyncUserCreated      Type = "dsync.user.created"
	TypeDSyncUserDeleted      Type = "dsync.user.deleted"
	TypeDSyncUserUpdated      Type = "dsync.user.updated"

	TypeEmailVerificationCreated Type = "email_verification.created"

	TypeFlagCreated     Type = "flag.created"
	TypeFlagDeleted     Type = "flag.deleted"
	TypeFlagRuleUpdated Type = "flag.rule_updated"
	TypeFlagUpdated     Type = "flag.updated"

	TypeGroupCreated       Type = "group.created"
	TypeGroupDeleted       Type = "group.deleted"
	TypeGroupMemberAdded   Type = "group.member_added"
	TypeGroupMemberRemoved Type = "group.member_removed"
	TypeGroupUpdated       Type = "group.updated"

	TypeInvitationAccepted Type = "invitation.accepted"
	TypeInvitationCreated  Type = "invitation.created"
	TypeInvitationResent   Type = "invitation.resent"
	TypeInvitationRevoked  Type = "invitation.revoked"

	TypeMagicAuthCreated Type = "magic_auth.created"

	TypeOrganizationCreated Type = "organization.created"
	TypeOrganizationDeleted Type = "organization.deleted"
	TypeOrganizationUpdated Type = "organization.updated"

	TypeOrganizationDomainCreated            Type = "organization_domain.created"
	TypeOrganizationDomainDeleted            Type = "organization_domain.deleted"
	TypeOrganizationDomainUpdated            Type = "organization_domain.updated"
	TypeOrganizationDomainVerificationFailed Type = "organization_domain.verification_failed"
	TypeOrganizationDomainVerified           Type = "organization_domain.verified"

	TypeOrganizationMembershipCreated Type = "organization_membership.created"
	TypeOrganizationMembershipDeleted Type = "organization_membership.deleted"
	TypeOrganizationMembershipUpdated Type = "organization_membership.updated"

	TypeOrganizationRoleCreated Type = "organization_role.created"
	TypeOrganizationRoleDeleted Type = "organization_role.deleted"
	TypeOrganizationRoleUpdated Type = "organization_role.updated"

	TypePasswordResetCreated   Type = "password_reset.created"
	TypePasswordResetSucceeded Type = "password_reset.succeeded"

	TypePermissionCreated Type = "permission.created"
	TypePermissionDeleted Type = "permission.deleted"
	TypePermissionUpdated Type = "permission.updated"

	TypePipesConnectedAccountConnected             Type = "pipes.connected_account.connected"
	TypePipesConnectedAccountConnectionFailed      Type = "pipes.connected_account.connection_failed"
	TypePipesConnectedAccountDisconnected          Type = "pipes.connected_account.disconnected"
	TypePipesConnectedAccountReauthorizationNeeded Type = "pipes.connected_account.reauthorization_needed"

	TypeRadarChallengeCreated Type = "radar.challenge_created"

	TypeRoleCreated Type = "role.created"
	TypeRoleDeleted Type = "role.deleted"
	TypeRoleUpdated Type = "role.updated"

	TypeSessionCreated Type = "session.created"
	TypeSessionRevoked Type = "session.revoked"

	TypeUserCreated Type = "user.created"
	TypeUserDeleted Type = "user.deleted"
	TypeUserUpdated Type = "user.updated"

	TypeVaultBYOKKeyDeleted               Type = "vault.byok_key.deleted"
	TypeVaultBYOKKeyVerificationCompleted Type = "vault.byok_key.verification_completed"
	TypeVaultDataCreated                  Type = "vault.data.created"
	TypeVaultDataDeleted                  Type = "vault.data.deleted"
	TypeVaultDataRead                     Type = "vault.data.read"
	TypeVaultDataUpdated                  Type = "vault.data.updated"
	TypeVaultDEKDecrypted                 Type = "vault.dek.decrypted"
	TypeVaultDEKRead                      Type = "vault.dek.read"
	TypeVaultKEKCreated                   Type = "vault.kek.created"
	TypeVaultKEKDeleted                   Type = "vault.kek.deleted"
	TypeVaultMetadataRead                 Type = "vault.metadata.read"
	TypeVaultNamesListed                  Type = "vault.names.listed"

	TypeWaitlistUserApproved Type = "waitlist_user.approved"
	TypeWaitlistUserCreated  Type = "waitlist_user.created"
	TypeWaitlistUserDenied   Type = "waitlist_user.denied"
)
