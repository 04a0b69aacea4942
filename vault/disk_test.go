package vault_test

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"syscall"
	"testing"

	"sandi/internal/atomicfile/disktest"
	"sandi/vault"
)

// Proofs that whatever call of the file system fails, and whenever the power
// goes, a vault opens with the old content or the new, and with the new once the
// caller was told so.

const (
	diskDir = "/home/vault"
	newWord = "another password"
)

func onDisk(d *disktest.Disk) vault.Options {
	o := options()
	o.WorkFactor, o.Files = 1, d
	return o
}

// operation changes a vault.
type operation struct {
	name string
	// prepare makes the vault to be changed.
	prepare func(t testing.TB, d *disktest.Disk)
	// run opens the vault and changes it. It returns the vault if it was opened.
	run func(o vault.Options) (*vault.Vault, error)
	// before and after are what is found then: password and accounts.
	before, after [2]string
	// all is whether it meets every trouble, and not the two most different.
	all bool
}

// prepared makes a vault with the entries a and b.
func prepared(t testing.TB, d *disktest.Disk) *vault.Vault {
	t.Helper()
	v, err := vault.Create(diskDir, []byte(password), onDisk(d))
	if err != nil {
		t.Fatal(err)
	}
	add(t, v, vault.Entry{Key: key("", "a")})
	add(t, v, vault.Entry{Key: key("", "b")})
	return v
}

func plain(t testing.TB, d *disktest.Disk) { prepared(t, d).Close() }

// opened runs fn on the vault opened with a password.
func opened(word string, fn func(v *vault.Vault) error) func(vault.Options) (*vault.Vault, error) {
	return func(o vault.Options) (*vault.Vault, error) {
		v, err := vault.Open(diskDir, []byte(word), o)
		if err != nil {
			return nil, err
		}
		return v, fn(v)
	}
}

func updated(fn func(tx *vault.Tx) error) func(vault.Options) (*vault.Vault, error) {
	return opened(password, func(v *vault.Vault) error { return v.Update(ctx, fn) })
}

func idOf(list []vault.Entry, account string) string {
	for _, e := range list {
		if e.Key.Account == account {
			return e.ID
		}
	}
	return ""
}

