package signature_test

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/workos-go/workos/internal/signature"
)

func TestSumIsThatOfCryptoHMAC(t *testing.T) {
	t.Parallel()
	for n := range 200 {
		secret, payload := strings.Repeat("s", n), []byte(strings.Repeat("p", 7*n))
		mac := hmac.New(sha256.New, []byte(secret))
		mac.Write([]byte("1768478400000."))
		mac.Write(payload)
		assert.Equal(t, hex.EncodeToString(mac.Sum(nil)), signature.Sum(payload, secret, "1768478400000"), n)
	}
}
