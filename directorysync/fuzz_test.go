package directorysync_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/directorysync"
)

// FuzzAttributes decodes what an identity provider says of a user: it survives, and
// fits an application's own struct or is an error.
func FuzzAttributes(f *testing.F) {
	for _, user := range []string{
		`{"custom_attributes":{"n":12345678901234567890,"department":"R&D"}}`, `{"custom_attributes":null,"raw_attributes":{"a":[{}]}}`,
		`{"custom_attributes":{"department":7}}`, `{"custom_attributes":[]}`, `{"custom_attributes":{"a":1e999,"":-0}}`, `{"emails":[{}],"username":"@"}`, `[]`, ``,
	} {
		f.Add([]byte(user))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var user, again directorysync.User
		if json.Unmarshal(data, &user) != nil {
			return
		}
		text, err := json.Marshal(user)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, &again))
		second, err := json.Marshal(again)
		require.NoError(t, err)
		assert.Equal(t, string(text), string(second))
		_ = user.PrimaryEmail()
		_, _ = directorysync.CustomAttributes[struct {
			Department string `json:"department"`
		}](user)
	})
}
