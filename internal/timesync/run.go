package timesync

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const (
	patience = 2 * time.Second // for one program; some ask a service that hangs
	most     = 64 << 10        // of any answer, in bytes
)

// errAbsent is the answer for a program that is not installed.
var errAbsent = errors.New("not installed")

// run finds a program in the system's own directories and nowhere else: what a
// PATH holds may have been put there by anybody.
func run(ctx context.Context, name string, args ...string) ([]byte, error) {
	path, err := find(name)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	// English, with a point in numbers and UTC in dates, where the program
	// knows how; the environment of the user stays out.
	cmd.Env = []string{"LC_ALL=C", "LANGUAGE=C", "TZ=UTC", "PATH=/usr/bin:/bin:/usr/sbin:/sbin"}
	out := &limited{}
	cmd.Stdout, cmd.Stderr = out, out
	cmd.WaitDelay = patience / 4
	hide(cmd)
	err = cmd.Run()
	if errors.Is(err, exec.ErrWaitDelay) {
		err = nil
	}
	return out.Bytes(), err
}

func find(name string) (string, error) {
	for _, dir := range systemDirs() {
		path := filepath.Join(dir, name)
		if info, err := os.Stat(path); err == nil && info.Mode().IsRegular() {
			return path, nil
		}
	}
	return "", errAbsent
}

// limited keeps the beginning of what is written to it.
type limited struct{ bytes.Buffer }

func (l *limited) Write(p []byte) (int, error) {
	l.Buffer.Write(p[:min(len(p), most-l.Len())])
	return len(p), nil
}

func readFile(name string) ([]byte, error) {
	// A pipe in a file's place would hold up the rest.
	if info, err := os.Stat(name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errUnsupported
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, most))
}

// list returns the first names of a directory: /proc has as many as there are
// processes.
func list(dir string) ([]string, error) {
	f, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	names, err := f.Readdirnames(4096)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return names, err
}

func modified(name string) (time.Time, error) {
	info, err := os.Stat(name)
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}
