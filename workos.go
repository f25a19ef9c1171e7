// Package workos is a client for the WorkOS API: sign-in, single sign-on,
// directories, roles, audit logs and the other products of WorkOS.
//
// Each product has a package of its own, with a Service made from the [Client]:
//
//	client := workos.NewClient() // reads WORKOS_API_KEY
//	orgs := organizations.New(client)
//
//	org, err := orgs.Create(ctx, organizations.CreateParams{Name: "Foo Corp"})
//	if err != nil {
//		return err
//	}
//	fmt.Println(org.ID)
//
// This package is what they all stand on: the client, its errors, lists and
// retries. What follows holds for every call.
//
// # Errors
//
// An answer outside 2xx is an [*Error]. Its class is matched with [errors.Is],
// its details are read with [errors.As]:
//
//	var apiErr *workos.Error
//	switch {
//	case errors.Is(err, workos.ErrNotFound):
//		// gone, or never there
//	case errors.As(err, &apiErr):
//		log.Println(apiErr.Code, apiErr.FieldErrors, apiErr.RequestID)
//	}
//
// Bad input is a [*ParamError], and nothing is sent. Where no answer came, the
// error wraps what the transport or the context said.
//
// # Lists
//
// A list method returns one page as a [*List]; [List.All] walks on from it:
//
//	page, err := orgs.List(ctx, organizations.ListParams{})
//	if err != nil {
//		return err
//	}
//	for org, err := range page.All(ctx) {
//		if err != nil {
//			return err
//		}
//		fmt.Println(org.Name)
//	}
//
// [List.AllAhead] does the same, and fetches the next page while this one is used:
// for loops that take their time.
//
// # Optional parameters
//
// A zero value in a params struct is left out of the request. Where null clears
// a field, or false and "" must be sendable, the field is an [Optional]: made by
// [Set] or [Null], or left alone.
//
// # Time and retries
//
// A call ends when its context does. Where the context has no deadline, it ends
// after [DefaultTimeout] (see [WithTimeout]), all attempts and waits included.
// What is safe to send again is sent again, at most three times (see
// [WithMaxRetries]): every call after 429 or a connection that could not be
// made; GET, PUT, DELETE and POSTs that only ask, as their documentation says, also
// after 408, a 5xx (but 501), a connection that broke or a body cut off. Another
// POST or PATCH that may have reached the API is repeated only with [WithRetry], or
// with [WithIdempotencyKey] on an operation that honors the key. A DELETE that was
// repeated may find the object gone already: [ErrNotFound]. Waits are random, up to
// half a second at first and to eight at last; Retry-After replaces them, up to
// thirty seconds.
//
// # Secrets
//
// Passwords, codes, tokens and keys are in no error's text, and the types that hold
// them do not show them when they are printed or logged. What holds such a type in
// turn shows more: an application's own struct or a slice what its JSON shows, where
// a log is written as JSON, and an unexported field what is in it.
//
// # Calls that no package has
//
// [Get], [Post], [Put], [Patch], [Delete], [GetList], [Do] and [Client.Do] send any
// request with everything above; the product packages use nothing else.
//
//	thing, err := workos.Get[Thing](ctx, client, workos.Path("/things/{id}", id), nil)
//
// # Testing
//
// Package workostest is a WorkOS that runs inside a test, with no socket and no
// key. Anything else takes the place of the network with [WithHTTPClient].
package workos

import "time"

// Version is the version of this module; it is part of the User-Agent.
const Version = "0.1.0"

const (
	// DefaultBaseURL is the address of the WorkOS API.
	DefaultBaseURL = "https://api.workos.com"
	// DefaultTimeout bounds a call whose context has no deadline, all attempts and
	// waits included.
	DefaultTimeout = 60 * time.Second
)

// The environment variables that NewClient reads where no option says otherwise.
const (
	envAPIKey   = "WORKOS_API_KEY"
	envClientID = "WORKOS_CLIENT_ID"
	envBaseURL  = "WORKOS_BASE_URL"
)
