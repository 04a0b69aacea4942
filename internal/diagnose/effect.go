package diagnose

import (
	"time"

	"sandi/internal/acceptance"
)

// Effect is what an offset means now at one kind of service.
type Effect struct {
	Policy string        // "ketat", "lampau", "lazim" or "longgar"; its text is "diagnose.policy." + Policy
	Delay  time.Duration // from the reading of a code to its arrival

	Share       acceptance.Fraction // accepted, if the offset is exactly the one measured
	Least, Most acceptance.Fraction // accepted at the least and at the most within the uncertainty
}

// EffectDelays returns the delays that Effects tells, shortest first: how long
// a person takes to type a code and the network to carry it.
func EffectDelays() []time.Duration {
	return []time.Duration{0, 5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second}
}

// Effects tells for every kind of service and every delay which share of
// attempts is accepted, policies outermost and strictest first.
func Effects(offset, uncertainty time.Duration) []Effect {
	var all []Effect
	for _, p := range acceptance.Profiles() {
		for _, d := range EffectDelays() {
			e := Effect{Policy: p.Name, Delay: d, Share: acceptance.Share(p.Policy, offset, d)}
			e.Least, e.Most = acceptance.Range(p.Policy, offset, uncertainty, d)
			all = append(all, e)
		}
	}
	return all
}
