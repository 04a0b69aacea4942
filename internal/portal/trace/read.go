package trace

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"

	"sandi/internal/fault"
)

// The faults of a file.
var (
	// ErrNotATrace is a file that does not begin like one.
	ErrNotATrace = fault.New("trace.not-a-trace", "not a trace of a portal")
	// ErrNewer is a trace of a later version's format.
	ErrNewer = fault.New("trace.newer", "trace of a newer version")
	// ErrBadLine is a line in the middle that cannot be read.
	ErrBadLine = fault.New("trace.bad-line", "line cannot be read")
)

// reader reads a file line by line, bounded.
type reader struct {
	in   *bufio.Reader
	n    int  // of the last line, from 1
	cut  bool // the last line has no end
	full bool // the recorder ran out of room
}

func newReader(r io.Reader) *reader {
	return &reader{in: bufio.NewReaderSize(io.LimitReader(r, maxSize), MaxLine)}
}

// next returns the next line, and io.EOF behind the last whole one.
func (r *reader) next() (line, error) {
	text, err := r.in.ReadSlice('\n')
	switch {
	case errors.Is(err, io.EOF):
		r.cut = len(text) > 0
		return line{}, io.EOF
	case errors.Is(err, bufio.ErrBufferFull):
		return line{}, ErrBadLine.With("line", r.n+1)
	case err != nil:
		return line{}, err
	}
	r.n++
	var l line
	if err := json.Unmarshal(text, &l); err != nil {
		return line{}, ErrBadLine.With("line", r.n) // the cause could quote what is no trace at all
	}
	if l.End != nil {
		r.full = l.End.Full
		return line{}, io.EOF
	}
	return l, nil
}

// begin reads the first line.
func (r *reader) begin() (head, error) {
	l, err := r.next()
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, ErrBadLine), err == nil && l.Portal == nil:
		return head{}, ErrNotATrace
	case err != nil:
		return head{}, err
	case l.Portal.Version > version:
		return head{}, ErrNewer
	case l.Portal.Version < 1:
		return head{}, ErrNotATrace
	}
	return *l.Portal, nil
}
