package events

// DeniedAction is the payload of the events of actions: the application's own
// endpoint was asked whether somebody may sign in or register, and said no.
type DeniedAction struct {
	// ActionEndpointID is the endpoint that was asked.
	ActionEndpointID string `json:"action_endpoint_id"`
	// ActionExecutionID identifies the question.
	ActionExecutionID string `json:"action_execution_id"`
	// Type says what was asked for.
	Type ActionType `json:"type"`
	// Verdict is "Deny".
	Verdict string `json:"verdict"`
	// UserID is who wanted to sign in; a registration has none.
	UserID string `json:"user_id,omitempty"`
	// OrganizationID is the organization to sign in to, or "".
	OrganizationID string `json:"organization_id"`
	// Email is the e-mail address of who was denied.
	Email string `json:"email"`
	// IPAddress is where the person's request came from, or "".
	IPAddress string `json:"ip_address"`
	// UserAgent is the User-Agent header of the person's request, or "".
	UserAgent string `json:"user_agent"`
}

// ActionType says what an action was asked for.
type ActionType string

// What an action can be asked for.
const (
	ActionTypeAuthentication   ActionType = "authentication"
	ActionTypeUserRegistration ActionType = "user_registration"
)

// ActionAuthenticationDenied is the event action.authentication.denied: an
// action denied a sign-in.
type ActionAuthenticationDenied struct{ Of[DeniedAction] }

func (ActionAuthenticationDenied) kind() Type { return TypeActionAuthenticationDenied }

// ActionUserRegistrationDenied is the event action.user_registration.denied: an
// action denied a registration.
type ActionUserRegistrationDenied struct{ Of[DeniedAction] }

func (ActionUserRegistrationDenied) kind() Type { return TypeActionUserRegistrationDenied }
