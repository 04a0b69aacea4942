// Package disktest is a disk for tests: it fails where it is told to, and after
// a power cut it holds what a real one would, which is less than programs saw
// before.
//
// What it promises is what POSIX promises and no more. The content of a file is
// safe once Sync has returned; until then a power cut leaves the content before,
// a part of the new, zeros in its place, or all of it. Names are safe once
// SyncDir has returned for their directory; until then each name is what it was
// at any moment since, independently of all other names, so that a rename may
// survive without the one before it, and half a rename without its other half.
// Real file systems with a journal do better.
package disktest

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"sandi/internal/atomicfile"
)

// ErrPower is what every call returns after the power was cut.
var ErrPower = errors.New("the power was cut")

// Fault makes calls fail. The zero value makes none.
type Fault struct {
	// At is the call that fails, counted from 1 since the last SetFault.
	At int
	// Err is what it returns. ErrPower cuts the power: that call and all after
	// it fail.
	Err error
	// Lasts makes every call that changes something fail from then on, as on a
	// disk that is full or mounted read-only.
	Lasts bool
	// Only limits counting and failing to calls whose name begins so ("sync").
	Only string
}

// Disk is the simulated disk. Its methods may be used by several goroutines.
type Disk struct {
	mu     sync.Mutex
	root   *node
	locked map[string]bool
	serial int
	fault  Fault
	calls  int
	failed bool
	trace  []string
}

var _ atomicfile.Files = (*Disk)(nil)

// node is a file or a directory.
type node struct {
	dir     bool
	serial  int // stands for the time of the last change
	content []byte
	stable  []byte // of a file: what the last Sync has put on the disk
	names   map[string]*node
	// past holds, for names that changed since the last SyncDir, what they were
	// before each change, beginning with what is on the disk. nil: nothing.
	past map[string][]*node
}

func newDir() *node { return &node{dir: true, names: map[string]*node{}, past: map[string][]*node{}} }

// New returns an empty disk.
func New() *Disk { return &Disk{root: newDir(), locked: map[string]bool{}} }

// Clone returns a copy of the disk without its fault.
func (d *Disk) Clone() *Disk {
	d.mu.Lock()
	defer d.mu.Unlock()
	seen := map[*node]*node{}
	var copied func(n *node) *node
	copied = func(n *node) *node {
		if n == nil {
			return nil
		}
		if c, ok := seen[n]; ok {
			return c
		}
		// Contents are replaced and never overwritten, so they can be shared.
		c := &node{dir: n.dir, serial: n.serial, content: n.content, stable: n.stable}
		seen[n] = c
		if n.dir {
			c.names, c.past = map[string]*node{}, map[string][]*node{}
			for name, child := range n.names {
				c.names[name] = copied(child)
			}
			for name, list := range n.past {
				for _, child := range list {
					c.past[name] = append(c.past[name], copied(child))
				}
			}
		}
		return c
	}
	return &Disk{root: copied(d.root), locked: map[string]bool{}, serial: d.serial}
}

// SetFault sets which call fails, and begins to count.
func (d *Disk) SetFault(f Fault) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fault, d.calls, d.failed, d.trace = f, 0, false, nil
}

// Calls returns how many calls were made since SetFault, and whether the fault
// has struck.
func (d *Disk) Calls() (n int, struck bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.calls, d.failed
}

// Trace lists the calls since SetFault.
func (d *Disk) Trace() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.trace)
}

// call counts a call and returns the error that it has to return. d.mu is held.
func (d *Disk) call(changes bool, name, file string) error {
	if d.failed && errors.Is(d.fault.Err, ErrPower) {
		return &fs.PathError{Op: name, Path: file, Err: ErrPower}
	}
	if !strings.HasPrefix(name, d.fault.Only) {
		return nil
	}
	d.calls++
	d.trace = append(d.trace, name+" "+path.Base(clean(file)))
	if d.fault.Err == nil {
		return nil
	}
	if d.calls == d.fault.At || d.fault.Lasts && d.failed && changes {
		d.failed = true
		return &fs.PathError{Op: name, Path: file, Err: d.fault.Err}
	}
	return nil
}

func clean(name string) string { return path.Clean("/" + filepath.ToSlash(name)) }

// find returns the node of a name, or nil.
func (d *Disk) find(name string) *node {
	n := d.root
	for _, part := range strings.Split(clean(name), "/") {
		if part == "" {
			continue
		}
		if n == nil || !n.dir {
			return nil
		}
		n = n.names[part]
	}
	return n
}

func (d *Disk) parent(name string) (*node, string, error) {
	dir, base := path.Split(clean(name))
	n := d.find(dir)
	if n == nil || !n.dir {
		return nil, "", fs.ErrNotExist
	}
	return n, base, nil
}

