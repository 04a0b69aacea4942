package disktest

import (
	"io"
	"io/fs"
	"path"
	"slices"
	"time"
)

// file is an open file.
type file struct {
	disk *Disk
	node *node
	name string
	at   int
}

func (f *file) Name() string { return f.name }

func (f *file) Read(b []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.call(false, "read", f.name); err != nil {
		return 0, err
	}
	if f.at >= len(f.node.content) {
		return 0, io.EOF
	}
	n := copy(b, f.node.content[f.at:])
	f.at += n
	return n, nil
}

// Write fails, when it does, after half of the content.
func (f *file) Write(b []byte) (int, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	err := f.disk.call(true, "write", f.name)
	if err != nil {
		b = b[:len(b)/2]
	}
	f.disk.serial++
	f.node.content = slices.Concat(f.node.content, b)
	f.node.serial = f.disk.serial
	return len(b), err
}

func (f *file) Sync() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.call(true, "sync", f.name); err != nil {
		return err
	}
	f.node.stable = f.node.content
	return nil
}

func (f *file) Close() error {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	return f.disk.call(false, "close", f.name)
}

func (f *file) Stat() (fs.FileInfo, error) {
	f.disk.mu.Lock()
	defer f.disk.mu.Unlock()
	if err := f.disk.call(false, "fstat", f.name); err != nil {
		return nil, err
	}
	return f.node.info(f.name), nil
}

type info struct {
	name   string
	dir    bool
	size   int
	serial int
}

func (n *node) info(name string) fs.FileInfo {
	return info{path.Base(clean(name)), n.dir, len(n.content), n.serial}
}

func (i info) Name() string       { return i.name }
func (i info) Size() int64        { return int64(i.size) }
func (i info) ModTime() time.Time { return time.Unix(int64(i.serial), 0) }
func (i info) IsDir() bool        { return i.dir }
func (i info) Sys() any           { return nil }
func (i info) Mode() fs.FileMode {
	if i.dir {
		return fs.ModeDir | 0o700
	}
	return 0o600
}
