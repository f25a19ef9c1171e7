package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/workos-go/workos"
)

// What an error of Decrypt can be matched with by errors.Is. Neither says what was
// to be decrypted.
var (
	// ErrMalformed means that it is not what Encrypt returns. Nothing was sent.
	ErrMalformed = errors.New("vault: not the form of encrypted data")
	// ErrDecrypt means that the data was changed, or that it was encrypted with
	// other associated data.
	ErrDecrypt = errors.New("vault: the data was changed, or the associated data is not that of its encryption")
)

// The form that WorkOS's libraries for Node, Python and Kotlin share, in base64: the
// nonce, the tag, the length of the encrypted key as LEB128, the encrypted key and
// the ciphertext.
const (
	keySize      = 32 // AES-256
	nonceSize    = 12
	tagSize      = 16
	maxBlobBytes = 1 << 16 // of an encrypted key
)

// EncryptParams are the parameters of Encrypt.
type EncryptParams struct {
	// KeyContext decides which key of Vault's the data key is encrypted with.
	KeyContext map[string]string
	// AssociatedData is what the data belongs to, such as the ID of its record. It
	// is no part of the result, and Decrypt must be given the same: what was moved
	// to another record is not decrypted there.
	AssociatedData []byte
	// Cache keeps the data key for the next call. Nil gets a new one each time.
	Cache *KeyCache
}

// Encrypt encrypts data of any size, which does not leave the application, with
// AES-256-GCM and a data key of Vault's. The result, in base64, has the data key
// with it, encrypted by Vault: Decrypt needs nothing else, here or in WorkOS's
// libraries for Node, Python and Kotlin, but for the associated data.
//
// The data key is wiped afterwards. Copies that cannot be are left to the garbage
// collector: those in the answer of the API and its strings, and the cipher's.
//
// The errors are those of CreateDataKey.
//
// Uses POST /vault/v1/keys/data-key.
func (s *Service) Encrypt(ctx context.Context, plaintext []byte, params EncryptParams, opts ...workos.RequestOption) (string, error) {
	key, err := params.Cache.get(ctx, cacheID{s.client, "", contextID(params.KeyContext)}, func() (dataKey, error) {
		created, err := s.CreateDataKey(ctx, CreateDataKeyParams{Context: params.KeyContext}, opts...)
		if err != nil {
			return dataKey{}, err
		}
		return decodeKey(created.DataKey, created.EncryptedKeys)
	})
	if err != nil {
		return "", err
	}
	defer clear(key.key)
	return key.encrypt(plaintext, params.AssociatedData)
}

// contextID returns the same text for the same context, and for no other.
func contextID(context map[string]string) string { return fmt.Sprintf("%q", context) }

// DecryptParams are the parameters of Decrypt.
type DecryptParams struct {
	// AssociatedData is that of Encrypt.
	AssociatedData []byte
	// Cache keeps the data key for the next call that needs it. Nil asks Vault each
	// time.
	Cache *KeyCache
}

// Decrypt returns what Encrypt encrypted, here or in WorkOS's libraries for Node,
// Python and Kotlin. WorkOS's own library for Go puts the parts in another order: what
// it encrypted is not read. The data key is wiped as Encrypt does it.
//
// The error matches ErrMalformed or ErrDecrypt, or is a workos.ErrBadRequest where
// Vault cannot decrypt the data key, and another of DecryptDataKey.
//
// Uses POST /vault/v1/keys/decrypt.
func (s *Service) Decrypt(ctx context.Context, encrypted string, params DecryptParams, opts ...workos.RequestOption) ([]byte, error) {
	parts, err := parse(encrypted)
	if err != nil {
		return nil, err
	}
	keys := base64.StdEncoding.EncodeToString(parts.keys)
	key, err := params.Cache.get(ctx, cacheID{s.client, keys, ""}, func() (dataKey, error) {
		decrypted, err := s.DecryptDataKey(ctx, DecryptDataKeyParams{Keys: keys}, opts...)
		if err != nil {
			return dataKey{}, err
		}
		return decodeKey(decrypted.DataKey, keys)
	})
	if err != nil {
		return nil, err
	}
	defer clear(key.key)
	return key.decrypt(parts, params.AssociatedData)
}

// dataKey is a DataKey, decoded.
type dataKey struct{ key, encrypted []byte }

func decodeKey(key, encrypted string) (dataKey, error) {
	k, errKey := base64.StdEncoding.DecodeString(key)
	e, errEncrypted := base64.StdEncoding.DecodeString(encrypted)
	if errKey != nil || errEncrypted != nil || len(k) != keySize || len(e) == 0 || len(e) > maxBlobBytes {
		clear(k)
		return dataKey{}, errors.New("vault: the API's data key is not one of AES-256 in base64")
	}
	return dataKey{k, e}, nil
}

func (k dataKey) encrypt(plaintext, associated []byte) (string, error) {
	aead, err := k.aead()
	if err != nil {
		return "", err
	}
	nonce := make([]byte, nonceSize)
	if _, err := rand.Read(nonce); err != nil {
		return "", err
	}
	sealed := aead.Seal(nil, nonce, plaintext, associated)
	ciphertext, tag := sealed[:len(plaintext)], sealed[len(plaintext):]
	length := binary.AppendUvarint(nil, uint64(len(k.encrypted)))
	return base64.StdEncoding.EncodeToString(slices.Concat(nonce, tag, length, k.encrypted, ciphertext)), nil
}

func (k dataKey) decrypt(p *parts, associated []byte) ([]byte, error) {
	aead, err := k.aead()
	if err != nil {
		return nil, err
	}
	plaintext, err := aead.Open(nil, p.nonce, slices.Concat(p.ciphertext, p.tag), associated)
	if err != nil {
		return nil, ErrDecrypt
	}
	return plaintext, nil
}

func (k dataKey) aead() (cipher.AEAD, error) {
	block, err := aes.NewCipher(k.key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// parts are those of encrypted data.
type parts struct{ nonce, tag, keys, ciphertext []byte }

// parse takes encrypted data apart. Padding may be missing, and
// there may be line breaks.
func parse(encrypted string) (*parts, error) {
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encrypted, "=\r\n"))
	if err != nil || len(data) < nonceSize+tagSize {
		return nil, ErrMalformed
	}
	nonce, data := data[:nonceSize], data[nonceSize:]
	tag, data := data[:tagSize], data[tagSize:]
	length, n := binary.Uvarint(data) // LEB128
	if n <= 0 || length == 0 || length > maxBlobBytes || int(length) > len(data)-n {
		return nil, ErrMalformed
	}
	keys, ciphertext := data[n:n+int(length)], data[n+int(length):]
	return &parts{nonce, tag, keys, ciphertext}, nil
}
