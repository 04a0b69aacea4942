package probe

import (
	"time"

	"sandi/internal/otp"
)

// Result is what was found out. A pointer that is nil was not found out.
type Result struct {
	Past, Future *Edge
	Reused       *bool // a code is accepted twice
	Older        *bool // a code from before an accepted one is accepted
	Learns       *bool // the window follows a clock that is off, after one accepted code
	LockOut      *LockOut

	Tries, Accepted int
	Began, Ended    time.Time
}

// Edge is how far a window reaches to one side.
type Edge struct {
	Steps int
	// AtLeast says that the plan's reach ended before the window did.
	AtLeast bool
}

// LockOut is what failures in a row lead to.
type LockOut struct {
	Looked int  // failures in a row that were tried at most
	After  int  // failures that lock; 0: not even Looked do
	Told   bool // the verifier says that it is locked, and not only that it refuses
	// How long after the last failure the account was still locked, and when it
	// no longer was. The latter is 0 where the plan did not wait for it.
	StillAfter, OpenAfter time.Duration
}

// Window returns the window, where both sides are known to their end.
func (r Result) Window() (otp.Window, bool) {
	if r.Past == nil || r.Future == nil || r.Past.AtLeast || r.Future.AtLeast {
		return otp.Window{}, false
	}
	return otp.Window{Past: r.Past.Steps, Future: r.Future.Steps}, true
}

// Profile returns the practice portal's name for such a verifier, or "".
func (r Result) Profile() string {
	w, ok := r.Window()
	if !ok {
		return ""
	}
	switch w {
	case otp.Window{}:
		return "ketat"
	case otp.Window{Past: 1}:
		return "lampau"
	case otp.Window{Past: 1, Future: 1}:
		switch {
		case r.Learns == nil:
			return ""
		case *r.Learns:
			return "belajar"
		}
		return "lazim"
	case otp.Window{Past: 4, Future: 4}:
		return "longgar"
	}
	return ""
}
