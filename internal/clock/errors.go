package clock

import "sandi/internal/fault"

// Why a source gave no answer.
var (
	ErrNoAnswer     = fault.New("clock.no-answer", "no answer from the time source")
	ErrBadAddress   = fault.New("clock.bad-address", "not an address of a time source")
	ErrNTPRefused   = fault.New("clock.ntp-refused", "the time server is not synchronised itself")
	ErrNoDate       = fault.New("clock.no-date", "the answer has no Date")
	ErrBadDate      = fault.New("clock.bad-date", "the Date of the answer cannot be read")
	ErrCached       = fault.New("clock.cached", "the answer comes from a cache, and so does its Date")
	ErrInconsistent = fault.New("clock.inconsistent", "the Dates of the answers contradict each other")
	ErrRedirects    = fault.New("clock.redirects", "the address redirects too often or to an unencrypted one")
	ErrCertificate  = fault.New("clock.certificate", "the certificate of the service is not valid")
	ErrElsewhere    = fault.New("clock.elsewhere", "another host answers in its place")
	ErrBeyond       = fault.New("clock.beyond", "the difference is centuries")
	ErrJumped       = fault.New("clock.jumped", "this computer's clock was moved during the measurement")

	// Why what a person typed gives no offset.
	ErrBadTime        = fault.New("clock.bad-time", "not a time that a clock shows")
	ErrCodesFew       = fault.New("clock.codes-few", "too few codes to find an offset by")
	ErrCodesSame      = fault.New("clock.codes-same", "the same code again and not the next")
	ErrCodesNone      = fault.New("clock.codes-none", "the codes stand nowhere within reach")
	ErrCodesAmbiguous = fault.New("clock.codes-ambiguous", "the codes stand at several places")
	ErrCodesLate      = fault.New("clock.codes-late", "the times of the codes contradict each other")

	// Why a measurement gave no offset.
	ErrNoReference   = fault.New("clock.no-reference", "no time source answered")
	ErrContradiction = fault.New("clock.contradiction", "the time sources contradict each other")
)
