package otp

import (
	"fmt"
	"io"
)

// redacted is what a Secret or a Code prints as, in every verb of fmt.
const redacted = "‹redacted›"

// noCompare makes a struct that embeds it incomparable with ==, so that the
// compiler asks for Equal: Secrets and Codes hold a pointer, and two equal ones
// would differ as map keys or in a ==.
type noCompare [0]func()

// fmt cannot call the Format method of a value in somebody's unexported field;
// it prints what it finds there by reflection. So both types keep their content
// behind a pointer of a kind that fmt prints as an address: to a string, or to
// another pointer. A pointer to a slice or a struct would not do, as fmt follows
// one when the verb does not fit it, as in %s.

// String returns ‹redacted›. See Base32 and Grouped for the key itself.
func (s Secret) String() string { return redacted }

// GoString returns ‹redacted›.
func (s Secret) GoString() string { return redacted }

// Format writes ‹redacted› whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalJSON refuses: who stores a key calls Base32 or Bytes and means it.
func (s Secret) MarshalJSON() ([]byte, error) { return nil, ErrNotSerialisable }

// MarshalText refuses, for the same reason as MarshalJSON.
func (s Secret) MarshalText() ([]byte, error) { return nil, ErrNotSerialisable }

// MarshalBinary refuses, for the same reason as MarshalJSON.
func (s Secret) MarshalBinary() ([]byte, error) { return nil, ErrNotSerialisable }

// String returns ‹redacted›. See Reveal and Grouped for the code itself.
func (c Code) String() string { return redacted }

// GoString returns ‹redacted›.
func (c Code) GoString() string { return redacted }

// Format writes ‹redacted› whatever the verb.
func (c Code) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalJSON refuses: who prints a code calls Reveal and means it.
func (c Code) MarshalJSON() ([]byte, error) { return nil, ErrNotSerialisable }

// MarshalText refuses, for the same reason as MarshalJSON.
func (c Code) MarshalText() ([]byte, error) { return nil, ErrNotSerialisable }

// MarshalBinary refuses, for the same reason as MarshalJSON.
func (c Code) MarshalBinary() ([]byte, error) { return nil, ErrNotSerialisable }
