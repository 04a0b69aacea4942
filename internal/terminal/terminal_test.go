//go:build linux || darwin

package terminal_test

import (
	"context"
	"errors"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/term"

	"sandi/internal/terminal"
)

// person is who sits at the other side of a pseudo-terminal.
type person struct {
	t    *testing.T
	ptmx *os.File
	mu   sync.Mutex
	saw  strings.Builder
}

// pair returns a terminal to ask on, and the person who is asked.
func pair(t *testing.T) (*terminal.Terminal, *os.File, *person) {
	t.Helper()
	ptmx, tty, err := pty.Open()
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	asked, p := terminal.On(tty, tty), &person{t: t, ptmx: ptmx}
	go func() {
		buf := make([]byte, 1024)
		for {
			n, err := ptmx.Read(buf)
			p.mu.Lock()
			p.saw.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { asked.Close(); _ = ptmx.Close() })
	return asked, tty, p
}

// seen returns what the terminal has shown so far.
func (p *person) seen() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.saw.String()
}

// await waits until the terminal has shown text and forgets what was before
// its end.
func (p *person) await(text string) {
	for range 6000 {
		if _, rest, ok := strings.Cut(p.seen(), text); ok {
			p.mu.Lock()
			p.saw.Reset()
			p.saw.WriteString(rest)
			p.mu.Unlock()
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.t.Errorf("the terminal shows %q, want %q", p.seen(), text)
}

// answers types keys when the prompt is there.
func (p *person) answers(prompt, keys string) {
	p.await(prompt)
	if _, err := p.ptmx.WriteString(keys); err != nil {
		p.t.Error(err)
	}
}

func TestAnswers(t *testing.T) {
	for _, tt := range []struct {
		name, keys, want string
		err              error
	}{
		{"Enter", "abc\r", "abc", nil},
		{"line feed", "abc\n", "abc", nil},
		{"empty", "\r", "", nil},
		{"Backspace takes a whole character", "aé\x7fb\r", "ab", nil},
		{"Backspace at the start", "\x7f\x08a\r", "a", nil},
		{"Ctrl-U", "abc\x15d\r", "d", nil},
		{"arrow keys", "a\x1b[D\x1b[1;5C\x1bOAb\r", "ab", nil},
		{"bracketed paste", "\x1b[200~abc\x1b[201~\r", "abc", nil},
		{"other control keys", "a\x01\x02b\r", "ab", nil},
		{"Ctrl-D after text", "a\x04b\r", "ab", nil},
		{"Ctrl-D", "\x04", "", terminal.ErrNoAnswer},
		{"Ctrl-C", "abc\x03", "", terminal.ErrInterrupted},
		{"as long as may be", strings.Repeat("a", 3000) + "\r", strings.Repeat("a", 3000), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			asked, _, p := pair(t)
			go p.answers("Key: ", tt.keys)
			got, err := asked.Secret(t.Context(), "Key: ")
			if !errors.Is(err, tt.err) || string(got) != tt.want {
				t.Errorf("got %q, %v, want %q, %v", got, err, tt.want, tt.err)
			}
		})
	}
}

func TestTooLong(t *testing.T) {
	asked, _, p := pair(t)
	go func() {
		for range terminal.MaxAnswer/1000 + 2 { // the terminal's own queue is small
			_, _ = p.ptmx.WriteString(strings.Repeat("a", 1000))
			time.Sleep(2 * time.Millisecond)
		}
		_, _ = p.ptmx.WriteString("\rnext\r")
	}()
	if _, err := asked.Secret(t.Context(), ""); !errors.Is(err, terminal.ErrTooLong) {
		t.Errorf("got %v, want %v", err, terminal.ErrTooLong)
	}
	if got, err := asked.Secret(t.Context(), ""); err != nil || string(got) != "next" {
		t.Errorf("after it got %q, %v, want the next line", got, err)
	}
}

func TestOnlyLinesAreEchoed(t *testing.T) {
	asked, _, p := pair(t)
	go p.answers("Key: ", "hidden\r")
	if _, err := asked.Secret(t.Context(), "Key: "); err != nil {
		t.Fatal(err)
	}
	go p.answers("\r\nName: ", "shown\r") // the prompt follows the first answer's new line at once
	if got, err := asked.Line(t.Context(), "Name: "); err != nil || got != "shown" {
		t.Fatalf("got %q, %v", got, err)
	}
	p.await("shown\r\n")
}

// Two questions in a row: what is typed ahead belongs to the second one.
func TestTypeAhead(t *testing.T) {
	asked, _, p := pair(t)
	go p.answers("One: ", "first\rsecond\r")
	if got, err := asked.Secret(t.Context(), "One: "); err != nil || string(got) != "first" {
		t.Errorf("got %q, %v, want %q", got, err, "first")
	}
	if got, err := asked.Secret(t.Context(), "Two: "); err != nil || string(got) != "second" {
		t.Errorf("got %q, %v, want %q", got, err, "second")
	}
}

// The terminal is as before after every way a question can end.
func TestTheModeIsRestored(t *testing.T) {
	asked, tty, p := pair(t)
	mode := func() term.State {
		s, err := term.GetState(int(tty.Fd()))
		if err != nil {
			t.Error(err)
			return term.State{}
		}
		return *s
	}
	before := mode()
	for _, keys := range []string{"abc\r", "abc\x03", "\x04"} {
		go p.answers("?", keys)
		_, _ = asked.Secret(t.Context(), "?")
		if mode() != before {
			t.Errorf("after %q the mode differs", keys)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		p.await("?")
		if mode() == before {
			t.Error("the question does not switch the echo off")
		}
		cancel()
	}()
	if _, err := asked.Secret(ctx, "?"); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
	if mode() != before {
		t.Error("after the end of the context the mode differs")
	}
}
