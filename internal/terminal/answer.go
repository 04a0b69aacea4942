package terminal

import (
	"bufio"
	"errors"
	"io"
	"unicode/utf8"
)

// The keys that a raw terminal sends as single bytes.
const (
	ctrlC     = 0x03
	ctrlD     = 0x04
	ctrlH     = 0x08
	ctrlU     = 0x15
	ctrlW     = 0x17
	escape    = 0x1b
	backspace = 0x7f
)

// readAnswer reads one line byte by byte from a terminal in raw mode: Enter
// ends it, Backspace takes back a character, Ctrl-U the line. It echoes to show
// where that is not nil. Escape sequences (arrow keys, bracketed paste) are
// left out, because they are never part of an answer.
func readAnswer(keys *bufio.Reader, show io.Writer) ([]byte, error) {
	e := editor{show: show}
	for {
		b, err := keys.ReadByte()
		switch {
		case errors.Is(err, io.EOF) && len(e.line) > 0:
			return e.line, nil
		case errors.Is(err, io.EOF):
			return nil, ErrNoAnswer
		case err != nil:
			return e.abandon(err)
		}
		switch {
		case b == '\r' || b == '\n':
			if b == '\r' && keys.Buffered() > 0 {
				if next, _ := keys.Peek(1); next[0] == '\n' {
					_, _ = keys.ReadByte()
				}
			}
			if e.tooLong {
				return e.abandon(ErrTooLong)
			}
			return e.line, nil
		case b == ctrlC:
			return e.abandon(ErrInterrupted)
		case b == ctrlD:
			if len(e.line) == 0 {
				return e.abandon(ErrNoAnswer)
			}
		case b == backspace || b == ctrlH:
			e.back()
		case b == ctrlU || b == ctrlW:
			for len(e.line) > 0 {
				e.back()
			}
		case b == escape:
			if err := skipSequence(keys); err != nil {
				return e.abandon(err)
			}
		case b < ' ' && b != '\t':
			// Other control keys mean nothing here.
		default:
			e.add(b)
		}
	}
}

// skipSequence reads the rest of an escape sequence. A lone Escape key is told
// apart by nothing following it at once.
func skipSequence(keys *bufio.Reader) error {
	if keys.Buffered() == 0 {
		return nil
	}
	b, err := keys.ReadByte()
	if err != nil {
		return err
	}
	if b != '[' && b != 'O' {
		return nil
	}
	for {
		b, err := keys.ReadByte()
		if err != nil || (b >= 0x40 && b <= 0x7e) {
			return err
		}
	}
}

// editor holds the line so far.
type editor struct {
	line []byte
	show io.Writer
	// tooLong is set when the line no longer fits. It is still read to its end:
	// the rest of a large paste must not end up in the shell.
	tooLong bool
}

func (e *editor) add(b byte) {
	if len(e.line) >= MaxAnswer {
		e.tooLong = true
		return
	}
	if len(e.line) == cap(e.line) {
		// Growing by hand, so that no copy of a secret is left behind.
		grown := make([]byte, len(e.line), 2*cap(e.line)+64)
		copy(grown, e.line)
		clear(e.line)
		e.line = grown
	}
	e.line = append(e.line, b)
	if e.show != nil {
		_, _ = e.show.Write([]byte{b})
	}
}

func (e *editor) back() {
	_, size := utf8.DecodeLastRune(e.line)
	if size == 0 {
		return
	}
	clear(e.line[len(e.line)-size:])
	e.line = e.line[:len(e.line)-size]
	if e.show != nil {
		_, _ = io.WriteString(e.show, "\b \b")
	}
}

func (e *editor) abandon(err error) ([]byte, error) {
	clear(e.line)
	return nil, err
}