func operations() []operation {
	here := [2]string{password, "a b"}
	var key1 vault.RecoveryKey
	recoverable := func(t testing.TB, d *disktest.Disk) {
		v := prepared(t, d)
		defer v.Close()
		var err error
		if key1, err = v.NewRecovery(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return []operation{
		{"create", func(testing.TB, *disktest.Disk) {}, func(o vault.Options) (*vault.Vault, error) {
			return vault.Create(diskDir, []byte(password), o)
		}, [2]string{}, [2]string{password, ""}, false},
		{"add", plain, updated(func(tx *vault.Tx) error {
			_, err := tx.Add(vault.Entry{Key: key("", "c")})
			return err
		}), here, [2]string{password, "a b c"}, true},
		{"add and count the use", plain, opened(password, func(v *vault.Vault) error {
			_ = v.Used(ctx, v.Entries()[0].ID)
			return v.Update(ctx, func(tx *vault.Tx) error {
				_, err := tx.Add(vault.Entry{Key: key("", "c")})
				return err
			})
		}), here, [2]string{password, "a b c"}, false},
		{"remove", plain, updated(func(tx *vault.Tx) error { return tx.Remove(idOf(tx.Entries(), "a")) }),
			here, [2]string{password, "b"}, false},
		{"undo", func(t testing.TB, d *disktest.Disk) {
			v := prepared(t, d)
			defer v.Close()
			update(t, v, func(tx *vault.Tx) error { return tx.Remove(idOf(tx.Entries(), "a")) })
		}, opened(password, func(v *vault.Vault) error { _, err := v.Undo(ctx); return err }),
			[2]string{password, "b"}, here, false},
		{"change the password", plain, opened(password, func(v *vault.Vault) error {
			return v.ChangePassword(ctx, []byte(newWord))
		}), here, [2]string{newWord, "a b"}, true},
		{"rotate", func(t testing.TB, d *disktest.Disk) {
			v := prepared(t, d)
			if err := v.Used(ctx, v.Entries()[0].ID); err != nil {
				t.Fatal(err)
			}
			v.Close()
		}, opened(password, func(v *vault.Vault) error {
			return v.Rotate(ctx, []byte(newWord))
		}), here, [2]string{newWord, "a b"}, false},
		{"finish a rotation", func(t testing.TB, d *disktest.Disk) {
			interruptRotation(t, d)
		}, opened(newWord, func(v *vault.Vault) error {
			_, err := v.FinishRotation(ctx)
			return err
		}), [2]string{newWord, "a b"}, [2]string{newWord, "a b"}, false},
		{"save while a rotation is not finished", func(t testing.TB, d *disktest.Disk) {
			interruptRotation(t, d)
		}, opened(newWord, func(v *vault.Vault) error {
			return v.Update(ctx, func(tx *vault.Tx) error {
				_, err := tx.Add(vault.Entry{Key: key("", "c")})
				return err
			})
		}), [2]string{newWord, "a b"}, [2]string{newWord, "a b c"}, false},
		{"make a recovery key", plain, opened(password, func(v *vault.Vault) error {
			_, err := v.NewRecovery(ctx)
			return err
		}), here, here, false},
		{"restore", func(t testing.TB, d *disktest.Disk) {
			v := prepared(t, d)
			defer v.Close()
			update(t, v, func(tx *vault.Tx) error { return tx.Remove(idOf(tx.Entries(), "a")) })
		}, opened(password, func(v *vault.Vault) error {
			_, err := v.Restore(ctx, "3", nil)
			return err
		}), [2]string{password, "b"}, here, false},
		{"copy elsewhere", plain, opened(password, func(v *vault.Vault) error {
			_, err := v.Backup(ctx, "/home/copies")
			return err
		}), here, here, false},
		{"merge a conflict copy", apart, opened(password, func(v *vault.Vault) error {
			_, err := v.MergeCopy(ctx, diskDir+"/"+conflictName)
			return err
		}), [2]string{password, "a b c"}, [2]string{password, "a b c d"}, false},
		{"repair vault.age", func(t testing.TB, d *disktest.Disk) {
			prepared(t, d).Close()
			d.Put(diskDir+"/vault.age", "spoilt")
		}, repairs, [2]string{password, damaged}, here, false},
		{"repair identity.age", func(t testing.TB, d *disktest.Disk) {
			prepared(t, d).Close()
			d.Put(diskDir+"/identity.age", "spoilt")
		}, repairs, [2]string{password, damaged}, here, false},
		{"recover", recoverable, func(o vault.Options) (*vault.Vault, error) {
			return vault.Recover(ctx, diskDir, key1, []byte(newWord), o)
		}, here, [2]string{newWord, "a b"}, false},
	}
}

// damaged stands for the accounts of a vault that does not open and says which
// backup is good.
const damaged = "damaged"

func repairs(o vault.Options) (*vault.Vault, error) {
	_, err := vault.RestoreDamaged(diskDir, []byte(password), o)
	return nil, err
}

const conflictName = "vault.sync-conflict-20260131-120000-ABCDEFG.age"

// apart makes a vault that another computer added d to while c was added here,
// as a synchroniser leaves it.
func apart(t testing.TB, d *disktest.Disk) {
	t.Helper()
	v := prepared(t, d)
	defer v.Close()
	elsewhere := d.Clone()
	w, err := vault.Open(diskDir, []byte(password), onDisk(elsewhere))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	add(t, w, vault.Entry{Key: key("", "d")})
	add(t, v, vault.Entry{Key: key("", "c")})
	d.Put(diskDir+"/"+conflictName, elsewhere.Files()[strings.TrimPrefix(diskDir, "/")+"/vault.age"])
}

// interruptRotation leaves a rotation that had got to writing the backups.
func interruptRotation(t testing.TB, d *disktest.Disk) {
	t.Helper()
	v := prepared(t, d)
	for n := 1; ; n++ {
		c := d.Clone()
		w, err := vault.Open(diskDir, []byte(password), onDisk(c))
		if err != nil {
			t.Fatal(err)
		}
		c.SetFault(disktest.Fault{At: n, Err: syscall.EIO, Only: "rename"})
		err = w.Rotate(ctx, []byte(newWord))
		w.Close()
		if errors.Is(err, vault.ErrHalfRotated) {
			d.SetFault(disktest.Fault{At: n, Err: syscall.EIO, Only: "rename"})
			if err := v.Rotate(ctx, []byte(newWord)); !errors.Is(err, vault.ErrHalfRotated) {
				t.Fatal(err)
			}
			d.SetFault(disktest.Fault{})
			v.Close()
			return
		}
		if _, struck := c.Calls(); !struck {
			t.Fatal("no rotation was interrupted")
		}
	}
}

// found opens the vault with either password and tells what is in it.
func (op operation) found(d *disktest.Disk) ([2]string, *vault.Vault, error) {
	var errs []error
	for i, word := range []string{op.before[0], op.after[0]} {
		if word == "" || i == 1 && word == op.before[0] {
			continue
		}
		v, err := vault.Open(diskDir, []byte(word), onDisk(d))
		if err == nil {
			return [2]string{word, accounts(v.Entries())}, v, nil
		}
		if op.before[1] == damaged && errors.Is(err, vault.ErrDamaged) && !errors.Is(err, vault.ErrNoGoodBackup) {
			return op.before, nil, nil
		}
		errs = append(errs, err)
	}
	return [2]string{}, nil, errors.Join(errs...)
}

// check fails the test unless the vault is as before or as after and, further,
// goes on working.
func (op operation) check(t *testing.T, d *disktest.Disk, acknowledged, further bool) {
	t.Helper()
	if op.before[0] == "" && !acknowledged {
		// Nothing was there before: so it may be again.
		v, err := vault.Create(diskDir, []byte(password), onDisk(d))
		if err == nil {
			v.Close()
		} else if !errors.Is(err, vault.ErrExists) {
			t.Errorf("not created the second time: %v", err)
			return
		}
	}
	got, v, err := op.found(d)
	if err != nil {
		t.Errorf("does not open: %v\nfiles: %v", err, listed(d))
		return
	}
	if v != nil {
		defer v.Close()
	}
	if got[1] == "a" && op.before[1] == damaged {
		return // the newest backup could not be read, so the one before it was taken
	}
	if got != op.after && (got != op.before || acknowledged) {
		t.Errorf("got %q, want %q (or, if it failed, %q)", got, op.after, op.before)
	}
	switch {
	case v == nil:
		if _, err := op.run(onDisk(d)); err != nil {
			t.Errorf("the second time: %v", err)
		}
	case further:
		op.goesOn(t, d, v, got)
	}
}

// goesOn saves once more.
func (op operation) goesOn(t *testing.T, d *disktest.Disk, v *vault.Vault, got [2]string) {
	t.Helper()
	err := v.Update(ctx, func(tx *vault.Tx) error {
		_, err := tx.Add(vault.Entry{Key: key("", "touch")})
		return err
	})
	if err != nil {
		t.Errorf("the next save: %v", err)
		return
	}
	again, err := vault.Open(diskDir, []byte(got[0]), onDisk(d))
	if err != nil {
		t.Errorf("after the next save: %v", err)
		return
	}
	defer again.Close()
	if want := strings.TrimSpace(got[1] + " touch"); accounts(again.Entries()) != want {
		t.Errorf("after the next save: got %q, want %q", accounts(again.Entries()), want)
	}
	for name := range d.Files() {
		inside := strings.HasPrefix(name, strings.TrimPrefix(diskDir, "/"))
		if inside && strings.HasSuffix(name, ".tmp") && !strings.Contains(name, "rotation-") {
			t.Errorf("left behind: %s", name)
		}
	}
}

func listed(d *disktest.Disk) []string {
	var names []string
	for name, content := range d.Files() {
		names = append(names, fmt.Sprintf("%s (%d)", name, len(content)))
	}
	return names
}

// trouble is what befalls the n-th call.
var troubles = map[string]disktest.Fault{
	"EIO":            {Err: syscall.EIO},
	"EIO from then":  {Err: syscall.EIO, Lasts: true},
	"ENOSPC":         {Err: syscall.ENOSPC},
	"full from then": {Err: syscall.ENOSPC, Lasts: true},
	"EROFS":          {Err: syscall.EROFS, Lasts: true},
	"EDQUOT":         {Err: syscall.EDQUOT, Lasts: true},
	"EINTR":          {Err: syscall.EINTR},
}

func TestEveryCallThatFailsLeavesOldOrNew(t *testing.T) {
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			base := disktest.New()
			base.Put("/home/profile", "")
			op.prepare(t, base)
			tried := 0
			for what, fault := range troubles {
				if often := what == "EIO" || what == "full from then"; testing.Short() && what != "EIO" || !op.all && !often {
					continue
				}
				for n := 1; ; n++ {
					d := base.Clone()
					fault.At = n
					d.SetFault(fault)
					v, err := op.run(onDisk(d))
					calls, struck := d.Calls()
					trace := d.Trace()
					d.SetFault(disktest.Fault{})
					if !struck {
						if err != nil {
							t.Fatalf("nothing failed: %v", err)
						}
						if v != nil {
							v.Close()
						}
						break
					}
					tried++
					done := t.Failed()
					op.check(t, d.AfterPowerCut(disktest.Least), err == nil, false)
					if fault.Lasts {
						op.check(t, d.AfterPowerCut(disktest.Chance(uint64(n))), err == nil, false)
						op.check(t, d.AfterPowerCut(disktest.Chance(uint64(n)+1<<32)), err == nil, false)
					}
					op.check(t, d.Clone(), err == nil, v == nil)
					if v != nil {
						// The process itself goes on with what it has in memory.
						got, w, openErr := op.found(d)
						if openErr == nil {
							w.Close()
							op.goesOn(t, d, v, got)
						}
						v.Close()
					}
					if t.Failed() && !done {
						t.Fatalf("%s at call %d of %d (%s): %v", what, n, calls, trace[n-1], err)
					}
				}
			}
			t.Logf("%d faults", tried)
		})
	}
}

