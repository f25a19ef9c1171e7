package usermanagement_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/operationtest"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

func TestAuthorizeDevice(t *testing.T) {
	t.Parallel()
	operationtest.Run(t, usermanagement.New, operationtest.Cases[service]{
		"AuthorizeDevice": {
			Call: func(ctx context.Context, s service) (any, error) { return s.AuthorizeDevice(ctx) },
			Line: "POST /user_management/authorize/device", Authorization: operationtest.NoAuthorization,
			Body: `{"client_id":"` + workostest.ClientID + `"}`,
			Answer: `{"device_code":"dc_1","user_code":"ABCD-EFGH","verification_uri":"https://example.com/device",
			"verification_uri_complete":"https://example.com/device?user_code=ABCD-EFGH","expires_in":300,"interval":5}`,
			Want: &usermanagement.DeviceAuthorization{
				DeviceCode: "dc_1", UserCode: "ABCD-EFGH", VerificationURI: "https://example.com/device",
				VerificationURIComplete: "https://example.com/device?user_code=ABCD-EFGH", ExpiresIn: 300, Interval: 5,
			},
		},
	})
}

// It needs a client ID, and no API key.
func TestAuthorizeDeviceNeedsAClientID(t *testing.T) {
	t.Parallel()
	srv := workostest.NewServer(t)
	_, err := usermanagement.New(srv.Client(workos.WithAPIKey(""))).AuthorizeDevice(t.Context())
	require.NoError(t, err)
	_, err = usermanagement.New(srv.Client(workos.WithClientID(""))).AuthorizeDevice(t.Context())
	require.ErrorIs(t, err, workos.ErrMissingClientID)
	assert.Len(t, srv.Requests(), 1)
}

func refusal(code string) workostest.Fault {
	return workostest.Respond(http.StatusBadRequest, nil, `{"error":"`+code+`","error_description":"Not now."}`)
}

// How long the program waits and how it ends, whatever the API answers. Times
// are those of a bubble.
func TestAwaitDevice(t *testing.T) {
	t.Parallel()
	success := workostest.Respond(200, nil, fullAuthentication)
	pending, slowDown := refusal("authorization_pending"), refusal("slow_down")
	unavailable := workostest.Respond(http.StatusServiceUnavailable, nil, "<html>")
	type faults []workostest.Fault
	for name, test := range map[string]struct {
		answers  faults
		interval float64
		after    time.Duration
		want     error // nil: success
	}{
		"at once":             {faults{success}, 5, 5 * time.Second, nil},
		"after a while":       {faults{pending, pending, success}, 5, 15 * time.Second, nil},
		"no interval":         {faults{pending, success}, 0, 10 * time.Second, nil},
		"part of a second":    {faults{pending, success}, 0.5, time.Second, nil},
		"negative interval":   {faults{success}, -1, 5 * time.Second, nil},
		"long interval":       {faults{pending, success}, 90, 180 * time.Second, nil},
		"slow down":           {faults{slowDown, pending, success}, 5, 25 * time.Second, nil},
		"slow down twice":     {faults{slowDown, slowDown, success}, 5, 30 * time.Second, nil},
		"unavailable":         {faults{unavailable, unavailable, success}, 5, 35 * time.Second, nil},
		"available again":     {faults{unavailable, unavailable, pending, success}, 5, 40 * time.Second, nil},
		"long unavailable":    {faults{unavailable, unavailable, unavailable, unavailable, unavailable, success}, 5, (5 + 10 + 20 + 40 + 60 + 60) * time.Second, nil},
		"too many requests":   {faults{workostest.Respond(http.StatusTooManyRequests, nil, ""), pending, success}, 5, 25 * time.Second, nil},
		"no answer of WorkOS": {faults{workostest.Respond(200, nil, "<html>"), success}, 5, 15 * time.Second, nil},
		"no description":      {faults{workostest.Respond(400, nil, `{"error":"authorization_pending"}`), success}, 5, 10 * time.Second, nil},
		"connection dropped":  {faults{workostest.DropConnection(), success}, 5, 15 * time.Second, nil},
		"answer cut off":      {faults{workostest.CutBody(), success}, 5, 15 * time.Second, nil},
		"denied":              {faults{pending, refusal("access_denied")}, 5, 10 * time.Second, usermanagement.ErrDeviceDenied},
		"expired":             {faults{pending, refusal("expired_token")}, 5, 10 * time.Second, usermanagement.ErrDeviceExpired},
		"other refusal":       {faults{pending, refusal("invalid_client")}, 5, 10 * time.Second, workos.ErrBadRequest},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := workostest.NewServer(t)
				for _, answer := range test.answers {
					srv.Fail(authenticate, 1, answer)
				}
				start := time.Now()
				got, err := usermanagement.New(srv.Client(workos.WithAPIKey(""), workos.WithMaxRetries(0))).AwaitDevice(t.Context(),
					&usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: 300, Interval: test.interval})
				assert.Equal(t, test.after, time.Since(start))
				assert.Len(t, srv.Requests(), len(test.answers))
				if test.want == nil {
					require.NoError(t, err)
					assert.Equal(t, wantAuthentication, got)
					return
				}
				require.ErrorIs(t, err, test.want)
				var answer *workos.Error
				require.ErrorAs(t, err, &answer)
				assert.Nil(t, got)
				assert.NotContains(t, fmt.Sprintf("%+v", err), "dc_1")
			})
		})
	}
}