// put gives a name to a node, or takes it away if that is nil.
func (n *node) put(name string, child *node) {
	n.past[name] = append(n.past[name], n.names[name])
	if child == nil {
		delete(n.names, name)
	} else {
		n.names[name] = child
	}
}

// Open implements atomicfile.Files.
func (d *Disk) Open(name string) (atomicfile.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(false, "open", name); err != nil {
		return nil, err
	}
	n := d.find(name)
	if n == nil {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return &file{disk: d, node: n, name: name}, nil
}

// CreateTemp implements atomicfile.Files.
func (d *Disk) CreateTemp(dir, pattern string) (atomicfile.File, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(true, "create", filepath.Join(dir, pattern)); err != nil {
		return nil, err
	}
	d.serial++
	name := filepath.Join(dir, strings.Replace(pattern, "*", fmt.Sprint(d.serial), 1))
	p, base, err := d.parent(name)
	if err != nil {
		return nil, &fs.PathError{Op: "create", Path: name, Err: err}
	}
	n := &node{serial: d.serial}
	p.put(base, n)
	return &file{disk: d, node: n, name: name}, nil
}

// Rename implements atomicfile.Files.
func (d *Disk) Rename(from, to string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(true, "rename", to); err != nil {
		return err
	}
	p, base, err := d.parent(from)
	q, target, err2 := d.parent(to)
	if err == nil && p.names[base] == nil {
		err = fs.ErrNotExist
	}
	if err := errors.Join(err, err2); err != nil {
		return &fs.PathError{Op: "rename", Path: from, Err: err}
	}
	n := p.names[base]
	if old := q.names[target]; old != nil && old.dir && (!n.dir || len(old.names) > 0) {
		return &fs.PathError{Op: "rename", Path: to, Err: fs.ErrExist}
	}
	p.put(base, nil)
	q.put(target, n)
	return nil
}

// SyncDir implements atomicfile.Files.
func (d *Disk) SyncDir(dir string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(true, "syncdir", dir); err != nil {
		return err
	}
	n := d.find(dir)
	if n == nil || !n.dir {
		return &fs.PathError{Op: "sync", Path: dir, Err: fs.ErrNotExist}
	}
	clear(n.past)
	return nil
}

// Remove implements atomicfile.Files.
func (d *Disk) Remove(name string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(true, "remove", name); err != nil {
		return err
	}
	p, base, err := d.parent(name)
	if err == nil && p.names[base] == nil {
		err = fs.ErrNotExist
	}
	if err == nil && p.names[base].dir && len(p.names[base].names) > 0 {
		err = errors.New("directory not empty")
	}
	if err != nil {
		return &fs.PathError{Op: "remove", Path: name, Err: err}
	}
	p.put(base, nil)
	return nil
}

// Mkdir implements atomicfile.Files.
func (d *Disk) Mkdir(dir string, _ fs.FileMode) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(true, "mkdir", dir); err != nil {
		return err
	}
	if clean(dir) == "/" {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: fs.ErrExist}
	}
	p, base, err := d.parent(dir)
	if err == nil && p.names[base] != nil {
		err = fs.ErrExist
	}
	if err != nil {
		return &fs.PathError{Op: "mkdir", Path: dir, Err: err}
	}
	p.put(base, newDir())
	return nil
}

// Stat implements atomicfile.Files.
func (d *Disk) Stat(name string) (fs.FileInfo, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(false, "stat", name); err != nil {
		return nil, err
	}
	n := d.find(name)
	if n == nil {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
	}
	return n.info(name), nil
}

// ReadDir implements atomicfile.Files.
func (d *Disk) ReadDir(dir string) ([]fs.DirEntry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(false, "readdir", dir); err != nil {
		return nil, err
	}
	n := d.find(dir)
	if n == nil || !n.dir {
		return nil, &fs.PathError{Op: "open", Path: dir, Err: fs.ErrNotExist}
	}
	var list []fs.DirEntry
	for name, child := range n.names {
		list = append(list, fs.FileInfoToDirEntry(child.info(name)))
	}
	slices.SortFunc(list, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return list, nil
}

// Readlink implements atomicfile.Files. There are no links on this disk.
func (d *Disk) Readlink(name string) (string, error) {
	return "", &fs.PathError{Op: "readlink", Path: name, Err: errors.New("not a link")}
}

// TryLock implements atomicfile.Files.
func (d *Disk) TryLock(name string) (unlock func(), err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := d.call(true, "lock", name); err != nil {
		return nil, err
	}
	p, base, err := d.parent(name)
	if err != nil {
		return nil, &fs.PathError{Op: "lock", Path: name, Err: err}
	}
	if p.names[base] == nil {
		p.put(base, &node{})
	}
	if d.locked[clean(name)] {
		return nil, nil
	}
	d.locked[clean(name)] = true
	return func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.locked, clean(name))
	}, nil
}
