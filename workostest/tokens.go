package workostest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"math/big"
	"net/http"
	"sync"
	"time"

	"github.com/workos-go/workos/usermanagement"
)

// signingKey is a key that signs access tokens, and its public half as the API
// shows it.
type signingKey struct {
	private *rsa.PrivateKey
	public  jwk
}

// jwk is a public key of the JWKS.
type jwk struct {
	Alg  string   `json:"alg"`
	Kty  string   `json:"kty"`
	Use  string   `json:"use"`
	X5c  []string `json:"x5c"`
	N    string   `json:"n"`
	E    string   `json:"e"`
	Kid  string   `json:"kid"`
	X5t2 string   `json:"x5t#S256"` //nolint:tagliatelle // RFC 7517 names it
}

// sharedKey signs for all servers of the process: making one takes a while.
var sharedKey = sync.OnceValue(newSigningKey)

func newSigningKey() signingKey {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // rand.Reader never fails
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0)}
	certificate, err := x509.CreateCertificate(rand.Reader, template, template, private.Public(), private)
	if err != nil {
		panic(err) // the template is complete
	}
	sum := sha256.Sum256(certificate)
	thumbprint := encodeBase64(sum[:])
	return signingKey{private, jwk{
		Alg:  "RS256",
		Kty:  "RSA",
		Use:  "sig",
		X5c:  []string{base64.StdEncoding.EncodeToString(certificate)},
		N:    encodeBase64(private.N.Bytes()),
		E:    encodeBase64(big.NewInt(int64(private.E)).Bytes()),
		Kid:  "sso_oidc_key_pair_" + thumbprint[:16],
		X5t2: thumbprint,
	}}
}

func encodeBase64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// accessTokenLife is how long an access token is good for.
const accessTokenLife = 5 * time.Minute

// claims are what an access token says.
type claims struct {
	Issuer         string   `json:"iss"`
	Subject        string   `json:"sub"`
	SessionID      string   `json:"sid"`
	ID             string   `json:"jti"`
	OrganizationID string   `json:"org_id,omitempty"`
	Role           string   `json:"role,omitempty"`
	Roles          []string `json:"roles,omitempty"`
	Expiry         int64    `json:"exp"`
	IssuedAt       int64    `json:"iat"`
}

// accessToken returns an access token of a session: a JWT signed with RS256.
func (s *Server) accessToken(session *usermanagement.Session) string {
	now := s.now()
	said := claims{
		Issuer:         "https://api.workos.com/user_management/" + ClientID,
		Subject:        session.UserID,
		SessionID:      session.ID,
		ID:             s.ids.next("jti", now),
		OrganizationID: session.OrganizationID,
		Expiry:         now.Add(accessTokenLife).Unix(),
		IssuedAt:       now.Unix(),
	}
	if m := s.membershipIn(session.OrganizationID, session.UserID); m != nil {
		said.Role = m.Role.Slug
		for _, role := range m.Roles {
			said.Roles = append(said.Roles, role.Slug)
		}
	}
	return sharedKey().sign(said)
}

func (k signingKey) sign(said claims) string {
	header, _ := json.Marshal(map[string]string{"alg": "RS256", "typ": "JWT", "kid": k.public.Kid})
	body, _ := json.Marshal(said) // strings and numbers marshal
	token := encodeBase64(header) + "." + encodeBase64(body)
	sum := sha256.Sum256([]byte(token))
	signature, err := rsa.SignPKCS1v15(nil, k.private, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // the key is long enough
	}
	return token + "." + encodeBase64(signature)
}

func (s *Server) getJWKS(w http.ResponseWriter, r *http.Request) {
	if id := r.PathValue("clientId"); id != ClientID {
		writeNotFound(w, "Client", id)
		return
	}
	writeJSON(w, http.StatusOK, map[string][]jwk{"keys": {sharedKey().public}})
}
