package actions

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/workos-go/workos/internal/signature"
)

// Verdict is the decision on an action. The zero Verdict denies.
type Verdict struct {
	// Allowed lets the person go on.
	Allowed bool
	// Message tells a person who may not go on why, or is "" for WorkOS's words.
	Message string
}

// Allow lets the person go on.
func Allow() Verdict { return Verdict{Allowed: true} }

// Deny stops the person, who sees the message, or WorkOS's words where it is "".
func Deny(message string) Verdict { return Verdict{Message: message} }

// response is an answer, in the order in which WorkOS's own libraries write it.
type response struct {
	Object    string          `json:"object"`
	Payload   json.RawMessage `json:"payload"`
	Signature string          `json:"signature"`
}

// decision is what is signed of an answer.
type decision struct {
	Timestamp int64  `json:"timestamp"` // milliseconds since 1970
	Verdict   string `json:"verdict"`
	Message   string `json:"error_message,omitempty"`
}

// SignResponse returns the answer to an action of a kind, signed at the time t
// with the secret: the body to write, as it is, with status 200 and the
// Content-Type "application/json". The Message of a verdict that allows is left
// out.
//
// An answer is the object of the kind, the verdict and the time, and the
// HMAC-SHA256 of both of them, by which WorkOS knows that it is the application's.
func SignResponse(kind Kind, verdict Verdict, secret string, t time.Time) ([]byte, error) {
	if _, err := newOptions(secret, nil); err != nil {
		return nil, err
	}
	asked, ok := strings.CutSuffix(string(kind), "_context")
	if !ok || asked == "" {
		return nil, fmt.Errorf("actions: there is no answer to %.60q", kind)
	}
	d := decision{Timestamp: t.UnixMilli(), Verdict: "Deny", Message: verdict.Message}
	if verdict.Allowed {
		d.Verdict, d.Message = "Allow", ""
	}
	payload := marshal(d)
	timestamp := strconv.FormatInt(d.Timestamp, 10)
	return marshal(response{asked + "_response", payload, signature.Sum(payload, secret, timestamp)}), nil
}

// marshal encodes as JavaScript's JSON.stringify does, byte for byte: whoever
// checks the signature may decode the payload and encode it again.
func marshal(value any) []byte {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	_ = encoder.Encode(value) // strings and numbers
	return []byte(unescape.Replace(strings.TrimSuffix(b.String(), "\n")))
}

// unescape undoes what package json escapes without need. An escaped backslash is
// passed over, so that what follows it is not taken for an escape.
var unescape = strings.NewReplacer(`\\`, `\\`, `\u2028`, "\u2028", `\u2029`, "\u2029", `\ufffd`, "\ufffd")
