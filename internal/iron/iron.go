// Package iron seals data with a password: encrypted, and proof against change.
//
// The format is that of iron, as the Node packages iron-webcrypto and iron-session
// write it: eight parts joined with "*", and "~2" behind them.
//
//	Fe26.2*id*salt*iv*ciphertext*expiry*salt*mac~2
//
// The ciphertext is AES-256-CBC, and the MAC is HMAC-SHA256 over the six parts
// before its salt. Each has a key of its own, which PBKDF2 makes of the password
// and a salt.
package iron

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/pbkdf2"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // the format demands it, in a key derivation that does not depend on collisions
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Prefix is what every seal begins with.
const Prefix = "Fe26.2*"

const (
	// passwordID names the password in the seal. iron-session looks its password
	// up by it, and calls the only one "1".
	passwordID = "1"
	// version is that of iron-session's data.
	version = "2"
	// keySize is the size of both keys, in bytes.
	keySize = 32
	// skew is how long a seal can be opened after its time, for clocks that
	// differ.
	skew = 60 * time.Second
	// maxSize is the size of the longest seal that is looked at, in bytes.
	maxSize = 64 << 10
)

// Why a seal cannot be opened, for errors.Is.
var (
	// ErrUnreadable means that something is no seal, or not of these passwords.
	ErrUnreadable = errors.New("iron: the seal cannot be opened")
	// ErrExpired means that the time of a seal is over. It wraps ErrUnreadable.
	ErrExpired = fmt.Errorf("%w: it has expired", ErrUnreadable)
)

// Seal returns data sealed with a password, until expiresAt or, if that is zero,
// for good. Node's packages take nothing but JSON for data, and no password of
// fewer than 32 characters.
func Seal(data []byte, password string, expiresAt time.Time) (string, error) {
	salt, macSalt := newSalt(), newSalt()
	iv := random(aes.BlockSize)
	block, err := newCipher(password, salt)
	if err != nil {
		return "", fmt.Errorf("iron: sealing: %w", err)
	}
	padding := aes.BlockSize - len(data)%aes.BlockSize
	encrypted := append(bytes.Clone(data), bytes.Repeat([]byte{byte(padding)}, padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(encrypted, encrypted)
	expiry := ""
	if !expiresAt.IsZero() {
		expiry = strconv.FormatInt(expiresAt.UnixMilli(), 10)
	}
	signed := Prefix + strings.Join([]string{passwordID, salt, encode(iv), encode(encrypted), expiry}, "*")
	mac, err := sign(signed, password, macSalt)
	if err != nil {
		return "", fmt.Errorf("iron: sealing: %w", err)
	}
	return signed + "*" + macSalt + "*" + mac + "~" + version, nil
}

// Open returns what was sealed with one of the passwords. The error is
// ErrUnreadable, or ErrExpired where the seal is a good one whose time was over a
// minute before now.
//
// Seals without a version are opened too. What old versions of iron-session
// sealed is returned without what they put around it.
func Open(sealed string, passwords []string, now time.Time) ([]byte, error) {
	if len(sealed) > maxSize || !strings.HasPrefix(sealed, Prefix) {
		return nil, ErrUnreadable
	}
	sealed, sealedVersion, versioned := strings.Cut(sealed, "~")
	parts := strings.Split(sealed, "*")
	if len(parts) != 8 {
		return nil, ErrUnreadable
	}
	signed := sealed[:len(sealed)-len("*")-len(parts[6])-len("*")-len(parts[7])]
	for _, password := range passwords {
		mac, err := sign(signed, password, parts[6])
		if err != nil || subtle.ConstantTimeCompare([]byte(mac), []byte(parts[7])) == 0 {
			continue
		}
		if err := checkExpiry(parts[5], now); err != nil {
			return nil, err
		}
		data, err := decrypt(parts[4], parts[3], password, parts[2])
		if err == nil && versioned && sealedVersion != version {
			data = unwrap(data)
		}
		return data, err
	}
	return nil, ErrUnreadable
}

// Expires reports whether a text is a seal with a time after which it cannot be
// opened.
func Expires(sealed string) bool {
	for range 5 {
		_, sealed, _ = strings.Cut(sealed, "*")
	}
	expiry, _, found := strings.Cut(sealed, "*")
	return found && expiry != ""
}

// checkExpiry returns an error where a seal's time, in milliseconds since 1970, is
// over.
func checkExpiry(expiry string, now time.Time) error {
	if expiry == "" {
		return nil
	}
	expiresAt, err := strconv.ParseInt(expiry, 10, 64)
	if err != nil {
		return ErrUnreadable
	}
	if expiresAt <= now.Add(-skew).UnixMilli() {
		return ErrExpired
	}
	return nil
}

// decrypt returns what was encrypted. Its padding says nothing to an attacker: the
// MAC has been checked.
func decrypt(encrypted, iv, password, salt string) ([]byte, error) {
	block, err := newCipher(password, salt)
	data, errData := base64.RawURLEncoding.DecodeString(encrypted)
	vector, errVector := base64.RawURLEncoding.DecodeString(iv)
	if errors.Join(err, errData, errVector) != nil || len(vector) != aes.BlockSize || len(data) == 0 || len(data)%aes.BlockSize != 0 {
		return nil, ErrUnreadable
	}
	cipher.NewCBCDecrypter(block, vector).CryptBlocks(data, data)
	padding := int(data[len(data)-1])
	if padding == 0 || padding > aes.BlockSize {
		return nil, ErrUnreadable
	}
	data, tail := data[:len(data)-padding], data[len(data)-padding:]
	if !bytes.Equal(tail, bytes.Repeat([]byte{byte(padding)}, padding)) {
		return nil, ErrUnreadable
	}
	return data, nil
}

// unwrap returns the data that an old version of iron-session put in a member
// "persistent", or the data itself where there is none.
func unwrap(data []byte) []byte {
	var old struct{ Persistent json.RawMessage }
	if json.Unmarshal(data, &old) != nil || len(old.Persistent) == 0 || string(old.Persistent) == "null" {
		return data
	}
	return old.Persistent
}

// newCipher returns the cipher that a password and a salt make.
func newCipher(password, salt string) (cipher.Block, error) {
	key, err := deriveKey(password, salt)
	if err != nil {
		return nil, err
	}
	return aes.NewCipher(key)
}

// sign returns the MAC of a text, as it stands in a seal.
func sign(text, password, salt string) (string, error) {
	key, err := deriveKey(password, salt)
	if err != nil {
		return "", err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text))
	return encode(mac.Sum(nil)), nil
}

// deriveKey makes a key. One iteration is no protection for a weak password: there
// must be none.
func deriveKey(password, salt string) ([]byte, error) {
	return pbkdf2.Key(sha1.New, password, []byte(salt), 1, keySize)
}

// newSalt returns a salt. The digits are the salt, and not what they stand for.
func newSalt() string { return hex.EncodeToString(random(32)) }

func random(size int) []byte {
	data := make([]byte, size)
	_, _ = rand.Read(data) // never fails
	return data
}

func encode(data []byte) string { return base64.RawURLEncoding.EncodeToString(data) }
