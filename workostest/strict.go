package workostest

import (
	"encoding/json"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// WithStrict refuses the parameters that the API reference does not have, in the
// query and in the body, with a 422 that names them: they are misspelled, or
// meant for another operation, and have no effect. The refusal goes before a fault
// that was planned for the call, which is used up, and before the check of the API
// key. Operations of Handle are not checked.
func WithStrict() Option { return func(s *Server) { s.strict = true } }

// refuseUnknownParams refuses the parameters that the operation does not have.
// What is no JSON is left to the operation.
func (r *route) refuseUnknownParams(req *http.Request, body []byte) *refusal {
	var problems []fieldError
	known := strings.Fields(queryParameters[r.pattern])
	for _, name := range slices.Sorted(maps.Keys(req.URL.Query())) {
		// The names of an object's members are the caller's own.
		if object, _, ok := strings.Cut(name, "["); !slices.Contains(known, name) && (!ok || !slices.Contains(known, object+"[]")) {
			problems = append(problems, fieldError{name, "unknown_parameter"})
		}
	}
	var document any
	if json.Unmarshal(body, &document) == nil {
		problems = append(problems, unknownProperties(document, "", "", strings.Fields(bodyProperties[r.pattern]))...)
	}
	if problems == nil {
		return nil
	}
	return refuseParams(problems...)
}

// unknownProperties returns what is unknown in a value: path is where it is, and
// name the same without the places in arrays. Objects of which no property is
// known hold what the caller wants.
func unknownProperties(value any, path, name string, known []string) []fieldError {
	below := func(property string) bool { return strings.HasPrefix(property, name+".") }
	var problems []fieldError
	switch value := value.(type) {
	case []any:
		for i, item := range value {
			problems = append(problems, unknownProperties(item, path+"["+strconv.Itoa(i)+"]", name, known)...)
		}
	case map[string]any:
		if name != "" && !slices.ContainsFunc(known, below) {
			break
		}
		for _, key := range slices.Sorted(maps.Keys(value)) {
			at, property := strings.TrimPrefix(path+"."+key, "."), strings.TrimPrefix(name+"."+key, ".")
			if !slices.Contains(known, property) || strings.Contains(key, ".") {
				problems = append(problems, fieldError{at, "unknown_parameter"})
				continue
			}
			problems = append(problems, unknownProperties(value[key], at, property, known)...)
		}
	}
	return problems
}

// page are the query parameters of every list.
const page = "after before limit order"

// queryParameters are the query parameters of the operations that have some;
// those that end in "[]" are objects. They are those of the API reference, and what
// WorkOS's SDKs send besides.
var queryParameters = map[string]string{
	"GET /audit_logs/actions":                                                                                                           page,
	"GET /audit_logs/actions/{actionName}/schemas":                                                                                      page,
	"GET /authorization/groups/{group_id}/role_assignments":                                                                             page,
	"GET /authorization/organization_memberships/{organization_membership_id}/resources":                                                page + " parent_resource_external_id parent_resource_id parent_resource_type_slug permission_slug",
	"GET /authorization/organization_memberships/{organization_membership_id}/resources/{resource_id}/permissions":                      page,
	"GET /authorization/organization_memberships/{organization_membership_id}/resources/{resource_type_slug}/{external_id}/permissions": page,
	"GET /authorization/organization_memberships/{organization_membership_id}/role_assignments":                                         page + " resource_external_id resource_id resource_type_slug",
	"DELETE /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}":                                "cascade_delete",
	"GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/organization_memberships":          page + " assignment permission_slug",
	"GET /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}/role_assignments":                  page + " role_slug",
	"GET /authorization/permissions":                                                                                                    page,
	"GET /authorization/resources": page + " organization_id parent_external_id parent_resource_id " +
		"parent_resource_type_slug resource_external_id resource_type_slug",
	"DELETE /authorization/resources/{resource_id}":                       "cascade_delete",
	"GET /authorization/resources/{resource_id}/organization_memberships": page + " assignment permission_slug",
	"GET /authorization/resources/{resource_id}/role_assignments":         page + " role_slug",
	"GET /connect/applications":                                           page + " organization_id registration_types",
	"GET /connections":                                                    page + " connection_type domain organization_id search",
	"GET /data-integrations":                                              page,
	"GET /directories":                                                    page + " domain organization_id search",
	"GET /directory_groups":                                               page + " directory user",
	"GET /directory_users":                                                page + " directory email group idp_id",
	"GET /events":                                                         page + " events organization_id range_end range_start",
	"GET /feature-flags":                                                  page,
	"GET /organizations":                                                  page + " domains search",
	"GET /organizations/{organizationId}/api_keys":                        page,
	"GET /organizations/{organizationId}/feature-flags":                   page,
	"GET /organizations/{organizationId}/groups":                          page,
	"GET /organizations/{organizationId}/groups/{groupId}/organization-memberships": page,
	"GET /organizations/{organization_id}/authorized_applications":                  page,
	"GET /sso/authorize": "client_id code_challenge code_challenge_method connection domain domain_hint " +
		"login_hint nonce organization prompt provider " +
		"provider_query_params[] provider_scopes redirect_uri response_type state",
	"GET /sso/logout": "token",
	"POST /sso/token": "client_id client_secret code grant_type",
	"GET /user_management/authorize": "client_id code_challenge code_challenge_method connection_id domain_hint " +
		"invitation_token login_hint max_age organization_id prompt provider " +
		"provider_query_params[] provider_scopes redirect_uri response_type screen_hint state",
	"GET /user_management/cors_origins":                                 page,
	"GET /user_management/invitations":                                  page + " email organization_id",
	"GET /user_management/organization_memberships":                     page + " organization_id statuses user_id",
	"GET /user_management/organization_memberships/{omId}/groups":       page,
	"GET /user_management/redirect_uris":                                page,
	"GET /user_management/sessions/logout":                              "return_to session_id",
	"GET /user_management/users":                                        page + " email organization organization_id",
	"GET /user_management/users/{id}/sessions":                          page,
	"GET /user_management/users/{userId}/api_keys":                      page + " organization_id",
	"GET /user_management/users/{userId}/feature-flags":                 page,
	"GET /user_management/users/{user_id}/authorized_applications":      page,
	"DELETE /user_management/users/{user_id}/connected_accounts/{slug}": "organization_id",
	"GET /user_management/users/{user_id}/connected_accounts/{slug}":    "organization_id",
	"POST /user_management/users/{user_id}/connected_accounts/{slug}":   "organization_id",
	"PUT /user_management/users/{user_id}/connected_accounts/{slug}":    "organization_id",
	"GET /user_management/users/{user_id}/data_providers":               "organization_id",
	"GET /user_management/users/{userlandUserId}/auth_factors":          page,
	"GET /vault/v1/kv":         page + " search updatedAfter",
	"DELETE /vault/v1/kv/{id}": "version_check",
	"GET /webhook_endpoints":   page,
	"GET /workostest/sign_in":  "target", // of the sign-in page
}

// dataIntegrationProperties are those that create and change data integrations.
const dataIntegrationProperties = "api_key api_key.organization_id api_key.secret api_key.user_id " +
	"credentials credentials.client_id credentials.client_secret credentials.type " +
	"custom_provider custom_provider.additional_authorization_parameters custom_provider.authenticate_via " +
	"custom_provider.authorization_url custom_provider.client_secret_required custom_provider.name custom_provider.pkce_enabled " +
	"custom_provider.refresh_token_url custom_provider.request_scope_separator custom_provider.scopes_required " +
	"custom_provider.token_body_content_type custom_provider.token_url description enabled scopes"

// bodyProperties are the properties of the bodies of the operations that have some,
// with those of objects and of objects in arrays. Passwordless sessions and the
// two deprecated operations that send e-mails are not in the API reference.
var bodyProperties = map[string]string{
	"PATCH /agents/claims/attempts":                 "claim_attempt_token organization_id type user user.email user.external_id",
	"POST /agents/credentials/validate":             "audience credential type",
	"POST /api_keys/validations":                    "value",
	"POST /api_keys/{id}/expire":                    "expires_at",
	"POST /audit_logs/actions/{actionName}/schemas": "actor actor.metadata metadata targets targets.metadata targets.type",
	"POST /audit_logs/events": "event event.action event.actor event.actor.id event.actor.metadata event.actor.name " +
		"event.actor.type event.context event.context.location event.context.user_agent " +
		"event.metadata event.occurred_at event.targets event.targets.id event.targets.metadata " +
		"event.targets.name event.targets.type event.version organization_id",
	"POST /audit_logs/exports":          "actions actor_ids actor_names actors organization_id range_end range_start targets",
	"POST /auth/challenges/{id}/verify": "code",
	"POST /auth/factors/enroll":         "phone_number totp_issuer totp_user type user_id",
	"POST /auth/factors/{id}/challenge": "sms_template",
	"POST /authkit/oauth2/complete": "external_auth_id user user.email user.first_name user.id user.last_name user.metadata user.name " +
		"user_consent_options user_consent_options.choices user_consent_options.choices.label user_consent_options.choices.value " +
		"user_consent_options.claim user_consent_options.label user_consent_options.type",
	"DELETE /authorization/groups/{group_id}/role_assignments": "resource_external_id resource_id resource_type_slug role_slug",
	"POST /authorization/groups/{group_id}/role_assignments":   "resource_external_id resource_id resource_type_slug role_slug",
	"PUT /authorization/groups/{group_id}/role_assignments": "role_assignments role_assignments.resource_external_id " +
		"role_assignments.resource_id role_assignments.resource_type_slug role_assignments.role_slug",
	"POST /authorization/organization_memberships/{organization_membership_id}/check":                   "permission_slug resource_external_id resource_id resource_type_slug",
	"DELETE /authorization/organization_memberships/{organization_membership_id}/role_assignments":      "resource_external_id resource_id resource_type_slug role_slug",
	"POST /authorization/organization_memberships/{organization_membership_id}/role_assignments":        "resource_external_id resource_id resource_type_slug role_slug",
	"POST /authorization/organizations/{organizationId}/roles":                                          "description name resource_type_slug slug",
	"PATCH /authorization/organizations/{organizationId}/roles/{slug}":                                  "description name",
	"POST /authorization/organizations/{organizationId}/roles/{slug}/permissions":                       "slug",
	"PUT /authorization/organizations/{organizationId}/roles/{slug}/permissions":                        "permissions",
	"PATCH /authorization/organizations/{organization_id}/resources/{resource_type_slug}/{external_id}": "description name parent_resource_external_id parent_resource_id parent_resource_type_slug",
	"POST /authorization/permissions":                                                                   "description name resource_type_slug slug",
	"PATCH /authorization/permissions/{slug}":                                                           "description name",
	"POST /authorization/resources": "description external_id name organization_id " +
		"parent_resource_external_id parent_resource_id parent_resource_type_slug resource_type_slug",
	"PATCH /authorization/resources/{resource_id}": "description name parent_resource_external_id parent_resource_id parent_resource_type_slug",
	"POST /authorization/roles":                    "description name resource_type_slug slug",
	"PATCH /authorization/roles/{slug}":            "description name",
	"POST /authorization/roles/{slug}/permissions": "slug",
	"PUT /authorization/roles/{slug}/permissions":  "permissions",
	"POST /client/token":                           "organization_id user_id",
	"POST /connect/applications": "application_type description is_first_party name organization_id redirect_uris " +
		"redirect_uris.default redirect_uris.uri scopes uses_pkce",
	"PUT /connect/applications/{id}":                   "description name redirect_uris redirect_uris.default redirect_uris.uri scopes",
	"POST /data-integrations":                          "provider auth_methods config " + dataIntegrationProperties,
	"PUT /data-integrations/{slug}":                    dataIntegrationProperties,
	"PUT /data-integrations/{slug}/api-key":            "organization_id secret user_id",
	"POST /data-integrations/{slug}/authorize":         "config organization_id return_to user_id",
	"PUT /data-integrations/{slug}/client-credentials": "client_id client_secret config organization_id user_id",
	"POST /data-integrations/{slug}/credentials":       "organization_id user_id",
	"POST /data-integrations/{slug}/token":             "organization_id user_id",
	"POST /organization_domains":                       "domain organization_id",
	"POST /organizations": "allow_profiles_outside_organization domain_data domain_data.domain domain_data.state " +
		"domains external_id metadata name",
	"PUT /organizations/{id}": "allow_profiles_outside_organization domain_data domain_data.domain domain_data.state " +
		"domains external_id metadata name stripe_customer_id",
	"PUT /organizations/{id}/audit_logs_retention":                                   "retention_period_in_days",
	"POST /organizations/{organizationId}/api_keys":                                  "expires_at name permissions",
	"PUT /organizations/{organizationId}/data_integration_configurations/{slug}":     "client_id client_secret config enabled scopes",
	"POST /organizations/{organizationId}/groups":                                    "description name",
	"PATCH /organizations/{organizationId}/groups/{groupId}":                         "description name",
	"POST /organizations/{organizationId}/groups/{groupId}/organization-memberships": "organization_membership_id",
	"POST /passwordless/sessions":                                                    "connection email expires_in redirect_uri state type",
	"POST /portal/generate_link":                                                     "intent it_contact_emails organization return_url success_url",
	"POST /radar/attempts":                                                           "action auth_method email ip_address signals_id user_agent",
	"PUT /radar/attempts/{id}":                                                       "attempt_status challenge_status",
	"DELETE /radar/lists/{type}/{action}":                                            "entry",
	"POST /radar/lists/{type}/{action}":                                              "entry",
	"POST /sso/logout/authorize":                                                     "profile_id",
	"POST /sso/token":                                                                "client_id client_secret code code_verifier grant_type",
	"POST /user_management/authenticate": "authentication_challenge_id client_id client_secret code code_verifier device_code " +
		"device_id email grant_type invitation_token ip_address link_authorization_code organization_id password " +
		"pending_authentication_token phone_number radar_auth_attempt_id radar_challenge_id " +
		"refresh_token signals_id user_agent verification_id",
	"POST /user_management/authorize/device":             "client_id",
	"POST /user_management/cors_origins":                 "origin",
	"POST /user_management/invitations":                  "email expires_in_days inviter_user_id locale organization_id role_slug",
	"POST /user_management/invitations/{id}/resend":      "locale",
	"PUT /user_management/jwt_template":                  "content",
	"POST /user_management/magic_auth":                   "email invitation_token ip_address radar_auth_attempt_id signals_id user_agent",
	"POST /user_management/magic_auth/send":              "email",
	"POST /user_management/organization_memberships":     "organization_id role_slug role_slugs user_id",
	"PUT /user_management/organization_memberships/{id}": "role_slug role_slugs",
	"POST /user_management/password_reset":               "email",
	"POST /user_management/password_reset/confirm":       "new_password token",
	"POST /user_management/password_reset/send":          "email password_reset_url",
	"POST /user_management/radar_challenges":             "ip_address pending_authentication_token phone_number user_agent user_id",
	"POST /user_management/redirect_uris":                "uri",
	"POST /user_management/sessions/revoke":              "session_id",
	"POST /user_management/users": "email email_verified external_id first_name ip_address last_name metadata name " +
		"password password_hash password_hash_type password_salt_position signals_id user_agent",
	"PUT /user_management/users/{id}": "email email_verified external_id first_name last_name locale metadata name password " +
		"password_hash password_hash_type password_salt_position",
	"POST /user_management/users/{id}/email_change/confirm":           "code",
	"POST /user_management/users/{id}/email_change/send":              "new_email",
	"POST /user_management/users/{id}/email_verification/confirm":     "code",
	"POST /user_management/users/{userId}/api_keys":                   "expires_at name organization_id permissions",
	"POST /user_management/users/{user_id}/connected_accounts/{slug}": "access_token expires_at refresh_token scopes state",
	"PUT /user_management/users/{user_id}/connected_accounts/{slug}":  "access_token expires_at refresh_token scopes state",
	"POST /user_management/users/{userlandUserId}/auth_factors":       "totp_issuer totp_secret totp_user type",
	"POST /vault/v1/keys/data-key":                                    "context",
	"POST /vault/v1/keys/decrypt":                                     "keys",
	"POST /vault/v1/keys/rekey":                                       "context encrypted_keys",
	"POST /vault/v1/kv":                                               "key_context name value",
	"PUT /vault/v1/kv/{id}":                                           "value version_check",
	"POST /webhook_endpoints":                                         "endpoint_url events",
	"PATCH /webhook_endpoints/{id}":                                   "endpoint_url events status",
	"POST /widgets/token":                                             "organization_id scopes user_id",
}
