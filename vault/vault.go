package vault

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"sync"
	"time"

	"filippo.io/age"

	"sandi/internal/atomicfile"
)

// Options adjust a vault. The zero value works; Now should be set.
type Options struct {
	// WorkFactor is the base-2 logarithm of scrypt's cost for new passwords:
	// 17 (the default) takes 0.4 s and 128 MiB on a small machine; each step
	// doubles both.
	WorkFactor int
	// MaxWorkFactor is the largest that is accepted when reading: 20 (the
	// default) takes 3 s and 1 GiB.
	MaxWorkFactor int
	// Now is the clock for the times of entries and in the names of backups.
	// Without it entries have no times.
	Now func() time.Time
	// Rand is the source of entry ids. Keys are age's business and always come
	// from the operating system.
	Rand io.Reader
	// Backups is how many of the newest states are kept as backups, besides the
	// last of each day and month: 5 by default; no backup at all if negative.
	Backups int
	// Plugin is how the plugins of hardware keys talk to a person.
	Plugin PluginUI
	// LockTimeout is how long to wait for other processes: 10 s by default.
	LockTimeout time.Duration
	// BinDays is how long removed entries stay in the bin: 30 by default, for
	// ever if negative.
	BinDays int
	// Memory notices a vault.age older than one that this machine has seen; nil
	// remembers nothing.
	Memory Memory
	// Files are the operating system's files if nil; proofs take other ones.
	Files atomicfile.Files
}

func (o Options) withDefaults() Options {
	if o.WorkFactor == 0 {
		o.WorkFactor = DefaultWorkFactor
	}
	if o.MaxWorkFactor == 0 {
		o.MaxWorkFactor = max(MaxWorkFactor, o.WorkFactor)
	}
	// age panics outside 1…30.
	o.WorkFactor = min(max(o.WorkFactor, 1), 30)
	o.MaxWorkFactor = min(max(o.MaxWorkFactor, 1), 30)
	if o.Now == nil {
		o.Now = func() time.Time { return time.Time{} }
	}
	if o.Rand == nil {
		o.Rand = rand.Reader
	}
	if o.Backups == 0 {
		o.Backups = defaultBackups
	}
	if o.LockTimeout == 0 {
		o.LockTimeout = 10 * time.Second
	}
	if o.BinDays == 0 {
		o.BinDays = 30
	}
	return o
}

// Vault is an open vault. It is safe for concurrent use.
type Vault struct {
	dir     directory
	options Options

	turn chan struct{} // held by the one who reads or writes the files

	mu       sync.RWMutex // guards what follows
	identity *identities
	opened   [sha256.Size]byte // of identity.age when the vault was opened
	whole    bool              // identity is all that identity.age held then
	current  *loaded

	memory memory

	readOnly bool // it is a backup
	usage    usageBook
}

// Exists reports whether dir holds a vault.
func Exists(dir string) (bool, error) { return at(dir).exists() }

// Create makes an empty vault in dir, and dir itself where needed, readable by
// its owner only.
func Create(dir string, password []byte, o Options) (*Vault, error) {
	o = o.withDefaults()
	d := o.at(dir)
	if len(password) == 0 {
		return nil, ErrEmptyPassword
	}
	if err := d.files.MkdirAll(dir, 0o700); err != nil {
		return nil, d.saveError("", err)
	}
	unlock, err := d.lock(context.Background(), o.LockTimeout)
	if err != nil {
		return nil, err
	}
	defer unlock()
	if found, err := d.exists(); err != nil {
		return nil, err
	} else if found {
		return nil, ErrExists.With("dir", dir)
	}
	d.sweep()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		return nil, err
	}
	id := &identities{current: key}
	file, err := sealIdentity(id, password, o.WorkFactor, o.Now())
	if err != nil {
		return nil, err
	}
	if err := d.setAside(identityName); err != nil {
		return nil, err
	}
	if err := d.write(identityName, file); err != nil {
		return nil, err
	}
	if err := d.spareIdentity(); err != nil {
		return nil, err
	}
	v := newVault(d, o, id)
	v.opened, v.whole = sha256.Sum256(file), true
	// The vault exists from here on: its identity is on the disk already.
	if err := v.save(assemble(&state{}, nil, 1)); err != nil {
		return nil, err
	}
	return v, nil
}