// What the sign-in needs besides comes out as of any other grant.
func TestAwaitDeviceWithMFA(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail(authenticate, 1, workostest.Respond(http.StatusForbidden, nil, `{"code":"mfa_challenge","message":"","pending_authentication_token":"p"}`))
		_, err := usermanagement.New(srv.Client()).AwaitDevice(t.Context(), &usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: 300})
		var mfa *usermanagement.MFAChallengeError
		require.ErrorAs(t, err, &mfa)
	})
}

// Without an end from the API, the code's own is one.
func TestAwaitDeviceExpires(t *testing.T) {
	t.Parallel()
	for _, expiresIn := range []float64{20, 3, 0, -1, math.Inf(-1)} {
		synctest.Test(t, func(t *testing.T) {
			srv := workostest.NewServer(t)
			srv.Fail(authenticate, 100, refusal("authorization_pending"))
			start := time.Now()
			_, err := usermanagement.New(srv.Client()).AwaitDevice(t.Context(),
				&usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: expiresIn, Interval: 5})
			require.ErrorIs(t, err, usermanagement.ErrDeviceExpired)
			assert.LessOrEqual(t, time.Since(start).Seconds(), max(0, expiresIn))
			assert.Len(t, srv.Requests(), map[bool]int{true: 3, false: 0}[expiresIn == 20])
		})
	}
}

func TestAwaitDeviceUntilTheContextEnds(t *testing.T) {
	t.Parallel()
	for name, fault := range map[string]workostest.Fault{"waiting": refusal("authorization_pending"), "asking": workostest.Stall()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := workostest.NewServer(t)
				srv.Fail(authenticate, 100, fault)
				ctx, cancel := context.WithTimeout(t.Context(), 12*time.Second)
				defer cancel()
				start := time.Now()
				_, err := usermanagement.New(srv.Client()).AwaitDevice(ctx, &usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: 300})
				require.ErrorIs(t, err, context.DeadlineExceeded)
				assert.Equal(t, 12*time.Second, time.Since(start))
			})
		})
	}
}

// What will never work is not asked again and again.
func TestAwaitDeviceOfAnUnusableClient(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		for want, client := range map[string]*workos.Client{
			"the client cannot be used":       workos.NewClient(workos.WithClientID("client_1"), workos.WithBaseURL("nowhere")),
			"not made by NewClient":           nil,
			workos.ErrMissingClientID.Error(): workos.NewClient(workos.WithClientID("")),
		} {
			start := time.Now()
			_, err := usermanagement.New(client).AwaitDevice(t.Context(), &usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: 300})
			require.ErrorContains(t, err, want)
			assert.Equal(t, 5*time.Second, time.Since(start))
		}
	})
}

// Whatever the network says passes, in any version of HTTP, but for certificates.
func TestAwaitDeviceWhileTheNetworkFails(t *testing.T) {
	t.Parallel()
	for _, failure := range []error{errors.New("stream error: stream ID 1; INTERNAL_ERROR"), io.EOF, &tls.CertificateVerificationError{Err: errors.New("expired")}} {
		synctest.Test(t, func(t *testing.T) {
			srv := workostest.NewServer(t)
			srv.Fail(authenticate, 1, workostest.Respond(200, nil, fullAuthentication))
			calls := 0
			client := srv.Client(workos.WithHTTPClient(doer(func(req *http.Request) (*http.Response, error) {
				if calls++; calls == 1 {
					return nil, failure
				}
				return srv.Do(req)
			})))
			_, err := usermanagement.New(client).AwaitDevice(t.Context(), &usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: 300})
			if certificate := new(tls.CertificateVerificationError); errors.As(failure, &certificate) {
				require.ErrorAs(t, err, &certificate)
				return
			}
			require.NoError(t, err)
			assert.Equal(t, 2, calls)
		})
	}
}

type doer func(*http.Request) (*http.Response, error)

func (d doer) Do(req *http.Request) (*http.Response, error) { return d(req) }

// An answer that does not come is not waited for beyond the code's end.
func TestAwaitDeviceWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := workostest.NewServer(t)
		srv.Fail(authenticate, 9, workostest.Stall())
		start := time.Now()
		_, err := usermanagement.New(srv.Client()).AwaitDevice(t.Context(), &usermanagement.DeviceAuthorization{DeviceCode: "dc_1", ExpiresIn: 12})
		require.ErrorIs(t, err, usermanagement.ErrDeviceExpired)
		assert.Equal(t, 12*time.Second, time.Since(start))
	})
}

func TestAwaitDeviceWithoutADevice(t *testing.T) {
	t.Parallel()
	users := usermanagement.New(workostest.NewServer(t).Client())
	_, err := users.AwaitDevice(t.Context(), nil)
	require.ErrorContains(t, err, "is nil")
	_, err = users.AwaitDevice(nil, &usermanagement.DeviceAuthorization{}) //nolint:staticcheck // what a caller should not do
	require.ErrorContains(t, err, "is nil")
}
