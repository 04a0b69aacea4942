// Package device keeps what this device remembers of the vaults it has opened,
// without secrets, in one small file: how new a vault it has seen, so that an
// older one is noticed; whether the keyring opens it; where the last copy
// outside its directory went.
//
// The memory is a help and never a condition: a file that is missing, damaged
// or cannot be written remembers nothing.
package device

import (
	"time"
)

// Facts is what is remembered of one vault.
type Facts struct {
	// VaultID, Generation and Revision are of the newest state that was seen.
	VaultID    string
	Generation uint64
	Revision   string
	// Keyring says that the vault's identity is in the system's keyring.
	Keyring bool
	// Copy is the newest copy outside the vault's directory.
	Copy Copy
	// Tested is when each recovery key, named by its recipient, was last seen to
	// open the vault.
	Tested map[string]time.Time
}

// Copy is a copy of a vault that was made outside of its directory.
type Copy struct {
	Path       string
	At         time.Time
	Generation uint64
}

// Memory is the file. It is read at each question, and safe for concurrent use
// by goroutines and processes.
type Memory struct{ path string }

// Open returns the memory in a file, which need not exist.
func Open(path string) *Memory { return &Memory{path} }

// Get returns what is remembered of the vault in dir: nothing where nothing is.
func (m *Memory) Get(dir string) Facts { return Facts{} }

// Update changes what is remembered of the vault in dir.
func (m *Memory) Update(dir string, change func(*Facts)) error { return nil }

// DefaultPath returns where the memory is by the customs of an operating
// system, named as in runtime.GOOS; "" where there is no such place.
func DefaultPath(getenv func(string) string, goos string) string { return "" }
