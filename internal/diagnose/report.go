package diagnose

import (
	"time"

	"sandi/internal/fault"
	"sandi/internal/locale"
)

// MaxReport bounds a report that is read, in bytes.
const MaxReport = 64 << 10

// ErrBadReport reports bytes that are no facts report of a schema that is
// known; "what" names the member that is wrong.
var ErrBadReport = fault.New("diagnose.bad-report", "not a facts report")

// EncodeReport writes facts and the findings about them as the
// machine-readable report that a user can send to a support desk. collected is
// what that computer's clock showed; what is told is in the words of l. The
// report holds no key, code, password, account or issuer,
// because Facts has no room for any.
func EncodeReport(l *locale.Localizer, f Facts, findings []Finding, collected time.Time) ([]byte, error) {
	return nil, ErrBadReport
}

// DecodeReport reads a report of somebody else's computer, so the facts it
// returns are marked as such. Members that are not known are ignored.
func DecodeReport(data []byte) (Facts, error) {
	return Facts{Other: true}, ErrBadReport
}
