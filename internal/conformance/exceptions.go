package conformance

// Exception is a violation that is meant.
type Exception struct {
	Key    string // as a violation prints it: operation and parameter
	Reason string
}

// Exceptions are all of them. One that is no longer needed is a violation.
var Exceptions = []Exception{
	{"POST /user_management/magic_auth/send", "the document no longer has it; callers of older SDKs move over one by one"},
	{"POST /user_management/password_reset/send", "the document no longer has it; callers of older SDKs move over one by one"},
}
