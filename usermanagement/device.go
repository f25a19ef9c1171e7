package usermanagement

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/internal/secret"
)

// DeviceAuthorization is the sign-in of a program without a browser, such as a
// command-line tool (RFC 8628): it shows the code and the URI, and the user
// confirms on another device.
type DeviceAuthorization struct {
	// DeviceCode is what the program asks with whether the user has confirmed.
	DeviceCode string `json:"device_code" secret:"true"`
	// UserCode is what the user types in.
	UserCode string `json:"user_code"`
	// VerificationURI is where the user types it in.
	VerificationURI string `json:"verification_uri"`
	// VerificationURIComplete is the same with the code filled in, or "".
	VerificationURIComplete string `json:"verification_uri_complete,omitempty"`
	// ExpiresIn is how many seconds the codes are good for.
	ExpiresIn float64 `json:"expires_in"`
	// Interval is how many seconds to wait between two questions at least; 0
	// means 5, and less than 0.5 is 0.5.
	Interval float64 `json:"interval,omitempty"`
}

// Format hides the device code.
func (d DeviceAuthorization) Format(f fmt.State, _ rune) { secret.Format(f, d) }

// LogValue hides the device code.
func (d DeviceAuthorization) LogValue() slog.Value { return secret.LogValue(d) }

// AuthorizeDevice begins the sign-in of a program without a browser. Show the
// user the code and the URI, and call AwaitDevice. It needs a client ID and no
// API key.
//
// Calls POST /user_management/authorize/device.
func (s *Service) AuthorizeDevice(ctx context.Context, opts ...workos.RequestOption) (*DeviceAuthorization, error) {
	clientID, err := s.client.RequireClientID()
	if err != nil {
		return nil, fmt.Errorf("usermanagement: authorizing a device: %w", err)
	}
	return workos.Do[DeviceAuthorization](ctx, s.client, workos.Request{
		Method: "POST",
		Path:   workos.Path("/user_management/authorize/device"),
		Body:   map[string]string{"client_id": clientID},
		Public: true,
	}, opts...)
}

// AuthenticateWithDeviceCodeParams are the parameters of
// AuthenticateWithDeviceCode.
type AuthenticateWithDeviceCodeParams struct {
	RequestInfo

	// DeviceCode is what AuthorizeDevice returned.
	DeviceCode string `json:"device_code" required:"true" secret:"true"`
}

// Format hides the device code.
func (p AuthenticateWithDeviceCodeParams) Format(f fmt.State, _ rune) { secret.Format(f, p) }

// LogValue hides the device code.
func (p AuthenticateWithDeviceCodeParams) LogValue() slog.Value { return secret.LogValue(p) }

// AuthenticateWithDeviceCode asks once whether the user has confirmed the
// sign-in. AwaitDevice asks until the user has.
//
// Until then the error is a workos.ErrBadRequest with the code
// "authorization_pending" or "slow_down"; in the end it may match
// ErrDeviceDenied or ErrDeviceExpired.
//
// Calls POST /user_management/authenticate.
func (s *Service) AuthenticateWithDeviceCode(ctx context.Context, params AuthenticateWithDeviceCodeParams, opts ...workos.RequestOption) (*Authentication, error) {
	client, err := s.credentials("urn:ietf:params:oauth:grant-type:device_code", true)
	if err != nil {
		return nil, err
	}
	client.ClientSecret = "" // a device has none
	auth, err := s.authenticate(ctx, client, struct {
		credentials
		AuthenticateWithDeviceCodeParams
	}{client, params}, opts)
	switch code(err) {
	case "access_denied":
		return nil, fmt.Errorf("%w: %w", ErrDeviceDenied, err)
	case "expired_token":
		return nil, fmt.Errorf("%w: %w", ErrDeviceExpired, err)
	default:
		return auth, err
	}
}

// How the sign-in of a device ends without a user.
var (
	// ErrDeviceDenied means that the user refused.
	ErrDeviceDenied = errors.New("usermanagement: the user denied the device")
	// ErrDeviceExpired means that the user did not confirm in time.
	ErrDeviceExpired = errors.New("usermanagement: the device's code has expired")
)

const (
	defaultInterval = 5 * time.Second        // also how much slower slow_down asks to be
	minInterval     = 500 * time.Millisecond // whatever the API asked for
	maxBackoff      = time.Minute            // while the API cannot be reached
)

// AwaitDevice waits until the user has confirmed the sign-in that AuthorizeDevice
// began, and returns it. It asks at the interval that the API asked for, slower
// where the API says so or cannot be reached, until the code expires.
//
// The error matches ErrDeviceDenied, ErrDeviceExpired or that of the context, or
// is one that [AuthenticationError] lists.
//
// Polls POST /user_management/authenticate.
func (s *Service) AwaitDevice(ctx context.Context, device *DeviceAuthorization, opts ...workos.RequestOption) (*Authentication, error) {
	if ctx == nil || device == nil {
		return nil, errors.New("usermanagement: the context or the device authorization is nil")
	}
	params := AuthenticateWithDeviceCodeParams{DeviceCode: device.DeviceCode}
	expiry := time.Now().Add(seconds(device.ExpiresIn))
	valid, cancel := context.WithDeadline(ctx, expiry)
	defer cancel()
	interval := defaultInterval
	if device.Interval > 0 {
		interval = max(seconds(device.Interval), minInterval)
	}
	end := ErrDeviceExpired
	for wait := interval; time.Now().Add(wait).Before(expiry); {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("usermanagement: waiting for the user: %w", ctx.Err())
		case <-time.After(wait):
		}
		auth, err := s.AuthenticateWithDeviceCode(valid, params, opts...)
		switch {
		case err == nil:
			return auth, nil
		case code(err) == "authorization_pending":
			wait = interval
		case code(err) == "slow_down" || errors.Is(err, workos.ErrTooManyRequests):
			interval += defaultInterval
			wait = interval
		case ctx.Err() == nil && valid.Err() != nil:
			return nil, end
		case ctx.Err() == nil && passing(err):
			wait = max(interval, min(2*wait, maxBackoff))
			end = fmt.Errorf("%w, and the last answer was none: %w", ErrDeviceExpired, err)
			continue
		default:
			return nil, err
		}
		end = ErrDeviceExpired
	}
	return nil, end
}

// seconds returns a number of seconds that the API gave, a day at most.
func seconds(n float64) time.Duration {
	const most = 24 * time.Hour
	switch {
	case !(n > 0): // nor is NaN
		return 0
	case n > most.Seconds():
		return most
	default:
		return time.Duration(n * float64(time.Second))
	}
}

// code returns the code of the API's answer, or "".
func code(err error) string {
	var answer *workos.Error
	if errors.As(err, &answer) {
		return cmp.Or(answer.Code, answer.OAuthError)
	}
	return ""
}

// passing reports whether an error says that the API could not be reached or
// could not answer, which may pass.
func passing(err error) bool {
	var transport interface{ Unreachable() bool } // of the root package
	return errors.Is(err, workos.ErrServer) || errors.Is(err, workos.ErrInvalidResponse) || errors.Is(err, io.ErrUnexpectedEOF) ||
		errors.As(err, &transport) && transport.Unreachable()
}
