package nodecheck_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/workos-go/workos/vault"
	"github.com/workos-go/workos/workostest"
)

// What one encrypts the other decrypts, by data keys of the same Vault.
func TestEncryptedDataIsShared(t *testing.T) {
	t.Parallel()
	n := start(t)
	srv := workostest.NewServer(t)
	secrets, server := vault.New(srv.Client()), options(t, srv)
	keyContext := map[string]string{"organization_id": "org_1"}
	for _, text := range []string{"", "s3cret", "Ånn 日本 🎉\u2028\x00", strings.Repeat("a long text ", 10000)} {
		for _, associated := range []string{"", "record_1", "日本"} {
			with := vault.DecryptParams{AssociatedData: []byte(associated)}
			data, err := json.Marshal(map[string]any{"text": text, "context": keyContext, "associatedData": associated})
			require.NoError(t, err)
			encrypted, err := secrets.Encrypt(t.Context(), []byte(text), vault.EncryptParams{KeyContext: keyContext, AssociatedData: []byte(associated)})
			require.NoError(t, err)
			var decrypted string
			n.run(t, do{Do: "decrypt", Sealed: encrypted, Data: data, Options: server}, &decrypted)
			assert.Equal(t, text, decrypted)
			assert.NotEmpty(t, n.try(t, do{Do: "decrypt", Sealed: encrypted, Data: []byte(`{"associatedData":"another"}`), Options: server}, &decrypted))

			n.run(t, do{Do: "encrypt", Data: data, Options: server}, &encrypted)
			plaintext, err := secrets.Decrypt(t.Context(), encrypted, with)
			require.NoError(t, err)
			assert.Equal(t, text, string(plaintext))
			_, err = secrets.Decrypt(t.Context(), encrypted, vault.DecryptParams{AssociatedData: []byte("another")})
			require.ErrorIs(t, err, vault.ErrDecrypt)
		}
	}
}
