package vault_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/workos-go/workos"
	"github.com/workos-go/workos/vault"
	"github.com/workos-go/workos/workostest"
)

func Example() {
	ctx := context.Background()
	srv := workostest.New() // in production: client := workos.NewClient()
	defer srv.Close()
	secrets := vault.New(srv.Client())

	_, err := secrets.CreateObject(ctx, vault.CreateObjectParams{
		Name:       "foo-corp-database",
		Value:      "postgres://old",
		KeyContext: map[string]string{"organization_id": "org_foo"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	object, err := secrets.GetObjectByName(ctx, "foo-corp-database")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(object.Value)

	// Two processes change it at the same time: one is too late.
	for _, value := range []string{"postgres://new", "postgres://other"} {
		_, err = secrets.UpdateObject(ctx, object.ID, vault.UpdateObjectParams{Value: value, VersionCheck: object.Metadata.VersionID})
		if !errors.Is(err, workos.ErrConflict) {
			fmt.Println(value, err)
			continue
		}
		// Somebody was faster, or this update was repeated, because its answer was lost.
		current, err := secrets.GetObject(ctx, object.ID)
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Println(value, "is there:", current.Value == value)
	}
	// Output:
	// postgres://old
	// postgres://new <nil>
	// postgres://other is there: false
}

func ExampleService_CreateDataKey() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	keys := vault.New(srv.Client())

	key, err := keys.CreateDataKey(ctx, vault.CreateDataKeyParams{Context: map[string]string{"organization_id": "org_foo"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	stored := key.EncryptedKeys // beside what was encrypted with key.DataKey

	again, err := keys.DecryptDataKey(ctx, vault.DecryptDataKeyParams{Keys: stored})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.DataKey == key.DataKey)
	// Output: true
}

func ExampleService_Encrypt() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	secrets := vault.New(srv.Client())
	keys := vault.NewKeyCache(5*time.Minute, 1000) // once, where Vault is not to be asked each time

	encrypted, err := secrets.Encrypt(ctx, []byte("4111 1111 1111 1111"), vault.EncryptParams{
		KeyContext:     map[string]string{"organization_id": "org_foo"},
		AssociatedData: []byte("card_1"),
		Cache:          keys,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	for _, card := range []string{"card_1", "card_2"} {
		number, err := secrets.Decrypt(ctx, encrypted, vault.DecryptParams{AssociatedData: []byte(card), Cache: keys})
		fmt.Printf("%s %q %v\n", card, number, errors.Is(err, vault.ErrDecrypt))
	}
	// Output:
	// card_1 "4111 1111 1111 1111" false
	// card_2 "" true
}

// rotate gives a secret its next value, unless somebody else does so at this moment.
func rotate(
	ctx context.Context, secrets *vault.Service,
	name string, next func(old string) (string, error),
) error {
	object, err := secrets.GetObjectByName(ctx, name)
	if err != nil {
		return err
	}
	value, err := next(object.Value)
	if err != nil {
		return err
	}
	_, err = secrets.UpdateObject(ctx, object.ID, vault.UpdateObjectParams{
		Value:        value,
		VersionCheck: object.Metadata.VersionID,
	})
	if !errors.Is(err, workos.ErrConflict) {
		return err
	}
	// Somebody was faster, or this update was repeated, because its answer was lost.
	current, err := secrets.GetObject(ctx, object.ID)
	switch {
	case err != nil:
		return err
	case current.Value != value:
		return fmt.Errorf("%s was changed by somebody else", name)
	}
	return nil
}

func Example_rotate() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	secrets := vault.New(srv.Client())
	_, err := secrets.CreateObject(ctx, vault.CreateObjectParams{
		Name: "foo-corp-database", Value: "one", KeyContext: map[string]string{"organization_id": "org_foo"},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	increase := func(old string) (string, error) { return old + " more", nil }
	fmt.Println(rotate(ctx, secrets, "foo-corp-database", increase))

	srv.Fail("PUT /vault/v1/kv/{id}", 1, workostest.DropConnection()) // after the write
	fmt.Println(rotate(ctx, secrets, "foo-corp-database", increase))

	meddle := func(string) (string, error) {
		return "mine", rotate(ctx, secrets, "foo-corp-database", increase)
	}
	fmt.Println(rotate(ctx, secrets, "foo-corp-database", meddle))
	fmt.Println(errors.Is(rotate(ctx, secrets, "bar-ltd-database", increase), workos.ErrNotFound))
	// Output:
	// <nil>
	// <nil>
	// foo-corp-database was changed by somebody else
	// true
}

// cards keeps numbers of cards in the application's own database, encrypted.
type cards struct {
	vault *vault.Service
	keys  *vault.KeyCache // one for the process: vault.NewKeyCache(5*time.Minute, 1000)
}

// encrypt returns what to store in the row of a card.
func (c cards) encrypt(ctx context.Context, organizationID, cardID, number string) (string, error) {
	return c.vault.Encrypt(ctx, []byte(number), vault.EncryptParams{
		KeyContext:     map[string]string{"organization_id": organizationID},
		AssociatedData: []byte(cardID), // what is moved to another row cannot be decrypted there
		Cache:          c.keys,
	})
}

// decrypt returns the number that is in the row of a card.
func (c cards) decrypt(ctx context.Context, cardID, stored string) (string, error) {
	number, err := c.vault.Decrypt(ctx, stored, vault.DecryptParams{
		AssociatedData: []byte(cardID),
		Cache:          c.keys,
	})
	return string(number), err
}

func Example_cards() {
	ctx := context.Background()
	srv := workostest.New()
	defer srv.Close()
	c := cards{vault.New(srv.Client()), vault.NewKeyCache(5*time.Minute, 1000)}

	stored, err := c.encrypt(ctx, "org_foo", "card_1", "4111 1111 1111 1111")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(c.decrypt(ctx, "card_1", stored))
	_, err = c.decrypt(ctx, "card_2", stored)
	fmt.Println(errors.Is(err, vault.ErrDecrypt))
	// Output:
	// 4111 1111 1111 1111 <nil>
	// true
}
