package vaultroom

import (
	"time"

	"sandi/tui/screen"
	"sandi/vault"
)

// Task is something that can be done with the vault.
type Task string

// The tasks, in the order of the screen.
const (
	Password     Task = "password"
	NewRecovery  Task = "recovery"
	TestRecovery Task = "test"
	Keyring      Task = "keyring"
	Hardware     Task = "hardware"
	Backup       Task = "backup"
	Restore      Task = "restore"
	Verify       Task = "verify"
	Merge        Task = "merge"
	Rollback     Task = "rollback"
)

// Outcomes of the screen.
type (
	// Look asks for Facts.
	Look struct{}
	// Do asks for a task to be done. What a task does not need is zero; Secret
	// and New are overwritten by who takes them.
	Do struct {
		Task   Task
		Secret screen.Password // the present password, or a recovery key
		New    screen.Password
		Rotate bool   // Password: new identity too
		On     bool   // Keyring
		Source string // Restore, Merge: of what
		Into   string // Backup: the directory
		Go     bool   // Restore, Merge: do it; else tell what it would change
	}
	// Sheet asks to write the page with a new recovery key to a file.
	Sheet struct {
		File string
		Key  vault.RecoveryKey
	}
	// TakeBack removes a new recovery key that was not written down.
	TakeBack struct{ Recipient string }
	// Cancel gives up what is being done.
	Cancel struct{}
)

// Facts is the state of the vault, as the screen tells it.
type Facts struct {
	Dir        string
	WorkFactor int
	Recovery   []vault.Recovery
	Hardware   []vault.HardwareKey
	// Keyring says whether the system offers one, KeyringOn whether it opens
	// this vault.
	Keyring, KeyringOn bool
	Backups            []vault.BackupInfo
	Copied             Copied
	// Old says that the copy is older than the settings allow, and that there
	// are changes since.
	Old       bool
	Rolled    bool
	Conflicts []vault.ConflictCopy
	Err       error // what could not be found out
}

// Copied is the newest copy outside the vault's directory.
type Copied struct {
	Path string
	At   time.Time
}

// Answer says what became of Do. Only what belongs to the task is set.
type Answer struct {
	Task   Task
	Err    error
	Done   bool // it was done, and not only looked at
	Diff   vault.Diff
	Source string
	Key    vault.RecoveryKey
	Copy   vault.Copy
	Test   vault.RecoveryTest
	Report vault.Verification
	Merged vault.MergeReport
	// Note is a fault beside it: the keyring did not follow, say.
	Note error
}

// Written answers Sheet.
type Written struct {
	File string
	Err  error
}
