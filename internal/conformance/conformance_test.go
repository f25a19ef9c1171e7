package conformance_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/internal/conformance"
)

// load reads the document once for all tests.
var load = sync.OnceValues(func() (*conformance.Document, error) {
	root, err := filepath.Abs("../..")
	if err != nil {
		return nil, err
	}
	return conformance.Open(root)
})

// document returns the document, or skips the test where there is none.
func document(t *testing.T) *conformance.Document {
	t.Helper()
	doc, err := load()
	if errors.Is(err, conformance.ErrNoDocument) {
		t.Skip(err)
	}
	require.NoError(t, err)
	return doc
}

// check runs the check with files replaced, by their names from the root.
func check(t *testing.T, overlay map[string]string, change func(*conformance.Options)) *conformance.Report {
	t.Helper()
	doc := document(t)
	opts := conformance.Options{
		Root:       root(t),
		Overlay:    map[string][]byte{},
		Exceptions: conformance.Exceptions,
		Uncovered:  conformance.Left,
	}
	for name, content := range overlay {
		opts.Overlay[filepath.Join(opts.Root, name)] = []byte(content)
	}
	if change != nil {
		change(&opts)
	}
	report, err := conformance.Check(doc, opts)
	require.NoError(t, err)
	return report
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs("../..")
	require.NoError(t, err)
	return dir
}

// requireViolation asserts that a violation contains the text, and that every one
// says where it is.
func requireViolation(t *testing.T, report *conformance.Report, text string) {
	t.Helper()
	require.Error(t, report.Err())
	for _, v := range report.Violations {
		assert.NotEmpty(t, v.Where)
		assert.NotEmpty(t, v.Key)
	}
	assert.Contains(t, report.Err().Error(), text)
}

func TestPackagesConform(t *testing.T) {
	t.Parallel()
	report := check(t, nil, nil)
	require.NoError(t, report.Err())
	assert.Len(t, report.Covered, 212-len(report.Uncovered))
	assert.Equal(t, 111, report.Events)
	assert.Contains(t, report.Summary(), "of 212")
	assert.Contains(t, report.Details(), "covered    GET /organizations\n")
}

const (
	orgs    = "organizations/organizations.go"
	audit   = "organizations/audit_log_configuration.go"
	domains = "organizationdomains/organization_domains.go"
	signIn  = "sso/authorization.go"
	profile = "sso/profiles.go"
	checks  = "authorization/checks.go"

	people       = "events/users.go"
	certificates = "events/connections.go"
)

