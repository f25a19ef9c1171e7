package nodecheck_test

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/actions"
)

// What one signs the other verifies, and the signature of an answer holds after
// its payload was decoded and encoded.
func TestActionsAreAlike(t *testing.T) {
	t.Parallel()
	n := start(t)
	const context = `{"id":"action_1","object":"user_registration_action_context","user_data":{"email":"ånn@example.com","first_name":"<Ånn> & \"日本\""}}`
	data, err := json.Marshal(map[string]any{"timestamp": time.Now().UnixMilli(), "context": json.RawMessage(context)})
	require.NoError(t, err)
	var request struct{ Payload, Header string }
	n.run(t, do{Do: "signAction", Data: data, Password: password}, &request)
	action, err := actions.ConstructAction([]byte(request.Payload), request.Header, password)
	require.NoError(t, err)
	assert.Equal(t, `<Ånn> & "日本"`, action.UserRegistration.UserData.FirstName)

	data, err = json.Marshal(map[string]string{"payload": context, "header": actions.Sign([]byte(context), password, time.Now())})
	require.NoError(t, err)
	var constructed struct{ UserData struct{ FirstName string } }
	n.run(t, do{Do: "constructAction", Data: data, Password: password}, &constructed)
	assert.Equal(t, `<Ånn> & "日本"`, constructed.UserData.FirstName)

	for _, message := range []string{"", "Not today.", "<b>&amp;\"\\u2028\\\u2028\u2029\ufffd\b\f\n\r\t\x00\x1f\x7f日本🎉", "\xff"} {
		body, err := actions.SignResponse(action.Kind, actions.Deny(message), password, time.Now())
		require.NoError(t, err)
		var answer struct{ Signature string }
		require.NoError(t, json.Unmarshal(body, &answer))
		data, err := json.Marshal(string(body))
		require.NoError(t, err)
		var signature string
		n.run(t, do{Do: "signatureOfAnswer", Data: data, Password: password}, &signature)
		assert.Equal(t, answer.Signature, signature, "%q", message)
	}
}
