// Package vault keeps secrets at WorkOS Vault, and gets keys there by which the
// application encrypts for itself.
//
// An object is a secret with a name. Its key context, such as the customer that
// it belongs to, decides which key it is encrypted with: where customers bring
// keys of their own, by their key.
//
//	secrets := vault.New(client)
//
//	created, err := secrets.CreateObject(ctx, vault.CreateObjectParams{
//		Name:       "foo-corp-database",
//		Value:      "postgres://...",
//		KeyContext: map[string]string{"organization_id": org.ID},
//	})
//	...
//	object, err := secrets.GetObjectByName(ctx, "foo-corp-database")
//	...
//	_, err = secrets.UpdateObject(ctx, object.ID, vault.UpdateObjectParams{
//		Value:        "postgres://...",
//		VersionCheck: object.Metadata.VersionID,
//	})
//	// a workos.ErrConflict: somebody was faster, or the update was repeated and found
//	// itself; UpdateObject says how to tell
//
// What is too large for an object, or is to stay with the application, is
// encrypted there, with a data key of Vault's that the result has with it in an
// encrypted form:
//
//	encrypted, err := secrets.Encrypt(ctx, document, vault.EncryptParams{
//		KeyContext:     map[string]string{"organization_id": org.ID},
//		AssociatedData: []byte(record.ID),
//	})
//	...
//	document, err := secrets.Decrypt(ctx, encrypted, vault.DecryptParams{AssociatedData: []byte(record.ID)})
//
// WorkOS's libraries for Node, Python and Kotlin read the result, and Decrypt theirs.
// WorkOS's own library for Go has another order of the parts: what it encrypted must
// be decrypted with it.
//
// Each of them asks Vault once, unless a [KeyCache] keeps the key for a while. For
// an encryption of the application's own, [Service.CreateDataKey] and
// [Service.DecryptDataKey] hand out the keys:
//
//	key, err := secrets.CreateDataKey(ctx, vault.CreateDataKeyParams{
//		Context: map[string]string{"organization_id": org.ID},
//	})
//	... // encrypt with key.DataKey, store key.EncryptedKeys with the result
//	again, err := secrets.DecryptDataKey(ctx, vault.DecryptDataKeyParams{Keys: key.EncryptedKeys})
//
// Objects, data keys and the params that hold them print no secret; package workos
// says where that ends. Encrypt, Decrypt and a KeyCache wipe the keys that they are
// done with; the bytes of an answer, what is a string, and the cipher's own copy are
// left to the garbage collector.
package vault

import "github.com/workos-go/workos"

// Service calls the Vault operations.
type Service struct{ client *workos.Client }

// New returns a Service that sends its requests through client.
func New(client *workos.Client) *Service { return &Service{client} }