// Each way to differ from the document turns the check red.
func TestMutations(t *testing.T) {
	t.Parallel()
	left := conformance.Left.Operations
	for name, test := range map[string]struct {
		file, old, new string
		want           string
	}{
		// 1. method, path and comment
		"path": {
			orgs, `workos.Path("/organizations/{id}", id), nil`, `workos.Path("/organization/{id}", id), nil`,
			"Service.Get: sends GET /organization/the%20id, which the document does not have",
		},
		"method": {
			orgs, "workos.Put[Organization]", "workos.Patch[Organization]",
			"Service.Update: sends PATCH /organizations/the%20id, which the document does not have",
		},
		"comment": {
			orgs, "// Calls GET /organizations/external_id/{external_id}.", "// Calls GET /organizations/{id}.",
			"Service.GetByExternalID: sends GET /organizations/external_id/{external_id}, and its comment says «Calls GET /organizations/{id}»",
		},
		"comment of an unknown operation": {
			orgs, "// Calls DELETE /organizations/{id}.", "// Calls DELETE /organization/{id}.",
			"Service.Delete: its comment says «Calls DELETE /organization/{id}», which the document does not have",
		},
		"no comment": {
			orgs, "// Calls DELETE /organizations/{id}.", "// Gone.",
			"Service.Delete: its comment has no line «Calls METHOD /path.»",
		},
		"method that is not seen": {
			orgs, "func (s *Service) Get(", "func (s Service) Get(",
			"Get has a line «Calls» and is not checked: make it an exported method of *Service",
		},
		"two requests": {
			orgs, "return workos.Delete(ctx", "_ = workos.Delete(ctx, s.client, workos.Path(\"/organizations\"))\n\treturn workos.Delete(ctx",
			"Service.Delete: sends 2 requests",
		},
		// 2. what is sent
		"optional that is sent all the same": {
			orgs, "`json:\"external_id,omitzero\"`", "`json:\"external_id\"`",
			"external_id is sent although it was left out: add ,omitempty (,omitzero for an Optional)",
		},
		"field that is not sent": {
			orgs, "\treq := workos.Request{", "\tparams.Metadata = nil\n\treq := workos.Request{",
			"organizations.Service.Create does not send its field metadata: send it or remove it",
		},
		"body name": {
			orgs, "ExternalID string `json:\"external_id,omitempty\"`", "ExternalID string `json:\"externalId,omitempty\"`",
			"Service.Create: sends body externalId, which the document does not have",
		},
		"nested body name": {
			orgs, "State DomainDataState `json:\"state\"", "State DomainDataState `json:\"status\"",
			"sends body domain_data[].status, which the document does not have",
		},
		"query name": {
			orgs, "`url:\"search,omitempty\"`", "`url:\"q,omitempty\"`",
			"Service.List: sends the query parameter \"q\", which the document does not have",
		},
		"comma": {
			orgs, "`url:\"domains,omitempty,comma\"`", "`url:\"domains,omitempty\"`",
			"the document wants it comma-separated: add ,comma to its url tag",
		},
		"type": {
			orgs, "StripeCustomerID string `json:\"stripe_customer_id,omitempty\"`\n\t// Metadata sets", "StripeCustomerID int `json:\"stripe_customer_id,omitempty\"`\n\t// Metadata sets",
			"Service.Update: cannot be called: int cannot hold",
		},
		"value": {
			orgs, "return workos.GetList[Organization](", "params.Limit = 500\n\treturn workos.GetList[Organization](",
			"Service.List: with all parameters:",
		},
		"members of an object": {
			signIn, "values.Set(key+\"[\"+name+\"]\", value)", "values.Set(key+\".\"+name, value)",
			"Service.AuthorizationURL does not send its field provider_query_params",
		},
		"alternatives that exclude each other": {
			checks, "return workos.Do[CheckResult](", "params.ID = \"a\"\n\treturn workos.Do[CheckResult](",
			"Service.Check: with all parameters:",
		},
		"alternative that is missing": {
			checks, "return workos.Do[CheckResult](", "params.ResourceRef = ResourceRef{ID: params.ID}\n\treturn workos.Do[CheckResult](",
			"Service.Check: cannot send body resource_external_id",
		},
		// 3. what can be sent, and what must be
		"missing query parameter": {
			orgs, "Search string `url:\"search,omitempty\"`", "",
			"Service.List: cannot send query search of GET /organizations",
		},
		"missing property": {
			orgs, "\tStripeCustomerID string `json:\"stripe_customer_id,omitempty\"`\n\t// Metadata sets", "\t// Metadata sets",
			"Service.Update: cannot send body stripe_customer_id of PUT /organizations/{id}",
		},
		"required tag missing": {
			domains, "OrganizationID string `json:\"organization_id\" required:\"true\"`", "OrganizationID string `json:\"organization_id\"`",
			"the document requires body organization_id of POST /organization_domains: tag it",
		},
		"required tag too many": {
			orgs, "ExternalID string `json:\"external_id,omitempty\"`", "ExternalID string `json:\"external_id,omitempty\" required:\"true\"`",
			"the document does not require body external_id of POST /organizations: remove its tag",
		},
		"nested required tag missing": {
			orgs, "State DomainDataState `json:\"state\" required:\"true\"`", "State DomainDataState `json:\"state,omitempty\"`",
			"the document requires body domain_data.state of POST /organizations: tag it",
		},
		"required and left out": {
			domains, "Domain string `json:\"domain\" required:\"true\"`", "Domain string `json:\"domain,omitempty\"`",
			"with only the required parameters:",
		},
		"required of the query and in neither": {
			profile, "Code string `json:\"code\"", "Code string `json:\"kode\"",
			"Service.GetProfileAndToken: with all parameters: Query parameter 'code' is missing",
		},
		// 4. what is made of answers
		"answer name": {
			orgs, "ExternalID string `json:\"external_id\"`", "ExternalID string `json:\"externalID\"`",
			"Service.Get: loses external_id of an answer",
		},
		"answer of a list": {
			"list.go", "`json:\"list_metadata\"`", "`json:\"metadata\"`",
			"Service.List: loses list_metadata of an answer",
		},
		"answer type": {
			audit, "RetentionPeriodInDays int", "RetentionPeriodInDays string",
			"Service.GetAuditLogConfiguration: cannot decode an answer with every property: workos: invalid response: json: cannot unmarshal number",
		},
		"unknown properties": {
			"response.go", "return unmarshalJSON(body, out)", "strict := json.NewDecoder(bytes.NewReader(body)); strict.DisallowUnknownFields(); return strict.Decode(out)",
			"cannot decode an answer with properties and values that nobody knows yet: workos: invalid response: json: unknown field",
		},
		"unknown values": {
			audit, "// AuditLogState says", "func (s *AuditLogState) UnmarshalJSON(data []byte) error {\n\tif string(data) == `\"active\"` {\n\t\t*s = \"active\"\n\t}\n\treturn nil\n}\n\n// AuditLogState says",
			"loses state of an answer with properties and values that nobody knows yet",
		},
		"nulls": {
			audit, "LastSyncedAt time.Time `json:\"last_synced_at\"`", "LastSyncedAt never `json:\"last_synced_at\"`",
			"Service.GetAuditLogConfiguration: cannot decode an answer with nulls: workos: invalid response: never null",
		},
		// 5. errors
		"message": {
			"errors.go", `member("message")`, `member("massage")`,
			"comes out with code",
		},
		"field errors": {
			"errors.go", `first("field", "property", "instancePath")`, `first("field")`,
			"comes out with field errors",
		},
		// 6. coverage
		"coverage": {
			orgs, ") GetByExternalID(", ") getByExternalID(",
			fmt.Sprintf("%d operations are not covered, %d were: what is covered must stay so", left+1, left),
		},
		// 7. enumerations
		"constant missing": {
			orgs, "\tDomainStateFailed DomainState = \"failed\"\n", "",
			"organizations.DomainState has no constant for \"failed\"",
		},
		"constant wrong": {
			audit, `= "GoogleCloudStorage"`, `= "GCS"`,
			"organizations.AuditLogStreamType has a constant for \"GCS\", which the document does not have",
		},
		"wrong code": {
			"usermanagement/authentication_errors.go", `= "invalid_credentials"`, `= "invalid_credential"`,
			`"invalid_credential" is no code of an error in the document [usermanagement.CodeInvalidCredentials]`,
		},
		"plain string": {
			domains, "State State `json:\"state,omitempty\"`", "State string `json:\"state,omitempty\"`",
			"answer state is a plain string; the document enumerates",
		},
		"poll of an unknown operation": {
			"usermanagement/device.go", "// Polls POST /user_management/authenticate.", "// Polls POST /user_management/authenticates.",
			"its comment says «Polls POST /user_management/authenticates», which the document does not have",
		},
		"use of an unknown operation": {
			"vault/encryption.go", "// Uses POST /vault/v1/keys/decrypt.", "// Uses GET /vault/v1/keys/decrypt.",
			"its comment says «Uses GET /vault/v1/keys/decrypt», which the document does not have",
		},
		// 8. secrets
		"secret without a tag": {
			"sso/profiles.go", "`json:\"refresh_token\" secret:\"true\"`", "`json:\"refresh_token\"`",
			"sso.OAuthTokens.refresh_token holds a credential: tag it",
		},
		"secret that is printed": {
			"sso/logout.go", "func (l LogoutAuthorization) LogValue()", "func (l LogoutAuthorization) logValue()",
			"sso.LogoutAuthorization holds a credential and would print it",
		},
		// 9. events
		"event without a type": {
			people, "type UserCreated struct{ Of[usermanagement.User] }", "type UserCreated struct {\n\tOf[usermanagement.User]\n\tMore int\n}",
			"user.created has no type of its own",
		},
		"event of another type": {
			people, "return TypeUserCreated", "return \"user.made\"",
			"arrives as \"\": its method kind says so [event user.created]",
		},
		"event of two types": {
			people, "return TypeUserCreated", "return TypeUserDeleted",
			"events: there are two functions for user.deleted",
		},
		"payload name": {
			people, "`json:\"email\"`", "`json:\"mail\"`",
			"loses data.email of an event with every property: a field is missing, or its tag or type is wrong [event waitlist_user.approved data.email]",
		},
		"payload type": {
			certificates, "DaysUntilExpiry int", "DaysUntilExpiry string",
			"cannot decode an event with every property: events: the payload of connection.saml_certificate_renewal_required the id cannot be decoded into *events.ExpiringCertificate: a JSON number is no string",
		},
		"nulls of a payload": {
			people, "ApprovedAt time.Time", "ApprovedAt never",
			"cannot decode an event with nulls: events: the payload of waitlist_user.approved",
		},
		"unknown values of a payload": {
			people, "// WaitlistUserState says", "func (s *WaitlistUserState) UnmarshalJSON(data []byte) error {\n\tif string(data) == `\"denied\"` {\n\t\t*s = \"denied\"\n\t}\n\treturn nil\n}\n\n// WaitlistUserState says",
			"loses data.state of an event with properties and values that nobody knows yet",
		},
		"payload field too many": {
			people, "ApprovedAt time.Time `json:\"approved_at\"`", "ApprovedAt, DeniedAt time.Time `json:\"denied_at\"`",
			"events.WaitlistUser denied_at is not in the document",
		},
		"payload field that may be left out": {
			people, "`json:\"waitlist_id,omitempty\"`", "`json:\"waitlist_id\"`",
			"events.WaitlistUser waitlist_id may be left out, by the document",
		},
		"payload field that is always there": {
			people, "`json:\"email\"`", "`json:\"email,omitempty\"`",
			"events.WaitlistUser email is always there, by the document",
		},
		"constant of a payload": {
			people, "= \"denied\"", "= \"refused\"",
			"events.WaitlistUserState has a constant for \"refused\", which the document does not have where the type is used",
		},
		"constant of a payload missing": {
			"directorysync/directories.go", "\tDirectoryTypeGusto            DirectoryType = \"gusto\"            // in events alone\n", "",
			"directorysync.DirectoryType has no constant for \"gusto\", which payload data type of event dsync.activated may be",
		},
		"plain string in a payload": {
			certificates, "CertificateType SAMLCertificateType", "CertificateType string",
			"payload data certificate certificate_type is a plain string; the document enumerates",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			content, err := os.ReadFile(filepath.Join(root(t), test.file))
			require.NoError(t, err)
			require.Contains(t, string(content), test.old)
			mutated := strings.Replace(string(content), test.old, test.new, 1)
			if strings.HasPrefix(name, "nulls") {
				mutated += never
			}
			requireViolation(t, check(t, map[string]string{test.file: mutated}, func(o *conformance.Options) {
				if name != "coverage" { // which counts all packages
					o.Packages = []string{"./organizations", "./organizationdomains", "./sso"}
					if dir := filepath.Dir(test.file); !slices.Contains([]string{".", "organizations", "organizationdomains", "sso"}, dir) {
						o.Packages = []string{"./" + dir, "./events"}
					}
				}
			}), test.want)
		})
	}
}

