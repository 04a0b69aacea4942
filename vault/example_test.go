package vault_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"sandi/internal/otp"
	"sandi/vault"
)

func Example() {
	home, err := os.MkdirTemp("", "vault")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(home)
	dir := filepath.Join(home, "sandi")

	password := []byte("correct horse battery staple")
	v, err := vault.Create(dir, password, vault.Options{WorkFactor: 10}) // cheap, for the example
	if err != nil {
		log.Fatal(err)
	}
	secret, err := otp.ParseSecret("gezd gnbv gy3t qojq")
	if err != nil {
		log.Fatal(err)
	}
	err = v.Update(context.Background(), func(tx *vault.Tx) error {
		_, err := tx.Add(vault.Entry{Key: otp.Key{Issuer: "SPSE", Account: "ayu", Secret: secret}})
		return err
	})
	if err != nil {
		log.Fatal(err)
	}
	v.Close()

	_, err = vault.Open(dir, []byte("guess"), vault.Options{})
	fmt.Println(errors.Is(err, vault.ErrWrongPassword))
	v, err = vault.Open(dir, password, vault.Options{})
	if err != nil {
		log.Fatal(err)
	}
	defer v.Close()
	clear(password)
	for _, e := range v.Find("spse") {
		fmt.Println(e.Key.Issuer, e.Key.Account, e.Status, e.Key.Secret)
	}
	// Output:
	// true
	// SPSE ayu active ‹redacted›
}
