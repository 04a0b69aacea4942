package desktop

import (
	"context"
	"strings"
	"time"

	atotto "github.com/atotto/clipboard"
)

// windowsBoard uses the system's calls, for writing our own, which also mark the
// text for the clipboard history: there is no helper program that takes
// a text on its standard input without changing its encoding.
type windowsBoard struct{ timeout time.Duration }

func windowsBoards(timeout time.Duration) []board { return []board{windowsBoard{timeout}} }

func (windowsBoard) method() Method { return Native }
func (windowsBoard) tool() string   { return "" }
func (windowsBoard) hides() bool    { return true }

// bounded runs f, which may hang while another program holds the clipboard
// open. Then f ends by itself, some time after that program let go.
func (w windowsBoard) bounded(ctx context.Context, f func() error) error {
	ctx, cancel := context.WithTimeout(ctx, w.timeout)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w windowsBoard) write(ctx context.Context, text string) error {
	return w.bounded(ctx, func() error { return writeHidden(text) })
}

func (w windowsBoard) holds(ctx context.Context, text string) (bool, error) {
	is := make(chan bool, 1)
	err := w.bounded(ctx, func() error {
		got, err := atotto.ReadAll()
		is <- err == nil && same([]byte(got), text)
		return err
	})
	if err != nil {
		return false, err
	}
	return <-is, nil
}

func (w windowsBoard) clear(ctx context.Context, _ string) error {
	return w.bounded(ctx, func() error { return writeHidden("") })
}

// windowsPaste reads the text on the clipboard; pictures are left to the screen.
func windowsPaste(ctx context.Context, timeout time.Duration) (Pasted, error) {
	text := make(chan string, 1)
	err := windowsBoard{timeout}.bounded(ctx, func() error {
		got, err := atotto.ReadAll()
		text <- got
		return err
	})
	if err != nil {
		return Pasted{}, ErrNotReadable.Because(err)
	}
	if got := <-text; strings.TrimSpace(got) != "" && len(got) <= maxText {
		return Pasted{Text: got}, nil
	}
	return Pasted{}, ErrClipboardEmpty
}