// never is a type that does not decode from null.
const never = `
type never struct{ time.Time }

func (n *never) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return errNull{}
	}
	return n.Time.UnmarshalJSON(data)
}

type errNull struct{}

func (errNull) Error() string { return "never null" }
`

// directories is a package that nobody told the check about.
const directories = `package zz

import (
	"context"

	"github.com/workos-go/workos"
)

type Service struct{ client *workos.Client }

func New(client *workos.Client) *Service { return &Service{client} }

type Directory struct {
	ID string ` + "`json:\"id\"`" + `
}

// Get returns a directory.
//
// Calls GET /directories/{id}.
func (s *Service) Get(ctx context.Context, id string, opts ...workos.RequestOption) (*Directory, error) {
	return workos.Get[Directory](ctx, s.client, workos.Path("/directories/{id}", id), nil, opts...)
}
`

func TestNewPackageIsFound(t *testing.T) {
	t.Parallel()
	report := check(t, map[string]string{"zz/zz.go": directories}, func(opts *conformance.Options) { opts.Uncovered.Operations = 212 })
	requireViolation(t, report, "zz/zz.go:20: zz.Service.Get: loses name of an answer")
	requireViolation(t, report, "operations are not covered, 212 were: lower the number in Left")
}

// What cannot be called, and what is called with the IDs in another order.
func TestArguments(t *testing.T) {
	t.Parallel()
	const assignments = `
// Paint is no operation.
//
// Calls DELETE /organizations/{organizationId}/groups/{groupId}.
func (s *Service) Paint(ctx context.Context, org, group string, opts ...workos.RequestOption) error {
	return workos.Delete(ctx, s.client, workos.Path("/organizations/{organizationId}/groups/{groupId}", group, org), opts...)
}

// Remove takes a number.
//
// Calls DELETE /api_keys/{id}.
func (s *Service) Remove(ctx context.Context, id string, times int) error { return nil }
`
	report := check(t, map[string]string{"zz/zz.go": directories + assignments}, nil)
	requireViolation(t, report, "zz.Service.Paint: sends /organizations/the%20groupId/groups/the%20organizationId, want")
	requireViolation(t, report, "zz.Service.Remove: cannot be called: it takes a int: take IDs as strings")

	_, err := conformance.Check(document(t), conformance.Options{Root: root(t), Overlay: map[string][]byte{
		filepath.Join(root(t), "zz/zz.go"): []byte("package zz\n\ntype Service struct{}\n"),
	}})
	require.ErrorContains(t, err, "zz has a Service: it needs func New(client *workos.Client) *Service")
}

