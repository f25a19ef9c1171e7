package conformance

// Exception is a violation that is meant.
type Exception struct {
	Key    string // as a violation prints it: operation and parameter
	Reason string
}

// Exceptions are all of them. One that is no longer needed is a violation.
var Exceptions = []Exception{
	{"GET /sso/authorize query code_challenge", "the API and WorkOS's Node SDK have PKCE here too, the document lacks it"},
	{"GET /sso/authorize query code_challenge_method", "as code_challenge"},
	{"POST /sso/token body code_verifier", "as GET /sso/authorize query code_challenge"},
}
