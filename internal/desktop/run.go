package desktop

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os/exec"
	"strings"
	"time"
)

// runner runs one helper program. The program's own messages are dropped: they
// may quote what it was given.
type runner struct {
	path    string
	timeout time.Duration
}

// feed runs the program with text on its standard input.
func (r runner) feed(ctx context.Context, text string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.path, args...)
	cmd.Stdin = strings.NewReader(text)
	// xclip, xsel and wl-copy leave a process behind that serves the text. It
	// inherits standard output and error; with a pipe there, Wait would wait
	// for it. So both stay unset, and WaitDelay bounds the rest.
	cmd.WaitDelay = r.timeout / 4
	return finished(cmd.Run())
}

// read runs the program and returns what it prints, up to a little more than
// can have been copied.
func (r runner) read(ctx context.Context, args ...string) ([]byte, error) {
	return r.output(ctx, maxText+2, args...)
}

// picture is read for what is longer than a text.
func (r runner) picture(ctx context.Context, args ...string) ([]byte, error) {
	return r.output(ctx, maxPicture, args...)
}

func (r runner) output(ctx context.Context, most int, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, r.timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, r.path, args...)
	var out bytes.Buffer
	cmd.Stdout = &limited{&out, most}
	cmd.WaitDelay = r.timeout / 4
	err := finished(cmd.Run())
	return out.Bytes(), err
}

// finished forgives a program that ended well and left behind a process which
// still holds its pipes.
func finished(err error) error {
	if errors.Is(err, exec.ErrWaitDelay) {
		return nil
	}
	return err
}

// limited keeps the first left bytes and takes the rest, so that the program
// that writes does not fail.
type limited struct {
	w    io.Writer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	keep := p[:min(len(p), l.left)]
	l.left -= len(keep)
	if _, err := l.w.Write(keep); err != nil {
		return 0, err
	}
	return len(p), nil
}
