package cmd

import (
	"bufio"
	"context"
	"io"

	"sandi/internal/terminal"
)

// lineReader reads a line when it is asked for one, and not before: on a
// terminal a reader that waits would take the answer to a hidden question.
type lineReader struct {
	want  chan struct{}
	lines chan string // closed at the end of the input
}

func newLineReader(r io.Reader) lineReader {
	l := lineReader{make(chan struct{}), make(chan string)}
	go func() {
		defer close(l.lines)
		in := bufio.NewScanner(r)
		in.Buffer(make([]byte, 0, 256), terminal.MaxAnswer)
		for range l.want {
			if !in.Scan() {
				return
			}
			l.lines <- in.Text()
		}
	}()
	return l
}

// read returns the next line. A read from a terminal cannot be called off, so
// that one which a context ends stays behind.
func (l lineReader) read(ctx context.Context) (string, error) {
	select {
	case l.want <- struct{}{}:
	case text, ok := <-l.lines:
		if !ok {
			return "", wrongly(errNoAnswers)
		}
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
	select {
	case text, ok := <-l.lines:
		if !ok {
			return "", wrongly(errNoAnswers)
		}
		return text, nil
	case <-ctx.Done():
		return "", ctx.Err()
	}
}
