package conformance

import "strings"

// Exception is a violation that is meant.
type Exception struct {
	Key    string // as a violation prints it: operation and parameter
	Reason string
}

// covers reports whether the exception is for a key: its own, or one that ends as
// it does after a "*".
func (e Exception) covers(key string) bool {
	end, wild := strings.CutPrefix(e.Key, "*")
	return key == e.Key || wild && strings.HasSuffix(key, end)
}

// Exceptions are all of them. One that is no longer needed is a violation.
var Exceptions = []Exception{
	{"POST /user_management/authenticate body link_authorization_code", "WorkOS's SDKs send it, and the API's error invalid_link_authorization_code speaks of it"},
	{"POST /passwordless/sessions", "WorkOS's SDKs have it, the document lacks it"},
	{"POST /passwordless/sessions/{id}/send", "as POST /passwordless/sessions"},
	{"GET /sso/authorize query code_challenge", "the API and WorkOS's Node SDK have PKCE here too, the document lacks it"},
	{"GET /sso/authorize query code_challenge_method", "as code_challenge"},
	{"POST /sso/token body code_verifier", "as GET /sso/authorize query code_challenge"},
	{"POST /user_management/magic_auth/send", "the document no longer has it; callers of older SDKs move over one by one"},
	{"POST /user_management/password_reset/send", "the document no longer has it; callers of older SDKs move over one by one"},
}

// FakeExceptions are what workostest answers that the document does not have.
var FakeExceptions = []Exception{
	{"* 404", "the document leaves out of some operations that an ID may be of nothing; the body is that of other operations"},
	{"* 422", "the document leaves out of some operations that parameters may be bad; the body is that of other operations"},
	{"* 422 code", "some 422s have a code, by the document, and all are told apart by it"},
	{"* 422 errors", "some 422s say which parameters are bad, by the document; those of the fake all do, for who reads them"},
	{"POST /organizations 400 code", "the document says nothing of bodies that are no JSON"},
	{"POST /audit_logs/exports 400 code", "the document's example has it, and the schema lacks it"},
	{"POST /user_management/organization_memberships 400 code", "the document does not say what a second membership is refused with; this is the code of the invitation to one"},
	{"POST /user_management/radar_challenges 400", "the document has no refusals of this operation; these are what authenticate refuses a pending token with"},
	{"POST /user_management/authenticate 403 pending_authentication_token", "a sign-in is resumed with it, by the document, which has it in one of the errors alone; without it none goes on"},
	{"POST /user_management/authenticate 403 user", "as pending_authentication_token"},
	{"POST /user_management/authenticate 403 email", "as pending_authentication_token"},
	{"POST /user_management/authenticate 403 email_verification_id", "as pending_authentication_token"},
	{"POST /user_management/authenticate 403 authentication_factors", "as pending_authentication_token"},
	{"POST /user_management/authenticate 403 organizations", "as pending_authentication_token"},
	{"POST /user_management/authenticate 403 radar_challenge_id", "as pending_authentication_token"},
	{"POST /user_management/authenticate 403 phone_number", "as pending_authentication_token"},
	{"POST /user_management/authenticate 400 auth_methods", "as pending_authentication_token"},
	{"POST /user_management/authenticate 400 sso_connection_ids", "as pending_authentication_token"},
	{"POST /user_management/authenticate 400 email", "as pending_authentication_token"},
	{"GET /user_management/authorize 200", "the sign-in page, where a person is to choose"},
	{"GET /sso/authorize 200", "as GET /user_management/authorize 200"},
	{"GET /workostest/sign_in", "what the sign-in page leads to"},
	{"GET /audit_logs/exports/{auditLogExportId}/files/{token}", "the URL of an export leads to storage, which is no operation"},
	{"GET /sdk/feature-flags", "WorkOS's Node SDK polls it, the document lacks it"},
	{"POST /passwordless/sessions", "WorkOS's SDKs have it, the document lacks it"},
	{"POST /passwordless/sessions/{id}/send", "as POST /passwordless/sessions"},
	{"POST /user_management/magic_auth/send", "the document no longer has it; callers of older SDKs move over one by one"},
	{"POST /user_management/password_reset/send", "the document no longer has it; callers of older SDKs move over one by one"},
}
