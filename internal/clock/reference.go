package clock

import (
	"context"
	"time"
)

// Kind says what sort of clock a reference is.
type Kind string

// The kinds, named as in the machine-readable output.
const (
	KindNTP  Kind = "ntp"  // a time server
	KindHTTP Kind = "http" // the Date header of a web server
	KindOS   Kind = "os"   // the operating system's own synchronisation state
	KindUser Kind = "user" // a time that the user read off a trusted clock
	KindCode Kind = "code" // a code that another device showed for the same key
)

// Reference is one comparison of this computer's clock with another one.
type Reference struct {
	Kind Kind
	Name string // who was asked: a host, or scheme and host of an address

	Offset      time.Duration // this computer's time − the reference's; positive: this clock is fast
	Uncertainty time.Duration // the true offset lies within Offset ± Uncertainty, if the reference is right
	At          time.Time     // when, by this computer's clock
	Err         error         // why there is no answer; then Offset and Uncertainty mean nothing
}

// OK reports whether the reference gave an answer.
func (r Reference) OK() bool { return r.Err == nil }

// Agrees reports whether both may be right: their intervals meet.
func (r Reference) Agrees(other Reference) bool {
	return r.low() <= other.high() && other.low() <= r.high()
}

func (r Reference) low() time.Duration  { return r.Offset - r.Uncertainty }
func (r Reference) high() time.Duration { return r.Offset + r.Uncertainty }

// Source is a clock to compare with.
type Source interface {
	Kind() Kind
	Name() string
	// Measure compares. It obeys ctx, and puts a failure into Reference.Err.
	Measure(ctx context.Context) Reference
}
