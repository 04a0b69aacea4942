package diagnose

import (
	"errors"
	"strings"

	"sandi/internal/clock"
	"sandi/internal/fault"
	"sandi/internal/locale"
)

// errReported stands for why a reference gave no answer, in the words of the
// report it came with.
var errReported = fault.New("diagnose.reported", "as reported")

// reasons are the errors of references that a judgement tells apart.
var reasons = []*fault.Error{
	clock.ErrNoAnswer, clock.ErrBadAddress, clock.ErrNTPRefused, clock.ErrNoDate, clock.ErrBadDate, clock.ErrCached,
	clock.ErrInconsistent, clock.ErrRedirects, clock.ErrCertificate, clock.ErrElsewhere, clock.ErrBeyond, clock.ErrJumped,
}

// errorOf returns the error that a report tells of a reference. A report
// carries sentences in the language of whoever made it, and judging needs to
// know a silence from an answer that made no sense.
func errorOf(name, told string) error {
	for _, lang := range locale.Langs() {
		l := locale.New(lang)
		for _, reason := range reasons {
			err := reason.With("name", name)
			if what, _ := l.Describe(err); what == told {
				return err
			}
		}
	}
	lower := strings.ToLower(told)
	for _, silent := range []string{"timeout", "timed out", "time-out", "deadline", "no answer", "no response", "unreachable", "no route", "tidak ada jawaban", "tidak menjawab"} {
		if strings.Contains(lower, silent) {
			return clock.ErrNoAnswer.With("name", name)
		}
	}
	return errReported.Because(errors.New(told))
}
