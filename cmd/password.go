package cmd

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"time"
)

const (
	// maxPassword bounds the first line of a password source, in bytes.
	maxPassword = 4 << 10
	// passwordCommandTime bounds a password command. It is long enough for a
	// person to answer the question of a password manager.
	passwordCommandTime = 2 * time.Minute
)

// givenPassword returns the vault password from --password-file,
// --password-command or their environment variables, and whether one of them
// is set. Flags win over the environment.
func (a *app) givenPassword(ctx context.Context) (password []byte, given bool, err error) {
	file, command := a.flags.passwordFile, a.flags.passwordCommand
	if file != "" && command != "" {
		return nil, true, wrongly(errBothPasswords)
	}
	if file == "" && command == "" {
		file = a.sys.Getenv("SANDI_PASSWORD_FILE")
		if file == "" {
			command = a.sys.Getenv("SANDI_PASSWORD_COMMAND")
		}
	}
	switch {
	case file != "":
		password, err = a.passwordFromFile(file)
	case command != "":
		password, err = a.passwordFromCommand(ctx, command)
	default:
		return nil, false, nil
	}
	return password, true, err
}

func (a *app) passwordFromFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, classed(errPasswordFile.With("file", name).Because(err), errNoPassword)
	}
	defer func() { _ = f.Close() }()
	if info, err := f.Stat(); err == nil && a.sys.GOOS != "windows" && info.Mode().IsRegular() && info.Mode().Perm()&0o077 != 0 {
		a.warn("cmd.password-file-open", "file", name)
	}
	password, err := firstLine(f)
	if err != nil {
		return nil, classed(errPasswordFile.With("file", name).Because(err), errNoPassword)
	}
	return password, nil
}

func (a *app) passwordFromCommand(ctx context.Context, command string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, passwordCommandTime)
	defer cancel()
	c := shell(ctx, command)
	c.Stderr = a.sys.Err
	c.WaitDelay = time.Second
	var out limited
	defer func() { clear(out.b) }()
	c.Stdout = &out
	if err := c.Run(); err != nil {
		if ctx.Err() != nil && !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return nil, ctx.Err()
		}
		return nil, classed(errPasswordCmd.Because(err), errNoPassword)
	}
	password, err := firstLine(bytes.NewReader(out.b))
	if err != nil {
		return nil, classed(errPasswordCmd.Because(err), errNoPassword)
	}
	return password, nil
}

// limited keeps the first bytes that are written to it and drops the rest, so
// that a command which talks without end neither blocks nor fills the memory.
type limited struct{ b []byte }

func (l *limited) Write(p []byte) (int, error) {
	if l.b == nil {
		l.b = make([]byte, 0, maxPassword+2)
	}
	l.b = append(l.b, p[:min(len(p), cap(l.b)-len(l.b))]...)
	return len(p), nil
}

// firstLine reads a password: the first line, without its line end.
func firstLine(r io.Reader) ([]byte, error) {
	br := bufio.NewReaderSize(r, maxPassword+2)
	line, err := br.ReadSlice('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		if errors.Is(err, bufio.ErrBufferFull) {
			err = errPasswordLong
		}
		clear(line)
		return nil, err
	}
	password := bytes.Clone(bytes.TrimRight(line, "\r\n"))
	clear(line)
	if len(password) == 0 {
		return nil, errPasswordNone
	}
	return password, nil
}
