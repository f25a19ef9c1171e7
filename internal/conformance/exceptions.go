package conformance

// Exception is a violation that is meant.
type Exception struct {
	Key    string // as a violation prints it: operation and parameter
	Reason string
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
