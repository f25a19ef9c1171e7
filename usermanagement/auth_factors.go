package usermanagement

// AuthenticationFactorType stand-in
type AuthenticationFactorType string
