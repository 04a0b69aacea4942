package scenario

import (
	"sandi/internal/diagnose"
	"sandi/internal/diagnose/refusal"
)

// clockCauses lists what the judgement of a clock can say.
func clockCauses() []string {
	return names(diagnose.Causes()...)
}

// codeCauses lists what the explanation of a code can say.
func codeCauses() []string {
	return names(
		refusal.Valid, refusal.Expired, refusal.TooEarly, refusal.Reused, refusal.ClockHoursOff, refusal.OtherEntry, refusal.WrongAlgorithm,
		refusal.WrongDigits, refusal.WrongPeriod, refusal.KeyMisread, refusal.KeyAsHexOrText, refusal.MalformedCode, refusal.NoMatch,
	)
}

// allCauses lists both.
func allCauses() []string { return append(clockCauses(), codeCauses()...) }

func names(causes ...diagnose.Cause) []string {
	list := make([]string, len(causes))
	for i, c := range causes {
		list[i] = string(c)
	}
	return list
}