// A method that builds a URL, which a browser then requests.
func TestURLBuilders(t *testing.T) {
	t.Parallel()
	const builder = `package zz

import "github.com/workos-go/workos"

type Service struct{ client *workos.Client }

func New(client *workos.Client) *Service { return &Service{client} }

// LogoutURL returns where to send the browser.
//
// Builds the URL of GET /sso/logout.
func (s *Service) LogoutURL(token string) (string, error) {
	return s.client.BaseURL() + "/sso/logout?NAME=" + token, nil
}
`
	report := check(t, map[string]string{"zz/zz.go": strings.Replace(builder, "NAME", "token", 1)}, nil)
	require.NoError(t, report.Err())
	assert.Contains(t, report.Details(), "covered    GET /sso/logout\n")
	report = check(t, map[string]string{"zz/zz.go": strings.Replace(builder, "NAME", "tokens", 1)}, nil)
	requireViolation(t, report, "zz.Service.LogoutURL: sends the query parameter \"tokens\", which the document does not have")
}

// A parameter that the document has in the query and in the body may be sent in
// the body alone; one that it has in the query alone may not.
func TestQueryInBody(t *testing.T) {
	t.Parallel()
	document(t)
	data, err := os.ReadFile(conformance.Find(root(t)))
	require.NoError(t, err)
	before, after, found := strings.Cut(string(data), "\n    TokenQueryDto:\n")
	require.True(t, found)
	after = strings.Replace(after, "        client_id:\n", "        application_id:\n", 1)
	path := filepath.Join(t.TempDir(), "open-api-spec.yaml")
	require.NoError(t, os.WriteFile(path, []byte(before+"\n    TokenQueryDto:\n"+after), 0o600))
	doc, err := conformance.Load(path)
	require.NoError(t, err)
	report, err := conformance.Check(doc, conformance.Options{Root: root(t), Exceptions: conformance.Exceptions, Uncovered: conformance.Left})
	require.NoError(t, err)
	requireViolation(t, report, "Service.GetProfileAndToken: with all parameters: Query parameter 'client_id' is missing")
	requireViolation(t, report, "Service.GetProfileAndToken: cannot send query client_id of POST /sso/token")
	assert.NotContains(t, report.Err().Error(), "client_secret")
}

