package vault

import (
	"context"
	"path/filepath"
	"slices"
)

// Mark names one state of one vault.
type Mark struct {
	// VaultID is the vault's own name, the same in all its copies; empty in
	// vaults that were not saved since vaults have names.
	VaultID string
	// Generation counts saves; Revision is the random name of the last.
	Generation uint64
	Revision   string
}

// Memory is what this machine remembers of vaults, outside their directories.
type Memory interface {
	// Seen returns the newest state that was seen in an absolute directory.
	Seen(dir string) (Mark, bool)
	// See remembers a state as the newest.
	See(dir string, m Mark) error
}

func (s *state) mark() Mark { return Mark{s.id, s.generation, s.revision()} }

// Mark returns the name of the present state.
func (v *Vault) Mark() Mark {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return Mark{}
	}
	return v.current.mark()
}

// memory is what Options.Memory said when the vault was opened, before its file
// was read: should another process save in between, the file is newer than what
// was remembered, and never older. Later it is what this process saw.
type memory struct {
	seen   Mark
	known  bool
	rolled bool
}

func (v *Vault) absolute() string {
	dir, err := filepath.Abs(v.Dir())
	if err != nil {
		return v.Dir()
	}
	return dir
}

// lookUp asks the memory, before the vault is read.
func (v *Vault) lookUp() {
	if m := v.options.Memory; m != nil {
		v.memory.seen, v.memory.known = m.Seen(v.absolute())
	}
}

// recall compares the present state, which was just read, with what this machine
// has seen, and remembers it if it is the newest.
func (v *Vault) recall() {
	if v.options.Memory == nil {
		return
	}
	v.mu.Lock()
	if v.current == nil {
		v.mu.Unlock()
		return
	}
	v.memory.rolled = v.memory.known && strays(v.memory.seen, v.current.state)
	v.mu.Unlock()
	v.remember()
}

// remember makes the present state the newest seen, unless it follows one that
// should not be there.
func (v *Vault) remember() {
	v.mu.Lock()
	m, dir := v.options.Memory, v.absolute()
	if m == nil || v.current == nil || v.memory.rolled {
		v.mu.Unlock()
		return
	}
	present := v.current.mark()
	news := !v.memory.known || v.memory.seen != present
	v.memory.seen, v.memory.known = present, true
	v.mu.Unlock()
	if news {
		// A memory that cannot be written notices less, and stops nobody.
		_ = m.See(dir, present)
	}
}

// strays reports whether a state is not one that followed another. Where the
// list of revisions does not reach back far enough, nothing is claimed.
func strays(seen Mark, s *state) bool {
	switch {
	case s.generation < seen.Generation:
		return true
	case seen.VaultID == "":
		return false // not named then
	case s.id != seen.VaultID:
		return true
	case seen.Revision == "" || slices.Contains(s.revisions, seen.Revision):
		return false
	case len(s.revisions) < maxRevisions:
		return true // the list goes back to the beginning
	}
	return s.generation-seen.Generation < sureRevisions
}

// floor is what the generation of a save must exceed besides those on the disk:
// a file that was put in the place of a newer one must not count up to it again.
func (v *Vault) floor() uint64 {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if !v.memory.known {
		return 0
	}
	return v.memory.seen.Generation
}

// RolledBack reports whether vault.age is older than one that this machine has
// seen in the same directory, or comes from another line of saves: somebody, or
// a file synchroniser, has put another file in its place. It is told until
// AcceptRollback.
func (v *Vault) RolledBack() (seen, present Mark, ok bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil || !v.memory.rolled {
		return Mark{}, Mark{}, false
	}
	return v.memory.seen, v.current.mark(), true
}

// AcceptRollback makes the present state the newest that this machine has seen.
func (v *Vault) AcceptRollback(ctx context.Context) error {
	_, current, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	m := v.options.Memory
	if m == nil {
		return nil
	}
	v.mu.Lock()
	v.memory = memory{seen: current.mark(), known: true}
	v.mu.Unlock()
	return m.See(v.absolute(), current.mark())
}

// RefreshDiff is Refresh that tells what changed.
func (v *Vault) RefreshDiff(ctx context.Context) (Diff, error) {
	before := v.Entries()
	changed, err := v.Refresh(ctx)
	if err != nil || !changed {
		return Diff{Same: len(before)}, err
	}
	return Compare(before, v.Entries()), nil
}
