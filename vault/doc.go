// Package vault keeps TOTP and HOTP keys in two age files.
//
// A vault is a directory:
//
//	identity.age   an age X25519 identity, encrypted under the vault password
//	               (scrypt recipient), armored
//	vault.age      the entries as versioned JSON, encrypted to that identity
//	vault.lock     empty; locked while a process writes
//	identity-NAME.age, .txt
//	               the identity once more, for a hardware key, where there is one
//	backups/       copies of vault.age: the newest five, one a day, one a month;
//	               and a copy of identity.age
//	usage.age      how often entries are used; it may be lost
//
// The format needs no tool of ours: stock age prints the entries with
//
//	age -d -i identity.age vault.age
//
// docs/VAULT-FORMAT.md describes it field by field. Vaults written by any
// version of format 1 will open with every later version of this package.
//
// # Use
//
//	v, err := vault.Open(dir, password, vault.Options{})
//	...
//	defer v.Close()
//	err = v.Update(ctx, func(tx *vault.Tx) error {
//		_, err := tx.Add(vault.Entry{Key: key})
//		return err
//	})
//
// Every change is a transaction: Update takes the cross-process lock, reads
// what is on the disk now, applies the function to that, and replaces the file
// whole and durably, or changes nothing. So two processes that add at once lose
// nothing, and a vault opens after a crash at any moment.
//
// # What it protects against
//
// Somebody who reads the files learns how large they are and when they changed,
// nothing else, unless they guess the password; the key derivation makes a guess
// cost Options.WorkFactor. Somebody who alters a file is noticed: every bit is
// authenticated. Files are taken for hostile when read: the key derivation's
// cost and all sizes are bounded, and one odd entry is quarantined and never
// blocks the others.
//
// Somebody who puts back an older copy of the files is noticed on a machine that
// has seen a newer one, if Options.Memory remembers it, and nowhere else.
//
// What is removed, overwritten or loses a merge waits in the bin; Undo, Restore
// and MergeCopy turn nothing back that was handed out: counters and spent steps
// only rise while a secret stays.
//
// It does not protect against somebody who controls the account that sandi runs
// under, or who reads its memory while the vault is open. Buffers are wiped when
// they are no longer needed, as far as Go and age allow: both may have copied
// them.
package vault