func TestEveryPowerCutLeavesOldOrNew(t *testing.T) {
	chances := uint64(6)
	if testing.Short() {
		chances = 1
	}
	for _, op := range operations() {
		t.Run(op.name, func(t *testing.T) {
			t.Parallel()
			base := disktest.New()
			base.Put("/home/profile", "")
			op.prepare(t, base)
			chances := chances
			if !op.all {
				chances = (chances + 1) / 2
			}
			tried := 0
			for n, struck := 1, true; struck; n++ {
				d := base.Clone()
				d.SetFault(disktest.Fault{At: n, Err: disktest.ErrPower})
				v, err := op.run(onDisk(d))
				calls, trace := 0, d.Trace()
				calls, struck = d.Calls()
				if v != nil {
					v.Close()
				}
				choices := []disktest.Choice{disktest.Least, disktest.Most}
				for seed := range chances {
					choices = append(choices, disktest.Chance(seed+uint64(n)<<20))
				}
				for i, choose := range choices {
					tried++
					op.check(t, d.AfterPowerCut(choose), err == nil, true)
					if t.Failed() {
						t.Fatalf("power cut at call %d of %d (%s), choice %d: %v", n, calls, path.Base(trace[len(trace)-1]), i, err)
					}
				}
			}
			t.Logf("%d power cuts", tried)
		})
	}
}
