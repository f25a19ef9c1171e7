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
		fmt.Println(value, errors.Is(err, workos.ErrConflict))
	}
	// Output:
	// postgres://old
	// postgres://new false
	// postgres://other true
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
		Keys:           keys,
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	for _, card := range []string{"card_1", "card_2"} {
		number, err := secrets.Decrypt(ctx, encrypted, vault.DecryptParams{AssociatedData: []byte(card), Keys: keys})
		fmt.Printf("%s %q %v\n", card, number, errors.Is(err, vault.ErrDecrypt))
	}
	// Output:
	// card_1 "4111 1111 1111 1111" false
	// card_2 "" true
}
