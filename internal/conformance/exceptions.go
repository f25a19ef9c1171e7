package conformance

// Exception is a violation that is meant.
type Exception struct {
	Key    string // as a violation prints it: operation and parameter
	Reason string
}

// Exceptions are all of them. One that is no longer needed is a violation.
var Exceptions = []Exception{
	{"POST /passwordless/sessions", "the seed and WorkOS's SDKs have it, the document lacks it"},
	{"POST /passwordless/sessions/{id}/send", "as POST /passwordless/sessions"},
}