// A sign-in that can be continued needs an error of its own.
func TestPendingTokensNeedATypeOfTheirOwn(t *testing.T) {
	t.Parallel()
	const authenticate = `package zz

import (
	"context"

	"github.com/workos-go/workos"
)

type Service struct{ client *workos.Client }

func New(client *workos.Client) *Service { return &Service{client} }

// Authenticate signs in.
//
// Calls POST /user_management/authenticate.
func (s *Service) Authenticate(ctx context.Context, opts ...workos.RequestOption) error {
	_, err := workos.Post[struct{}](ctx, s.client, workos.Path("/user_management/authenticate"), nil, opts...)
	return typed(err)
}
`
	const untyped = "carries a pending token and comes out without a type of its own"
	report := check(t, map[string]string{"zz/zz.go": authenticate + "\nfunc typed(err error) error { return err }\n"}, nil)
	requireViolation(t, report, untyped)
	requireViolation(t, report, "the document has an answer with a body, and the method returns none")

	report = check(t, map[string]string{"zz/zz.go": authenticate + `
type Pending struct{ err error }

func (p *Pending) Error() string { return p.err.Error() }
func (p *Pending) Unwrap() error { return p.err }

func typed(err error) error { return &Pending{err} }
`}, nil)
	assert.NotContains(t, report.Err().Error(), untyped)
}

