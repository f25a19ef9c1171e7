package workostest

import (
	"net/http"
	"net/url"
	"strconv"

	"github.com/workos-go/workos/portal"
)

const maxITContacts = 20

func (s *Server) registerPortal() {
	s.register("POST /portal/generate_link", s.generatePortalLink)
}

func (s *Server) generatePortalLink(w http.ResponseWriter, r *http.Request) {
	var params portal.GenerateLinkParams
	if !readParams(w, r, &params) {
		return
	}
	switch problems := portalProblems(params); {
	case problems != nil:
		writeInvalid(w, problems...)
	case s.organizations[params.Organization] == nil:
		writeNotFound(w, "Organization", params.Organization)
	default:
		writeJSON(w, http.StatusCreated, portal.Link{Link: "https://setup.workos.test?token=" + s.random.token()})
	}
}

func portalProblems(params portal.GenerateLinkParams) []fieldError {
	var problems []fieldError
	add := func(wrong bool, field, code string) {
		if wrong {
			problems = append(problems, fieldError{field, code})
		}
	}
	add(params.Organization == "", "organization", "required")
	add(!knownIntent(params.Intent), "intent", "unknown_value")
	add(params.ReturnURL != "" && !absoluteURL(params.ReturnURL), "return_url", "invalid_url")
	add(params.SuccessURL != "" && !absoluteURL(params.SuccessURL), "success_url", "invalid_url")
	add(len(params.ITContactEmails) > maxITContacts, "it_contact_emails", "too_many")
	for i, email := range params.ITContactEmails {
		add(!validEmail(email), "it_contact_emails["+strconv.Itoa(i)+"]", "invalid_email")
	}
	return problems
}

func knownIntent(intent portal.Intent) bool {
	switch intent {
	case "", portal.IntentSSO, portal.IntentDirectorySync, portal.IntentAuditLogs, portal.IntentLogStreams,
		portal.IntentDomainVerification, portal.IntentCertificateRenewal, portal.IntentBringYourOwnKey:
		return true
	default:
		return false
	}
}

func absoluteURL(text string) bool {
	target, err := url.Parse(text)
	return err == nil && target.IsAbs()
}
