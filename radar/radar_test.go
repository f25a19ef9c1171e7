package radar_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/radar"
	"github.com/workos-go/workos/workostest"
)

type service = *radar.Service

var attempt = radar.CreateAttemptParams{
	IPAddress: "198.51.100.42", UserAgent: "Mozilla/5.0", Email: "ann@foo-corp.com",
	AuthMethod: radar.AuthMethodEmailOTP, Action: radar.ActionSignUp,
}

func TestOperations(t *testing.T) {
	t.Parallel()
	full := attempt
	full.SignalsID = "signals_1"
	operationtest.Run(t, radar.New, operationtest.Cases[service]{
		"CreateAttempt": {
			Call: func(ctx context.Context, s service) (any, error) { return s.CreateAttempt(ctx, full) },
			Line: "POST /radar/attempts",
			Body: `{"ip_address":"198.51.100.42","user_agent":"Mozilla/5.0","email":"ann@foo-corp.com",
			"auth_method":"Email_OTP","action":"sign-up","signals_id":"signals_1"}`,
			Answer: `{"verdict":"block","reason":"Listed.","attempt_id":"radar_att_1","control":"restriction","blocklist_type":"ip_address"}`,
			Want: &radar.Attempt{
				AttemptID: "radar_att_1", Verdict: radar.VerdictBlock, Reason: "Listed.",
				Control: radar.ControlRestriction, BlocklistType: radar.ListTypeIPAddress,
			},
		},
		"CreateAttempt without signals": {
			Call: func(ctx context.Context, s service) (any, error) { return s.CreateAttempt(ctx, attempt) },
			Line: "POST /radar/attempts",
			Body: `{"ip_address":"198.51.100.42","user_agent":"Mozilla/5.0","email":"ann@foo-corp.com",
			"auth_method":"Email_OTP","action":"sign-up"}`,
			Answer: `{"verdict":"allow","reason":"Fine.","attempt_id":"radar_att_1"}`,
			Want:   &radar.Attempt{AttemptID: "radar_att_1", Verdict: radar.VerdictAllow, Reason: "Fine."},
		},
		"UpdateAttempt": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.UpdateAttempt(ctx, "radar_att_1", radar.UpdateAttemptParams{
					AttemptStatus: radar.StatusSuccess, ChallengeStatus: radar.StatusSuccess,
				})
			},
			Line: "PUT /radar/attempts/radar_att_1", Body: `{"attempt_status":"success","challenge_status":"success"}`,
		},
		"AddListEntry": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.AddListEntry(ctx, radar.ListTypeDeviceFingerprint, radar.ListActionAllow, radar.AddListEntryParams{Entry: "f_1"})
			},
			Line: "POST /radar/lists/device_fingerprint/allow", Body: `{"entry":"f_1"}`, Answer: `{"message":"It is there."}`,
		},
		"RemoveListEntry": {
			Call: func(ctx context.Context, s service) (any, error) {
				return nil, s.RemoveListEntry(ctx, radar.ListTypeDomain, radar.ListActionBlock, radar.RemoveListEntryParams{Entry: "foo.com"})
			},
			Line: "DELETE /radar/lists/domain/block", Body: `{"entry":"foo.com"}`,
		},
	})
}

func TestTolerantDecoding(t *testing.T) {
	t.Parallel()
	operationtest.RequireDecoded(t, radar.Attempt{Verdict: "brand_new"},
		`{"verdict":"brand_new"}`,
		`{"verdict":"brand_new","reason":null,"control":null,"blocklist_type":null}`,
		`{"verdict":"brand_new","new_field":1}`)
}

func TestBadInputIsNotSent(t *testing.T) {
	t.Parallel()
	operationtest.RequireIDs(t, radar.New, "AddListEntry", "RemoveListEntry")
	srv := workostest.NewServer(t)
	risks, ctx := radar.New(srv.Client()), t.Context()
	for param, leaveOut := range map[string]func(*radar.CreateAttemptParams){
		"ip_address":  func(p *radar.CreateAttemptParams) { p.IPAddress = "" },
		"user_agent":  func(p *radar.CreateAttemptParams) { p.UserAgent = "" },
		"email":       func(p *radar.CreateAttemptParams) { p.Email = "" },
		"auth_method": func(p *radar.CreateAttemptParams) { p.AuthMethod = "" },
		"action":      func(p *radar.CreateAttemptParams) { p.Action = "" },
	} {
		params := attempt
		leaveOut(&params)
		assert.Equal(t, param, operationtest.RefusedParam(risks.CreateAttempt(ctx, params)))
	}
	for _, bad := range []string{"", ".", ".."} {
		add, remove := radar.AddListEntryParams{Entry: "a"}, radar.RemoveListEntryParams{Entry: "a"}
		assert.Equal(t, "type", operationtest.RefusedParam(nil, risks.AddListEntry(ctx, radar.ListType(bad), "block", add)))
		assert.Equal(t, "action", operationtest.RefusedParam(nil, risks.AddListEntry(ctx, "email", radar.ListAction(bad), add)))
		assert.Equal(t, "type", operationtest.RefusedParam(nil, risks.RemoveListEntry(ctx, radar.ListType(bad), "block", remove)))
		assert.Equal(t, "action", operationtest.RefusedParam(nil, risks.RemoveListEntry(ctx, "email", radar.ListAction(bad), remove)))
	}
	assert.Equal(t, "entry", operationtest.RefusedParam(nil, risks.AddListEntry(ctx, "email", "block", radar.AddListEntryParams{})))
	assert.Equal(t, "entry", operationtest.RefusedParam(nil, risks.RemoveListEntry(ctx, "email", "block", radar.RemoveListEntryParams{})))
	assert.Empty(t, srv.Requests())
}
