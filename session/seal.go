package session

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/workos-go/workos/internal/iron"
)

const (
	// minPasswordLength is how many characters a password has at least.
	minPasswordLength = 32
	// maxSealSize is the size of the longest cookie of the official Go SDK that is
	// looked at, in bytes. Package iron has the same for the others.
	maxSealSize = 64 << 10
)

var errNoPasswords = errors.New("session: Config.Passwords is empty: nothing can be sealed or opened")

// checkPasswords returns an error where a password is too short. It does not say
// what it is.
func checkPasswords(passwords []string) error {
	for i, password := range passwords {
		if utf8.RuneCountInString(password) < minPasswordLength {
			return fmt.Errorf("session: Config.Passwords[%d] has fewer than %d characters", i, minPasswordLength)
		}
	}
	return nil
}

// Seal returns the value of the cookie that holds a session, sealed with the first
// password: the tokens, the user, and what else Authenticate found in the cookie
// that the session came from. What the access token says is not there twice.
//
// The form is that of the Node packages, whatever the session came from. A cookie of the
// official Go SDK is opened, never written, and that SDK cannot open this one.
func (m *Manager) Seal(s *Session) (string, error) {
	if len(m.config.Passwords) == 0 {
		return "", errNoPasswords
	}
	if s == nil || s.AccessToken == "" {
		return "", errors.New("session: there is no access token to seal")
	}
	data, err := s.encode()
	if err != nil {
		return "", fmt.Errorf("session: sealing: %w", err)
	}
	return iron.Seal(data, m.config.Passwords[0], time.Time{})
}

// open returns what a cookie says, without the claims of its access token: or
// ErrNoCookie, or an error that wraps ErrUnreadable.
func (m *Manager) open(cookie string) (*Session, error) {
	if cookie == "" {
		return nil, ErrNoCookie
	}
	if len(m.config.Passwords) == 0 {
		return nil, errNoPasswords
	}
	if !strings.HasPrefix(cookie, iron.Prefix) {
		data, err := openGCM(cookie, m.config.Passwords)
		if err != nil {
			return nil, err
		}
		return decode(data, snakeCase)
	}
	data, err := iron.Open(cookie, m.config.Passwords, time.Now())
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrUnreadable, err)
	}
	return decode(data, camelCase)
}

// openGCM returns what the official Go SDK sealed: base64 of a nonce and what
// AES-256-GCM made of the data.
func openGCM(cookie string, passwords []string) ([]byte, error) {
	if len(cookie) > maxSealSize {
		return nil, ErrUnreadable
	}
	cookie = strings.NewReplacer("-", "+", "_", "/").Replace(strings.TrimRight(cookie, "="))
	sealed, err := base64.RawStdEncoding.DecodeString(cookie)
	if err != nil {
		return nil, ErrUnreadable
	}
	for _, password := range passwords {
		block, err := aes.NewCipher(gcmKey(password))
		if err != nil {
			return nil, fmt.Errorf("session: opening: %w", err)
		}
		gcm, err := cipher.NewGCM(block)
		if err != nil {
			return nil, fmt.Errorf("session: opening: %w", err)
		}
		if len(sealed) < gcm.NonceSize() {
			break
		}
		nonce, encrypted := sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():]
		if data, err := gcm.Open(nil, nonce, encrypted, nil); err == nil {
			return data, nil
		}
	}
	return nil, ErrUnreadable
}

// gcmKey returns the key that the official Go SDK makes of a password: the bytes
// that 64 hexadecimal digits stand for, or the hash of anything else.
func gcmKey(password string) []byte {
	if key, err := hex.DecodeString(password); err == nil && len(key) == 32 {
		return key
	}
	key := sha256.Sum256([]byte(password))
	return key[:]
}
