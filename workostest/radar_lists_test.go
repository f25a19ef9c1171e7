package workostest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/radar"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

var annSignsIn = radar.CreateAttemptParams{
	IPAddress: "198.51.100.42", UserAgent: "Mozilla/5.0", Email: "Ann@foo-corp.com",
	AuthMethod: radar.AuthMethodPassword, Action: radar.ActionSignIn,
}

func TestRadarLists(t *testing.T) {
	t.Parallel()
	for kind, entry := range map[radar.ListType]string{
		radar.ListTypeIPAddress: "198.51.100.42", radar.ListTypeEmail: "ann@foo-corp.com",
		radar.ListTypeDomain: "foo-corp.com", radar.ListTypeUserAgent: "Mozilla/5.0",
	} {
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			srv, ctx := workostest.NewServer(t), t.Context()
			risks := radar.New(srv.Client())
			verdict := func() radar.Attempt {
				attempt, err := risks.CreateAttempt(ctx, annSignsIn)
				require.NoError(t, err)
				return *attempt
			}
			assert.Equal(t, radar.VerdictAllow, verdict().Verdict)

			var response workos.Response
			require.NoError(t, risks.AddListEntry(ctx, kind, radar.ListActionBlock, radar.AddListEntryParams{Entry: entry}, workos.WithResponse(&response)))
			assert.Equal(t, 204, response.StatusCode)
			require.NoError(t, risks.AddListEntry(ctx, kind, radar.ListActionBlock, radar.AddListEntryParams{Entry: entry}, workos.WithResponse(&response)))
			assert.Equal(t, 200, response.StatusCode)
			blocked := verdict()
			assert.Equal(t, radar.VerdictBlock, blocked.Verdict)
			assert.Equal(t, radar.ControlRestriction, blocked.Control)
			assert.Equal(t, kind, blocked.BlocklistType)

			require.NoError(t, risks.AddListEntry(ctx, radar.ListTypeEmail, radar.ListActionAllow, radar.AddListEntryParams{Entry: "ann@foo-corp.com"}))
			assert.Equal(t, radar.VerdictAllow, verdict().Verdict)
			require.NoError(t, risks.RemoveListEntry(ctx, radar.ListTypeEmail, radar.ListActionAllow, radar.RemoveListEntryParams{Entry: "ann@foo-corp.com"}))
			assert.Equal(t, radar.VerdictBlock, verdict().Verdict)

			remove := radar.RemoveListEntryParams{Entry: entry}
			require.NoError(t, risks.RemoveListEntry(ctx, kind, radar.ListActionBlock, remove))
			assert.Equal(t, radar.VerdictAllow, verdict().Verdict)
			requireRefusal(t, risks.RemoveListEntry(ctx, kind, radar.ListActionBlock, remove), 404, "")
		})
	}
}

// A user whom Radar is to challenge is challenged here too, until one is met.
func TestRadarAttempts(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	risks := radar.New(srv.Client())
	user := srv.AddUser(ann)
	srv.ChallengeByRadar(user.ID, usermanagement.RadarChallengeKindEmail)
	params := annSignsIn
	params.Email = user.Email
	attempt, err := risks.CreateAttempt(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, radar.VerdictChallenge, attempt.Verdict)
	assert.Equal(t, radar.ControlUnrecognizedDevice, attempt.Control)
	require.NoError(t, risks.UpdateAttempt(ctx, attempt.AttemptID, radar.UpdateAttemptParams{AttemptStatus: radar.StatusSuccess}))
	attempt, err = risks.CreateAttempt(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, radar.VerdictChallenge, attempt.Verdict)
	require.NoError(t, risks.UpdateAttempt(ctx, attempt.AttemptID, radar.UpdateAttemptParams{ChallengeStatus: radar.StatusSuccess}))
	attempt, err = risks.CreateAttempt(ctx, params)
	require.NoError(t, err)
	assert.Equal(t, radar.VerdictAllow, attempt.Verdict)

	requireRefusal(t, risks.UpdateAttempt(ctx, "radar_att_none", radar.UpdateAttemptParams{}), 404, "")
	requireRefusal(t, risks.UpdateAttempt(ctx, attempt.AttemptID, radar.UpdateAttemptParams{AttemptStatus: "failure"}), 400, "")
	requireRefusal(t, risks.UpdateAttempt(ctx, attempt.AttemptID, radar.UpdateAttemptParams{ChallengeStatus: "failure"}), 400, "")
}

func TestRefusedRadarParams(t *testing.T) {
	t.Parallel()
	srv, ctx := workostest.NewServer(t), t.Context()
	risks := radar.New(srv.Client())
	for _, spoil := range []func(*radar.CreateAttemptParams){
		func(p *radar.CreateAttemptParams) { p.Email = "ann" },
		func(p *radar.CreateAttemptParams) { p.AuthMethod = "Telepathy" },
		func(p *radar.CreateAttemptParams) { p.Action = "sign-out" },
	} {
		params := annSignsIn
		spoil(&params)
		requireRefusal(t, get(risks.CreateAttempt(ctx, params)), 400, "")
	}
	for kind, entry := range map[radar.ListType]string{
		"names": "ann", radar.ListTypeIPAddress: "198.51.100", radar.ListTypeEmail: "foo-corp.com",
		radar.ListTypeDomain: "foo", radar.ListTypeCountry: "Germany",
	} {
		requireRefusal(t, risks.AddListEntry(ctx, kind, radar.ListActionBlock, radar.AddListEntryParams{Entry: entry}), 400, "")
		requireRefusal(t, risks.RemoveListEntry(ctx, kind, radar.ListActionBlock, radar.RemoveListEntryParams{Entry: entry}), 400, "")
	}
	requireRefusal(t, risks.AddListEntry(ctx, radar.ListTypeCountry, "watch", radar.AddListEntryParams{Entry: "DE"}), 400, "")
	for _, kind := range []radar.ListType{radar.ListTypeCountry, radar.ListTypeDevice, radar.ListTypeDeviceFingerprint} {
		require.NoError(t, risks.AddListEntry(ctx, kind, radar.ListActionBlock, radar.AddListEntryParams{Entry: "DE"}))
	}
}
