package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"sandi/internal/atomicfile"
	"sandi/internal/fault"
	"sandi/internal/operator"
)

var (
	errNoneRunning    = fault.New("cmd.practice.none-running", "no practice portal runs here")
	errManyRunning    = fault.New("cmd.practice.many-running", "more than one practice portal runs here")
	errTooManyRunning = fault.New("cmd.practice.too-many-running", "too many practice portals run here")
	errNotNoted       = fault.New("cmd.practice.not-noted", "cannot note where the portal runs")
)

// running is what a practice portal leaves in a file while it runs, so that the
// practice commands of the same user find it. It holds the operator key, so the
// file is readable by its owner only, in a directory of the same kind.
//
// Beside the file lies a lock that the portal holds as long as it lives,
// however it ends. So a file that a killed portal left behind is known to be
// stale without asking at its address, where by now another program may listen
// that has no business with the key.
type running struct {
	URL    string `json:"url"`        // for this computer
	Public string `json:"public_url"` // for participants
	Key    string `json:"operator_key"`
	PID    int    `json:"pid"`
}

// The files of running portals: practice.json, and where several run at once
// practice-2.json and so on.
const (
	maxRunning  = 9
	maxNote     = 8 << 10 // bytes
	lockWait    = 200 * time.Millisecond
	lockRetries = 10 * time.Millisecond
)

func noteName(i int) string {
	if i == 1 {
		return "practice"
	}
	return fmt.Sprintf("practice-%d", i)
}

// runtimeDir is where programs of this user leave what is true only while they
// run; where the system has no such place, its caches.
func (a *app) runtimeDir() (string, error) {
	get := a.sys.Getenv
	if dir := get("XDG_RUNTIME_DIR"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "sandi"), nil
	}
	var dir string
	switch a.sys.GOOS {
	case "windows":
		dir = get("LocalAppData")
	case "darwin":
		if home := get("HOME"); home != "" {
			dir = filepath.Join(home, "Library", "Caches")
		}
	default:
		if dir = get("XDG_CACHE_HOME"); dir == "" && get("HOME") != "" {
			dir = filepath.Join(get("HOME"), ".cache")
		}
	}
	if !filepath.IsAbs(dir) {
		return "", errNotNoted.With("file", "practice.json").Because(fs.ErrNotExist)
	}
	return filepath.Join(dir, "sandi"), nil
}

// private makes sure that a directory is this user's and closed to others: in a
// place that others can write to, one of them could have made it first, to read
// the key or to lead the practice commands to a portal of his.
func (a *app) private(dir string) error {
	if a.sys.GOOS == "windows" {
		return nil // below the user's profile, which is closed to others
	}
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fs.ErrInvalid
	}
	return os.Chmod(dir, 0o700) // only its owner can
}

// note is the file of this process's portal.
type note struct {
	file string
	lock *flock.Flock
}

// leaveNote writes the file of a portal that has just begun to answer.
func (a *app) leaveNote(r running) (*note, error) {
	dir, err := a.runtimeDir()
	if err != nil {
		return nil, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, errNotNoted.With("file", dir).Because(err)
	}
	if err := a.private(dir); err != nil {
		return nil, errNotNoted.With("file", dir).Because(err)
	}
	for i := 1; i <= maxRunning; i++ {
		file := filepath.Join(dir, noteName(i)+".json")
		lock := flock.New(filepath.Join(dir, noteName(i)+".lock"), flock.SetPermissions(0o600))
		// Whoever looks for portals holds the lock for an instant.
		ctx, cancel := context.WithTimeout(context.Background(), lockWait)
		ours, err := lock.TryLockContext(ctx, lockRetries)
		cancel()
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return nil, errNotNoted.With("file", file).Because(err)
		}
		if !ours {
			continue
		}
		b, err := json.Marshal(r)
		if err == nil {
			err = atomicfile.Write(file, append(b, '\n'))
		}
		clear(b)
		if err != nil {
			return nil, errors.Join(errNotNoted.With("file", file).Because(err), lock.Unlock())
		}
		return &note{file, lock}, nil
	}
	return nil, errNotNoted.With("file", filepath.Join(dir, noteName(1)+".json")).Because(errTooManyRunning)
}

// remove takes the file away. The lock's file stays: removing it would let a
// second portal lock another one of the same name.
func (n *note) remove() error {
	if n == nil {
		return nil
	}
	return errors.Join(os.Remove(n.file), n.lock.Unlock())
}

// findRunning lists the portals that this user runs here, and sweeps up what
// killed ones left.
func (a *app) findRunning() ([]running, error) {
	dir, err := a.runtimeDir()
	if err != nil {
		return nil, nil //nolint:nilerr // no place, no portals
	}
	if err := a.private(dir); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, errNotNoted.With("file", dir).Because(err)
	}
	var found []running
	for i := 1; i <= maxRunning; i++ {
		file := filepath.Join(dir, noteName(i)+".json")
		if _, err := os.Stat(file); err != nil {
			continue
		}
		lock := flock.New(filepath.Join(dir, noteName(i)+".lock"), flock.SetPermissions(0o600))
		if stale, err := lock.TryRLock(); err != nil {
			return nil, errNotNoted.With("file", file).Because(err)
		} else if stale {
			err := errors.Join(os.Remove(file), lock.Unlock())
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, errNotNoted.With("file", file).Because(err)
			}
			continue
		}
		r, err := readNote(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue // it has just ended
		}
		if err != nil {
			return nil, errNotNoted.With("file", file).Because(err)
		}
		found = append(found, r)
	}
	return found, nil
}

func readNote(file string) (running, error) {
	b, err := atomicfile.Read(file, maxNote)
	if err != nil {
		return running{}, err
	}
	defer clear(b)
	var r running
	if err := json.Unmarshal(b, &r); err != nil {
		return running{}, operator.ErrBadKey // the cause could quote the key
	}
	return r, nil
}