func TestExceptions(t *testing.T) {
	t.Parallel()
	needed := conformance.Exception{Key: "coverage of event types", Reason: "a number that is too low"}
	useless := conformance.Exception{Key: "GET /organizations query q", Reason: "was renamed"}
	report := check(t, nil, func(o *conformance.Options) {
		o.Exceptions = slices.Concat(o.Exceptions, []conformance.Exception{needed, useless})
		o.Uncovered.EventTypes = 7
	})
	assert.Equal(t, slices.Concat(conformance.Exceptions, []conformance.Exception{needed}), report.Exceptions)
	require.Len(t, report.Violations, 1)
	requireViolation(t, report, "the exception is no longer needed: remove it [GET /organizations query q]")
}

func TestFind(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("WORKOS_OPENAPI", "")
	assert.Empty(t, conformance.Find(filepath.Join(dir, "project")))

	path := filepath.Join(dir, "shared", "openapi", "open-api-spec.yaml")
	require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o750))
	require.NoError(t, os.WriteFile(path, []byte("openapi: 3.1.0"), 0o600))
	assert.Equal(t, path, conformance.Find(filepath.Join(dir, "project")))

	t.Setenv("WORKOS_OPENAPI", "elsewhere.yaml")
	assert.Equal(t, "elsewhere.yaml", conformance.Find(dir))
}

// Without a document nothing is checked, and with a path that is wrong nothing passes.
func TestOpen(t *testing.T) {
	project := filepath.Join(t.TempDir(), "project")
	t.Setenv("WORKOS_OPENAPI", "")
	_, err := conformance.Open(project)
	require.ErrorIs(t, err, conformance.ErrNoDocument)

	t.Setenv("WORKOS_OPENAPI", filepath.Join(project, "elsewhere.yaml"))
	_, err = conformance.Open(project)
	require.ErrorIs(t, err, os.ErrNotExist)
	require.ErrorContains(t, err, "WORKOS_OPENAPI: open ")
	require.NotErrorIs(t, err, conformance.ErrNoDocument)
}
