package vault

import (
	"math"

	"sandi/internal/otp"
)

// Advance moves the counter of a HOTP entry on by n codes and returns the key
// as it was, with the counter of the first of them. A code may be shown only
// after the transaction is saved: a crash in between skips a code, which
// verifiers allow for (RFC 4226 §7.4), and never hands one out twice.
func (tx *Tx) Advance(id string, n uint64) (otp.Key, error) {
	var before otp.Key
	err := tx.Change(id, func(e *Entry) error {
		before = e.Key
		switch {
		case e.Key.Type != otp.HOTP:
			return otp.ErrNotCounterBased
		case e.Key.Counter > math.MaxUint64-n:
			// Starting from 0 again would repeat codes that were seen already.
			return ErrCounterEnd
		}
		e.Key.Counter += n
		return nil
	})
	return before, err
}
