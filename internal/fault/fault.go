// Package fault holds the errors that a person can act on.
//
// A fault has a stable code such as "vault.wrong-password". The message
// catalogue (internal/locale) has a sentence under that code in every language,
// and may have a next step under the code followed by ".hint". So a package
// says what went wrong without knowing who reads it, and the terminal interface
// and the command line say it in the same words.
//
// Define each fault once as a package variable and match it with errors.Is:
//
//	var ErrWrongPassword = fault.New("vault.wrong-password", "wrong vault password")
//
//	return ErrDamaged.With("file", name).Because(err)
package fault

import (
	"errors"
	"fmt"
)

// Error is a fault. Its values are immutable: With and Because return copies,
// so that a package variable can be used by many goroutines.
type Error struct {
	code  string
	text  string
	args  []any
	cause error
}

// New returns a fault with a code that names its sentence in the message
// catalogue, and a text for developers: English, lower case, without a period.
func New(code, text string) *Error {
	return &Error{code: code, text: text}
}

// With returns a copy that carries named values for the sentence's
// placeholders, as name, value, name, value. Values reach screens and logs:
// never pass a key, a code, a password or a URI.
func (e *Error) With(pairs ...any) *Error {
	c := *e
	c.args = append(c.args[:len(c.args):len(c.args)], pairs...)
	return &c
}

// Because returns a copy that wraps the error which led to this one.
func (e *Error) Because(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

// Code returns the stable code, which is also the key of the sentence.
func (e *Error) Code() string { return e.code }

// Args returns the named values for the sentence, as name, value pairs.
func (e *Error) Args() []any { return e.args }

// Error returns the developers' text, the named values and the cause.
func (e *Error) Error() string {
	s := e.text
	for i := 0; i+1 < len(e.args); i += 2 {
		s += fmt.Sprintf(" %v=%v", e.args[i], e.args[i+1])
	}
	if e.cause != nil {
		s += ": " + e.cause.Error()
	}
	return s
}

// Unwrap returns the cause, or nil.
func (e *Error) Unwrap() error { return e.cause }

// Is reports whether target is the same fault, whatever values and cause each
// of the two carries.
func (e *Error) Is(target error) bool {
	t, ok := target.(*Error)
	return ok && t.code == e.code
}

// Of returns the outermost fault in err's chain, or nil.
func Of(err error) *Error {
	if f, ok := errors.AsType[*Error](err); ok {
		return f
	}
	return nil
}
