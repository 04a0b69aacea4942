// Package tomlfile reads TOML files that anybody may have written: bounded,
// strict, and with the line of whatever is wrong.
package tomlfile

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// Error is what keeps a file from being decoded.
type Error struct {
	Line  int    // from 1
	Field string // that the format does not have, dotted; "" where it is no TOML
	Why   string // in the parser's words, of the file's own text; not fit for a terminal as it is
}

func (e *Error) Error() string {
	if e.Field != "" {
		return "unknown field"
	}
	return "not valid TOML"
}

// ErrTooLarge means that a file has more bytes than were allowed.
var ErrTooLarge = errors.New("file too large")

// Read reads at most most bytes, and refuses a file that has more. The mark
// that editors on Windows put before UTF-8 is left out.
func Read(r io.Reader, most int) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, int64(most)+1))
	if err != nil {
		return nil, err
	}
	if len(b) > most {
		return nil, ErrTooLarge
	}
	return bytes.TrimPrefix(b, []byte("\ufeff")), nil
}

// Decode fills into, which points to a struct, and takes no field that it lacks.
// What is wrong with the file is an *Error.
func Decode(file []byte, into any) (err error) {
	defer func() {
		if r := recover(); r != nil { // of a parser that has to read what anybody wrote
			err = &Error{Line: 1, Why: "the parser gave up"}
		}
	}()
	err = toml.NewDecoder(bytes.NewReader(file)).DisallowUnknownFields().Decode(into)
	if err == nil {
		return nil
	}
	if strict, ok := errors.AsType[*toml.StrictMissingError](err); ok && len(strict.Errors) > 0 {
		first := strict.Errors[0]
		line, _ := first.Position()
		return &Error{Line: max(line, 1), Field: strings.Join(first.Key(), ".")}
	}
	line := 1
	if e, ok := errors.AsType[*toml.DecodeError](err); ok {
		line, _ = e.Position()
	}
	return &Error{Line: max(line, 1), Why: strings.TrimPrefix(err.Error(), "toml: ")}
}
