package benchmarks_test

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/session"
	"github.com/workos-go/workos/usermanagement"
	"github.com/workos-go/workos/workostest"
)

const cookiePassword = "correct horse battery staple, and on"

// content is what is in a cookie, whose names begin with small letters.
type content struct {
	AccessToken, RefreshToken string
	User                      usermanagement.User
}

// tokenClaims are those of an access token.
type tokenClaims struct {
	ID             string   `json:"sid"`
	Subject        string   `json:"sub"`
	OrganizationID string   `json:"org_id"`
	Role           string   `json:"role"`
	Roles          []string `json:"roles"`
	Permissions    []string `json:"permissions"`
	ExpiresAt      int64    `json:"exp"`
}

// unseal opens the seal of iron-session.
func unseal(sealed, password string) ([]byte, error) {
	parts := strings.Split(strings.TrimSuffix(sealed, "~2"), "*")
	if len(parts) != 8 {
		return nil, errors.New("no seal")
	}
	macKey, err := pbkdf2.Key(sha1.New, password, []byte(parts[6]), 1, 32)
	if err != nil {
		return nil, err
	}
	mac := hmac.New(sha256.New, macKey)
	mac.Write([]byte(strings.Join(parts[:6], "*")))
	sum, err := base64.RawURLEncoding.DecodeString(parts[7])
	if err != nil || !hmac.Equal(mac.Sum(nil), sum) {
		return nil, errors.New("wrong password")
	}
	key, err := pbkdf2.Key(sha1.New, password, []byte(parts[2]), 1, 32)
	if err != nil {
		return nil, err
	}
	iv, err := base64.RawURLEncoding.DecodeString(parts[3])
	if err != nil {
		return nil, err
	}
	data, err := base64.RawURLEncoding.DecodeString(parts[4])
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(data, data)
	return data[:len(data)-int(data[len(data)-1])], nil
}

// verifyToken verifies an access token's signature.
func verifyToken(token string, key *rsa.PublicKey) error {
	end := strings.LastIndexByte(token, '.')
	signature, err := base64.RawURLEncoding.DecodeString(token[end+1:])
	if err != nil {
		return err
	}
	hash := sha256.Sum256([]byte(token[:end]))
	return rsa.VerifyPKCS1v15(key, crypto.SHA256, hash[:], signature)
}

// readClaims returns the claims of an access token, whoever signed it.
func readClaims(token string) (c tokenClaims, err error) {
	payload, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil {
		return c, err
	}
	return c, json.Unmarshal(payload, &c)
}

// authenticateByHand is the whole check: what somebody writes who has no library.
func authenticateByHand(cookie, password string, key *rsa.PublicKey) (c tokenClaims, err error) {
	data, err := unseal(cookie, password)
	if err != nil {
		return c, err
	}
	var in content
	if err := json.Unmarshal(data, &in); err != nil {
		return c, err
	}
	if err := verifyToken(in.AccessToken, key); err != nil {
		return c, err
	}
	if c, err = readClaims(in.AccessToken); err == nil && time.Now().Unix() > c.ExpiresAt {
		err = errors.New("expired")
	}
	return c, err
}

// newGCM returns the cipher that the official Go SDK seals with.
func newGCM(password string) (cipher.AEAD, error) {
	key := sha256.Sum256([]byte(password))
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// openUnverified does what the official Go SDK does: it opens the seal, and believes
// the token.
func openUnverified(cookie, password string) (c tokenClaims, err error) {
	sealed, err := base64.StdEncoding.DecodeString(cookie)
	if err != nil {
		return c, err
	}
	gcm, err := newGCM(password)
	if err != nil {
		return c, err
	}
	data, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], nil)
	if err != nil {
		return c, err
	}
	var in content
	if err := json.Unmarshal(data, &in); err != nil {
		return c, err
	}
	return readClaims(in.AccessToken)
}

