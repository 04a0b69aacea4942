package operator

import "sandi/internal/fault"

// The faults of talking to a portal as its operator.
var (
	// ErrBadAddress is a text that is no http address.
	ErrBadAddress = fault.New("operator.bad-address", "not an http address of a portal")
	// ErrBadKey is a text that cannot be an operator key.
	ErrBadKey = fault.New("operator.bad-key", "not an operator key")
	// ErrUnreachable means that nobody answers at the address.
	ErrUnreachable = fault.New("operator.unreachable", "the portal does not answer")
	// ErrNotAPortal means that something answers which is no practice portal.
	ErrNotAPortal = fault.New("operator.not-a-portal", "not the answer of a practice portal")
	// ErrKeyRefused means that the portal has another operator key.
	ErrKeyRefused = fault.New("operator.key-refused", "operator key refused")
	// ErrTooMany means that the portal wants no more tries for a while.
	ErrTooMany = fault.New("operator.too-many", "too many tries")
	// ErrRefused is a request that the portal understood and refused. Its cause
	// is the reason in the portal's words, "code" the same for programs.
	ErrRefused = fault.New("operator.refused", "the portal refused")
	// ErrNotFound is an account or a request that the portal does not have.
	ErrNotFound = fault.New("operator.not-found", "the portal does not have it")
)