// setAside renames a file that an interrupted creation left. Nothing can have
// been kept with it here, yet it might be the identity of a vault elsewhere.
func (d directory) setAside(name string) error {
	err := d.files.Rename(d.path(name), d.path(name+".old"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return d.saveError(name, err)
}

// Open opens the vault in dir. The password stays the caller's, to be wiped.
// Nothing is written.
func Open(dir string, password []byte, o Options) (*Vault, error) {
	o = o.withDefaults()
	d := o.at(dir)
	if found, err := d.exists(); err != nil {
		return nil, err
	} else if !found {
		return nil, ErrNoVault.With("dir", dir)
	}
	opened := d.identitySum()
	id, err := d.identity(password, o.MaxWorkFactor)
	if err != nil {
		return nil, err
	}
	v := newVault(d, o, id)
	v.opened, v.whole = opened, true
	if v.current, err = d.load(id, nil); err != nil {
		if errors.Is(err, ErrDamaged) {
			if _, _, better := d.betterSpare(password, o.MaxWorkFactor); better {
				return nil, d.damaged(identityName, d.path(backupsName, identityName), nil)
			}
		}
		return nil, err
	}
	v.recall()
	return v, nil
}

func newVault(d directory, o Options, id *identities) *Vault {
	v := &Vault{dir: d, options: o, identity: id, turn: make(chan struct{}, 1)}
	v.lookUp()
	return v
}

// Dir returns the vault's directory as it was given.
func (v *Vault) Dir() string { return v.dir.name }

// Generation counts the saves of the vault. It rises with each.
func (v *Vault) Generation() uint64 {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		return 0
	}
	return v.current.generation
}

// begin waits until no other goroutine uses the files, and returns what is
// needed to use them.
func (v *Vault) begin(ctx context.Context) (*identities, *loaded, error) {
	select {
	case v.turn <- struct{}{}:
	case <-ctx.Done():
		return nil, nil, ctx.Err()
	}
	v.mu.RLock()
	defer v.mu.RUnlock()
	if v.current == nil {
		<-v.turn
		return nil, nil, ErrClosed
	}
	return v.identity, v.current, nil
}

func (v *Vault) end() { <-v.turn }

// Update runs fn in a transaction on the entries as they are on the disk now,
// and saves what it changed, durably. If fn returns an error or changes nothing,
// nothing is written. Other processes wait meanwhile, so fn should not.
//
// Update must not be called inside fn.
func (v *Vault) Update(ctx context.Context, fn func(*Tx) error) error {
	return v.change(ctx, func(old *state) (*state, []record, error) {
		tx := newTx(old, v.options)
		defer tx.close()
		if err := fn(tx); err != nil || !tx.changed {
			return nil, nil, err
		}
		return tx.outcome(old, v.options), tx.records, nil
	})
}

// change runs fn on the state as it is on the disk now and saves the state and
// the records that it returns, if any.
func (v *Vault) change(ctx context.Context, fn func(old *state) (*state, []record, error)) error {
	id, known, err := v.begin(ctx)
	if err != nil {
		return err
	}
	defer v.end()
	if v.readOnly {
		return ErrNotSaved.With("file", v.dir.path(vaultName)).Because(errReadOnly)
	}
	unlock, err := v.dir.lock(ctx, v.options.LockTimeout)
	if err != nil {
		return err
	}
	defer unlock()
	fresh, err := v.load(id, known)
	if err != nil {
		return err
	}
	v.publish(fresh)
	if fresh.state != known.state {
		v.recall()
	}
	next, records, err := fn(fresh.state)
	if err != nil || next == nil {
		return err
	}
	generation, err := v.dir.nextGeneration(max(fresh.generation, next.generation, v.floor()))
	if err != nil {
		return err
	}
	v.dir.sweep()
	// A failure here only leaves the rotation for the next time.
	finish := v.beginFinish(id, next.recipients) == nil
	if err := v.save(assemble(next, records, generation)); err != nil {
		return err
	}
	if finish {
		_ = v.endFinish(id)
	}
	return nil
}

func (d directory) nextGeneration(present uint64) (uint64, error) {
	list, err := d.backups()
	if err != nil {
		return 0, err
	}
	if len(list) > 0 {
		present = max(present, list[0].generation)
	}
	return present + 1, nil
}

// save writes a state and makes it the current one. The lock is held.
func (v *Vault) save(s *state) error {
	file, err := v.seal(s)
	if err == nil {
		err = v.dir.save(s.generation, file, v.options.Now(), v.options.Backups, s.change.Before)
	}
	if err != nil {
		clear(s.plain)
		return err
	}
	l := &loaded{state: s, sum: sha256.Sum256(file)}
	// Without it the next Refresh reads once too often.
	l.info, _ = v.dir.files.Stat(v.dir.path(vaultName))
	v.publish(l)
	v.remember()
	// The vault is saved; a copy of the identity that is missing is made again
	// at the next save.
	_ = v.dir.spareIdentity()
	return nil
}

func (v *Vault) seal(s *state) ([]byte, error) {
	file, err := sealPayload(s.plain, v.identity, s.recipients)
	if err == nil && len(file) > MaxSize {
		// Nobody could open it again.
		err = ErrTooLarge.With("file", v.dir.path(vaultName), "max", MaxSize>>20)
	}
	return file, err
}

// publish makes a state the current one and wipes the text of the one before.
// Its keys are left: the new state may hold the same ones.
func (v *Vault) publish(l *loaded) {
	v.mu.Lock()
	defer v.mu.Unlock()
	if old := v.current; old != nil && old.state != l.state {
		clear(old.plain)
	}
	v.current = l
}

// Refresh reads the vault again if another process changed it, and reports
// whether it did.
func (v *Vault) Refresh(ctx context.Context) (changed bool, err error) {
	id, known, err := v.begin(ctx)
	if err != nil {
		return false, err
	}
	defer v.end()
	if v.dir.unchanged(known) {
		return false, nil
	}
	fresh, err := v.load(id, known)
	if err != nil {
		return false, err
	}
	changed = fresh.state != known.state
	v.publish(fresh)
	if changed {
		v.recall()
	}
	return changed, nil
}

// ReadBack returns an entry as it stands in vault.age on the disk, decrypted
// anew, so that a caller can make sure that a key is kept before it does
// something that cannot be undone.
func (v *Vault) ReadBack(ctx context.Context, id string) (Entry, error) {
	identity, _, err := v.begin(ctx)
	if err != nil {
		return Entry{}, err
	}
	defer v.end()
	fresh, err := v.load(identity, nil)
	if err != nil {
		return Entry{}, err
	}
	defer fresh.wipe(true)
	return fresh.get(id)
}

// Close forgets the entries and the identity, wiping what can be wiped. It waits
// for a transaction to end. Entries handed out stay valid.
func (v *Vault) Close() {
	v.turn <- struct{}{}
	defer v.end()
	v.flushUsage()
	v.mu.Lock()
	defer v.mu.Unlock()
	if v.current != nil {
		v.current.wipe(true)
	}
	v.current, v.identity = nil, nil
}
