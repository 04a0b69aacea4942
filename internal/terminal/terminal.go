package terminal

import (
	"bufio"
	"context"
	"io"
	"os"
	"sync"

	"golang.org/x/term"

	"sandi/internal/fault"
)

var (
	// ErrNoTerminal means that there is nobody to ask: the process has no
	// controlling terminal.
	ErrNoTerminal = fault.New("cmd.no-terminal", "no terminal to ask on")
	// ErrInterrupted means that the person pressed Ctrl-C at a prompt.
	ErrInterrupted = fault.New("cmd.interrupted", "interrupted")
	// ErrNoAnswer means that the terminal was closed, or Ctrl-D pressed,
	// instead of an answer.
	ErrNoAnswer = fault.New("cmd.no-answer", "no answer given")
	// ErrTooLong means that an answer does not end within MaxAnswer bytes.
	ErrTooLong = fault.New("cmd.answer-too-long", "the answer is too long")
)

// MaxAnswer bounds one answer, in bytes. An otpauth URI with a long key and
// long names stays under it.
const MaxAnswer = 16 << 10

// Terminal is the controlling terminal of this process. One goroutine at a
// time may ask on it.
type Terminal struct {
	in, out *os.File
	keys    *bufio.Reader
	close   sync.Once
}

// Open opens the controlling terminal, or returns ErrNoTerminal.
func Open() (*Terminal, error) {
	in, out, err := open()
	if err != nil {
		return nil, ErrNoTerminal.Because(err)
	}
	if !term.IsTerminal(int(in.Fd())) {
		closeFiles(in, out)
		return nil, ErrNoTerminal
	}
	return On(in, out), nil
}

// On returns the terminal that is open as in and out, which may be one file.
// Closing the Terminal closes them.
func On(in, out *os.File) *Terminal {
	return &Terminal{in: in, out: out, keys: bufio.NewReaderSize(in, 64)}
}

// Close closes the terminal's files. The screen is left as it is.
func (t *Terminal) Close() {
	t.close.Do(func() { closeFiles(t.in, t.out) })
}

func closeFiles(in, out *os.File) {
	_ = in.Close()
	if out != in {
		_ = out.Close()
	}
}

// Print writes text to the terminal.
func (t *Terminal) Print(text string) { _, _ = io.WriteString(t.out, text) }

// Secret shows the prompt and reads a line without echo. The caller wipes the
// answer.
func (t *Terminal) Secret(ctx context.Context, prompt string) ([]byte, error) {
	return t.ask(ctx, prompt, false)
}

// Line shows the prompt and reads a line with echo.
func (t *Terminal) Line(ctx context.Context, prompt string) (string, error) {
	answer, err := t.ask(ctx, prompt, true)
	return string(answer), err
}

// Shown is Line for an answer that is wiped afterwards.
func (t *Terminal) Shown(ctx context.Context, prompt string) ([]byte, error) {
	return t.ask(ctx, prompt, true)
}

// Size returns the terminal's width and height in cells.
func (t *Terminal) Size() (cols, rows int, err error) {
	return term.GetSize(int(t.out.Fd()))
}

func (t *Terminal) ask(ctx context.Context, prompt string, echo bool) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	fd := int(t.in.Fd())
	before, err := term.MakeRaw(fd)
	if err != nil {
		return nil, ErrNoTerminal.Because(err)
	}
	defer func() { _ = term.Restore(fd, before) }()
	t.Print(prompt)

	type result struct {
		answer []byte
		err    error
	}
	// A blocked read cannot be called off, so a context that ends first leaves
	// this goroutine behind. It holds nothing but the terminal, and the program
	// is on its way out.
	done := make(chan result, 1)
	go func() {
		var show io.Writer
		if echo {
			show = t.out
		}
		answer, err := readAnswer(t.keys, show)
		done <- result{answer, err}
	}()
	select {
	case r := <-done:
		t.Print("\r\n")
		return r.answer, r.err
	case <-ctx.Done():
		t.Print("\r\n")
		return nil, ctx.Err()
	}
}

// IsTerminal reports whether a stream is a terminal. Streams that are not
// files are not.
func IsTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}

// Size returns the width and height of the terminal that a stream writes to.
func Size(stream any) (cols, rows int, ok bool) {
	f, isFile := stream.(*os.File)
	if !isFile {
		return 0, 0, false
	}
	cols, rows, err := term.GetSize(int(f.Fd()))
	return cols, rows, err == nil && cols > 0 && rows > 0
}

// Write writes to the terminal, past standard output.
func (t *Terminal) Write(p []byte) (int, error) { return t.out.Write(p) }
