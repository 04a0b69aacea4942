package diagnose

import (
	"time"

	"sandi/internal/clock"
)

// Standing says where a measurement leaves a clock, as the last part of the
// keys that tell it: the figure ("right", "vague", "fast", "slow", or, without
// one that holds, "unchecked", "unanswered", "contradicted", "stale"), and
// what that means for codes ("fine", "sometimes", "often", "refused"; empty
// without a figure).
func Standing(m clock.Measurement, now time.Time) (level Level, figure, effect string) {
	level, effect = weigh(m, now)
	switch effect {
	case "unchecked", "unanswered", "contradicted", "stale":
		return level, effect, ""
	}
	return level, direction(*m.Best), effect
}
