// Package device keeps what this device remembers of the vaults it has opened,
// without secrets, in one small file: how new a vault it has seen, so that an
// older one is noticed; whether the keyring opens it; where the last copy
// outside its directory went.
//
// The memory is a help and never a condition: a file that is missing, damaged,
// too large or of a kind that is not a file remembers nothing, and what cannot
// be written is not remembered.
package device

import (
	"maps"
	"time"

	"sandi/vault"
)

// Facts is what is remembered of one vault.
type Facts struct {
	// Seen is the newest state of the vault that was seen in its directory.
	Seen vault.Mark
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

// IsZero reports whether there is nothing to remember.
func (f Facts) IsZero() bool {
	return f.Seen == vault.Mark{} && !f.Keyring && f.Copy == Copy{} && len(f.Tested) == 0
}

func (f Facts) equal(g Facts) bool {
	return f.Seen == g.Seen && f.Keyring == g.Keyring && f.Copy.Path == g.Copy.Path && f.Copy.At.Equal(g.Copy.At) &&
		f.Copy.Generation == g.Copy.Generation && maps.EqualFunc(f.Tested, g.Tested, time.Time.Equal)
}

// Memory is the file. It is read at each question, and safe for concurrent use
// by goroutines and processes. A Memory without a path remembers nothing.
type Memory struct{ path string }

var _ vault.Memory = (*Memory)(nil)

// Open returns the memory in a file, which need not exist.
func Open(path string) *Memory { return &Memory{path} }

// Path returns the file's name, or "".
func (m *Memory) Path() string { return m.path }

// Get returns what is remembered of the vault in dir: nothing where nothing is.
func (m *Memory) Get(dir string) Facts { return m.read()[name(dir)] }

// Update changes what is remembered of the vault in dir.
func (m *Memory) Update(dir string, change func(*Facts)) error {
	return m.update(dir, true, change)
}

// Seen implements vault.Memory.
func (m *Memory) Seen(dir string) (vault.Mark, bool) {
	seen := m.Get(dir).Seen
	return seen, seen != vault.Mark{}
}

// See implements vault.Memory. It does not wait for the disk: after a power cut
// the memory may be older by a save, and then an older vault looks newer by one.
func (m *Memory) See(dir string, seen vault.Mark) error {
	if m.Get(dir).Seen == seen { // mostly: nothing was saved since the last time
		return nil
	}
	return m.update(dir, false, func(f *Facts) { f.Seen = seen })
}
