//go:build unix

package tui_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/hinshun/vt10x"

	"sandi/tui"
)

// console is a real terminal device with an emulator at its other end, which
// answers the question for the background colour when the test says so.
type console struct {
	t      *testing.T
	master *os.File
	screen vt10x.Terminal
	asked  chan struct{} // closed when the program has asked for the background
	result chan error
}

func onTerminal(t *testing.T, d tui.Deps, s tui.Start) *console {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	if err := pty.Setsize(slave, &pty.Winsize{Rows: 24, Cols: 80}); err != nil {
		t.Fatal(err)
	}
	c := &console{t: t, master: master, screen: vt10x.New(vt10x.WithSize(80, 24)), asked: make(chan struct{}), result: make(chan error, 1)}
	d.In, d.Out = slave, slave
	ctx, cancel := context.WithCancel(t.Context())
	go func() { c.result <- tui.Run(ctx, d, s) }()
	go func() {
		buffer, told := make([]byte, 4096), false
		for {
			n, err := master.Read(buffer)
			if err != nil {
				return
			}
			_, _ = c.screen.Write(buffer[:n])
			if !told && strings.Contains(string(buffer[:n]), "\x1b]11;?") {
				told = true
				close(c.asked)
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		master.Close()
		slave.Close()
	})
	return c
}

func (c *console) write(s string) {
	if _, err := c.master.WriteString(s); err != nil {
		c.t.Fatal(err)
	}
}

func (c *console) waitFor(want string) {
	c.t.Helper()
	for range 2400 { // a minute: the machine may be busy
		if strings.Contains(c.screen.String(), want) {
			return
		}
		time.Sleep(25 * time.Millisecond)
	}
	c.t.Fatalf("never saw %q:\n%s", want, c.screen.String())
}

// A terminal's answer may come late, in pieces, and in the middle of a
// password. None of it may end up in the field.
func TestALateAnswerIsNotTakenForThePassword(t *testing.T) {
	const answer = "\x1b]11;rgb:ffff/ffff/ffff"
	for _, tt := range []struct {
		name   string
		pieces []string
		pause  time.Duration
	}{
		{"whole", []string{answer + "\x1b\\"}, 0},
		{"bell", []string{answer + "\x07"}, 0},
		{"in two", []string{answer[:9], answer[9:] + "\x1b\\"}, 20 * time.Millisecond},
		{"split before its end", []string{answer, "\x1b\\"}, 20 * time.Millisecond},
		{"byte by byte", strings.Split(answer+"\x07", ""), 10 * time.Millisecond},
		{"slower than the library waits", strings.Split(answer+"\x1b\\", ""), 80 * time.Millisecond},
		{"slow, ended by a bell", strings.Split(answer+"\x07", ""), 80 * time.Millisecond},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := onTerminal(t, deps(t), tui.Start{})
			c.waitFor("Vault password")
			<-c.asked
			c.write(password[:5])
			c.waitFor("•••••")
			for _, piece := range tt.pieces {
				c.write(piece)
				time.Sleep(tt.pause)
			}
			time.Sleep(100 * time.Millisecond)
			c.write(password[5:])
			time.Sleep(100 * time.Millisecond)
			c.write("\r")
			c.waitFor("Your vault is empty")
			c.write("q")
			select {
			case err := <-c.result:
				if err != nil {
					t.Error(err)
				}
			case <-time.After(time.Minute):
				t.Fatal("q does not end it")
			}
		})
	}
}
