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

// firstKey is the key of every server until it is rotated: known to all, and
// there at once.
const firstKey = "" +
	"MIIEowIBAAKCAQEAk8VmBbsNRgEaZl/vrkRkEtrgHilFRdnKdbVG5Gj5Elz+oig9XsbB0CpbieyxLJbxn8gle6lMfvEKw/yCDtyI" +
	"MR7Ek5Qz8RbeJADCQu4jwoHzQnTufikBugeB28UZk8DZW69ZCmqlEZylALrjN5LQZ/we09CDa6PfAw1NwfbN2YfEffgIqZhekWop" +
	"ikMPNaXGET9mV70bKCwvqUeulY/zkby42hJe3IFxmGMFBzhvKEUQphOOyQWqjoNX8wVl9j55quPmOfFYVNqv18J+0FtA9p6J5ao8" +
	"gb+zNQNZdtbbsmEiLs9JFOWPZrkDDKPz5fhCpoVX475rXlMA7QPGTy1srwIDAQABAoIBAARa54BYvHHpO2lz/2Df9CEYIU3SQo/l" +
	"9NEWSCIYM+sGIZ0O2YwvCGxFq0/70VbylelzISOtYCtHmF0hVoXwmvTzprCAyC0dUuu1uAP398bWRKCbSKIgPERKz1l2TCQuJVnN" +
	"565maToFJ1nHqEWthoXiCNiORylHeZ2h6T5Ds1prWfepQ4ci4YZHOzmsVgMc8xY1P5kqxLBSBHV41UFJN1lADKuL9UEHoD5Hvx0R" +
	"gmYSjJsrXzY5WqxROuZk9qxxTHYx/MvP9xi2hd+gjBpIW6Qb8gDWBm2lBNJD4vim5jVSON1JesGHZagayP8wT0lobFOl44O00i4c" +
	"WXxAsWVtIU0CgYEAx82/infpO1z/1yFcWAh6Ij6U7LbD5KQzy5yYBjv9iMZaONYYL7S2hpy620DhloVRF0jedq1TY97lwIO0mDJ9" +
	"UE+nlAvQZm+Ue9wCGrDP25uHfrJCsmPuAKQNHALJ8CrkWukTHOXp9fOas5lWGTwGba7BUHt88EX+IcuIjaR5WZMCgYEAvVUzoVSN" +
	"2Ur6uSP4+z4CD/RJWW7TMXed5UbmCPSUpwnCElOM3ZQ50Tdu/Il8wcM7uHUASv2Z5wk5oMMqOcv5xMJ9mQyPwo4uEcSxHl0dRAbI" +
	"kMNnoxPiu713syStLcUPrH+K/qe0u4MY3N+dUJha+IuVwEmHRyYLoXyDJ2u+YfUCgYEAlnBbVOX+bV0ToSaUQhB37UrTlPvzuTbN" +
	"bPSGHsOSnSZEDmFdKqZVfDuMEcPjVxMgQHj0T8UncZ4FvZMtKh9x7UNceQMAMfC3ix7XUsNobgDH32RXBbxqGn9rA3kyFSwmbjDp" +
	"3Ctconx+MdY1VqC0cmdPVMr2Am+g7k8yjPuXBxMCgYBTrmLBfYOsdK1YQwP6169Fqez5cDg79uh8u9dUQfWp1nBGdVMfZDIhvGR7" +
	"jbDsWwP8RQo6Gth4+uTTny78mKDuTCADE0A+92R5SfwWtYUH2g+vnA4kT9e4rsdHEIDSZ/TDgyPF5g3Fiu3kQZlgU9ZxYBByCo2V" +
	"7sTZPRUiyUY+OQKBgB+fZbMW+XcJtxYo937kqGzYvi8YdJuyZQOQsYU/+FKCOJehtC/5M0kx0+0XHUlE5jpufderSQeqJrcTLTY+" +
	"bK6xB8+0Y1u5wleDNr8dChvh8FSb2ouBzpReyfR5yRylcg27qD5DNqp6k/r8pqKXi027NxOpWrT5wT0iHxwYG7Q+"

func readSigningKey(text string) signingKey {
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		panic(err) // it is above
	}
	private, err := x509.ParsePKCS1PrivateKey(der)
	if err != nil {
		panic(err) // it is above
	}
	return newSigningKey(private)
}

func newSigningKey(private *rsa.PrivateKey) signingKey {
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

// signingKeys returns the keys whose public halves the server shows, the one that
// signs first.
func (s *Server) signingKeys() []signingKey {
	if s.authentication.keys == nil {
		s.authentication.keys = []signingKey{readSigningKey(firstKey)}
	}
	return s.authentication.keys
}

// RotateKeys makes the server sign access tokens with another key from now on.
// The JWKS shows it beside the last one; those before are gone.
func (s *Server) RotateKeys() {
	private, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err) // rand.Reader never fails
	}
	s.locked(func() { s.authentication.keys = []signingKey{newSigningKey(private), s.signingKeys()[0]} })
}

func encodeBase64(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }

// accessTokenLife is how long an access token is good for where WithAccessTokenLife
// does not say otherwise.
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
	Permissions    []string `json:"permissions,omitempty"`
	Entitlements   []string `json:"entitlements,omitempty"`
	FeatureFlags   []string `json:"feature_flags,omitempty"`
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
		Expiry:         now.Add(s.accessTokenLife).Unix(),
		IssuedAt:       now.Unix(),
	}
	if m := s.membershipIn(session.OrganizationID, session.UserID); m != nil {
		said.Role = m.Role.Slug
		for _, role := range m.Roles {
			said.Roles = append(said.Roles, role.Slug)
			said.Permissions = append(said.Permissions, s.permissionsOf(m.OrganizationID, role.Slug)...)
		}
	}
	s.claims.fill(&said, session)
	said.FeatureFlags = sortedSet(append(said.FeatureFlags, s.flagSlugs(session)...))
	return s.signingKeys()[0].sign(said)
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
	var shown []jwk
	for _, key := range s.signingKeys() {
		shown = append(shown, key.public)
	}
	writeJSON(w, http.StatusOK, map[string][]jwk{"keys": shown})
}
