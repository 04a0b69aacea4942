package device

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"sandi/internal/atomicfile"
	"sandi/vault"
)

const (
	// version is written into the file. A file of a later one is left alone.
	version = 1
	// maxSize bounds the file, in bytes: some thousand vaults.
	maxSize = 1 << 20
	// many is the number of vaults from which on those are forgotten whose
	// directory is gone.
	many = 64
	// patience is how long to wait for another process that writes.
	patience = 2 * time.Second
)

// The file: vaults by their absolute directory.
type file struct {
	Version int              `json:"version"`
	Vaults  map[string]wired `json:"vaults"`
}

type wired struct {
	VaultID    string               `json:"vault_id,omitempty"`
	Generation uint64               `json:"generation,omitempty"`
	Revision   string               `json:"revision,omitempty"`
	Keyring    bool                 `json:"keyring,omitempty"`
	Copy       *wiredCopy           `json:"copy,omitempty"`
	Tested     map[string]time.Time `json:"recovery_tested,omitempty"`
}

type wiredCopy struct {
	Path       string    `json:"path"`
	At         time.Time `json:"at"`
	Generation uint64    `json:"generation"`
}

// errNewer says that a later version wrote the file. Overwriting it would
// forget what that one knows.
var errNewer = errors.New("the device's memory was written by a newer version")

// name is how a directory is called in the file.
func name(dir string) string {
	if abs, err := filepath.Abs(dir); err == nil {
		return abs
	}
	return filepath.Clean(dir)
}

func (m *Memory) read() map[string]Facts {
	vaults, _ := m.load()
	return vaults
}

// load reads the file. Its only error is errNewer.
func (m *Memory) load() (map[string]Facts, error) {
	vaults := map[string]Facts{}
	if m.path == "" {
		return vaults, nil
	}
	text, err := atomicfile.Read(m.path, maxSize)
	if err != nil {
		return vaults, nil
	}
	var f file
	if json.Unmarshal(text, &f) != nil || f.Version < 1 {
		return vaults, nil
	}
	for dir, w := range f.Vaults {
		facts := Facts{Seen: vault.Mark{VaultID: w.VaultID, Generation: w.Generation, Revision: w.Revision}, Keyring: w.Keyring, Tested: w.Tested}
		if w.Copy != nil {
			facts.Copy = Copy(*w.Copy)
		}
		vaults[dir] = facts
	}
	if f.Version > version {
		return vaults, errNewer
	}
	return vaults, nil
}

func (m *Memory) update(dir string, durably bool, change func(*Facts)) error {
	if m.path == "" {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(m.path), 0o700); err != nil {
		return err
	}
	unlock, err := atomicfile.Lock(context.Background(), m.path+".lock", patience)
	if err != nil {
		return err
	}
	defer unlock()
	vaults, err := m.load()
	if err != nil {
		return err
	}
	dir = name(dir)
	facts := vaults[dir]
	before := facts
	before.Tested = copied(facts.Tested)
	change(&facts)
	if facts.equal(before) {
		return nil
	}
	vaults[dir] = facts
	if facts.IsZero() {
		delete(vaults, dir)
	}
	forget(vaults, dir)
	text, err := encode(vaults)
	if err != nil {
		return err
	}
	files := atomicfile.On{Files: atomicfile.System}
	if !durably {
		files.Files = hasty{atomicfile.System}
	}
	_ = files.Sweep(m.path)
	return files.Write(m.path, text)
}

func copied(m map[string]time.Time) map[string]time.Time {
	c := make(map[string]time.Time, len(m))
	for k, v := range m {
		c[k] = v
	}
	return c
}

// forget drops the vaults whose directory is gone once there are many: a
// directory may be on a disk that is not in at the moment.
func forget(vaults map[string]Facts, keep string) {
	if len(vaults) <= many {
		return
	}
	for dir := range vaults {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) && dir != keep {
			delete(vaults, dir)
		}
	}
}

func encode(vaults map[string]Facts) ([]byte, error) {
	f := file{Version: version, Vaults: make(map[string]wired, len(vaults))}
	for dir, facts := range vaults {
		w := wired{VaultID: facts.Seen.VaultID, Generation: facts.Seen.Generation, Revision: facts.Seen.Revision, Keyring: facts.Keyring, Tested: facts.Tested}
		if (facts.Copy != Copy{}) {
			c := wiredCopy(facts.Copy)
			w.Copy = &c
		}
		f.Vaults[dir] = w
	}
	text, err := json.MarshalIndent(f, "", "  ")
	if err == nil && len(text) > maxSize {
		err = atomicfile.ErrTooLarge
	}
	return append(text, '\n'), err
}

// hasty is a file system that does not wait for the disk.
type hasty struct{ atomicfile.Files }

func (hasty) SyncDir(string) error { return nil }

func (h hasty) CreateTemp(dir, pattern string) (atomicfile.File, error) {
	f, err := h.Files.CreateTemp(dir, pattern)
	if err != nil {
		return nil, err
	}
	return unsynced{f}, nil
}

type unsynced struct{ atomicfile.File }

func (unsynced) Sync() error { return nil }

// DefaultPath returns where the memory is by the customs of an operating
// system, named as in runtime.GOOS; "" where there is no such place.
// SANDI_STATE names another directory. It is never the directory in which a
// vault is by default: who puts back an old copy of that one must not put back
// the memory with it.
func DefaultPath(getenv func(string) string, goos string) string {
	dir, own := getenv("SANDI_STATE"), "sandi-device"
	home := getenv("HOME")
	switch {
	case filepath.IsAbs(dir):
		return filepath.Join(dir, "device.json")
	case goos == "windows":
		dir = getenv("LocalAppData")
	case goos == "darwin" || goos == "ios":
		if dir = ""; home != "" {
			dir = filepath.Join(home, "Library", "Application Support")
		}
	default:
		own = "sandi"
		// The XDG specification says to ignore relative paths.
		if dir = getenv("XDG_STATE_HOME"); !filepath.IsAbs(dir) {
			if dir = ""; home != "" {
				dir = filepath.Join(home, ".local", "state")
			}
		}
	}
	if dir == "" {
		return ""
	}
	return filepath.Join(dir, own, "device.json")
}