// signedIn returns somebody's session, what opens its cookie, and the key that its
// access token is signed with. No test calls the network after that.
func signedIn(b *testing.B) (*session.Manager, *session.Session, *rsa.PublicKey) {
	b.Helper()
	srv := workostest.NewServer(b, workostest.WithAccessTokenLife(time.Hour))
	srv.AddUser(usermanagement.CreateUserParams{
		Email: "marcelina.davis@example.com", FirstName: "Marcelina", LastName: "Davis",
		Password: "correct horse battery", EmailVerified: true, ExternalID: "f1ffa2b2-c20b-4d39-be5c-212726e11222",
	})
	client := srv.Client()
	auth, err := usermanagement.New(client).AuthenticateWithPassword(b.Context(), usermanagement.AuthenticateWithPasswordParams{
		Email: "marcelina.davis@example.com", Password: "correct horse battery",
	})
	if err != nil {
		b.Fatal(err)
	}
	manager, err := session.New(client, session.Config{Passwords: []string{cookiePassword}})
	if err != nil {
		b.Fatal(err)
	}
	begun, err := manager.FromAuthentication(auth)
	if err != nil {
		b.Fatal(err)
	}
	answer, err := workos.Get[struct{ Keys []struct{ N string } }](b.Context(), client, workos.Path("/sso/jwks/{clientId}", client.ClientID()), nil)
	if err != nil {
		b.Fatal(err)
	}
	n, err := base64.RawURLEncoding.DecodeString(answer.Keys[0].N)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := manager.VerifyToken(b.Context(), auth.AccessToken); err != nil { // has the keys from now on
		b.Fatal(err)
	}
	srv.FailRandomly("", 1, workostest.DropConnection())
	return manager, begun, &rsa.PublicKey{N: new(big.Int).SetBytes(n), E: 0x10001}
}

// newCookies returns cookies of one session, more than are remembered, in turn.
func newCookies(b *testing.B, manager *session.Manager, of *session.Session) (next func() string) {
	b.Helper()
	cookies := make([]string, 3000)
	for i := range cookies {
		var err error
		if cookies[i], err = manager.Seal(of); err != nil {
			b.Fatal(err)
		}
	}
	i := 0
	return func() string {
		i = (i + 1) % len(cookies)
		return cookies[i]
	}
}

// The first time that a cookie comes, beside nothing but the cryptography.
func BenchmarkSessionFirstTime(b *testing.B) {
	manager, begun, key := signedIn(b)
	next := newCookies(b, manager, begun)
	compare(b,
		func() (any, error) {
			if _, err := unseal(next(), cookiePassword); err != nil {
				return nil, err
			}
			return nil, verifyToken(begun.AccessToken, key)
		},
		func() (any, error) { return manager.Authenticate(b.Context(), next()) })
}

// The same beside the whole check by hand, which decodes what is in the cookie too.
func BenchmarkSessionFirstTimeDecoded(b *testing.B) {
	manager, begun, key := signedIn(b)
	next := newCookies(b, manager, begun)
	compare(b,
		func() (any, error) { return authenticateByHand(next(), cookiePassword, key) },
		func() (any, error) { return manager.Authenticate(b.Context(), next()) })
}

// A cookie that has come before, beside a check that verifies nothing.
func BenchmarkSessionSeenBefore(b *testing.B) {
	manager, begun, _ := signedIn(b)
	cookie, err := manager.Seal(begun)
	if err != nil {
		b.Fatal(err)
	}
	data, err := json.Marshal(content{begun.AccessToken, begun.RefreshToken, begun.User})
	if err != nil {
		b.Fatal(err)
	}
	gcm, err := newGCM(cookiePassword)
	if err != nil {
		b.Fatal(err)
	}
	nonce := make([]byte, gcm.NonceSize())
	_, _ = rand.Read(nonce) // never fails
	unverified := base64.StdEncoding.EncodeToString(gcm.Seal(nonce, nonce, data, nil))
	compare(b,
		func() (any, error) { return openUnverified(unverified, cookiePassword) },
		func() (any, error) { return manager.Authenticate(b.Context(), cookie) })
}
